"""Priority services: enrolments are counted, tests are noted; no PIN and no card number is ever kept."""

from enum import StrEnum
from typing import Annotated

from commands.call import Call
from commands.domain.assets.readiness import TESTED_EVERY, Series
from commands.domain.messages import Reply
from commands.domain.schedules import Timer
from commands.line.converters import Count, Long
from commands.line.signature import Hint, Rest
from commands.registry import CLOCK_ONLY, IN_REGION, command
from commands.survey import matters

SERIES = Series.PRIORITY
GUIDE = (
    "As of December 2026, check: nothing restores a cut line, and priority is no pre-emption; enrol before.\n"
    "GETS: by card, any phone: 710-627-4387, at the prompt your PIN, then the number.\n"
    "WPS: an enrolled cell phone: *272 and the number, after two tries; up to a minute of silence; not for 911.\n"
    "TSP: circuits; the code must be there before the outage (tsp list).\n"
    "Test each quarter: priority tested WPS ok. Never type a PIN or a card number here."
)
"""Source: DHS and FCC publications as read in public copies, unverified; the programme's own card is what counts."""


class Service(StrEnum):
    """What is tested."""

    GETS = "GETS"
    WPS = "WPS"
    FIRSTNET = "FirstNet"


class Result(StrEnum):
    """How a test went."""

    OK = "ok"
    CONGESTED = "congested"
    FAILED = "failed"


@command(where=IN_REGION)
def priority(call: Call) -> Reply:
    """Show how priority services are used, when they were last tested, and who is enrolled; only you see the answer."""
    lines = [GUIDE]
    every = call.store.matters(call.here.id, SERIES)
    for service in Service:
        tests = [one for one in every if one.name == service and one.state in {*Result}]
        counts = [one for one in every if one.name == service and one.state == "enrolled"]
        last = f"last test {matters.day(tests[-1].at, call)}: {tests[-1].state}" if tests else "never tested"
        due = " DUE" if not tests or tests[-1].at + TESTED_EVERY < call.at else ""
        of = f", {counts[-1].more['have']} of {counts[-1].more['of']} enrolled" if counts else ""
        lines.append(f"{service.value}: {last}{due}{of}")
    return Reply(text="\n".join(lines))


@command(verb="tested", where=IN_REGION)
def was_tested(call: Call, service: Service, result: Result, note: Annotated[Long, Rest()] = "") -> Reply:
    """Note the test of a priority service; the next is asked for in a quarter.

    priority tested WPS ok
    """
    matters.refuse_secrets(call, note)
    before = [one for one in call.store.matters(call.here.id, SERIES) if one.name == service and one.state in {*Result}]
    matters.keep(call, SERIES, service.value, state=result.value, words=note, due=call.at + TESTED_EVERY)
    call.store.add(Timer(incident=call.here.id, at=call.at + TESTED_EVERY, command=f"priority due {service.value}"))
    twice = result is Result.FAILED and bool(before) and before[-1].state == Result.FAILED
    warn = " FAILED TWICE: the SWIC calls the priority services' centre." if twice else ""
    after = matters.day(call.at + TESTED_EVERY, call)
    return matters.told(f"{service.value} tested by {call.who.name}: {result.value}; next by {after}.{warn}")


@command(needs="ta", where=IN_REGION)
def enrolled(
    call: Call, service: Service, have: Count, *, of: Annotated[Count, Hint("how many are eligible")]
) -> Reply:
    """Note how many of those eligible are enrolled; the count is evidence for marker 21.

    priority enrolled WPS 14 of:40
    """
    matters.keep(call, SERIES, service.value, state="enrolled", more={"have": str(have), "of": str(of)})
    return matters.told(
        f"{service.value}: {have} of {of} eligible are enrolled ({100 * have // of} %), by {call.who.name}"
    )


@command(needs=CLOCK_ONLY)
def due(call: Call, service: Service) -> Reply | tuple[Reply, ...]:
    """Said by the clock alone: a test is due.

    priority due WPS
    """
    tests = [one for one in call.store.matters(call.here.id, SERIES) if one.name == service and one.state in {*Result}]
    if tests and tests[-1].at + TESTED_EVERY > call.at:
        return ()
    return matters.told(f"{service.value} is to be tested this quarter: priority tested {service.value} ok")
