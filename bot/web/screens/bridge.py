"""How the bridge stands, room by room: which hears, what waits, what was refused and why."""

from typing import Any

from bot.web.screens.common import ALL, Panel, Sight, State, brief
from commands.domain.health import RoomHealth

STATES = {
    "linked": State("ok", "HEARS"),
    "pending": State("due", "NOT JOINED YET"),
    "paused": State("due", "PAUSED"),
    "lost": State("over", "LOST"),
}


def bridge(sight: Sight) -> tuple[Panel, ...]:
    """Only rooms of groups that may be read."""
    return (Panel(id="bridge", template="bridge.html", values=rooms(sight)),)


def rooms(sight: Sight) -> dict[str, Any]:
    """Each room, what is amiss first."""
    store, here = sight.call.store, sight.call.here.id
    groups = {str(one.room): one.group for one in store.rooms_of(here)}
    found = [one for one in store.room_health(here) if groups.get(one.room) in sight.groups]
    found.sort(key=lambda one: (one.state == "linked", not one.refused, one.name))
    return {
        "rows": [_row(sight, one, groups[one.room]) for one in found[:ALL]],
        "more": max(0, len(found) - ALL),
        "none": not found,
        "retry": sight.may("retry") and any(one.refused for one in found),
    }


def _row(sight: Sight, one: RoomHealth, group: str) -> dict[str, Any]:
    return {
        "name": brief(one.name or one.room.partition("/")[2], 50),
        "account": one.room.partition("/")[0],
        "group": group,
        "state": STATES.get(one.state, State("over", one.state.upper())),
        "why": brief(one.why, 120),
        "heard": sight.near(one.last_heard),
        "posted": sight.near(one.last_posted),
        "waiting": one.waiting,
        "oldest": sight.ago(one.oldest) if one.waiting else "",
        "refused": one.refused,
    }
