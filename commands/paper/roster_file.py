"""The roster as a file for a spreadsheet."""

import io
from collections.abc import Iterable
from csv import writer

from commands.domain.accountability.checkins import Resource
from commands.domain.cells import guarded

COLUMNS = (
    "name", "persons", "agency", "div", "status", "until", "etr", "leader", "crew", "kind", "type", "home", "at",
    "order", "qual", "travel", "eta", "departs", "call", "checked in",
)  # fmt: skip


def _values(one: Resource) -> tuple[str, ...]:
    times = [at.strftime("%Y-%m-%dT%H:%MZ") if at else "" for at in (one.until, one.etr, one.eta, one.checked_in)]
    until, etr, eta, since = times
    return (
        one.name, str(one.persons), one.agency, one.div, one.status.value, until, etr, one.leader, "; ".join(one.crew),
        one.kind, one.type, one.home, one.location, one.order, one.qual, one.travel, eta, one.departs, one.call, since,
    )  # fmt: skip


def csv(lines: Iterable[Resource]) -> str:
    """The lines as comma-separated values under their names, without contact details."""
    rows = ([guarded(cell.replace("\r", " ")) for cell in _values(one)] for one in lines)
    out = io.StringIO()
    writer(out, lineterminator="\n").writerows([COLUMNS, *rows])
    return out.getvalue().rstrip("\n")
