"""The rows of a big incident: what the people of forty agencies leave behind in two weeks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from commands.domain.accountability.checkins import Happened, Movement, Resource, Status
from commands.domain.accountability.owed import Action, Doing
from commands.domain.folding import unit_key
from commands.domain.history import Change, Thing
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import Entry, Origin
from commands.domain.log.searching import Source, terms
from commands.domain.log.traffic import GeneralMessage, Passing, Traffic
from commands.domain.logistics.requests import Approval, Coming, FillLine, Paper, Priority, Request, Signature, what_key
from commands.domain.messages import Person
from commands.domain.situation.reports import Lifeline, Report, Subject
from storage.search import scope

ANA = Person("slack.county/U1", "Ana Ruiz", "Ada County")
FIRE = "bear-creek"
BEGIN = datetime(2026, 11, 8, 13, tzinfo=UTC)
WEEKS = timedelta(days=14)
AFTER = 1_000
"""Numbers and ids below are those of what was said by hand."""

WHAT = ("VHF portables", "pumps", "water tenders", "radio kits", "generators", "cots", "engines type 3", "dozers")
WORDS = ("spot fire at DP {}", "line tied in at DP {}", "refuel Rptr {}", "crew at camp {}", "dozer down near DP {}")
OTHER_GROUP = "logistics"


@dataclass(frozen=True)
class Sizes:
    """How much there is: resources on the roster, requests, rows of the log and of traffic."""

    people: int
    requests: int
    log: int

    def part(self, of: float) -> "Sizes":
        return Sizes(*(max(round(one * of), 1) for one in (self.people, self.requests, self.log)))

    @property
    def pace(self) -> timedelta:
        """The time from one row of the log to the next."""
        return WEEKS / max(self.log, 1)

    @property
    def entries(self) -> int:
        return self.log * 4 // 5

    @property
    def traffic(self) -> int:
        return self.log // 5

    @property
    def messages(self) -> int:
        return self.requests // 20

    @property
    def series(self) -> dict[str, int]:
        """The newest number of each series of the incident."""
        few = dict.fromkeys(("message", "SR", "action"), self.messages)
        last = {"log": self.entries, "traffic": self.traffic, "R": self.requests, **few}
        return {name: AFTER + number for name, number in last.items()}


NOTHING = Sizes(0, 0, 0)


@dataclass(frozen=True)
class Span:
    """The numbers from the one size to the other, and the moment of each."""

    whole: int
    after: int
    until: int

    def __iter__(self) -> Iterator[tuple[int, datetime]]:
        step = WEEKS / max(self.whole, 1)
        return ((AFTER + number, BEGIN + step * number) for number in range(self.after + 1, self.until + 1))


def spans(whole: Sizes, done: Sizes, wanted: Sizes, name: str) -> Span:
    return Span(*(getattr(one, name) for one in (whole, done, wanted)))


def record_rows(whole: Sizes, done: Sizes, wanted: Sizes) -> Iterator[Iterable[Any]]:
    """One batch for each kind of record."""
    people, requests, messages, entries, heard = (
        spans(whole, done, wanted, name) for name in ("people", "requests", "messages", "entries", "traffic")
    )
    yield (resource(*one) for one in people)
    yield (movement(*one) for one in people)
    yield (request(*one) for one in requests)
    yield (line(*one) for one in requests if ordered(one[0]))
    yield (signature(*one) for one in requests if ordered(one[0]))
    yield (change(*one) for one in requests)
    yield (message(*one) for one in messages)
    yield (report(*one) for one in messages)
    yield (action(*one) for one in messages)
    yield (entry(*one) for one in entries)
    yield (traffic(*one) for one in heard)


def findable_rows(whole: Sizes, done: Sizes, wanted: Sizes) -> Iterator[dict[str, Any]]:
    """What is found by its words: every entry, row of traffic and request."""
    for name, kind, source in (
        ("requests", request, Source.REQUEST),
        ("entries", entry, Source.LOG),
        ("traffic", traffic, Source.TRAFFIC),
    ):
        for number, at in spans(whole, done, wanted, name):
            one: Any = kind(number, at)
            words = one.what if source is Source.REQUEST else one.words
            yield {
                "incident": FIRE, "group": one.group, "source": source, "number": number, "shown": one.shown,
                "at": at, "who": ANA.name, "words": words, "scope": _SCOPES[one.group],
                "terms": " ".join(terms(f"{one.shown} {words} {ANA.name}")),
            }  # fmt: skip


def resource(number: int, at: datetime) -> Resource:
    name = f"E{number}"
    return Resource(
        id=number, incident=FIRE, name=name, name_key=unit_key(name), persons=1 + number % 20,
        agency=f"Agency {number % 40:02}", div="ABCDEFGH"[number % 8], leader=f"Lead {number}",
        kind=("Engine", "Crew", "Dozer", "Overhead")[number % 4], type=str(1 + number % 7), call=f"call {number}",
        call_key=f"call{number}", status=[*Status][number % 5], checked_in=at, checked_in_by=ANA.key,
    )  # fmt: skip


def movement(number: int, at: datetime) -> Movement:
    return Movement(
        incident=FIRE, resource=number, name=f"E{number}", agency=f"Agency {number % 40:02}", what=Happened.IN,
        words=f"{1 + number % 20} persons", at=at, by=ANA.key,
    )  # fmt: skip


def open_(number: int) -> bool:
    return number % 5 == 0


def ordered(number: int) -> bool:
    return number % 10 != 0


def request(number: int, at: datetime) -> Request:
    """Of five one is open; of those half are asked for, half ordered; a tenth is late."""
    what, state = WHAT[number % 8], Paper.ASKED if not ordered(number) else Paper.ORDERED
    priority = [*Priority][number % 3]
    return Request(
        id=number, incident=FIRE, group=_group(number), number=number, quantity=1 + number % 30, what=what,
        what_key=what_key(what), div="ABCDEFGH"[number % 8], needed=at + timedelta(hours=number % 60),
        priority=priority, rank=priority.rank, chief="OSC", state=state if open_(number) else Paper.FILLED,
        open=open_(number), late=number % 50 == 0, lines=int(ordered(number)), at=at,
        by=f"slack.county/U{number % 400}", by_name=f"Person {number % 400}",
    )  # fmt: skip


def line(number: int, at: datetime) -> FillLine:
    return FillLine(
        incident=FIRE, request=number, of=number, number=1, quantity=1, eta=at + timedelta(hours=6), at=at, by=ANA.key,
        state=Coming.EN_ROUTE if open_(number) else Coming.ARRIVED, source="State cache", loan=number % 100 == 1,
        back=WEEKS + at if number % 100 == 1 else None,
    )  # fmt: skip


def signature(number: int, at: datetime) -> Signature:
    return Signature(
        incident=FIRE, request=number, edition=1, what=Approval.SECTION, position="OSC", at=at, by=ANA.key,
        by_name=ANA.name,
    )  # fmt: skip


def change(number: int, at: datetime) -> Change:
    """The last one of each request."""
    verb, was, now = ("request", "", Paper.ASKED) if open_(number) else ("complete", Paper.ORDERED, Paper.FILLED)
    return Change(
        incident=FIRE, group=_group(number), thing=Thing.REQUEST, number=number, verb=verb, was=was, now=now,
        at=at, by=ANA.key, by_name=ANA.name,
    )  # fmt: skip


def message(number: int, at: datetime) -> GeneralMessage:
    return GeneralMessage(
        incident=FIRE, group=MAIN, number=number, to="OSC", to_name=ANA.name, words=_words(number),
        state=Passing.SENT if number % 10 == 0 else Passing.ANSWERED, at=at, due=at + timedelta(minutes=30),
        by=ANA.key, by_name=ANA.name,
    )  # fmt: skip


def report(number: int, at: datetime) -> Report:
    name = [*Lifeline][number % 8].value if number % 2 else f"Rptr {number % 60}"
    subject, state = (Subject.LIFELINE, "green") if number % 2 else (Subject.SYSTEM, "degraded")
    return Report(
        incident=FIRE, group=MAIN, number=number, subject=subject, name=name, name_key=name.casefold(), state=state,
        words=_words(number), at=at, by=ANA.key, by_name=ANA.name,
    )  # fmt: skip


def action(number: int, at: datetime) -> Action:
    return Action(
        incident=FIRE, number=number, words=_words(number), due=at + timedelta(hours=9), owner=ANA.key,
        owner_name=ANA.name, state=Doing.OPEN if number % 10 == 0 else Doing.DONE, at=at, by=ANA.key, by_name=ANA.name,
    )  # fmt: skip


def entry(number: int, at: datetime) -> Entry:
    """Half of them people's own; one in a thousand is significant."""
    origin = Origin.SIGNIFICANT if number % 1000 == 0 else (Origin.PERSON, Origin.SYSTEM)[number % 2]
    return Entry(
        id=number, incident=FIRE, group=_group(number), number=number, origin=origin, words=_words(number), at=at,
        said=at, author=f"slack.county/U{number % 400}", author_name=f"Person {number % 400}", digest=f"{number:064x}",
    )  # fmt: skip


def traffic(number: int, at: datetime) -> Traffic:
    return Traffic(
        id=number, incident=FIRE, group=_group(number), number=number, sender=f"E{number % 5000}", to="COMM",
        words=_words(number), channel=f"VTAC1{1 + number % 4}", heard=at, at=at, operator=ANA.key,
        operator_name=ANA.name,
    )  # fmt: skip


def _group(number: int) -> str:
    return OTHER_GROUP if number % 7 == 0 else MAIN


def _words(number: int) -> str:
    return WORDS[number % 5].format(number % 3000)


_SCOPES = {group: scope(FIRE, group) for group in (MAIN, OTHER_GROUP)}
