"""A draft of the after-action report: measured times, what was late, what did not work, and what could be improved.

Facts of the record only, put in order; judgement is for the people who were there. The four key functions are those of
the National Emergency Communications Plan: Reporting and Requests for Assistance; Incident Coordination and Response;
Alerts, Warnings, and Notifications; Public Interaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from zoneinfo import ZoneInfo

from commands.domain.accountability.emergencies import Emergency
from commands.domain.accountability.owed import Action, Addressee, Announcement
from commands.domain.accountability.par import Par, Roll
from commands.domain.history import Change
from commands.domain.incidents import Incident
from commands.domain.log.logbook import Entry, Head
from commands.domain.log.traffic import GeneralMessage, Traffic
from commands.domain.logistics.requests import Paper, Request
from commands.domain.moments import span
from commands.domain.organisation.periods import Objective, Period
from commands.domain.organisation.roles import Holding
from commands.domain.paper.paper import short
from commands.domain.radio.interference import Interference
from commands.domain.radio.patches import Patch
from commands.domain.radio.records import Outage, RevisionMark
from commands.domain.situation.reports import Duty, Report, Subject
from commands.domain.situation.sitrep import Sitrep

SLOW_POST = timedelta(minutes=1)
"""A message that took longer from being said to being posted is counted as slow."""


class Function(StrEnum):
    """The key functions of emergency communications, by the words of the plan."""

    REPORTING = "Reporting and Requests for Assistance"
    COORDINATION = "Incident Coordination and Response"
    ALERTS = "Alerts, Warnings, and Notifications"
    PUBLIC = "Public Interaction"


@dataclass(frozen=True, kw_only=True)
class Bridged:
    """How talk came through: how many copies were posted and how long they took, how many never were."""

    posted: int = 0
    typical: timedelta = timedelta()
    longest: timedelta = timedelta()
    slow: int = 0
    refused: int = 0


@dataclass(frozen=True, kw_only=True)
class Past:
    """The record that a report is made of. ``changes`` are those of requests; ``traffic_rows`` how many there are."""

    incident: Incident
    at: datetime
    head: Head | None = None
    periods: tuple[Period, ...] = ()
    objectives: tuple[Objective, ...] = ()
    holdings: tuple[Holding, ...] = ()
    significant: tuple[Entry, ...] = ()
    requests: tuple[Request, ...] = ()
    changes: tuple[Change, ...] = ()
    reports: tuple[Report, ...] = ()
    duties: tuple[Duty, ...] = ()
    pars: tuple[Par, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    messages: tuple[GeneralMessage, ...] = ()
    actions: tuple[Action, ...] = ()
    sitreps: tuple[Sitrep, ...] = ()
    outages: tuple[Outage, ...] = ()
    interferences: tuple[Interference, ...] = ()
    patches: tuple[Patch, ...] = ()
    revisions: tuple[RevisionMark, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    bridged: Bridged = Bridged()
    strength: str = ""


@dataclass(frozen=True)
class Measured:
    """A time that was measured: from what to what, how often, in the middle, and the longest with whose it was."""

    what: str
    times: tuple[tuple[timedelta, str], ...]

    @property
    def row(self) -> list[str]:
        """What was measured, how often, the middle time and the longest, with whose it was."""
        longest, whose = max(self.times, key=lambda one: one[0])
        middle = timedelta(seconds=median([one[0].total_seconds() for one in self.times]))
        return [self.what, str(len(self.times)), span(middle), f"{span(longest)} ({whose})" if whose else span(longest)]


def measured(past: Past) -> tuple[Measured, ...]:
    """The response times of the record; what never happened is not among them."""
    found = (
        Measured("Request: asked to approved", tuple(_until(past, "approve"))),
        Measured("Request: approved to ordered", tuple(_between(past, "approve", "order"))),
        Measured("Request: approved to all arrived", tuple(_between(past, "approve", "complete"))),
        Measured("Request: asked to all arrived", tuple(_until(past, "complete"))),
        Measured("PAR: opened to complete", tuple(_pars(past))),
        Measured("Emergency: raised to acknowledged", tuple(_raised(past))),
        Measured("Announcement: said to each acknowledgement", tuple(_heard(past))),
        Measured("General message: sent to acknowledged", tuple(_acked(past))),
        Measured(
            "Radio traffic: heard to written down", tuple((one.at - one.heard, one.shown) for one in past.traffic)
        ),
    )
    return tuple(one for one in found if one.times)


def first_times(past: Past, verb: str) -> dict[int, datetime]:
    """When each request came through a verb the first time (an order by word among the orders)."""
    found: dict[int, datetime] = {}
    for one in past.changes:
        if one.verb.split(" ", 1)[0] == verb and not one.line:
            found.setdefault(one.number, one.at)
    return found


def _until(past: Past, verb: str) -> Iterator[tuple[timedelta, str]]:
    done = first_times(past, verb)
    return ((done[one.number] - one.at, one.shown) for one in past.requests if one.number in done)


def _between(past: Past, verb: str, then: str) -> Iterator[tuple[timedelta, str]]:
    start, end = first_times(past, verb), first_times(past, then)
    both = (one for one in past.requests if one.number in start and one.number in end)
    return ((end[one.number] - start[one.number], one.shown) for one in both if end[one.number] >= start[one.number])


def _pars(past: Past) -> Iterator[tuple[timedelta, str]]:
    done = (one for one in past.pars if one.state is Roll.COMPLETE)
    return ((one.closed - one.opened, one.shown) for one in done if one.closed)


def _raised(past: Past) -> Iterator[tuple[timedelta, str]]:
    return ((one.acknowledged_at - one.at, one.shown) for one in past.emergencies if one.acknowledged_at)


def _heard(past: Past) -> Iterator[tuple[timedelta, str]]:
    said = {one.id: one for one in past.announcements}
    asked = ((said[one.announcement], one) for one in past.addressees if one.announcement in said)
    return ((to.at - one.at, f"{one.shown} {to.name}") for one, to in asked if to.at)


def _acked(past: Past) -> Iterator[tuple[timedelta, str]]:
    return ((one.acked - one.at, one.shown) for one in past.messages if one.acked)


def timeline(past: Past, zone: ZoneInfo) -> list[list[str]]:
    """[when, what] of what stood out, in the order of time."""
    return [[short(at, zone), words] for at, words in sorted(_happened(past), key=lambda one: one[0])]


def _happened(past: Past) -> Iterator[tuple[datetime, str]]:
    here = past.incident
    yield here.opened, f"{here.shown} opened"
    if here.closed:
        yield here.closed, f"{here.shown} closed"
    for period in past.periods:
        yield period.start, f"Operational period {period.number} begins"
    for held in past.holdings:
        if held.position in ("IC", "OSC", "COML"):
            yield held.since, f"{held.seat.shown}: {held.who}"
    for entry in past.significant:
        yield entry.said, entry.words
    yield from _troubles(past)


def _troubles(past: Past) -> Iterator[tuple[datetime, str]]:
    for emergency in past.emergencies:
        yield emergency.at, f"EMERGENCY {emergency.shown}: {emergency.words or 'emergency traffic'}"
        if emergency.cleared_at:
            yield emergency.cleared_at, f"Emergency {emergency.shown} cleared by {emergency.cleared_by}"
    for outage in past.outages:
        yield outage.at, f"{outage.name} down{f': {outage.reason}' if outage.reason else ''}"
        if outage.up:
            yield outage.up, f"{outage.name} up again"
    for mark in past.revisions:
        yield mark.at, f"Radio plan revision {mark.number} published ({mark.period})"
    for one in past.interferences:
        yield one.at, f"Interference {one.shown}"
    for par in past.pars:
        if par.closed and par.state is Roll.INCOMPLETE:
            yield par.closed, f"{par.of} closed INCOMPLETE"


def channel_problems(past: Past, zone: ZoneInfo) -> list[list[str]]:
    """[when, what, how it ended] of outages, interference and patches that outlived their time."""
    rows = [
        [
            short(one.at, zone),
            f"{one.name} down: {one.reason or 'no reason told'}",
            f"up after {span(one.up - one.at)}" if one.up else "not up again",
        ]
        for one in past.outages
    ]
    rows += [
        [short(one.at, zone), f"Interference {one.shown}", one.outcome or ("closed" if one.closed else "open")]
        for one in past.interferences
    ]
    rows += [
        [
            short(one.at, zone),
            f"Patch {one.shown} {one.joins}",
            f"taken down {span((one.ended or past.at) - one.until)} after its time",
        ]
        for one in past.patches
        if one.until and (one.ended or past.at) > one.until
    ]
    return rows


def counted(past: Past) -> tuple[tuple[Function, str], ...]:
    """What there was, function by function."""
    by_subject = {subject: sum(one.subject is subject for one in past.reports) for subject in Subject}
    filled = sum(one.state is Paper.FILLED for one in past.requests)
    turned = sum(one.state in (Paper.DENIED, Paper.CANCELLED) for one in past.requests)
    asked = [to for to in past.addressees if to.kind != "person"]
    heard = sum(to.at is not None for to in asked)
    said = (
        (
            Function.REPORTING,
            f"{many(len(past.requests), 'request')}: {filled:,} filled, {turned:,} denied or cancelled",
        ),
        (
            Function.REPORTING,
            f"{many(by_subject[Subject.CAN], 'CAN report')}, {by_subject[Subject.SYSTEM]:,} on systems",
        ),
        (Function.COORDINATION, f"{past.strength or 'nobody'} checked in at the end"),
        (
            Function.COORDINATION,
            f"{many(len(past.periods), 'operational period')}, {many(len(past.holdings), 'time')} a position was taken",
        ),
        (Function.COORDINATION, f"{many(len(past.pars), 'roll call')}, {many(len(past.sitreps), 'situation report')}"),
        (
            Function.COORDINATION,
            f"{many(len(past.traffic), 'row')} of radio traffic, {many(len(past.messages), 'general message')}",
        ),
        (Function.COORDINATION, _bridged(past.bridged)),
        (
            Function.ALERTS,
            f"{many(len(past.emergencies), 'emergency', 'emergencies')}, "
            f"{many(len(past.announcements), 'announcement')}",
        ),
        (Function.ALERTS, f"{heard:,} of {many(len(asked), 'acknowledgement')} came" if asked else ""),
        (
            Function.PUBLIC,
            f"{many(by_subject[Subject.PSAP], 'report')} on PSAPs, {by_subject[Subject.LIFELINE]:,} on lifelines",
        ),
    )
    return tuple(one for one in said if one[1])


def many(number: int, one: str, several: str = "") -> str:
    """``1 emergency``, ``2 emergencies``."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def _bridged(way: Bridged) -> str:
    """From said to posted."""
    refused = f"{many(way.refused, 'copy', 'copies')} refused" if way.refused else ""
    if not way.posted:
        return refused
    half = (
        f"half of them within {way.typical.total_seconds():.1f} s of being said, the slowest after {span(way.longest)}"
    )
    return f"{many(way.posted, 'copy', 'copies')} of messages posted between rooms, {half}; {refused or 'none refused'}"
