"""What the verbs of reports share: ids, finding, names of several words, keeping, and the words they are read in."""

from collections.abc import Collection
from typing import Annotated, Any

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.folding import unit_key
from commands.domain.history import Thing
from commands.domain.messages import Colour
from commands.domain.moments import shown
from commands.domain.situation.reports import SERIES, Report, Subject, Working
from commands.line.converters import Converter, id_of, read_name
from commands.line.grammar import clean
from commands.shared.belonging import Happening, home, keep, reads, speaker

LONGEST = 500
"""Characters of one text of a report that are kept."""

COLOURS = tuple(colour.value for colour in Colour)
STATES = frozenset(one.value for one in Working)

Number = Annotated[int, id_of(SERIES)]


def _named(text: str, call: Call) -> str:
    """A name up to the word that says how the thing works: ``Repeater 4`` of ``Repeater 4 down``."""
    words = text.split()
    if len(words) > 1 and (STATES & {word.casefold() for word in words} or '"' in text):
        raise ValueError("the word that says how it works is not a part of its name")
    return read_name(text, call)[:120]


Named = Annotated[str, Converter(read=_named, hint='its name, such as "Repeater 4"; then up, degraded or down', most=6)]


def written(words: str) -> str:
    """What a person wrote, in one line; refused where it is too much."""
    said = " ".join(clean(words).split())
    if len(said) > LONGEST:
        raise Refused(f"Nothing was recorded: that has {len(said):,} characters, at most {LONGEST} are kept.")
    return said


def the_report(call: Call, number: int) -> Report:
    """The report of that number; refused where there is none that may be read here."""
    found = call.store.report(call.here.id, number)
    if found is None or not reads(call, found):
        raise Refused(f"There is no {SERIES}-{number} here. {call.prefix} report list shows the newest reports.")
    return found


def add(call: Call, subject: Subject, name: str, *, position: str = "", **told: Any) -> Report:
    """Keep a new report, with the row of its history; ``told`` are further fields of it."""
    report = Report(
        incident=call.here.id,
        group=home(call),
        number=call.store.next_number(call.here.id, SERIES),
        subject=subject,
        name=name,
        name_key=unit_key(name)[:200],
        position=position,
        at=call.at,
        by=call.who.key,
        by_name=speaker(call),
        **told,
    )
    kept = call.store.add(report)
    happened = Happening(verb=subject.value, now=kept.state, words=kept.gist)
    keep(call, Thing.REPORT, kept, kept.number, happened)
    return kept


def as_of(report: Report, call: Call) -> str:
    """Of when a report is, in the incident's zone, and whose."""
    return f"as of {shown(report.at, call.zone)}, {report.by_name}"


def newest(call: Call, groups: Collection[str], subject: Subject, name: str) -> Report | None:
    """The newest report about one thing, before the one that is being made."""
    return call.store.newest_report(call.here.id, groups, subject, unit_key(name)[:200])
