"""The faces of a situation report: a card for the phone, words for the air, and the data of the printed report."""

import re
from collections.abc import Iterator

from commands.domain.incidents import EXERCISE
from commands.domain.messages import Card, Table
from commands.domain.moments import shown
from commands.domain.situation.sections import Section
from commands.domain.situation.situation import Situation

ON_A_PHONE = 8
"""Lines of one section in the post; the printed report has them all."""

ROWS = 10
"""Agencies in the post's table: the largest; the others are summed up."""

MOST_LINES = 70
"""Lines of the whole post, so that it stays within what every platform shows as one message."""


def card(situation: Situation, *, brief: bool = False, most: int = ON_A_PHONE) -> Card:
    """One post that can be read on a phone, with ``most`` lines of each section; ``brief`` has one for each."""
    lines = [line for one in situation.sections for line in _told(one, situation, 0 if brief else most)]
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"… and {len(lines) - MOST_LINES} more lines in the full report."]
    table = next((one.table for one in situation.sections if one.table), None)
    return Card(
        title=situation.title,
        fields=situation.head,
        table=_short(table) if table and not brief else None,
        lines=tuple(lines),
        footer=situation.footer,
        colour=situation.colour,
    )


def _told(one: Section, situation: Situation, most: int) -> Iterator[str]:
    yield f"{one.name.upper()}: {one.gist}"
    if not most:
        return
    listed = [item.line(situation.at, situation.zone) for item in one.items]
    told = [*one.lines, *listed] if one.lines_first else [*listed, *one.lines]
    yield from (f"· {line}" for line in told[:most])
    left = len(told) - most
    beyond = max(left, 0) + max(one.more, 0)
    if beyond:
        yield f"· … and {beyond:,} more"


def _short(table: Table) -> Table:
    if len(table.rows) <= ROWS:
        return table
    largest = sorted(table.rows, key=lambda row: -_number(row[2]))
    rest = largest[ROWS - 1 :]
    sums = (f"{sum(_number(row[at]) for row in rest):,}" for at in (1, 2))
    more = ("",) * (len(table.header) - 3)
    return Table(table.header, (*largest[: ROWS - 1], (f"{len(rest)} others", *sums, *more)))


def _number(cell: str) -> int:
    return int(cell.replace(",", ""))


def on_air(situation: Situation, incident: str, *, exercise: bool) -> str:
    """The report in plain words, to be read on the radio: no tables, no abbreviations, a break between the parts."""
    mark = [f"{EXERCISE}, {EXERCISE}, {EXERCISE}."] if exercise else []
    as_of = shown(situation.at, situation.zone)
    start = f"All stations, this is Net Control with the situation report of {incident}, as of {as_of}."
    said = [_plain(one.said) for one in situation.sections if one.said]
    end = "That is all. Net Control is standing by for fills."
    return "\n".join([*mark, start, *(f"Break. {words}" for words in said), end, *mark])


def _plain(words: str) -> str:
    """``R-12`` is read “R 12”; a semicolon is a pause."""
    return re.sub(r"\b([A-Z]{1,3})-(\d+)", r"\1 \2", words).replace(";", ",")


def printed(situation: Situation) -> dict[str, object]:
    """The whole report as plain values, for the printed form."""
    return {
        "head": [list(pair) for pair in situation.head],
        "sections": [_printed(one, situation) for one in situation.sections],
        "footer": situation.footer,
    }


def _printed(one: Section, situation: Situation) -> dict[str, object]:
    aged = [item.aged(situation.at, situation.zone) for item in one.items]
    lines = [*one.lines, *aged] if one.lines_first else [*aged, *one.lines]
    if one.more > 0:
        lines.append(f"… and {one.more:,} more that are open and not listed here")
    return {
        "name": one.name,
        "gist": one.gist,
        "colour": one.colour.value if one.colour else "",
        "lines": lines,
        "table": [list(one.table.header), *(list(row) for row in one.table.rows)] if one.table else [],
    }
