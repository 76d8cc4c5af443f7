"""The incident at a glance: the few numbers that a picture shows, and the same in words for those who do not see it."""

from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from commands.domain.accountability.checkins import Strength, counted, people, total
from commands.domain.logistics.requests import OPEN, Paper
from commands.domain.messages import Colour
from commands.domain.moments import clock, near, shown, span
from commands.domain.situation.facts import Facts
from commands.domain.situation.reports import Report
from commands.domain.situation.sections import not_accounted_for
from commands.domain.situation.sections_of_work import WORKING, lifeline_colours

BARS = 8
"""Agencies that have a bar of their own; the others share one."""

MARKS = 12
"""Systems that are shown; what is worst comes first."""


def glance(facts: Facts, title: str) -> dict[str, object]:
    """Plain values for the picture; shares are between 0 and 1."""
    return {
        "title": title,
        "incident": facts.incident.shown,
        "exercise": facts.incident.exercise,
        "as_of": shown(facts.at, facts.zone),
        "alerts": [*_alerts(facts)],
        "period": _period(facts),
        "people": _people(facts.people.agencies),
        "strength": total(facts.people.agencies.values()).shown,
        "requests": _requests(facts.supply.states),
        "late": facts.supply.late.total,
        "systems": [*_systems((*facts.systems, *facts.psaps))],
        "lifelines": [{"name": one.full, "tone": tone.value} for one, tone in lifeline_colours(facts).items()],
        "alt": alternative(facts, title),
    }


def alternative(facts: Facts, title: str) -> str:
    """What the picture shows, in words."""
    return " ".join(_told(facts, title))


def _told(facts: Facts, title: str) -> Iterator[str]:
    yield f"{title}, as of {shown(facts.at, facts.zone)}."
    yield from (f"{alert}." for alert in _alerts(facts))
    bars = (f"{bar['name']} {bar['words']}" for bar in _people(facts.people.agencies))
    yield f"Checked in: {'; '.join(bars) or 'nobody'}."
    told = (f"{one['words']} {one['state']}" for one in _requests(facts.supply.states))
    yield f"Requests: {', '.join(told) or 'none'}, {facts.supply.late.total:,} late."
    states = (f"{one['name']} {one['state']}" for one in _systems((*facts.systems, *facts.psaps)))
    yield f"Systems: {', '.join(states) or 'unknown, none reported'}."
    tones = lifeline_colours(facts).items()
    yield f"Lifelines: {'; '.join(f'{one.full} {_word(tone)}' for one, tone in tones)}."
    if period := facts.period:
        yield f"Operational period {period.number}, {span(period.end - facts.at)} left."
    elif then := facts.coming:
        yield f"No operational period runs; {then.number} begins {shown(then.start, facts.zone)}."
    else:
        yield "Period unknown."


def _word(tone: Colour) -> str:
    return "unknown" if tone is Colour.GREY else tone.value


def _alerts(facts: Facts) -> Iterator[str]:
    for one in facts.emergencies:
        yield f"EMERGENCY {one.shown} OPEN"
    if short := not_accounted_for(facts):
        yield f"{short} NOT ACCOUNTED FOR"
    if facts.radio.outages:
        yield f"{counted(len(facts.radio.outages), 'channel')} DOWN"


def _period(facts: Facts) -> dict[str, object]:
    one = facts.period
    if one is None:
        return {}
    zone: ZoneInfo = facts.zone
    return {
        "name": f"Operational period {one.number}",
        "gone": _share((facts.at - one.start).total_seconds(), (one.end - one.start).total_seconds()),
        "from": near(one.start, facts.at, zone),
        "to": clock(one.end, zone),
        "left": span(one.end - facts.at),
    }


def _people(agencies: Mapping[str, Strength]) -> list[dict[str, object]]:
    ranked = sorted(agencies.items(), key=lambda pair: (-pair[1].persons, pair[0].casefold()))
    bars = [(name or "no agency", one) for name, one in ranked[:BARS]]
    if rest := ranked[BARS:]:
        bars.append((f"{len(rest)} others", total(one for _, one in rest)))
    most = max((one.persons for _, one in bars), default=0)
    return [{"name": name, "share": _share(one.persons, most), "words": people(one.persons)} for name, one in bars]


def _requests(states: Mapping[Paper, int]) -> list[dict[str, object]]:
    """Open states first; what is over is one bar, since it only ever grows."""
    found = [(one.value, states[one]) for one in Paper if one in OPEN and states.get(one)]
    over = sum(count for one, count in states.items() if one not in OPEN)
    found += [("over", over)] if over else []
    most = max((count for _, count in found), default=0)
    return [{"state": state, "share": _share(count, most), "words": f"{count:,}"} for state, count in found]


def _systems(states: Iterable[Report]) -> Iterator[dict[str, object]]:
    order = ("down", "degraded", "up")
    ranked = sorted(states, key=lambda one: (order.index(one.state), one.name.casefold()))
    for one in ranked[:MARKS]:
        yield {"name": one.name, "state": one.state, "tone": WORKING[one.state].value}


def _share(part: float, whole: float) -> float:
    return round(min(max(part / whole, 0.0), 1.0), 4) if whole else 0.0
