"""The personnel accountability report (PAR): a roll call of everybody on the list, crew by crew.

A crew is answered for as a count, by its leader, its supervisor or the radio operator. Who is missing is told at once;
their names go only to those who look for them. The intervals are local policy and never fixed here.
Source: fire department PAR procedures, and field practice.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from commands.domain.accountability.checkins import counted, division, people
from commands.domain.folding import place_key, unit_key
from commands.domain.moves import Table, step

WITHIN = timedelta(minutes=10)
"""How long a PAR has where nothing else was said."""

STEP = timedelta(minutes=2)
"""From one step of the ladder to the next."""

AT_THE_TOP = timedelta(minutes=5)
"""From one call of the IC to the next."""

LADDER = ("", "DIVS", "OPBD", "OSC", "IC")
"""Who is asked by name when a PAR is overdue: first the crews' own leaders, in the end again and again the IC."""

BESIDE = "SOFR"
"""The Safety Officer is told at every step."""


class Roll(StrEnum):
    """Where a PAR stands."""

    OPEN = "open"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    SUPERSEDED = "superseded"  # by one that an emergency called for: what was answered before it counts no longer


ROLL: Table[Roll] = {
    Roll.OPEN: {
        "answer": Roll.OPEN,
        "call": Roll.OPEN,
        "complete": Roll.COMPLETE,
        "stop": Roll.INCOMPLETE,
        "supersede": Roll.SUPERSEDED,
    },
    Roll.INCOMPLETE: {"answer": Roll.INCOMPLETE, "complete": Roll.COMPLETE},  # whoever turns up late is still recorded
    Roll.COMPLETE: {},
    Roll.SUPERSEDED: {},
}


class Answer(StrEnum):
    """What is known of one resource."""

    WAITING = "waiting"
    SHORT = "short"
    ALL = "all"
    EXTRA = "extra"
    SETTLED = "settled"  # accounted for otherwise, with a reason


_COUNTS = {"fewer": Answer.SHORT, "all": Answer.ALL, "more": Answer.EXTRA, "settle": Answer.SETTLED}

ANSWER: Table[Answer] = {
    Answer.WAITING: {"tap": Answer.WAITING, **_COUNTS},
    Answer.SHORT: {"tap": Answer.SHORT, **_COUNTS},
    Answer.ALL: {"fewer": Answer.SHORT, "all": Answer.ALL, "more": Answer.EXTRA},
    Answer.EXTRA: {"fewer": Answer.SHORT, "all": Answer.ALL, "more": Answer.EXTRA, "settle": Answer.SETTLED},
    Answer.SETTLED: {"fewer": Answer.SHORT, "all": Answer.ALL, "more": Answer.EXTRA},
}

OWED = (Answer.WAITING, Answer.SHORT)
"""What holds a PAR open."""


@dataclass(frozen=True, kw_only=True)
class Par:
    """One roll call, P-3, of a division or of all; called on a change of strategy, a missing member or at set times
    (SOPs of fire departments).

    ``rung`` is how far up the ladder it was carried. ``every`` is how often another one starts, which is local policy;
    it stands on the newest of a series alone.
    """

    id: int = 0
    incident: str
    number: int
    div: str = ""
    within: timedelta
    every: timedelta | None = None
    state: Roll = Roll.OPEN
    opened: datetime
    opened_by: str
    due: datetime
    rung: int = -1
    answered: datetime | None = None
    closed: datetime | None = None
    closed_by: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which a roll call is answered and closed: ``P-3``."""
        return f"P-{self.number}"

    @property
    def of(self) -> str:
        """``PAR P-3 (Div A)``."""
        return f"PAR {self.shown} ({division(self.div)})" if self.div else f"PAR {self.shown}"


@dataclass(frozen=True, kw_only=True)
class ParLine:
    """One resource of a roll call as it was listed when it began; ``listed`` is false where it was added later.

    ``count`` is what was answered, ``expected`` the number on the list; ``missing`` are names that no room may show.
    ``single``: the line's own name is that of a person, which no room may show while it is missing.
    """

    id: int = 0
    par: int
    incident: str
    resource: int = 0
    name: str
    name_key: str
    agency: str = ""
    div: str = ""
    leader: str = ""
    crew: tuple[str, ...] = ()
    person: str = ""
    expected: int
    single: bool = False
    count: int | None = None
    state: Answer = Answer.WAITING
    listed: bool = True
    missing: tuple[str, ...] = ()
    words: str = ""
    reported: str = ""  # what was answered by somebody whose word completes nothing, and by whom
    by: str = ""
    by_name: str = ""
    at: datetime | None = None
    version: int = 0

    @property
    def short(self) -> int:
        """How many persons are not accounted for: no answer counts all expected, ``3 of 4`` counts one."""
        return max(self.expected - (self.count or 0), 0) if self.state in OWED else 0

    @property
    def place(self) -> str:
        """Where the resource works and for whom: ``Div A, Boise FD``; what is not known is left out."""
        return ", ".join(part for part in (division(self.div), self.agency) if part)

    @property
    def open_name(self) -> str:
        """As a room may read it: a resource by its name, a person never."""
        return f"1 person ({self.place or 'no agency'})" if self.single else self.name

    @property
    def apart(self) -> str:
        """``BOI E12``: told apart from another E12; of a person no more than a room may read."""
        return self.open_name if self.single else f"{self.agency or division(self.div)} {self.name}".strip()

    @property
    def led_by(self) -> str:
        """The leader's name, where the leader is not among the missing."""
        gone = {unit_key(name) for name in self.missing}
        return self.leader if self.leader and unit_key(self.leader) not in gone else ""


