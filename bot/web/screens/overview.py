"""The overview, and what stands above every screen: alerts, and tabs with the worst state of each screen."""

from collections.abc import Iterator
from typing import Any

from bot.web.screens.common import Panel, Sight, State, brief
from commands.domain.accountability.checkins import total
from commands.domain.accountability.emergencies import Emergent
from commands.domain.accountability.par import Roll
from commands.domain.logistics.requests import OPEN
from commands.domain.organisation.periods import in_brief
from commands.domain.situation.items import open_items
from commands.domain.situation.sections import not_accounted_for

TABS = (
    ("", "Overview"),
    ("par", "Accountability"),
    ("requests", "Requests"),
    ("radio", "Radio"),
    ("log", "Log"),
    ("map", "Map"),
    ("sitreps", "Sitreps"),
    ("bridge", "Bridge"),
)


def above(sight: Sight, screen: str) -> tuple[Panel, ...]:
    """Alerts and tabs, which stand on every screen."""
    here = sight.call.here
    alerts = {"alerts": [*alerts_of(sight)], "exercise": here.exercise}
    tabs = [
        {"path": path, "name": name, "here": path == screen, "state": tab_state(sight, path)} for path, name in TABS
    ]
    return (
        Panel(id="alerts", template="alerts.html", values=alerts),
        Panel(id="tabs", template="tabs.html", values={"tabs": tabs, "slug": here.id}),
    )


def alerts_of(sight: Sight) -> Iterator[State]:
    """What everybody has to see, whatever they look at."""
    facts = sight.standing.facts
    for one in facts.emergencies:
        known = "" if one.state is Emergent.OPEN else f" · acknowledged by {one.acknowledged_by}"
        yield State("cry", f"EMERGENCY {one.shown} {brief(one.words, 120)} · since {sight.near(one.at)}{known}")
    if short := not_accounted_for(facts):
        yield State("over", f"NOT ACCOUNTED FOR: {short}")
    if facts.incident.closed:
        yield State("idle", f"CLOSED {sight.near(facts.incident.closed)}: the record is kept, nothing is taken")


def tab_state(sight: Sight, path: str) -> State | None:
    """The worst state of a screen, for its tab; None where there is nothing to say."""
    facts = sight.standing.facts
    if path == "par":
        return _par(sight)
    if path == "requests" and facts.supply.late.total:
        return State("over", f"{facts.supply.late.total:,} late")
    if path == "radio" and facts.radio.outages:
        return State("over", f"{len(facts.radio.outages)} down")
    if path == "bridge":
        amiss = sum(1 for one in sight.call.store.room_health(sight.call.here.id) if one.state != "linked")
        return State("over", f"{amiss} amiss") if amiss else None
    return None


def _par(sight: Sight) -> State | None:
    open_ = [one.par for one in sight.standing.facts.roll_calls if one.par.state is Roll.OPEN]
    if any(one.due <= sight.at for one in open_):
        return State("over", "OVERDUE")
    return State("due", "open") if open_ else None


def overview(sight: Sight) -> tuple[Panel, ...]:
    """Period, command, PAR, requests, channels, newest log lines, next report."""
    return (
        Panel(id="situation", template="situation.html", values=situation(sight)),
        Panel(id="late", template="late.html", values=late(sight)),
        Panel(id="lately", template="lately.html", values=lately(sight)),
    )


def situation(sight: Sight) -> dict[str, Any]:
    """The few lines that a chief asks for first."""
    now, facts = sight.standing, sight.standing.facts
    states = ((state.value, facts.supply.states.get(state, 0)) for state in OPEN)
    return {
        "period": in_brief(facts.period, facts.coming, facts.zone),
        "seats": [f"{one.seat.shown} {brief(one.name, 40)}" for one in now.holders[:12]],
        "more_seats": max(0, len(now.holders) - 12),
        "strength": total(facts.people.agencies.values()).shown,
        "open": facts.supply.open.total,
        "states": [(name, count) for name, count in states if count],
        "late": facts.supply.late.total,
        "down": [brief(one.name, 40) for one in facts.radio.outages[:8]],
        "more_down": max(0, len(facts.radio.outages) - 8),
        "par": par_line(sight),
        "next": sight.near(now.next_report),
        "objectives": [brief(one.words) for one in facts.objectives[:6]],
    }


def par_line(sight: Sight) -> State:
    """The newest roll call in one line."""
    calls = sight.standing.facts.roll_calls
    if not calls:
        return State("idle", "no roll call yet")
    one = calls[0]
    told = f"{one.par.of}: {one.tally.counts} accounted for"
    if one.par.state is not Roll.OPEN:
        when = sight.near(one.par.closed or one.par.opened)
        return State("ok" if one.par.state is Roll.COMPLETE else "over", f"{told}, {one.par.state.value} {when}")
    tone = "over" if one.par.due <= sight.at else "due"
    return State(tone, f"{told}, due {sight.near(one.par.due)}")


def late(sight: Sight) -> dict[str, Any]:
    """Everything that is past its time."""
    facts = sight.standing.facts
    found = [one for one in open_items(facts) if one.late]
    rows = [{"id": one.id, "words": brief(one.words), "due": sight.near(one.due)} for one in found[:12]]
    announced = [
        {"id": one.announcement.shown, "words": brief(one.announcement.words), "done": one.done, "of": one.of}
        for one in facts.announcements[:6]
    ]
    return {
        "rows": rows,
        "more": max(0, len(found) - 12),
        "announced": announced,
        "ack": sight.may("announce ack"),
    }


def lately(sight: Sight) -> dict[str, Any]:
    """The newest significant lines of the log."""
    found = sight.standing.facts.significant[-8:]
    return {"rows": [{"id": one.shown, "at": sight.near(one.said), "words": brief(one.words)} for one in found[::-1]]}
