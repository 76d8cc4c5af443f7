"""reactions.* and pins.*: what is stuck to a message."""

from __future__ import annotations

import re

from bot.sandbox.slack import events
from bot.sandbox.slack.channel import Channel
from bot.sandbox.slack.checks import joined_channel, message_in, visible_channel
from bot.sandbox.slack.model import JSON, Message, Refusal
from bot.sandbox.slack.shapes import message_json, reaction_json
from bot.sandbox.slack.webapi import Call, method

_NAME = re.compile(r"[a-z0-9_'+-]{1,100}(?:::skin-tone-[2-6](?:-[2-6])?)?")
MOST_REACTIONS = 50


@method("reactions.add", "reactions:write", tier=50)
def add(call: Call) -> JSON:
    """The bot gives a reaction."""
    channel, message, name = _target(call)
    if name in _given(message, call.workspace.bot.id):
        raise Refusal("already_reacted")
    if len(message.reactions) >= MOST_REACTIONS:
        raise Refusal("too_many_emoji")
    call.workspace.react(channel, message, call.workspace.bot.id, name)
    return {}


@method("reactions.remove", "reactions:write", tier=20)
def remove(call: Call) -> JSON:
    """The bot takes its reaction back."""
    channel, message, name = _target(call)
    if name not in _given(message, call.workspace.bot.id):
        raise Refusal("no_reaction")
    call.workspace.react(channel, message, call.workspace.bot.id, name, gone=True)
    return {}


@method("reactions.get", "reactions:read", tier=50)
def get(call: Call) -> JSON:
    """A message with its reactions."""
    channel, message = _message(call)
    body = message_json(call.workspace, message)
    body["reactions"] = [reaction_json(reaction) for reaction in message.reactions]
    return {"type": "message", "channel": channel.id, "message": body}


def _target(call: Call) -> tuple[Channel, Message, str]:
    name = call.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise Refusal("invalid_name")
    channel, message = _message(call)
    if channel.archived:
        raise Refusal("is_archived")
    return channel, message, name


def _message(call: Call) -> tuple[Channel, Message]:
    if not (call.text("channel") and call.text("timestamp")):
        raise Refusal("no_item_specified")
    channel = joined_channel(call.workspace, call.text("channel"))
    return channel, message_in(channel, call.text("timestamp"))


def _given(message: Message, user: str) -> set[str]:
    return {reaction.name for reaction in message.reactions if user in reaction.users}


@method("pins.add", "pins:write", tier=20)
def pin(call: Call) -> JSON:
    """Pins a message to its channel."""
    channel, message = _message(call)
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    channel.pins.append(message.ts)
    _tell_pin(call, "pin_added", channel, message)
    return {}


@method("pins.remove", "pins:write", tier=20)
def unpin(call: Call) -> JSON:
    """Unpins a message."""
    channel, message = _message(call)
    if message.ts not in channel.pins:
        raise Refusal("no_pin")
    channel.pins.remove(message.ts)
    _tell_pin(call, "pin_removed", channel, message)
    return {}


def _tell_pin(call: Call, kind: str, channel: Channel, message: Message) -> None:
    workspace = call.workspace
    workspace.tell(kind, events.pin(workspace, kind, channel, message, workspace.bot.id), channel)
    workspace.note_change()


@method("pins.list", "pins:read", tier=20)
def pins(call: Call) -> JSON:
    """What is pinned to a channel, the newest pin first."""
    workspace, channel = call.workspace, visible_channel(call.workspace, call.required("channel"))
    found = [message for ts in reversed(channel.pins) if (message := channel.find(ts))]
    items = [{"type": "message", "channel": channel.id, "message": message_json(workspace, m)} for m in found]
    return {"items": items}
