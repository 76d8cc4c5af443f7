"""What leaves the frequency desk: ICS 205, 217A and 204, channel cards, CHIRP, CSV, JSON, and words for the air.

Every document is made from the store alone, so that the room, the command line and a test get the same one.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from io import StringIO
from zoneinfo import ZoneInfo

from commands.call import Call
from commands.domain.cells import guarded, guarded_line
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.messages import Document
from commands.domain.moments import shown
from commands.domain.radio import chirp, forms
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.bands import band_of
from commands.domain.radio.findings import ADVISORY
from commands.domain.radio.frequencies import Channel
from commands.domain.radio.plan_revisions import SHOWN_DIGEST, digest, facts
from commands.domain.radio.records import OwnChannel
from commands.radio.changes import changes, head
from commands.radio.desk import Desk, desk
from commands.radio.library import library

DRAFT = "draft"
"""How a plan that nobody has published is marked."""
NOTES = 100
"""Lines of the desk's history that are looked through for who changed a draft last."""


class Form(StrEnum):
    """What can be exported."""

    ICS_205 = "205"
    ICS_217A = "217a"
    ICS_204 = "204"
    CHIRP = "chirp"
    CSV = "csv"
    JSON = "json"
    TEXT = "text"
    CARDS = "cards"


class Paper(StrEnum):
    """Sizes of paper, by the names that Typst knows."""

    LETTER = "letter"
    A4 = "a4"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """``revision`` is a published one, None is the plan as it stands; ``unit`` narrows ICS 204 to one division."""

    form: Form
    period: str = ""
    revision: int | None = None
    unit: str = ""
    paper: Paper = Paper.LETTER
    transmit: bool = False


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A plan as it is printed: its rows, and what stands on every sheet."""

    call: Call
    wanted: Wanted
    period: str
    rows: tuple[Assignment, ...]
    mark: str
    digest: str
    standing: str
    starts: datetime | None
    ends: datetime | None
    instructions: str
    prepared: str
    changed: dict[str, str]

    def common(self, title: str) -> dict[str, object]:
        """What every sheet of the plan shows: incident, period, who prepared it and when, digest and advisory."""
        here = self.call.here
        return {
            "title": title,
            "incident": here.shown,
            "number": here.number,
            "exercise": here.exercise,
            "period": self.period,
            "from": _parts(self.starts, self.call.zone),
            "to": _parts(self.ends, self.call.zone),
            "prepared_at": _date_time(self.call.at, self.call.zone),
            "prepared_by": self.prepared,
            "standing": self.standing,
            "draft": self.mark == DRAFT,
            "changed": head(self.changed),
            "digest": self.digest[:SHOWN_DIGEST],
            "as_of": _date_time(self.call.at, self.call.zone),
            "log": newest.shown if (newest := self.call.store.log_head(here.id)) else "",
            "advisory": ADVISORY,
            "edition": library().edition,
            "paper": {Paper.LETTER: "us-letter", Paper.A4: "a4"}[self.wanted.paper],
        }


def _date_time(moment: datetime, zone: ZoneInfo) -> str:
    """As forms have it: month/day/year and the 24-hour clock, ``11/22/2026 0600 MST``."""
    return moment.astimezone(zone).strftime("%m/%d/%Y %H%M %Z")


def _parts(moment: datetime | None, zone: ZoneInfo) -> list[str]:
    """The date and the time apart, or two empty texts."""
    return _date_time(moment, zone).split(" ", 1) if moment else ["", ""]


def documents(call: Call, wanted: Wanted) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """The documents, and what has to be said beside them. Refused where there is nothing to print."""
    printed = _printed(call, wanted)
    if not printed.rows and wanted.form is not Form.ICS_217A:
        raise Refused(f"The plan of {printed.period} is empty: there is nothing to export.")
    return _MAKERS[wanted.form](printed)


def _printed(call: Call, wanted: Wanted) -> Printed:
    now = desk(call, wanted.period)
    revision = None
    if wanted.revision is not None:
        revision = call.store.revision(call.here.id, wanted.revision)
        if revision is None:
            known = ", ".join(str(one.number) for one in call.store.revision_marks(call.here.id)) or "none yet"
            raise Refused(f"There is no revision {wanted.revision}. There is: {known}.")
    starts, ends = (revision.starts, revision.ends) if revision else (now.record.starts, now.record.ends)
    last = now.plan.published[-1] if now.plan.published else None
    print_of = revision.digest if revision else digest(now.plan)
    if revision:
        mark, standing = f"rev-{revision.number}", f"Revision {revision.number}"
    elif last and last.digest == print_of:
        mark, standing = f"rev-{last.number}", f"Revision {last.number}"
    else:
        mark = DRAFT
        standing = f"DRAFT, changed since revision {last.number}" if last else "DRAFT, never published"
    rows = forms.in_order(revision.rows if revision else now.plan.rows)
    return Printed(
        call=call,
        wanted=wanted,
        period=revision.period if revision else now.plan.period,
        rows=rows,
        mark=mark,
        digest=print_of,
        standing=standing,
        starts=starts,
        ends=ends,
        instructions=revision.instructions if revision else now.record.instructions,
        prepared=revision.by if revision else last.by if last and mark != DRAFT else _drafted_by(call, now),
        changed=changes(call, rows),
    )


def _drafted_by(call: Call, now: Desk) -> str:
    """Whoever changed a draft last, or began it."""
    notes = call.store.plan_notes(call.here.id, most=NOTES)
    return next((one.by for one in reversed(notes) if one.plan == now.record.id), now.record.by)


def _name(printed: Printed, what: str, ending: str) -> str:
    words = f"{printed.call.here.id} {what} {printed.period} {printed.mark}"
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", words).strip("-")[:100]
    start = "EXERCISE-" if printed.call.here.exercise else ""
    return f"{start}{slug}.{ending}"


Made = tuple[tuple[Document, ...], tuple[str, ...]]


def _205(printed: Printed) -> Made:
    title = f"ICS 205 Incident Radio Communications Plan, {printed.period}"
    data = printed.common(title) | {
        "columns": list(forms.ICS_205),
        "rows": [list(forms.ics_205(row, printed.changed.get(row.id, ""))) for row in printed.rows],
        "instructions": printed.instructions,
    }
    return (Document(template="ics205", filename=_name(printed, "ICS-205", "pdf"), title=title, data=data),), ()


def _217a(printed: Printed) -> Made:
    """The pool: what the plan uses and what is the incident's own, a sheet for each band."""
    title = f"ICS 217A Communications Resource Availability Worksheet, {printed.period}"
    own = {one.name_key: one for one in printed.call.store.own_channels(printed.call.here.id)}
    channels = {channel_key(row.name): row.channel for row in printed.rows}
    channels |= {key: one.channel for key, one in own.items()}
    if not channels:
        raise Refused("There are no channels yet: assign some, or add the incident's own.")
    sheets: dict[str, list[list[str]]] = {}
    for key, channel in sorted(channels.items(), key=lambda item: (item[1].rx or item[1].tx or LAST, item[0])):
        sheets.setdefault(_band(channel), []).append(list(_line_of_217a(channel, own.get(key))))
    data = printed.common(title) | {
        "columns": list(forms.ICS_217A),
        "sheets": [{"band": band, "rows": rows} for band, rows in sheets.items()],
    }
    return (Document(template="ics217a", filename=_name(printed, "ICS-217A", "pdf"), title=title, data=data),), ()


