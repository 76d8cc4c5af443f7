"""Is it the same? Asked, with both named, before a check-in changes another agency's line or adds one that is alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.messages import Choice, Reply
from commands.domain.organisation.roles import DESK
from commands.shared import rights
from commands.shared.finding import alike_to, ours, present

CLERKS = DESK | {"RESL", "OSC", "IC"}
"""Whoever keeps the list for all agencies, or commands all of them, is not asked whose a unit is."""

_SPOKEN = {"location": "at"}
_LEFT_OUT = frozenset({"call_key", "contact", "agency"})
"""Details of contact are in no button."""


def asked_whose(call: Call, one: Resource, given: Mapping[str, Any], *, theirs: bool) -> Reply | None:
    """The question where the line found is another agency's and nobody has said so; None where it may be changed.

    ``theirs``: the speaker checked it in, or leads it.
    """
    mine = theirs or not one.agency or not call.who.label or ours(call, one) or call.by_clock
    if "agency" in given or mine or rights.positions(call) & CLERKS:
        return None
    own = call.who.label
    text = (
        f"{one.name} is checked in by {one.agency} ({one.shown}); you are of {own}. Nothing was changed. "
        f"Is it {one.agency}'s {one.name}, or another one of {own}?\n"
        f'Theirs: add agency:"{one.agency}". Yours: add agency:"{own}".'
    )
    choices = (
        Choice(f"{one.agency}'s", _line(one.name, given, one.agency), "1️⃣"),
        Choice(f"Another, of {own}", _line(one.name, given, own), "2️⃣"),
    )
    return Reply(text=text, choices=() if "contact" in given else choices)


def asked_which(call: Call, name: str, given: Mapping[str, Any]) -> Reply | None:
    """The question where something is checked in that may be the same under another spelling; None where nothing is."""
    others = alike_to(call, name)[:3]
    if not others:
        return None
    agency = str(given.get("agency", ""))
    known = [present(call, other, agency or None) or present(call, other) for other in others[:1]]
    shown = f" ({known[0].shown})" if known[0] else ""
    text = (
        f"{name} looks like {' or '.join(others)}{shown}, which is checked in. Is it the same? Nothing was recorded, "
        f'so that nobody is counted twice. The same: {call.prefix} checkin "{others[0]}" … Another one: '
        f"{call.prefix} again checkin {name} …"
    )
    again = f"again {_line(name, given, agency)}"
    same = tuple(Choice(f"It is {other}", _line(other, given, agency), "1️⃣") for other in others)
    choices = (*same, Choice("Another one", again, "➕"))
    return Reply(text=text, choices=() if "contact" in given else choices)


def _line(name: str, given: Mapping[str, Any], agency: str) -> str:
    parts = [f'{_SPOKEN.get(key, key)}:"{_said(value)}"' for key, value in given.items() if key not in _LEFT_OUT]
    of = [f'agency:"{_said(agency)}"'] if agency else []
    return " ".join([f'checkin name:"{_said(name)}"', *parts, *of])


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%d%H%MZ%b%y}"
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return text.replace('"', "").replace("“", "").replace("”", "")
