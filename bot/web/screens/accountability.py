"""Accountability: division by division, who is here, of how many, and when the next roll call is due."""

from typing import Any

from bot.web.screens.common import Panel, Sight, State, brief
from commands.domain.accountability.checkins import division, people
from commands.domain.accountability.par import DivisionTally, Roll
from commands.domain.situation.facts import RollCall


def accountability(sight: Sight) -> tuple[Panel, ...]:
    """Who is missing stands first."""
    return (Panel(id="par", template="par.html", values=roll_calls(sight)),)


def roll_calls(sight: Sight) -> dict[str, Any]:
    """Each roll call that is open, and the newest that is over, with its divisions."""
    return {
        "calls": [_call(sight, one) for one in sight.standing.facts.roll_calls[:4]],
        "may_answer": sight.may("par"),
    }


def _call(sight: Sight, one: RollCall) -> dict[str, Any]:
    par = one.par
    open_ = par.state is Roll.OPEN
    tone = ("over" if par.due <= sight.at else "due") if open_ else ("ok" if par.state is Roll.COMPLETE else "over")
    words = ("OVERDUE" if par.due <= sight.at else "OPEN") if open_ else par.state.value.upper()
    return {
        "shown": par.shown,
        "of": par.of,
        "state": State(tone, words),
        "open": open_,
        "due": sight.near(par.due),
        "due_iso": par.due.isoformat(),
        "when": sight.near(par.closed or par.opened),
        "next": sight.near(par.opened + par.every) if par.every else "",
        "tally": f"{one.tally.counts} accounted for; who is not checked in is not covered",
        "missing": [
            {
                "name": line.apart,
                "told": "no answer" if line.count is None else f"{line.count} of {line.expected}",
                "place": line.place,
                "short": people(line.short),
                "expected": line.expected,
                "answer": line.name,
            }
            for line in one.owed.named[:30]
        ],
        "singles": one.owed.singles,
        "more": max(0, one.owed.resources - min(30, len(one.owed.named))),
        "divisions": [_division(row) for row in sight.call.store.par_divisions(par.id)],
    }


def _division(row: DivisionTally) -> dict[str, Any]:
    whole = row.answered >= row.resources
    return {
        "name": brief(division(row.div) or "no division", 40),
        "here": row.present,
        "of": row.expected,
        "resources": f"{row.answered:,} of {row.resources:,}",
        "state": State("ok", "OK") if whole else State("due", f"{row.resources - row.answered:,} OPEN"),
    }