LAST = 10**12
"""Hertz: what has no fixed frequency comes behind everything else."""


def _band(channel: Channel) -> str:
    hertz = channel.rx or channel.tx
    band = band_of(hertz) if hertz else None
    return band.name if band else "No fixed frequency" if not hertz else "Other"


def _line_of_217a(channel: Channel, own: OwnChannel | None) -> tuple[str, ...]:
    known = library().named(channel.name)
    users = own.users if own and own.users else known.use if known else ""
    remarks = "; ".join(known.marks) if known else own.remarks if own else ""
    return forms.ics_217a(channel, users=users, remarks=remarks)


def _204(printed: Printed) -> Made:
    title = f"ICS 204 Assignment List, Communications, {printed.period}"
    units = tuple(dict.fromkeys(unit for row in printed.rows for unit in row.units))
    unit = printed.wanted.unit
    if unit:
        meant = [each for each in units if channel_key(each) in {channel_key(unit), channel_key(f"Div {unit}")}]
        if not meant:
            raise Refused(f"The plan has nothing for {unit}. It names: {', '.join(units) or 'no division'}.")
        units = tuple(meant)
    if not units:
        raise Refused("No row of the plan names a division: say who uses it with freq change N-1 div A")
    changed = printed.changed
    sheets = [
        {"unit": unit, "rows": [list(line) for line in forms.ics_204(printed.rows, unit, changed)]} for unit in units
    ]
    data = printed.common(title) | {"columns": list(forms.ICS_204), "sheets": sheets}
    name = _name(printed, f"ICS-204-{units[0]}" if len(units) == 1 else "ICS-204", "pdf")
    return (Document(template="ics204", filename=name, title=title, data=data),), ()


def _cards(printed: Printed) -> Made:
    """One picture for each zone: what people keep on their phones."""
    zones = tuple(dict.fromkeys(row.zone for row in printed.rows))
    return tuple(_card(printed, zone) for zone in zones), ()


