"""Who holds which position, how it changes hands, and what it allows.

A position is held until relieved. A hand-over is confirmed by both sides and takes effect at the later of its time and
the confirmations. Source: field practice with ICS; FEMA 502-2 for the positions.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.folding import SHORT_DIV
from commands.domain.moves import Table
from commands.domain.names import headed, person_name
from commands.domain.organisation.positions import POSITIONS, below

IC = "IC"
SWIC = "SWIC"


class Rank(StrEnum):
    """How somebody stands to a position. A deputy may what the position may; a trainee acts through the holder."""

    HOLDER = "holder"
    DEPUTY = "deputy"
    TRAINEE = "trainee"


@dataclass(frozen=True)
class Seat:
    """A position, for one place of the organisation where it has one: DIVS A."""

    position: str
    place: str = ""
    rank: Rank = Rank.HOLDER

    @property
    def shown(self) -> str:
        """``DIVS A``, ``OSC deputy``, ``COML (T)``."""
        behind = {Rank.DEPUTY: " deputy", Rank.TRAINEE: " (T)"}.get(self.rank, "")
        return f"{self.position} {self.place}".rstrip() + behind

    @property
    def several(self) -> bool:
        """True where more than one person may hold it at once."""
        return POSITIONS[self.position].several or self.rank is not Rank.HOLDER

    @property
    def full(self) -> str:
        """The position's name in words: ``Division/Group Supervisor, Div A``."""
        place = f", {'Div ' if len(self.place) <= SHORT_DIV else ''}{self.place}" if self.place else ""
        return POSITIONS[self.position].name + place


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One person in one position, from a time on; ``ended`` is empty while it lasts.

    ``slot`` is unique among what is held now, so that two at once cannot take one position. ``until`` only reminds.
    ``person`` is a person's key, or ``name/…`` for somebody who is not on chat.
    """

    id: int = 0
    incident: str
    position: str
    place: str = ""
    rank: Rank = Rank.HOLDER
    person: str
    name: str
    label: str = ""
    since: datetime
    how: str = ""
    by: str
    until: datetime | None = None
    ended: datetime | None = None
    ended_by: str = ""
    ended_how: str = ""
    slot: str | None = None
    version: int = 0

    @property
    def seat(self) -> Seat:
        """Which position, for which place, as holder, deputy or trainee: what somebody else may hold afterwards."""
        return Seat(self.position, self.place, self.rank)

    @property
    def who(self) -> str:
        """``Ana Ruiz (Ada County)``, a trainee marked as such."""
        named = headed(person_name(self.name), [self.label])
        return f"{named} (T)" if self.rank is Rank.TRAINEE else named


def slot(seat: Seat, person: str) -> str:
    """What may be held only once at a time: the seat, or the seat by this person where several may hold it."""
    return f"{seat.shown}/{person}" if seat.several else seat.shown


class Handing(StrEnum):
    """Where a hand-over stands."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


HANDING: Table[Handing] = {
    Handing.OPEN: {
        "confirm": Handing.OPEN,
        "decline": Handing.DECLINED,
        "withdraw": Handing.WITHDRAWN,
        "change": Handing.DONE,
    },
    Handing.DONE: {},
    Handing.DECLINED: {},
    Handing.WITHDRAWN: {},
}


