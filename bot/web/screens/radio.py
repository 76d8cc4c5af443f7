"""The radio plan of the period, with the channels that are down and the moves that are not heard yet."""

from typing import Any

from bot.web.screens.common import ALL, Panel, Sight, State, brief
from commands.domain.radio.forms import in_order, sides
from commands.domain.radio.pace import State as NetState


def radio(sight: Sight) -> tuple[Panel, ...]:
    """What is down and who moves stands above the plan."""
    return (
        Panel(id="outages", template="outages.html", values=outages(sight)),
        Panel(id="plan", template="plan.html", values=plan(sight)),
    )


def outages(sight: Sight) -> dict[str, Any]:
    """Channels down, nets on the move, patches."""
    now = sight.standing.facts.radio
    moving = [one.net for one in now.nets if one.net.state in (NetState.MOVING, NetState.MOVED)]
    return {
        "down": [
            {"name": brief(one.name, 40), "why": brief(one.reason, 80), "since": sight.near(one.at)}
            for one in now.outages[:ALL]
        ],
        "moves": [
            {
                "net": brief(one.name, 40),
                "shown": one.shown,
                "state": State("due", "NOT YET HEARD") if one.missing else State("ok", "ALL HEARD"),
                "missing": [brief(name, 40) for name in one.missing],
            }
            for one in moving
        ],
        "patches": [{"id": one.shown, "joins": brief(one.joins, 80)} for one in now.patches],
        "more": max(0, len(now.outages) - ALL),
    }


def plan(sight: Sight) -> dict[str, Any]:
    """The rows of ICS 205, in the order of the radios."""
    store, here = sight.call.store, sight.call.here.id
    found = store.radio_plan(here)
    if found is None:
        return {"rows": [], "period": "", "revision": "", "more": 0}
    down = {one.name_key for one in store.outages(here)}
    kept = store.plan_rows(found.id)
    marks = store.revision_marks(here, most=1)
    names = {one.row.id: one.name_key for one in kept}
    rows = in_order(one.row for one in kept)
    return {
        "period": found.period,
        "revision": f"revision {marks[-1].number}, {sight.near(marks[-1].at)}" if marks else "draft, never published",
        "instructions": brief(found.instructions, 300),
        "more": max(0, len(rows) - ALL),
        "rows": [
            {
                "pos": f"{row.zone}-{row.position}" if row.position else "",
                "channel": row.name,
                "net": row.net or row.function,
                "units": ", ".join(row.units),
                "sides": sides(row.channel),
                "mode": row.channel.mode.value,
                "state": State("over", "DOWN") if names.get(row.id) in down else State("ok", "OK"),
                "remarks": brief(row.remarks, 80),
            }
            for row in rows[:ALL]
        ],
    }
