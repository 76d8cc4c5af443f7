"""Forms of what was said: ICS 213 General Message, 214 Activity Log, 309 Communications Log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from commands.domain.accountability.checkins import Movement, Resource, people
from commands.domain.accountability.par import ParLine
from commands.domain.log.logbook import Entry, Origin
from commands.domain.log.traffic import GeneralMessage, Passing, Precedence, Traffic
from commands.domain.paper.paper import Row, Top, day, joined, short, signed, time
from commands.domain.situation.reports import Report


def ics_213(one: GeneralMessage, top: Top) -> dict[str, object]:
    """The message with its reply; who acknowledged stands beside the reply."""
    to = joined(one.to_name, one.to, by=", ")
    urgent = f"{one.precedence.upper()}: " if one.precedence is not Precedence.ROUTINE else ""
    return {
        "id": one.shown,
        "to": to,
        "sender": one.by_name,
        "subject": f"{urgent}{one.subject}".removesuffix(": ") if urgent or one.subject else "",
        "date": day(one.at, top.zone),
        "time": time(one.at, top.zone),
        "message": one.words,
        "void": one.state is Passing.VOID,
        "reply": one.reply,
        "acknowledged": signed(
            joined(one.acked_name, f"written down by {one.told_by}" if one.told_by else ""), one.acked, top.zone
        ),
        "replied_by": one.replied_name,
        "replied_at": " ".join((day(one.replied, top.zone), time(one.replied, top.zone))).strip(),
    }


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Whose activity log it is: one person in one position, or one unit."""

    name: str
    position: str = ""
    agency: str = ""
    assigned: tuple[tuple[str, str, str], ...] = ()  # name, ICS position, home agency (and unit)
    notes: tuple[tuple[datetime, str], ...] = ()


def ics_214(logs: Iterable[Kept], top: Top) -> dict[str, object]:
    """A log for each person or unit, each on a page of its own."""
    return {
        "sheets": [
            {
                "name": one.name,
                "position": one.position,
                "agency": one.agency,
                "assigned": [list(line) for line in one.assigned],
                "rows": [[short(at, top.zone), words] for at, words in sorted(one.notes, key=lambda note: note[0])],
            }
            for one in logs
        ]
    }


def notes_of_log(entries: Iterable[Entry], struck: Mapping[str, Entry]) -> list[tuple[datetime, str]]:
    """What a person wrote or did, at the time it was said; what was struck is marked, never left out.

    Of what the program answered the first line is printed: the log has the rest, by its number.
    """
    found = []
    for one in entries:
        if one.origin in (Origin.VOID, Origin.SIGNIFICANT):
            continue
        void = struck.get(one.shown)
        gone = f"VOID ({void.words}): " if void else ""
        words = one.words.partition("\n")[0] if one.origin is Origin.SYSTEM else one.words
        found.append((one.said, f"{gone}{one.shown} {words}"))
    return found


def notes_of_unit(
    moves: Iterable[Movement], reports: Iterable[Report], answers: Iterable[tuple[str, ParLine]]
) -> list[tuple[datetime, str]]:
    """What the record has of a unit: check-in and changes, reports, answers to roll calls as counts (never names)."""
    found = [(one.at, _moved(one)) for one in moves]
    found += [(one.at, f"{one.shown} {one.gist}") for one in reports]
    found += [
        (line.at, f"PAR {shown}: {line.count if line.count is not None else 0} of {line.expected}")
        for shown, line in answers
        if line.at is not None and line.count is not None
    ]
    return found


def _moved(one: Movement) -> str:
    change = f"{one.was} → {one.now}" if one.was and one.now and one.was != one.now else ""
    return joined({"in": "Checked in", "out": "Left", "changed": "Changed"}[one.what.value] + f": {one.words}", change)


def members(one: Resource) -> tuple[tuple[str, str, str], ...]:
    """The people of a unit: the leader first, then the crew as far as it is named."""
    home = joined(one.agency, one.home, by=", ")
    named = [(one.leader, "Leader", home)] if one.leader else []
    named += [(name, "", home) for name in one.crew if name.casefold() != one.leader.casefold()]
    left = one.persons - len(named)
    return (*named, *([(f"{people(left)} not named", "", home)] if named and left > 0 else []))


COLUMNS_309 = ("Time (24 h)", "From: Call/ID", "Msg #", "To: Call/ID", "Message")


def ics_309(rows: Sequence[Traffic], struck: Mapping[str, Entry], top: Top) -> dict[str, object]:
    """A sheet for each net and operator, in the order of their first rows. No row is edited: a wrong one is struck."""
    sheets: dict[tuple[str, str, str], list[Traffic]] = {}
    for row in sorted(rows, key=lambda one: (one.heard, one.number)):
        sheets.setdefault((row.channel, row.operator, row.operator_name), []).append(row)
    return {
        "columns": list(COLUMNS_309),
        "sheets": [
            {"net": net, "operator": name, "rows": [_row_309(one, struck, top) for one in found]}
            for (net, _, name), found in sheets.items()
        ]
        or [{"net": "", "operator": "", "rows": []}],
    }


def _row_309(one: Traffic, struck: Mapping[str, Entry], top: Top) -> Row:
    """The columns, and why the row is void; empty where it stands."""
    void = struck.get(one.shown)
    urgent = f"{one.precedence.upper()} " if one.precedence is not Precedence.ROUTINE else ""
    late = f" (late entry, written {short(one.at, top.zone)})" if one.late else ""
    return [
        short(one.heard, top.zone),
        one.sender,
        one.shown,
        one.to,
        f"{urgent}{one.words}{late}",
        f"VOID: {void.words} ({void.author_name})" if void else "",
    ]
