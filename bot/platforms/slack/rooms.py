"""Is the app in a channel, and what has a person to do if it is not?"""

from dataclasses import dataclass
from typing import Any

from bot.platforms.slack.api import TOKEN_FAULTS, Api, Fault, Known

Json = dict[str, Any]

INVITE = "invite the app in the channel: /invite @<the app's name>"
UNARCHIVE = "unarchive the channel, or unlink it"


@dataclass(frozen=True)
class Membership:
    """``why`` is empty where the app is in the channel; ``joinable`` where it may join by itself."""

    name: str = ""
    members: int | None = None
    why: str = ""
    remedy: str = ""
    joinable: bool = False


async def membership(api: Api, channel: str) -> Membership:
    """How the app stands to a channel. Raises Fault where Slack gives no answer."""
    try:
        answer = await api.read("conversations.info", channel=channel, include_num_members=True)
    except Fault as fault:
        return _unknown(fault)
    return _state(answer["channel"])


async def enter(api: Api, channel: str) -> Membership:
    """Join the channel where that may be done. Raises Fault where Slack gives no answer."""
    state = await membership(api, channel)
    if not state.joinable:
        return state
    try:
        await api.write("conversations.join", channel=channel)
    except Fault as fault:
        if fault.known is not Known.REFUSED:
            raise
        return Membership(
            state.name, state.members, f"the app is not in #{state.name} and may not join ({fault.code})", INVITE
        )
    return await membership(api, channel)


def _unknown(fault: Fault) -> Membership:
    if fault.code == "channel_not_found":
        why = "Slack does not show the channel to the app: its id is wrong, or it is private"
        return Membership(why=why, remedy=INVITE)
    if fault.code == "missing_scope":
        return Membership(
            why=f"the app lacks the scope {fault.needed}",
            remedy="add it in the app's settings and install the app again",
        )
    if fault.known is not Known.REFUSED or fault.code in TOKEN_FAULTS:
        raise fault
    return Membership()  # nothing is known against it: what is posted and heard will tell


def _state(channel: Json) -> Membership:
    name, members = str(channel.get("name") or ""), channel.get("num_members")
    if channel.get("is_im"):
        return Membership("direct messages")
    if channel.get("is_archived"):
        return Membership(name, members, f"#{name} is archived", UNARCHIVE)
    if not channel.get("is_member", True):  # where it is not said, what is heard and posted will tell
        private = bool(channel.get("is_private"))
        return Membership(name, members, f"the app is not in #{name}", INVITE, joinable=not private)
    return Membership(name, members)
