"""The sections of a report: what the facts say of each subject, in a line and in full.

Each open item stands in exactly one section. A subject without anything in it has no section (None); what nobody has
reported is named as unknown in one of its own, so that silence is never read as good news.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from commands.domain.accountability.checkins import Happened, Status, Strength, counted, people, total
from commands.domain.accountability.par import Roll
from commands.domain.alerts.alerts import Alert
from commands.domain.alerts.ranking import Class
from commands.domain.messages import Colour, Table
from commands.domain.moments import shown, span
from commands.domain.situation import items
from commands.domain.situation.facts import Facts, People, RollCall
from commands.domain.situation.items import Item, brief

HORIZON = timedelta(hours=12)
"""What is due so soon is called due."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the report: ``gist`` says it in a line, ``items`` and ``lines`` in full.

    ``said`` is the gist in words that can be read over the air, empty where it does not belong there.
    """

    name: str
    gist: str
    items: tuple[Item, ...] = ()
    more: int = 0
    lines: tuple[str, ...] = ()
    lines_first: bool = False
    table: Table | None = None
    colour: Colour | None = None
    said: str = ""


def since_words(facts: Facts) -> str:
    """From when on changes are counted: ``since 0600 MST``, or from the beginning for a first report."""
    return f"since {facts.near(facts.since)}" if facts.since else "since the beginning"


def about_emergencies(facts: Facts) -> Section | None:
    """The emergencies that are open, in red; None where there is none."""
    found = items.emergencies(facts)
    if not found:
        return None
    gist = f"{len(found)} OPEN: {', '.join(one.id for one in found)}"
    return Section(name="Emergencies", gist=gist, items=found, colour=Colour.RED, said=f"Emergencies {gist}.")


def about_alerts(facts: Facts) -> Section | None:
    """The warnings that stand in the area, the worst first; None where none is known, which is no all-clear."""
    if not facts.alerts:
        return None
    told = [alert_line(one, facts) for one in facts.alerts]
    tone = Colour.RED if facts.alerts[0].rank >= Class.WAKE else Colour.YELLOW
    gist = f"{len(told)} stand: {told[0]}"
    return Section(name="Alerts", gist=gist, lines=tuple(told[:_MOST_ALERTS]), colour=tone, said=f"Alerts: {gist}.")


_MOST_ALERTS = 12


def alert_line(one: Alert, facts: Facts) -> str:
    """``AL-1 Red Flag Warning (Severe) until 1400 MST``."""
    until = f" until {facts.near(one.until)}" if one.until else ", no end told"
    return f"{one.shown} {brief(one.event, 80)} ({one.severity}){until}"


def about_situation(facts: Facts) -> Section | None:
    """What is told of the incident itself: figures, weather, hazards, evacuations, then the newest report of each
    unit; None where nobody said anything.
    """
    if not (facts.conditions or facts.cans):
        return None
    latest = sorted(facts.cans, key=lambda one: (one.at, one.number), reverse=True)
    lines = tuple(f"{one.gist} ({facts.near(one.at)})" for one in (*facts.conditions, *latest[:MOST_CANS]))
    told = [brief(one.gist, 60) for one in facts.conditions] or [brief(one.gist, 60) for one in latest[:1]]
    gist = "; ".join(told)
    return Section(name="Situation", gist=gist, lines=lines, said=f"Situation: {gist}.")


MOST_CANS = 12
"""Units whose newest words are told; of the others the list of reports tells."""


def about_objectives(facts: Facts) -> Section | None:
    """The objectives that stand (ICS 202, block 3), by their numbers; None where none is set."""
    if not facts.objectives:
        return None
    lines = tuple(f"O-{one.number} {one.words}" for one in facts.objectives)
    return Section(name="Objectives", gist=f"{len(lines)} set", lines=lines)


def about_people(facts: Facts) -> Section | None:
    """Who is checked in (ICS 211), by agency, kind and status, and what changed since the last report; None where
    nobody is and nobody was counted.
    """
    own = facts.people
    if not own.agencies and not own.counts:
        return None
    here = total(own.agencies.values())
    kinds = _ranked(own.kinds, "kind not given")
    statuses = ", ".join(f"{_STATUS[what]} {one.resources:,}" for what, one in own.statuses.items())
    lines = (
        *((f"By kind: {kinds}",) if own.kinds else ()),
        *((f"By status: {statuses}",) if statuses else ()),
        *_changes(facts),
    )
    gist = here.shown if here.resources else "nobody is checked in"
    return Section(
        name="Resources and people", gist=gist, lines=lines, table=_agencies(facts), said=f"Checked in: {gist}."
    )


_STATUS = {
    Status.ASSIGNED: "assigned",
    Status.AVAILABLE: "available",
    Status.REST: "resting",
    Status.MECH: "out of service (mechanical)",
    Status.PERS: "out of service (personnel)",
}
_MOST_KINDS = 12


def _ranked(kinds: Mapping[str, Strength], without: str) -> str:
    """The largest first; what is beyond the first dozen is summed up."""
    largest = sorted(kinds.items(), key=lambda pair: (not pair[0], -pair[1].persons, pair[0].casefold()))
    told = [f"{kind or without} {one.resources:,} ({people(one.persons)})" for kind, one in largest[:_MOST_KINDS]]
    rest = total(one for _, one in largest[_MOST_KINDS:])
    return ", ".join(told + ([f"others {rest.resources:,} ({people(rest.persons)})"] if rest.resources else []))


def _agencies(facts: Facts) -> Table | None:
    """By agency, and what changed since the last report, where there was one."""
    own = facts.people
    names = sorted({*own.agencies, *own.came, *own.went}, key=lambda name: (not name, name.casefold(), name))
    if not names:
        return None
    counts = facts.since is not None
    rows = tuple(_agency(own, name, moved=counts) for name in names)
    return Table(("Agency", "Resources", "Persons", *(("Change",) if counts else ())), rows)


def _agency(own: People, name: str, *, moved: bool) -> tuple[str, ...]:
    none = Strength(0, 0)
    here = own.agencies.get(name, none)
    change = (_moved(own.came.get(name, none), own.went.get(name, none)),) if moved else ()
    return (name or "no agency", f"{here.resources:,}", f"{here.persons:,}", *change)


def _moved(came: Strength, went: Strength) -> str:
    parts = (f"+{came.persons:,}" if came.resources else "", f"-{went.persons:,}" if went.resources else "")
    return " ".join(filter(None, parts)) or "0"


def _changes(facts: Facts) -> Iterator[str]:
    own = facts.people
    if facts.since is None:
        yield "This is the first report."
        return
    since = f"Since {shown(facts.since, facts.zone)}"
    if not own.counts:
        yield f"{since}: no change."
        return
    told = (f"{own.counts[what]:,} {word}" for what, word in _HAPPENED.items() if what in own.counts)
    yield f"{since}: {', '.join(told)}."
    if sum(own.counts.values()) > len(own.changes):
        yield f"The newest {len(own.changes)} of them follow, the newest first."
    for one in reversed(own.changes):
        yield f"{facts.near(one.at)} {one.name} {_HAPPENED[one.what]}: {brief(one.words)}"


_HAPPENED = {Happened.IN: "checked in", Happened.CHANGED: "changed", Happened.OUT: "checked out"}


def about_accountability(facts: Facts) -> Section | None:
    """The roll calls: those that are open, how long ago the last one was, and who is not accounted for (red), persons
    only counted; None before the first.
    """
    if not facts.roll_calls:
        return None
    found = items.roll_calls(facts)
    ended = [one for one in facts.roll_calls if one.par.state is not Roll.OPEN]
    lines = [f"{one.par.shown} short: {one.owed.shown}" for one in facts.roll_calls if one.owed]
    lines += [_roll_call(one, facts) for one in ended]
    asked = f"{counted(len(found), 'PAR')} open" if found else f"last PAR {span(facts.at - _asked(ended[0]))} ago"
    short = not_accounted_for(facts)
    gist = f"{asked}, {short} not accounted for" if short else f"{asked}, none short"
    tone = Colour.RED if short else None
    return Section(name="Accountability", gist=gist, items=found, lines=tuple(lines), colour=tone, said=sentence(gist))


def not_accounted_for(facts: Facts) -> str:
    """``1 resource and 2 single persons``: of the PARs that are open, else of the last one; empty where none is."""
    open_ = [one for one in facts.roll_calls if one.par.state is Roll.OPEN]
    owed = [one.owed for one in open_ or facts.roll_calls[:1]]
    resources, singles = sum(one.resources for one in owed), sum(one.singles for one in owed)
    told = (counted(resources, "resource") if resources else "", counted(singles, "single person") if singles else "")
    return " and ".join(filter(None, told))


def _asked(one: RollCall) -> datetime:
    return one.par.closed or one.par.opened


def _roll_call(one: RollCall, facts: Facts) -> str:
    age = span(facts.at - _asked(one))
    return f"Last PAR {one.par.shown} {one.par.state.value} {facts.near(_asked(one))}, {age} ago: {one.tally.shown}"


def sentence(words: str) -> str:
    """Words as they are read over the air: a capital letter and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."
