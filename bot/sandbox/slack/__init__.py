"""A small, strict Slack on loopback: the Web API over HTTP and Socket Mode over WebSocket.

    async with SlackSandbox() as slack:
        county = slack.add_workspace("county")
        amy = county.add_user("amy", real_name="Amy Pond")
        ops = county.add_channel("ops", amy)
        await county.say(amy, ops, "Engine 12 is on scene")

An app connects with `slack.base_url`, `county.bot_token` and `county.app_token`. What it posts is in `ops.messages`,
what only Amy sees in `county.ephemerals(amy)`; `await county.wait_for(lambda: …)` waits for either.
"""

from .channel import Channel
from .faults import Faults, Outcome, Way
from .habits import Habits
from .interactions import Deed
from .manifest import Manifest
from .model import Ephemeral, File, Kind, Message, NotPossible, Reaction, Refusal, User, View
from .server import SlackSandbox
from .sockets import Envelope
from .text import escaped, rich_text, stored, typed
from .workspace import Workspace

__all__ = [
    "Channel",
    "Deed",
    "Envelope",
    "Ephemeral",
    "Faults",
    "File",
    "Habits",
    "Kind",
    "Manifest",
    "Message",
    "NotPossible",
    "Outcome",
    "Reaction",
    "Refusal",
    "SlackSandbox",
    "User",
    "View",
    "Way",
    "Workspace",
    "escaped",
    "rich_text",
    "stored",
    "typed",
]
