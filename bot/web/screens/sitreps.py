"""The situation reports by their numbers, and what changed from one to the next."""

from typing import Any

from bot.web.screens.common import Panel, Sight, State, brief
from commands.domain.accountability.checkins import Movement
from commands.domain.log.logbook import Origin
from commands.domain.moments import span
from commands.domain.situation.sitrep import LATE, Sitrep

NAMED = 40


def sitreps(sight: Sight) -> tuple[Panel, ...]:
    """The archive."""
    rows = sight.call.store.sitreps(sight.call.here.id, 50)
    return (Panel(id="sitreps", template="sitreps.html", values={"rows": [_row(sight, one) for one in rows]}),)


def sitrep(sight: Sight, number: int) -> tuple[Panel, ...] | None:
    """One report: what it covers, and the change to the one before; None where there is none of that number."""
    every = {one.number: one for one in sight.call.store.sitreps(sight.call.here.id, 1000)}
    one, before = every.get(number), every.get(number - 1)
    if one is None:
        return None
    store, here = sight.call.store, sight.call.here.id
    known = before.movement if before else 0
    moved = [each for each in store.movements(here, known) if each.id <= one.movement]
    told = store.log_entries(here, sight.groups, (Origin.SIGNIFICANT,), since=one.since, most=NAMED)
    values = {
        "one": _row(sight, one),
        "before": before.number if before else 0,
        "since": sight.near(one.since),
        "moved": [_moved(sight, each) for each in moved[-NAMED:][::-1]],
        "more_moved": max(0, len(moved) - NAMED),
        "told": [f"{each.shown} {sight.near(each.said)} {brief(each.words)}" for each in told if each.at <= one.at],
        "after": number + 1 if number + 1 in every else 0,
    }
    return (Panel(id="sitrep", template="sitrep.html", values=values),)


def _moved(sight: Sight, one: Movement) -> str:
    return f"{sight.near(one.at)} {one.name} {one.what.value}: {brief(one.words)}"


def _row(sight: Sight, one: Sitrep) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": sight.near(one.at),
        "by": "" if one.by == "clock" else "on request",
        "state": State("due", f"LATE {span(one.late)}") if one.late >= LATE else State("ok", "ON TIME"),
        "due": sight.near(one.due),
    }
