"""The situation report: facts put in order. The same record at the same moment gives the same words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commands.domain.accountability.checkins import total
from commands.domain.messages import Colour
from commands.domain.moments import clock, shown, span
from commands.domain.organisation.periods import in_brief
from commands.domain.situation.facts import Facts
from commands.domain.situation.sections import (
    Section,
    about_accountability,
    about_alerts,
    about_emergencies,
    about_objectives,
    about_people,
    about_situation,
)
from commands.domain.situation.sections_of_work import (
    about_messages,
    about_needs,
    about_organisation,
    about_owed,
    about_radio,
    about_requests,
    about_significant,
    about_systems,
    about_unknown,
)
from commands.domain.situation.sitrep import LATE, Sitrep


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A report that is composed: what stands above it, and its sections in the order in which they are read."""

    title: str
    head: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    at: datetime
    zone: ZoneInfo
    footer: str = ""
    colour: Colour | None = None


def compose(sitrep: Sitrep, facts: Facts, prepared: str = "") -> Situation:
    """The report, its times in the incident's zone. ``prepared`` is who asked for it."""
    parts = (part(facts) for part in _PARTS)
    found = tuple(section for section in parts if section is not None)
    return Situation(
        title=f"Situation report {sitrep.number}: {facts.incident.shown}",
        head=tuple(_head(sitrep, facts, prepared)),
        sections=found,
        at=facts.at,
        zone=facts.zone,
        footer=f"Log {facts.head.shown}" if facts.head else "",
        colour=_overall(facts),
    )


def period_clock(facts: Facts) -> str:
    """``3, 0600 MST to 1800 MST, 7 h 30 min gone, 4 h 30 min left``; empty where none runs and none is set next."""
    one = facts.period
    if one is None:
        return in_brief(None, facts.coming, facts.zone) if facts.coming else ""
    times = f"{facts.near(one.start)} to {facts.near(one.end)}"
    return f"{one.number}, {times}, {span(facts.at - one.start)} gone, {span(one.end - facts.at)} left"


def _head(sitrep: Sitrep, facts: Facts, prepared: str) -> Iterator[tuple[str, str]]:
    yield "As of", f"{shown(sitrep.at, facts.zone)}{_while_open(facts)}"
    if sitrep.due is not None and sitrep.late >= LATE:
        due = clock(sitrep.due, facts.zone) if sitrep.late < timedelta(days=1) else shown(sitrep.due, facts.zone)
        yield "Late", f"posted {span(sitrep.late)} late, due {due}"
    named = (f"No. {facts.incident.number}" if facts.incident.number else "", _type(facts))
    if told := ", ".join(filter(None, named)):
        yield "Incident", told
    if period := period_clock(facts):
        yield "Operational period", period
    here = total(facts.people.agencies.values())
    yield "Checked in", here.shown if here.resources else "nobody"
    if prepared:
        yield "Prepared by", prepared


def _while_open(facts: Facts) -> str:
    """A report made then waits until the emergency is cleared, and is read as what it was."""
    named = ", ".join(one.shown for one in facts.emergencies)
    return f", with emergency {named} open" if named else ""


def _type(facts: Facts) -> str:
    return f"Type {facts.incident.type}" if facts.incident.type else ""


def _overall(facts: Facts) -> Colour | None:
    """Red while somebody is in distress or not accounted for; no colour otherwise, since no report is not good news."""
    short = any(one.owed for one in facts.roll_calls if one.par.due <= facts.at)
    return Colour.RED if facts.emergencies or short else None


Part = Callable[[Facts], Section | None]

_PARTS: tuple[Part, ...] = (
    about_emergencies,
    about_alerts,
    about_situation,
    about_objectives,
    about_people,
    about_accountability,
    about_requests,
    about_radio,
    about_systems,
    about_needs,
    about_significant,
    about_messages,
    about_owed,
    about_organisation,
    about_unknown,
)
