"""Requests as lanes by state, what is late first."""

from typing import Any

from bot.web.screens.common import ALL, Panel, Sight, State, brief
from commands.domain.logistics.requests import AWAITED, FillLine, Paper, Request

LANES = ("asked", "approved", "ordered", "on the way", "here")
IN_LANE = 25
NEWEST = 200

ACTIONS: dict[Paper, tuple[tuple[str, str, bool], ...]] = {
    Paper.ASKED: (
        ("request approve", "Approve", False),
        ("request change", "Send back", True),
        ("request deny", "Deny", True),
    ),
    Paper.APPROVED: (("request order", "Order", True), ("request fill", "Fill", False)),
    Paper.ORDERED: (("request fill", "Fill", False),),
}
"""What is pressed on a request in a state: the command, its words on the button, whether it needs words."""

WORDS = {"request change": "words", "request deny": "why", "request order": "from"}
"""By which key a command takes its words."""


def requests(sight: Sight) -> tuple[Panel, ...]:
    """The lanes, or one of them."""
    return (Panel(id="requests", template="requests.html", values=lanes(sight)),)


def lanes(sight: Sight) -> dict[str, Any]:
    """All lanes; ``state`` of the query picks one."""
    store, here = sight.call.store, sight.call.here.id
    late = {one.number for one in store.late_requests(here, sight.groups, sight.at, most=NEWEST)}
    found = {one.number: one for one in store.requests(here, sight.groups, most=NEWEST)}
    found |= {one.number: one for one in store.late_requests(here, sight.groups, sight.at, most=NEWEST)}
    newest = store.requests(here, sight.groups, open_only=False, most=ALL)
    found |= {one.number: one for one in newest if one.state is Paper.FILLED}
    lines: dict[int, list[FillLine]] = {}
    for line in store.fill_lines([one.id for one in found.values()]):
        lines.setdefault(line.of, []).append(line)
    rows = sorted(found.values(), key=lambda one: (one.number not in late, one.rank, one.number))
    wanted = sight.query.get("state", "").casefold()
    by_lane: dict[str, list[dict[str, Any]]] = {name: [] for name in LANES}
    for one in rows:
        by_lane[lane_of(one)].append(_row(sight, one, one.number in late, lines.get(one.number, [])))
    counts = sight.standing.facts.supply
    return {
        "lanes": [
            {"name": name, "rows": kept[:IN_LANE], "count": len(kept), "more": max(0, len(kept) - IN_LANE)}
            for name, kept in by_lane.items()
            if not wanted or name == wanted or wanted not in LANES
        ],
        "open": counts.open.total,
        "late": counts.late.total,
        "unlisted": max(0, counts.open.total - sum(1 for one in found.values() if one.open)),
    }


def lane_of(one: Request) -> str:
    """The lane of a request: by its paper, and beyond it by what is on its way."""
    if one.state in (Paper.ASKED, Paper.RETURNED):
        return "asked"
    if one.state is Paper.FILLED or one.arrived >= one.quantity:
        return "here"
    if one.filled > one.arrived:
        return "on the way"
    return "approved" if one.state is Paper.APPROVED else "ordered"


def _row(sight: Sight, one: Request, late: bool, lines: list[FillLine]) -> dict[str, Any]:
    coming = [line for line in lines if line.state in AWAITED]
    return {
        "id": one.shown,
        "item": brief(one.item, 90),
        "state": State("over", "LATE") if late else State("idle", one.state.value.upper()),
        "late": late,
        "priority": one.priority.value,
        "needed": sight.near(one.needed),
        "place": brief(", ".join(filter(None, (one.div and f"Div {one.div}", one.place))), 60),
        "by": brief(one.asked_by, 60),
        "here": f"{one.arrived:,} of {one.quantity:,} here" if one.arrived else "",
        "coming": [f"{line.quantity:,} {line.state.value}, ETA {sight.near(line.eta) or '?'}" for line in coming],
        "version": f"{one.state.value}/{one.edition}",
        "actions": [
            {"verb": verb, "words": words, "key": WORDS.get(verb, "") if needs else ""}
            for verb, words, needs in ACTIONS.get(one.state, ())
            if sight.may(verb) and (verb != "request fill" or one.unfilled > 0)
        ],
        "group": one.group,
    }
