"""Routine lines: told one by one, and folded into one line when they come thick."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

THICK = 5
"""More lines than this within ``WINDOW`` are told together."""

WINDOW = timedelta(minutes=1)

SHOWN = 20
"""Names in a folded line; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class Routine:
    """One routine line: ``what`` happened ("checked in") to whom in short ("E12 4"). ``told``: a room has read it."""

    id: int = 0
    incident: str
    what: str
    short: str
    at: datetime
    told: bool = True


def folded(lines: Iterable[Routine]) -> str:
    """``14 checked in (E12 4, E13 3, …); 2 changed (…)``."""
    by_kind: dict[str, list[str]] = {}
    for line in lines:
        by_kind.setdefault(line.what, []).append(line.short)
    return "; ".join(f"{len(names)} {what} ({_some(names)})" for what, names in by_kind.items())


def _some(names: list[str]) -> str:
    more = f", and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