@dataclass(frozen=True, kw_only=True)
class Handover:
    """A position on its way to somebody: H-1. ``leaving`` is empty where it is vacant, or held beside others.

    ``given`` is when somebody who may name the holder did; ``confirmed`` and ``released`` are when the incoming and
    the outgoing person said yes.
    """

    id: int = 0
    incident: str
    number: int
    position: str
    place: str = ""
    rank: Rank = Rank.HOLDER
    to: str
    to_name: str
    to_label: str = ""
    leaving: str = ""
    leaving_name: str = ""
    at: datetime
    until: datetime | None = None
    state: Handing = Handing.OPEN
    asked: datetime
    by: str
    by_name: str = ""
    given: datetime | None = None
    confirmed: datetime | None = None
    released: datetime | None = None
    version: int = 0

    @property
    def seat(self) -> Seat:
        """Which position, for which place and in which rank, is passed on."""
        return Seat(self.position, self.place, self.rank)

    @property
    def shown(self) -> str:
        """The number by which both sides confirm it: ``H-1``."""
        return f"H-{self.number}"

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of those who have yet to confirm."""
        waiting = (
            (f"whoever may give {self.position}", self.given),
            (self.to_name, self.confirmed),
            (self.leaving_name if self.leaving else "", self.released),
        )
        return tuple(name for name, at in waiting if name and at is None)


STANDS_FOR = timedelta(minutes=30)
"""So long an emergency take of command, or one voice for relieving an IC, stands without the word that it needs."""

VOICES = 2
"""Where nobody may decide alone, so many say it: people of different agencies, or members of Unified Command."""


class Motive(StrEnum):
    """What is moved about command."""

    TAKE = "take"  # somebody stands in as IC in an emergency
    RELIEF = "relief"  # a member of Unified Command wants another one relieved


class Standing(StrEnum):
    """Where an emergency take, or a relief by two voices, stands."""

    STANDING = "standing"
    AGREED = "agreed"
    REVOKED = "revoked"
    LAPSED = "lapsed"


MOTION: Table[Standing] = {
    Standing.STANDING: {
        "voice": Standing.STANDING,
        "agree": Standing.AGREED,
        "revoke": Standing.REVOKED,
        "lapse": Standing.LAPSED,
    },
    Standing.AGREED: {},
    Standing.REVOKED: {},
    Standing.LAPSED: {},
}
"""Nobody becomes IC, and no IC is relieved, by one voice that has not the right: it is moved, and lapses."""


@dataclass(frozen=True, kw_only=True)
class Motion:
    """What was moved about command, TC-1: ``person`` stands in as IC beside the present ones, or is to be relieved.

    ``voices`` are the keys of those who agreed without being able to decide alone, ``agencies`` theirs.
    """

    id: int = 0
    incident: str
    number: int
    kind: Motive
    person: str
    name: str
    label: str = ""
    state: Standing = Standing.STANDING
    at: datetime
    until: datetime
    by: str
    by_name: str = ""
    voices: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    ended: datetime | None = None
    ended_by: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which it is agreed to or revoked: ``TC-1``."""
        return f"TC-{self.number}"

    @property
    def who(self) -> str:
        """``Ana Ruiz (Ada County)``."""
        return f"{self.name} ({self.label})" if self.label else self.name


def _of(*ids: str) -> frozenset[str]:
    return frozenset(ids)


COMMAND_STAFF = _of("SOFR", "PIO", "LOFR")
CHIEFS = _of("OSC", "PSC", "LSC", "FSC", "IIO")
DESK = _of("COML", "INCM", "INTD", "RADO", "AUXC")
"""The Communications Unit's people at the radio: they type for those who are not on chat."""

COMU = DESK | _of("COMT", "ITSL")

LINE: tuple[frozenset[str], ...] = (DESK, frozenset({"OSC"}), frozenset({"IC"}), frozenset({"SOFR"}))
"""Who is asked, one after the other, while nobody has acknowledged: the radio desk, Operations, command, Safety."""

