"""The faces of a situation report: a card for the phone, words for the air, and the data of the printed report."""

import re
from collections.abc import Iterator

from commands.domain.checkins import counted
from commands.domain.incidents import EXERCISE
from commands.domain.messages import Card, Table
from commands.domain.moments import shown
from commands.domain.sections import Section
from commands.domain.situation import Situation

ON_A_PHONE = 6
"""Lines of one section in the post; the printed report has them all."""

ROWS = 10
"""Agencies in the post's table; the others are counted."""

MOST_LINES = 70
"""Lines of the whole post, so that it stays within what every platform shows as one message."""


def card(situation: Situation, *, brief: bool = False) -> Card:
    """One post that can be read on a phone; ``brief`` has one line for each section."""
    lines = [line for one in situation.sections for line in _told(one, situation, brief=brief)]
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


def _told(one: Section, situation: Situation, *, brief: bool) -> Iterator[str]:
    yield f"{one.name.upper()}: {one.gist}"
    if brief:
        return
    told = [*(item.line(situation.at, situation.zone) for item in one.items), *one.lines]
    if not one.items and one.name == "Resources and people":
        head = [line for line in told if not line[:1].isdigit()]
        told = [*head, *told[len(head) :][-(ON_A_PHONE):]]
        yield from (f"· {line}" for line in told)
        return
    yield from (f"· {line}" for line in told[:ON_A_PHONE])
    left = len(told) - ON_A_PHONE
    beyond = max(left, 0) + max(one.more, 0)
    if beyond:
        yield f"· … and {beyond:,} more"


def _short(table: Table) -> Table:
    if len(table.rows) <= ROWS:
        return table
    rest = table.rows[ROWS - 1 :]
    sums = (f"{sum(_number(row[at]) for row in rest):,}" for at in (1, 2))
    more = ("",) * (len(table.header) - 3)
    return Table(table.header, (*table.rows[: ROWS - 1], (f"{len(rest)} others", *sums, *more)))


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
    lines = [*(item.aged(situation.at, situation.zone) for item in one.items), *one.lines]
    if one.more > 0:
        lines.append(f"… and {counted(one.more, 'more open thing')} that are not listed here")
    return {
        "name": one.name,
        "gist": one.gist,
        "colour": one.colour.value if one.colour else "",
        "lines": lines,
        "table": [list(one.table.header), *(list(row) for row in one.table.rows)] if one.table else [],
    }
