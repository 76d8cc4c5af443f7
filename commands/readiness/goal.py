"""Goals of the region's communication interoperability plan, with owner, date and what they serve."""

from enum import StrEnum
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.assets.readiness import GOAL, Goal, Matter, Series
from commands.domain.errors import Refused
from commands.domain.messages import Reply
from commands.line.converters import Converter, Count, Long, Name, id_of
from commands.line.signature import Hint, Rest
from commands.registry import IN_REGION, command
from commands.survey import matters, naming, seeing


class Lane(StrEnum):
    """The lanes of the interoperability continuum."""

    GOVERNANCE = "governance"
    SOP = "sop"
    TECHNOLOGY = "technology"
    TRAINING = "training"
    USAGE = "usage"


def _read_objective(text: str, _: Call) -> str:
    major, _dot, minor = text.strip().partition(".")
    known = {"1": 3, "2": 3, "3": 3, "4": 4, "5": 3, "6": 3}
    if major not in known or not minor.isdecimal() or not 1 <= int(minor) <= known[major]:
        raise ValueError("objectives are 1.1 to 6.3, such as 5.2")
    return f"{major}.{minor}"


Objective = Annotated[str, Converter(read=_read_objective, hint="an objective of the national plan, such as 5.2")]
Id = Annotated[int, id_of(Series.GOAL.value)]


@command(also=("goals",), where=IN_REGION)
def goal(call: Call) -> Reply:
    """List the goals by date, with what is late; only you see the answer."""
    return list_(call)


@command(needs="goal", where=IN_REGION, creates=True)
def add(
    call: Call,
    name: Name,
    *,
    lane: Lane,
    owner: Annotated[naming.AgencyName | None, Hint("which agency")] = None,
    due: matters.Date | None = None,
    necp: Annotated[Objective | None, Hint("the national plan's objective")] = None,
    marker: Annotated[Count | None, Hint("the marker it serves, 1 to 25")] = None,
) -> Reply:
    """Enter a goal of the region's plan.

    goal add "Encrypt TAC by 2028" lane:technology necp:5.2 marker:13 owner:ACSO due:2028-06
    """
    if marker and marker not in matters.markers()[1]:
        raise Refused(f"There is no marker {marker}; they are numbered 1 to 25. Nothing was recorded.")
    if due and due < call.at:
        raise Refused(f"{matters.day(due, call)} is past; a goal is due later. Nothing was recorded.")
    agency = naming.agency(call, seeing.view(call).agencies.values(), owner) if owner else None
    more = {
        "lane": lane.value,
        "necp": necp or "",
        "marker": str(marker or ""),
        "owner": agency.called if agency else "",
    }
    kept = matters.keep(
        call, Series.GOAL, name, state=Goal.PLANNED.value, due=due, agency=agency.id if agency else 0, more=more
    )
    return matters.told(f"{kept.shown} {name}: {_about(kept, call)}, by {call.who.name}")


def _about(one: Matter, call: Call) -> str:
    late = " LATE" if one.due and one.due < call.at and one.state in (Goal.PLANNED, Goal.UNDER_WAY) else ""
    parts = (
        one.more.get("lane", ""),
        f"NECP {one.more['necp']}" if "necp" in one.more else "",
        f"marker {one.more['marker']}" if "marker" in one.more else "",
        one.more.get("owner", ""),
        f"due {matters.day(one.due, call)}{late}" if one.due else "no date",
    )
    return ", ".join(filter(None, parts))


@command(needs="goal", where=IN_REGION)
def start(call: Call, id: Id, note: Annotated[Long, Rest()] = "") -> Reply:
    """Note that work on a goal has begun, or goes on again.

    goal start GO-1
    """
    return _moved(call, id, "start", note)


@command(needs="goal", where=IN_REGION)
def done(call: Call, id: Id, note: Annotated[Long, Rest()] = "") -> Reply:
    """Note that a goal is reached.

    goal done GO-1 all TAC channels since May
    """
    return _moved(call, id, "done", note)


@command(needs="goal", where=IN_REGION)
def drop(call: Call, id: Id, why: Annotated[Long, Rest()]) -> Reply:
    """Give a goal up, with the reason.

    goal drop GO-1 no funds
    """
    return _moved(call, id, "drop", why)


def _moved(call: Call, id: int, verb: str, note: str) -> Reply:
    one = matters.the(call, Series.GOAL, id, "goal")
    kept = matters.move(call, one, GOAL, Goal, verb, words=note or one.words)
    return matters.told(f"{kept.shown} {kept.name} is {kept.state}{f': {note}' if note else ''}, by {call.who.name}")


@command(verb="list", where=IN_REGION)
def list_(call: Call) -> Reply:
    """List the goals by date, with what is late; only you see the answer."""
    found = sorted(
        call.store.matters(call.here.id, Series.GOAL), key=lambda one: (one.due is None, one.due, one.number)
    )
    rows = [(one.shown, one.name, one.state, _about(one, call)) for one in found]
    return matters.listed(call, counted(len(rows), "goal"), ("Id", "Goal", "State", "About"), rows)