RIGHTS: dict[str, frozenset[str]] = {
    "incident rename": _of("SWIC", "IC", "PSC"),
    "incident close": _of("IC"),
    "incident reopen": _of("IC"),
    "link": _of("SWIC", "IC", "LOFR", "PSC", "LSC", "COML", "INCM", "ITSL"),
    "unlink": _of("SWIC", "IC", "LOFR", "PSC", "LSC", "COML", "INCM", "ITSL"),
    "pairings": _of(),  # which accounts are one person: the administrators see and cut it
    "group add": _of("SWIC", "IC", "LOFR", "PSC", "LSC", "COML", "INCM", "ITSL"),
    "period set": _of("IC", "OSC", "PSC"),
    "shift at": _of("IC", "COML", "INCM"),
    "desk": DESK,
    "par start": _of("IC", "SOFR", "OSC", "OPBD", "DIVS", "PSC", "RESL") | DESK,
    "par stop": _of("IC", "SOFR", "OSC", "OPBD", "DIVS", "PSC", "RESL") | DESK,
    "watch others": _of("IC", "SOFR", "OSC", "OPBD", "DIVS", "RESL") | DESK,
    "status others": _of("IC", "OSC", "PSC", "RESL", "DIVS", "STAM") | DESK,
    "demob": _of("IC", "PSC", "LSC", "RESL", "DMOB"),
    "emergency clear": _of("IC", "OSC"),
    "emergency false": _of("IC", "OSC", "SOFR"),
    "announce": _of("IC") | COMMAND_STAFF | CHIEFS | DESK,
    "page take": _of("IC") | DESK,
    "contacts": _of("IC", "OSC", "SOFR", "MEDL", "RESL") | COMU,
    "missing names": _of("IC", "OSC", "SOFR", "MEDL"),
    "channel move": _of("IC", "OSC", "COML"),
    "plan publish": _of("COML"),
    "request order": _of("IC", "LSC", "SUBD", "SPUL", "PROC"),
    "report lifeline": _of("IC", "LOFR", "PIO", "PSC", "SITL"),
    "report every": _of("IC", "OSC", "PSC", "SITL", "COML", "INCM"),
    "alert area": _of("IC", "SOFR", "PSC", "SITL") | DESK,
    "alert draft": _of("IC", "PIO"),
    "board": _of("IC", "OSC", "PSC", "SITL") | DESK,
    "patch": _of("IC", "OSC", "COMT", "ITSL") | DESK,
    "void": _of("SWIC", "IC", "PSC", "DOCL", "COML", "INCM"),
    "region code": _of("SWIC"),
    "marker": _of("SWIC"),
    "goal": _of("SWIC"),
    "ta": _of("SWIC"),
    "region use": _of("IC", "LOFR", "PSC", "LSC", "COML", "INCM", "ITSL"),
    "agency add": _of("SWIC"),
    "asset edit": _of("SWIC", "STEW"),
    "place": _of("IC", "OSC", "PSC", "SITL", "LSC") | COMU,
    "plan edit": _of("COML", "COMT", "INCM", "ITSL"),
}
"""The one table of rights: what → the positions that may do it. Everything that is not here may be done by everybody;
what names no position, by the administrators alone.

An administrator of the configuration may all; so may whoever opened the incident, as long as no IC is named.
"""


TAKE_CARRIES = _of(
    "announce", "board", "channel move", "par start", "period set", "report every", "report lifeline",
    "shift at",
)  # fmt: skip
"""The rights of an IC that an emergency take carries before anybody has agreed to it. Everything else waits: contacts,
medical reports, names of the missing, links and codes, pairing, giving and relieving positions, clearing an emergency,
ending a roll call, words for other people's crews, closing the incident.
"""


def rights(positions: Iterable[str]) -> frozenset[str]:
    """Everything that these positions may do, as the table of rights has it."""
    held = frozenset(positions)
    return frozenset(right for right, allowed in RIGHTS.items() if held & allowed)


def may_give(position: str, held: Collection[str]) -> bool:
    """May somebody with these positions name who holds that one? The IC all, others what reports to them."""
    return IC in held or any(position in below(one) for one in held)


def givers(position: str) -> tuple[str, ...]:
    """Who names the holder of a position, the nearest supervisor first."""
    return tuple(one for one in reversed(tuple(POSITIONS)) if position in below(one)) or (IC,)
