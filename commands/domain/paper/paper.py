"""What every printed sheet has: the incident, the period, times as forms write them, and what it was printed from.

The forms themselves are made by the modules ``forms_…``: pure functions from the record to the content of each block,
by the blocks and numbers of the FEMA 502-2 forms booklet. A block for which the record has nothing stays blank.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.domain.incidents import Incident
from commands.domain.log.logbook import Head, fingerprint

SHOWN_DIGEST = 12
"""Hexadecimal digits of a sheet's digest that are printed."""

Row = list[str]


@dataclass(frozen=True, kw_only=True)
class Window:
    """The time that a form covers, from ``start`` up to ``end``; None: without a bound. ``label`` is the period's.

    ``whole``: all of the incident, also what happened before it was opened here.
    """

    label: str = ""
    start: datetime | None = None
    end: datetime | None = None
    whole: bool = False

    def holds(self, at: datetime) -> bool:
        """Is it a moment of the period? Its end is not; without start or end it is open there."""
        return self.whole or ((self.start is None or at >= self.start) and (self.end is None or at < self.end))


@dataclass(frozen=True, kw_only=True)
class Top:
    """What stands on every sheet. ``prepared`` and ``position`` are who signs, empty where nobody holds the position.

    ``standing`` says which state of the record is printed, where it has a name ("edition 2").
    """

    incident: Incident
    at: datetime
    zone: ZoneInfo
    window: Window = Window()
    head: Head | None = None
    prepared: str = ""
    position: str = ""
    standing: str = ""
    paper: str = "us-letter"
    sensitive: str = ""

    def sheet(self, form: str, title: str, content: dict[str, object]) -> dict[str, object]:
        """The data of a form: what all have, and ``content``. The digest is over what the form says, not the time."""
        here = self.incident
        said: dict[str, object] = {
            "form": form,
            "title": f"{form} {title}",
            "incident": here.shown,
            "number": here.number,
            "exercise": here.exercise,
            "period": self.window.label,
            "from": parts(self.window.start, self.zone),
            "to": parts(self.window.end, self.zone),
            "prepared_by": self.prepared,
            "prepared_position": self.position,
            **content,
        }
        return said | {
            "prepared_at": date_time(self.at, self.zone),
            "as_of": date_time(self.at, self.zone),
            "zone": f"{self.at.astimezone(self.zone):%Z} ({self.zone.key})",
            "standing": self.standing,
            "digest": fingerprint([said])[:SHOWN_DIGEST],
            "log": self.head.shown if self.head else "log empty",
            "paper": self.paper,
            "sensitive": self.sensitive,
        }


def date_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """As forms have it: month/day/year and the 24-hour clock, ``11/22/2026 0600 MST``; empty for None."""
    return moment.astimezone(zone).strftime("%m/%d/%Y %H%M %Z") if moment else ""


def parts(moment: datetime | None, zone: ZoneInfo) -> list[str]:
    """The date, and the time with its zone; two empty texts for None."""
    return date_time(moment, zone).split(" ", 1) if moment else ["", ""]


def day(moment: datetime | None, zone: ZoneInfo) -> str:
    """``11/22/2026``, the date in this zone; empty without a moment."""
    return parts(moment, zone)[0]


def time(moment: datetime | None, zone: ZoneInfo) -> str:
    """``0600 MST``, the time of day in this zone; empty without a moment."""
    return parts(moment, zone)[1]


def short(moment: datetime | None, zone: ZoneInfo) -> str:
    """``11/22 0600``, for narrow columns: the zone stands in the footer."""
    return moment.astimezone(zone).strftime("%m/%d %H%M") if moment else ""


def signed(name: str, moment: datetime | None, zone: ZoneInfo) -> str:
    """An approval that the record holds; no signature: that is a hand's."""
    return f"{name}, recorded {date_time(moment, zone)}" if name else ""


def joined(*some: str, by: str = "; ") -> str:
    """Those of the texts that are not empty, in one line."""
    return by.join(one for one in some if one)
