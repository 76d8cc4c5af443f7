"""The numbered things of a region's readiness: kept, found, moved and listed alike."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, TypeVar

from commands.call import Call
from commands.domain.assets.readiness import SECRET_NUMBER, Marker, Matter, Series
from commands.domain.cards import words as words_of
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Card, Reply, Table
from commands.domain.moments import dated, shown
from commands.domain.moves import Table as Moves
from commands.domain.moves import step
from commands.line import times
from commands.line.converters import Converter
from commands.shared.belonging import name_of
from commands.survey.words import read_day

MOST = 60
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

S = TypeVar("S", bound=StrEnum)


def read_date(text: str, call: Call) -> datetime:
    """A day: ``2028-06-30``, ``2028-06`` (its end), ``October``, or as anywhere else. ValueError for all else."""
    said = text.strip().casefold()
    parts = said.split("-")
    if len(parts) in (2, 3) and all(part.isdecimal() for part in parts) and len(parts[0]) == 4:
        year, month = int(parts[0]), int(parts[1])
        if year not in times.YEARS or not 1 <= month <= 12:
            raise ValueError("it is no month of a year from 2000 to 2099")
        if len(parts) == 2:
            after = (year + month // 12, month % 12 + 1)
            return datetime(*after, 1, tzinfo=UTC) - _SECOND
        try:
            return datetime(year, month, int(parts[2]), 12, tzinfo=UTC)
        except ValueError:
            raise ValueError("there is no such day") from None
    named = [at for at, month in enumerate(_MONTHS, 1) if said[:3] == month and said.isalpha()]
    if named:
        year = call.at.year + (named[0] < call.at.month)
        return datetime(year + named[0] // 12, named[0] % 12 + 1, 1, tzinfo=UTC) - _SECOND
    return read_day(text, call)


_SECOND = times.read_duration("1s")

Date = Annotated[datetime, Converter(read=read_date, hint="a day such as 2028-06-30, 2028-06 or October", most=4)]


def refuse_secrets(call: Call, *texts: str) -> None:
    """Refuse what looks like a PIN or a card's number: it is not kept, and its author alone is told."""
    if any(SECRET_NUMBER.search(text) for text in texts):
        raise Refused(
            "That looks like a PIN or the number of a card, which is never kept: nothing was recorded. If others could "
            f"read it, delete your message and have it changed. Say it without: {call.prefix} help priority"
        )


def keep(
    call: Call,
    series: Series,
    name: str,
    *,
    state: str = "",
    due: datetime | None = None,
    words: str = "",
    person: str = "",
    agency: int = 0,
    more: Mapping[str, str] | None = None,
) -> Matter:
    """A new thing, under the next number of its series."""
    return call.store.add(
        Matter(
            incident=call.here.id,
            series=series,
            number=call.store.next_number(call.here.id, series.value),
            name=name,
            state=state,
            due=due,
            words=words,
            person=person,
            agency=agency,
            more={key: value for key, value in (more or {}).items() if value},
            at=call.at,
            by=call.who.key,
            by_name=name_of(call),
        )
    )


def the(call: Call, series: Series, number: int, noun: str) -> Matter:
    """The thing of that number; Refused where there is none."""
    found = call.store.matter(call.here.id, series, number)
    if found is None:
        raise Refused(f"There is no {series.value}-{number} here. {call.prefix} {noun} list shows what there is.")
    return found


def move(call: Call, one: Matter, table: Moves[S], states: type[S], verb: str, **changes: Any) -> Matter:
    """The thing after a verb of its table; Refused where that is not possible from its state."""
    after = step(table, states(one.state), verb, one.shown)
    more = {**one.more, **changes.pop("more", {})}
    return call.store.save(replace(one, state=after.value, more=more, **changes))


def listed(
    call: Call, title: str, header: Sequence[str], rows: Sequence[tuple[str, ...]], lines: Sequence[str] = ()
) -> Reply:
    """A list, for the asker alone."""
    more = (f"… and {len(rows) - MOST:,} more",) if len(rows) > MOST else ()
    card = Card(
        title=title,
        table=Table(tuple(header), tuple(rows[:MOST])) if rows else None,
        lines=(*more, *lines),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words_of(card), card=card)


def told(text: str) -> Reply:
    """A change, told in the main rooms."""
    return Reply(text=text, audience=Audience.MAIN)


def day(moment: datetime | None, call: Call) -> str:
    """``30 Jun 2028``; empty without one."""
    return dated(moment.astimezone(call.zone)) if moment else ""


@cache
def markers() -> tuple[str, dict[int, Marker]]:
    """(edition, markers by number), as they ship: paraphrase that a region replaces by its state's own words."""
    text = files("commands.data").joinpath("markers.csv").read_text(encoding="utf-8")
    edition, _, table = text.partition("\n")
    rows = csv.DictReader(table.splitlines())
    found = {int(row["number"]): Marker(**{**row, "number": int(row["number"])}) for row in rows}  # type: ignore[arg-type]
    return edition.removeprefix("#").strip(), found