@dataclass(frozen=True, kw_only=True)
class ParTap:
    """One person answering for themselves within a crew."""

    id: int = 0
    line: int
    person: str
    name: str
    at: datetime


GLANCE = 5
"""Crews that a tally names: more do not stand on a phone's screen."""


@dataclass(frozen=True)
class Tally:
    """How a roll call stands: the crews, single persons and persons on its list, and those of them accounted for.

    Nobody of ``present`` is more than was listed: what a crew has above its number hides nobody who is missing
    elsewhere. ``added`` answered without having been listed; ``extra`` are their persons. ``owing`` are the first
    crews that are not accounted for, of ``owed`` in all.
    """

    crews: int
    crews_in: int
    persons: int
    present: int
    singles: int = 0
    singles_in: int = 0
    added: int = 0
    extra: int = 0
    owed: int = 0
    owing: tuple[ParLine, ...] = ()

    @property
    def listed(self) -> int:
        """How many lines the list has, crews and single persons."""
        return self.crews + self.singles

    @property
    def counts(self) -> str:
        """``41 of 62 persons, 7 of 10 crews``, of those who were listed."""
        singles = f", {self.singles_in:,} of {counted(self.singles, 'single person')}" if self.singles else ""
        crews = f", {self.crews_in:,} of {counted(self.crews, 'crew')}" if self.crews else ""
        return f"{self.present:,} of {people(self.persons)}{crews}{singles}"

    @property
    def shown(self) -> str:
        """``41 of 62 persons, 7 of 10 crews; missing: E14 (3); no answer: E2 (4)``, for a phone: a few are named."""
        names = Counter(line.name_key for line in self.owing)
        few = self.owing[:GLANCE]
        told = [(what, [line for line in few if line.state is state]) for what, state in _GLANCES]
        parts = [
            f"; {what}: {', '.join(_glance(line, apart=names[line.name_key] > 1) for line in lines)}"
            for what, lines in told
            if lines
        ]
        left = f" and {self.owed - len(few):,} more" if self.owed > len(few) else ""
        apart = f"; not on the list: {self.added:,} with {people(self.extra)}" if self.added else ""
        return f"{self.counts}{''.join(parts)}{left}{apart}"


_GLANCES = (("missing", Answer.SHORT), ("no answer", Answer.WAITING))


def _glance(line: ParLine, *, apart: bool) -> str:
    return f"{line.apart if apart else line.name} ({line.short})"


@dataclass(frozen=True)
class DivisionTally:
    """How one division stands in a roll call: its resources, those answered for, persons expected and present."""

    div: str
    resources: int
    answered: int
    expected: int
    present: int


def answered(line: ParLine, count: int, of: int | None = None) -> ParLine:
    """The line after a count ("PAR of 4", "3 of 4"). A crew that says it is more than was listed is held to its own
    number.
    """
    expected = max(line.expected, of or 0) or count  # what was never listed is as many as it says
    single = line.single if line.expected else is_person(line.name, expected, line.person)
    verb = "fewer" if count < expected else "all" if count == expected else "more"
    return replace(
        line, expected=expected, single=single, count=count, state=step(ANSWER, line.state, verb, line.open_name)
    )


def overlap(one: str, other: str) -> bool:
    """Would two roll calls ask the same people? ``""`` is everybody."""
    return not one or not other or place_key(one) == place_key(other)


def reminder(opened: datetime, due: datetime) -> datetime:
    """When (UTC) those who have not answered are reminded: a fifth of the time before it is over, at most two minutes.
    Our own choice.
    """
    return due - min((due - opened) / 5, timedelta(minutes=2))


NAMED = 15
"""Resources that a line names; the others are counted."""


@dataclass(frozen=True)
class Owed:
    """Who is owed: the first resources by name, how many resources in all, and how many single persons."""

    named: tuple[ParLine, ...] = ()
    resources: int = 0
    singles: int = 0

    def __bool__(self) -> bool:
        return bool(self.resources or self.singles)

    @property
    def shown(self) -> str:
        """What a room may read: resources by name, single persons as a number, since names of the missing go to IC,
        OSC, Safety, Medical and the home agency alone (field practice).
        """
        names = Counter(line.name_key for line in self.named)
        parts = [_public(line, apart=names[line.name_key] > 1) for line in self.named[:NAMED]]
        if self.resources > len(parts):
            parts.append(f"{self.resources - len(parts):,} more")
        return ", ".join(parts + ([counted(self.singles, "single person")] if self.singles else []))


def is_person(name: str, persons: int, person: str) -> bool:
    """True where a line is called by a person's own name: one person, who is on chat or whose name has no digit. Such a
    name never stands in a bridged room while it is missing.
    """
    return persons == 1 and (bool(person) or not any(map(str.isdigit, name)))


def _public(line: ParLine, *, apart: bool) -> str:
    told = f"no answer, {people(line.expected)}" if line.count is None else f"{line.count} of {line.expected}"
    told = f"{told}, {line.reported}" if line.reported else told
    leader = f"leader {line.led_by}" if line.led_by else ""
    where = ", ".join(part for part in (division(line.div), leader) if part) or line.agency
    name = line.apart if apart else line.name
    return f"{name} {told} ({where})" if where else f"{name} {told}"
