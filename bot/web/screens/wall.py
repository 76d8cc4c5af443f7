"""The wall: what is read from across a room, exceptions before lists, cut with a count; no form, nobody's contacts."""

from collections.abc import Callable
from typing import Any

from bot.web.screens.accountability import roll_calls
from bot.web.screens.bridge import rooms
from bot.web.screens.common import Panel, Sight, brief
from bot.web.screens.overview import late, par_line, situation
from bot.web.screens.radio import outages
from commands.domain.logistics.requests import OPEN

SHOWN = 4
"""Rows of one panel; the others are counted."""

MISSING = 3
"""Crews that are named as missing: what they need beside leaves no room for more."""

PANELS = ("par", "requests", "radio", "log")
"""What stands on the wall where nobody picked otherwise."""


def wall(sight: Sight, screen: str) -> tuple[Panel, ...]:
    """The panels that ``?wall=par,requests`` picks; with ``?wall=1`` that of the screen, on the overview four."""
    asked = [one for one in sight.query.get("wall", "").split(",") if one in _MAKERS]
    picked = asked or ([screen] if screen in _MAKERS else list(PANELS))
    return tuple(
        Panel(id=one, template=f"wall_{one}.html", values=_MAKERS[one](sight)) for one in dict.fromkeys(picked)
    )


def _par(sight: Sight) -> dict[str, Any]:
    found = roll_calls(sight)["calls"]
    now = found[0] if found else None
    missing = now["missing"] if now else []
    tallies = [one.tally for one in sight.standing.facts.roll_calls[:1]]
    return {
        "state": now["state"] if now else par_line(sight),
        "counts": [f"{one.present:,} of {one.persons:,} persons" for one in tallies],
        "strength": situation(sight)["strength"],
        "due": now["due_iso"] if now and now["open"] else "",
        "due_words": now["due"] if now else "",
        "missing": [{"name": one["name"], "told": one["told"], "place": one["place"]} for one in missing[:MISSING]],
        "more": max(0, len(missing) - MISSING) + (now["more"] if now else 0),
        "singles": now["singles"] if now else 0,
        "divisions": now["divisions"][:4] if now else [],
        "more_divisions": max(0, len(now["divisions"]) - 4) if now else 0,
    }


def _requests(sight: Sight) -> dict[str, Any]:
    supply = sight.standing.facts.supply
    late_ = supply.late.listed
    return {
        "open": supply.open.total,
        "late": supply.late.total,
        "states": [(one.value, supply.states.get(one, 0)) for one in OPEN if supply.states.get(one, 0)],
        "rows": [
            {"id": one.shown, "item": brief(one.item, 50), "due": sight.near(one.needed)} for one in late_[:SHOWN]
        ],
        "more": max(0, supply.late.total - SHOWN),
    }


def _radio(sight: Sight) -> dict[str, Any]:
    found = outages(sight)
    return {
        "down": found["down"][:SHOWN],
        "more": max(0, len(found["down"]) - SHOWN) + found["more"],
        "moves": found["moves"][:SHOWN],
        "more_moves": max(0, len(found["moves"]) - SHOWN),
    }


def _log(sight: Sight) -> dict[str, Any]:
    found = sight.standing.facts.significant
    rows = [{"at": sight.near(one.said), "words": brief(one.words, 110)} for one in found[-SHOWN:][::-1]]
    overdue = late(sight)
    return {
        "rows": rows,
        "more": max(0, len(found) - SHOWN),
        "overdue": len(overdue["rows"]) + overdue["more"],
        "next": situation(sight)["next"],
    }


def _bridge(sight: Sight) -> dict[str, Any]:
    found = rooms(sight)
    return {"rows": found["rows"][:8], "more": max(0, len(found["rows"]) - 8) + found["more"]}


_MAKERS: dict[str, Callable[[Sight], dict[str, Any]]] = {
    "par": _par,
    "requests": _requests,
    "radio": _radio,
    "log": _log,
    "bridge": _bridge,
}
