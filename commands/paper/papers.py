"""The record on paper: which forms there are, what is asked for, and the documents that they become.

Every document is made from the store alone, so that the room, the command line and a test get the same one. Only what
belongs to the groups in ``Asked.groups`` is in it; contact details are in ICS 205A alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.accountability.demobs import Demob
from commands.domain.accountability.medical import MedicalReport
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import Origin
from commands.domain.messages import Document
from commands.domain.moments import shown
from commands.domain.organisation.periods import Period
from commands.domain.organisation.positions import POSITIONS
from commands.domain.organisation.roles import Rank, Seat
from commands.domain.paper import forms_medical, forms_messages, forms_people, forms_request
from commands.domain.paper.paper import Top, Window
from commands.paper.activity import logs
from commands.paper.situation import briefing, status
from commands.radio.documents import Form as RadioForm
from commands.radio.documents import Paper, Wanted
from commands.radio.documents import documents as radio_documents

MOST_RESOURCES = 10_000
MOST_ROWS = 20_000
"""Lines that are looked at for one form."""

MOST_PRINTED = 3_000
"""Rows of radio traffic that one form holds: some ninety pages. More is asked for by period, net or operator."""

EVERYTHING = "all"
"""Instead of a period: from the incident's beginning until now."""


class Sheet(StrEnum):
    """The forms, by their numbers."""

    ICS_201 = "201"
    ICS_204 = "204"
    ICS_205 = "205"
    ICS_205A = "205a"
    ICS_209 = "209"
    ICS_211 = "211"
    ICS_213 = "213"
    ICS_213RR = "213rr"
    ICS_214 = "214"
    ICS_217A = "217a"
    ICS_221 = "221"
    ICS_309 = "309"
    MEDICAL = "mir"

    @property
    def shown(self) -> str:
        """``ICS 205A``, but ``ICS 217A worksheet``'s name is its own title's affair."""
        return f"ICS {self.value.upper()}" if self is not Sheet.MEDICAL else "MIR"


TITLES = {
    Sheet.ICS_201: "Incident Briefing",
    Sheet.ICS_204: "Assignment List, Communications",
    Sheet.ICS_205: "Incident Radio Communications Plan",
    Sheet.ICS_205A: "Communications List",
    Sheet.ICS_209: "Incident Status Summary, worksheet",
    Sheet.ICS_211: "Incident Check-In List",
    Sheet.ICS_213: "General Message",
    Sheet.ICS_213RR: "Resource Request Message",
    Sheet.ICS_214: "Activity Log",
    Sheet.ICS_217A: "Communications Resource Availability Worksheet",
    Sheet.ICS_221: "Demobilization Check-Out",
    Sheet.ICS_309: "Communications Log",
    Sheet.MEDICAL: "Medical Incident Report",
}

RADIO = {Sheet.ICS_204: RadioForm.ICS_204, Sheet.ICS_205: RadioForm.ICS_205, Sheet.ICS_217A: RadioForm.ICS_217A}
"""The forms of the frequency desk, made there."""

PREPARES = {
    Sheet.ICS_201: ("IC",),
    Sheet.ICS_205A: ("COML",),
    Sheet.ICS_209: ("SITL", "PSC"),
    Sheet.ICS_211: ("RESL", "PSC"),
    Sheet.ICS_221: ("DMOB", "PSC"),
    Sheet.ICS_309: ("INCM", "COML"),
}
"""Whose form it is: the first of these positions that somebody holds is named as preparing it."""

