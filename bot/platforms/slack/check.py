"""What `netcontrol check` finds out about a Slack account: tokens, scopes, rooms."""

from collections.abc import Sequence

from bot.platforms import Finding
from bot.platforms.slack.api import TOKEN_FAULTS, Api, Fault
from bot.platforms.slack.manifest import SCOPES
from bot.platforms.slack.rooms import membership
from commands.domain.messages import Room

REINSTALL = "add it under OAuth & Permissions (or paste the manifest again) and install the app again"

RINGING = (
    "an emergency rings everybody by @channel; Slack tells no app whether it may: a person looks it up in the "
    "workspace's settings (Permissions: who can use @channel and @here)"
)
"""What nobody but a person can look up."""


async def check(api: Api, source: str, rooms: Sequence[Room]) -> list[Finding]:
    """Everything that is right or wrong, in a fixed order. Raises nothing that Slack can cause."""
    try:
        who = await api.write("auth.test")
    except Fault as fault:
        wrong = TOKEN_FAULTS.get(fault.code, fault.code)
        remedy = (
            "install the app again and put its bot token (xoxb-…) into the configuration"
            if fault.code in TOKEN_FAULTS
            else ""
        )
        return [Finding(source, ok=False, what="bot token", wrong=wrong, remedy=remedy)]
    found = [Finding(source, ok=True, what=f"bot token of {who.get('user')} in {who.get('team')}")]
    found.append(await _app_token(api, source))
    found += _scopes(api, source)
    found.append(Finding(source, ok=True, what=RINGING))
    for room in rooms:
        found.append(await _room(api, room))
    return found


async def _app_token(api: Api, source: str) -> Finding:
    try:
        await api.socket_address()
    except Fault as fault:
        remedy = "switch Socket Mode on and make an app-level token (xapp-…) with the scope connections:write"
        return Finding(
            source, ok=False, what="app token", wrong=TOKEN_FAULTS.get(fault.code, fault.code), remedy=remedy
        )
    return Finding(source, ok=True, what="app token")


def _scopes(api: Api, source: str) -> list[Finding]:
    missing = sorted(set(SCOPES) - api.scopes) if api.scopes else []
    wrong = [
        Finding(source, False, f"scope {scope}", f"missing: it is needed to {SCOPES[scope]}", REINSTALL)
        for scope in missing
    ]
    return wrong or [Finding(source, True, f"{len(SCOPES)} scopes")]


async def _room(api: Api, room: Room) -> Finding:
    try:
        state = await membership(api, room.id)
    except Fault as fault:
        return Finding(str(room), ok=False, what="channel", wrong=fault.code, remedy="try again in a minute")
    if state.why:
        return Finding(str(room), ok=False, what="channel", wrong=state.why, remedy=state.remedy)
    return Finding(str(room), ok=True, what=f"#{state.name}")