def _card(printed: Printed, zone: str) -> Document:
    title = f"{printed.call.here.shown}: channels{f', zone {zone}' if zone else ''}"
    rows = [
        {
            "position": str(row.position or ""),
            "name": row.name,
            "net": row.net or row.function,
            "units": ", ".join(row.units),
            "sides": list(forms.sides(row.channel)),
            "mode": row.channel.mode.value,
            "changed": printed.changed.get(row.id, ""),
        }
        for row in printed.rows
        if row.zone == zone
    ]
    data = printed.common(title) | {"zone": zone, "rows": rows}
    name = _name(printed, f"channels-zone-{zone or 'none'}", "png")
    return Document(template="card", filename=name, title=title, data=data)


def _plain(printed: Printed, what: str, ending: str, text: str) -> tuple[Document, ...]:
    title = f"{what} of {printed.period}, {printed.standing}"
    name = _name(printed, what.replace(" ", "-"), ending)
    return (Document(template="text", filename=name, title=title, data={"text": text}),)


def _chirp(printed: Printed) -> Made:
    rows: Iterable[Assignment] = printed.rows
    export = chirp.export(_sending(rows) if printed.wanted.transmit else rows)
    out = [f"Left out: {name} ({why})" for name, why in export.left_out]
    short = [f"{name} → {less}" for name, less in export.shortened]
    notes = (
        f"{len(export.included)} rows. May transmit: {', '.join(export.transmitting) or 'none, all only receive'}.",
        *out,
        *((f"Names shortened: {', '.join(short)}.",) if short else ()),
        *export.notices,
        *head(printed.changed),
    )
    return _plain(printed, "CHIRP", "csv", export.text), notes


def _sending(rows: Iterable[Assignment]) -> Iterator[Assignment]:
    return (replace(row, transmit=True) for row in rows)


PLAN_COLUMNS = (
    "id", "zone", "position", "function", "net", "units", "area", "site", "licence", "encrypted", "transmit", "remarks",
)  # fmt: skip


def _csv(printed: Printed) -> Made:
    """Our own columns, which the import reads back, with those of the plan behind them."""
    out = StringIO()
    for line in _heading(printed):
        out.write(f"# {guarded_line(line)}\r\n")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*forms.OWN, *PLAN_COLUMNS))
    for row in printed.rows:
        more = (row.id, row.zone, row.position or "", row.function, row.net, " / ".join(row.units), row.area, row.site)
        last = (row.licence, _yes(row.encrypted), _yes(row.transmit), row.remarks)
        writer.writerow([guarded(str(cell)) for cell in (*forms.own_table(row.channel), *more, *last)])
    return _plain(printed, "radio plan", "csv", out.getvalue()), ()


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _heading(printed: Printed) -> tuple[str, ...]:
    here, call = printed.call.here, printed.call
    made = f"{here.shown}, radio plan {printed.period}, {printed.standing}, digest {printed.digest[:SHOWN_DIGEST]}"
    return (*head(printed.changed), f"{made}, as of {shown(call.at, call.zone)}", ADVISORY, library().edition)


def _json(printed: Printed) -> Made:
    here, call = printed.call.here, printed.call
    data = {
        "incident": here.name,
        "exercise": here.exercise,
        "period": printed.period,
        "standing": printed.standing,
        "digest": printed.digest,
        "as_of": call.at.isoformat(),
        "instructions": printed.instructions,
        "advisory": ADVISORY,
        "edition": library().edition,
        "changed": printed.changed,
        "rows": [facts(row) for row in printed.rows],
    }
    text = json.dumps(data, indent=2, ensure_ascii=False)
    return _plain(printed, "radio plan", "json", f"{text}\n"), ()


def _text(printed: Printed) -> Made:
    lines = [*_heading(printed), "", *(_aloud(printed, row) for row in printed.rows)]
    if printed.instructions:
        lines += ["", f"Special instructions: {printed.instructions}"]
    return _plain(printed, "radio plan aloud", "txt", "\n".join(map(guarded_line, lines)) + "\n"), ()


def _aloud(printed: Printed, row: Assignment) -> str:
    changed = printed.changed.get(row.id, "")
    return f"{forms.aloud(row)} {changed}." if changed else forms.aloud(row)


_MAKERS: dict[Form, Callable[[Printed], Made]] = {
    Form.ICS_205: _205,
    Form.ICS_217A: _217a,
    Form.ICS_204: _204,
    Form.CHIRP: _chirp,
    Form.CSV: _csv,
    Form.JSON: _json,
    Form.TEXT: _text,
    Form.CARDS: _cards,
}