SIZES = {Paper.LETTER: "us-letter", Paper.A4: "a4"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """``of`` names one thing (R-5, MSG-3, D-2, MIR-1, a unit, a division); ``period`` is a number, "all", or empty.

    ``seat`` and ``person`` (a key) narrow ICS 214, ``net`` and ``person`` ICS 309. ``groups`` may be read.
    """

    sheet: Sheet
    of: str = ""
    period: str = ""
    seat: Seat | None = None
    person: str = ""
    net: str = ""
    paper: Paper = Paper.LETTER
    groups: tuple[str, ...] = (MAIN,)


def documents(call: Call, asked: Asked) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """The documents, and what has to be said beside them. Refused where there is nothing to print."""
    if asked.sheet in RADIO:
        return _radio(call, asked)
    made, notes = _MAKERS[asked.sheet](call, asked, top_of(call, asked))
    return (made,), notes


def top_of(call: Call, asked: Asked) -> Top:
    """What stands on every sheet: the period asked for, else the one that runs."""
    prepared, position = _preparing(call, PREPARES.get(asked.sheet, ()))
    return Top(
        incident=call.here,
        at=call.at,
        zone=call.zone,
        window=window_of(call, asked.period),
        head=call.store.log_head(call.here.id),
        prepared=prepared,
        position=position,
        paper=SIZES[asked.paper],
    )


def window_of(call: Call, period: str) -> Window:
    """The times of a period by its number; without one, of the period that runs now; else all of the incident."""
    everything = Window(start=call.here.opened, end=None)
    if period == EVERYTHING:
        return everything
    known = call.store.periods(call.here.id, 500)
    if not period:
        now = next((one for one in known if one.runs(call.at)), None)
        return _window(now) if now else everything
    found = next((one for one in known if str(one.number) == period), None)
    if found is None:
        there = ", ".join(str(one.number) for one in known) or "none is set yet"
        raise Refused(f"There is no operational period {period}. There is: {there}; or say period:all.")
    return _window(found)


def _window(one: Period) -> Window:
    return Window(label=str(one.number), start=one.start, end=one.end)


def _preparing(call: Call, positions: tuple[str, ...]) -> tuple[str, str]:
    """(name, position) of who signs; the position alone where nobody holds it."""
    held = call.store.holders(call.here.id, positions) if positions else ()
    for position in positions:
        one = next((one for one in held if one.position == position and one.rank is not Rank.TRAINEE), None)
        if one:
            return one.who, POSITIONS[position].name
    return "", POSITIONS[positions[0]].name if positions else ""


def document(call: Call, asked: Asked, top: Top, content: dict[str, object], mark: str = "") -> Document:
    """A form's content with what stands on every sheet, under a name that sorts by incident, form and period."""
    data = top.sheet(asked.sheet.shown, TITLES[asked.sheet], content)
    name = file_name(
        call, asked.sheet.shown.replace(" ", "-"), mark or (f"OP-{top.window.label}" if top.window.label else "")
    )
    title = f"{data['title']}, {call.here.shown}"
    return Document(template=f"ics{asked.sheet.value}", filename=name, title=title, data=data | {"title": title})


def file_name(call: Call, what: str, mark: str = "", ending: str = "pdf") -> str:
    """``EXERCISE-bear-creek-ICS-211-OP-3-20261122-1300Z.pdf``."""
    words = "-".join(filter(None, (call.here.id, what, mark, f"{call.at:%Y%m%d-%H%M}Z")))
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", words).strip("-")[:120]
    return f"{'EXERCISE-' if call.here.exercise else ''}{slug}.{ending}"


Made = tuple[Document, tuple[str, ...]]


def _radio(call: Call, asked: Asked) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """Plans of the frequency desk are named by their own periods; ``3`` is what it calls ``OP 3``."""
    period = asked.period
    if period and period != EVERYTHING:
        named = f"OP {period}"
        period = named if call.store.radio_plan(call.here.id, named) else period
    wanted = Wanted(
        form=RADIO[asked.sheet], period="" if period == EVERYTHING else period, unit=asked.of, paper=asked.paper
    )
    return radio_documents(call, wanted)


def _201(call: Call, asked: Asked, top: Top) -> Made:
    return document(call, asked, top, briefing(call, asked.groups, top)), ()


def _205a(call: Call, asked: Asked, top: Top) -> Made:
    reached = call.store.here_between(call.here.id, call.at, None, MOST_RESOURCES)
    content = forms_people.ics_205a(call.store.holders(call.here.id), reached)
    return document(call, asked, replace(top, sensitive=forms_people.SENSITIVE), content), ()


def _209(call: Call, asked: Asked, top: Top) -> Made:
    return document(call, asked, top, status(call, asked.groups, top)), ()


def _211(call: Call, asked: Asked, top: Top) -> Made:
    found = call.store.here_between(call.here.id, top.window.start, top.window.end, MOST_RESOURCES)
    if len(found) >= MOST_RESOURCES:
        top = replace(top, standing=f"ONLY {MOST_RESOURCES:,} LINES (others by period)")
    content = forms_people.ics_211(sorted(found, key=lambda one: (one.checked_in, one.id)), top)
    return document(call, asked, top, content), ()


def _213(call: Call, asked: Asked, top: Top) -> Made:
    number = _number(asked, "MSG", "form 213 MSG-3")
    found = call.store.general_message(call.here.id, number)
    if found is None or found.group not in asked.groups:
        raise Refused(f"There is no MSG-{number} here: {call.prefix} message list shows what there is.")
    return document(call, asked, top, forms_messages.ics_213(found, top), found.shown), ()


def _213rr(call: Call, asked: Asked, top: Top) -> Made:
    number = _number(asked, "R", "form 213RR R-5")
    one = call.store.request(call.here.id, number)
    if one is None or one.group not in asked.groups:
        raise Refused(f"There is no R-{number} here: {call.prefix} request list shows what there is.")
    store = call.store
    content = forms_request.ics_213rr(
        one, store.signatures(one.id), store.orders(one.id), store.fill_lines((one.id,)), top
    )
    return document(call, asked, replace(top, standing=f"edition {one.edition}"), content, one.shown), ()


def _214(call: Call, asked: Asked, top: Top) -> Made:
    found = logs(call, seat=asked.seat, unit=asked.of, person=asked.person, groups=asked.groups, window=top.window)
    one = found[0]
    top = replace(top, prepared=one.name if len(found) == 1 else "", position=one.position if len(found) == 1 else "")
    mark = "-".join(
        filter(None, (asked.seat.shown if asked.seat else one.name, top.window.label and f"OP-{top.window.label}"))
    )
    return document(call, asked, top, forms_messages.ics_214(found, top), mark), ()


def _221(call: Call, asked: Asked, top: Top) -> Made:
    one = _demob(call, asked)
    resource = call.store.get(Resource, one.resource)
    content = forms_people.ics_221(one, call.store.signed(one.id), resource, top)
    return document(call, asked, top, content, one.shown), ()


def _demob(call: Call, asked: Asked) -> Demob:
    found = call.store.every(Demob, call.here.id)
    said = asked.of.casefold().removeprefix("d-").removeprefix("d")
    by_number = next((one for one in found if said == str(one.number)), None)
    named = [one for one in found if one.name.casefold() == asked.of.casefold()]
    if by_number or named:
        return by_number or named[-1]
    there = ", ".join(f"{one.shown} {one.name}" for one in found[-10:]) or "none yet"
    raise Refused(f"Say which demobilization: form 221 D-2. There is: {there}.")


def _309(call: Call, asked: Asked, top: Top) -> Made:
    start, end = top.window.start, top.window.end
    rows = call.store.traffic_rows(call.here.id, asked.groups, since=start, until=end, most=MOST_ROWS)
    if asked.net:
        rows = tuple(one for one in rows if asked.net.casefold() in one.channel.casefold())
    if asked.person:
        keys = call.store.same_person(asked.person)
        rows = tuple(one for one in rows if one.operator in keys)
    rows = tuple(one for one in rows if top.window.holds(one.heard))
    if len(rows) > MOST_PRINTED:
        rows = rows[-MOST_PRINTED:]
        top = replace(top, standing=f"ONLY THE NEWEST {MOST_PRINTED:,} ROWS (others by period, net or operator)")
    struck = call.store.log_about(call.here.id, [one.shown for one in rows], Origin.VOID)
    return document(call, asked, top, forms_messages.ics_309(rows, struck, top)), ()


def _medical(call: Call, asked: Asked, top: Top) -> Made:
    number = _number(asked, "MIR", "form MIR MIR-1")
    one = call.store.numbered(MedicalReport, call.here.id, number)
    if one is None:
        raise Refused(f"There is no MIR-{number} here.")
    top = replace(top, sensitive=forms_medical.SENSITIVE)
    return document(call, asked, top, forms_medical.medical_report(one, top), str(one.number)), ()


def _number(asked: Asked, series: str, example: str) -> int:
    found = re.fullmatch(rf"(?:{series}\s*-?\s*)?(\d{{1,9}})", asked.of.strip(), re.IGNORECASE)
    if not found:
        raise Refused(f"Say which one: {example}. Nothing was printed.")
    return int(found[1])


_MAKERS: dict[Sheet, Callable[[Call, Asked, Top], Made]] = {
    Sheet.ICS_201: _201,
    Sheet.ICS_205A: _205a,
    Sheet.ICS_209: _209,
    Sheet.ICS_211: _211,
    Sheet.ICS_213: _213,
    Sheet.ICS_213RR: _213rr,
    Sheet.ICS_214: _214,
    Sheet.ICS_221: _221,
    Sheet.ICS_309: _309,
    Sheet.MEDICAL: _medical,
}


def posted(made: tuple[Document, ...], call: Call) -> str:
    """What is said beside the files."""
    return f"{made[0].title}, as of {shown(call.at, call.zone)}: {', '.join(one.filename for one in made)}"
