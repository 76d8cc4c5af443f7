"""Markers of interoperability: a level that a person sets, beside what the record would show."""

from typing import Annotated

from commands.call import Call
from commands.domain.assets.consent import Seen
from commands.domain.assets.inventory import Kind
from commands.domain.assets.readiness import Goal, Level, Marker, Matter, Series, currency
from commands.domain.errors import Refused
from commands.domain.messages import Reply
from commands.domain.organisation.roles import SWIC
from commands.line.converters import Converter, Long, choice
from commands.line.signature import Rest
from commands.registry import IN_REGION, command
from commands.shared import rights
from commands.survey import matters, seeing


def _read_number(text: str, _: Call) -> int:
    known = matters.markers()[1]
    if not text.strip().isdecimal() or int(text[:6]) not in known:
        raise ValueError(f"markers are numbered 1 to {max(known)}")
    return int(text)


Number = Annotated[int, Converter(read=_read_number, hint="a marker from 1 to 25")]
LevelWord = Annotated[Level, choice(Level)]


@command(also=("markers",), where=IN_REGION)
def marker(
    call: Call, number: Number | None = None, level: LevelWord | None = None, words: Annotated[Long, Rest()] = ""
) -> Reply:
    """Set the level of a marker with its reason, or show one, or list all; only the SWIC sets.

    marker 10 defined "TICP rev 3, May". marker 10. marker
    """
    if number is None:
        return report(call)
    edition, known = matters.markers()
    one = known[number]
    if level is None:
        return _shown(call, one, edition)
    rights.require("marker", call, "Setting a marker")
    said = words.strip().strip('"“”')
    if not said:
        raise Refused(f'A level needs its reason: {call.prefix} marker {number} {level.value} "TICP rev 3, May".')
    before = _set(call, number)
    more = {"marker": str(number), "was": before[-1].state if before else ""}
    matters.keep(call, Series.MARKER, one.topic, state=level.value, words=said, more=more)
    was = f" (was {before[-1].state})" if before else " (its baseline)"
    return matters.told(f"Marker {number}, {one.topic}: {level.value}{was}, by {call.who.name}: {said}")


def _set(call: Call, number: int) -> list[Matter]:
    """What was set of a marker, oldest first: the first is its baseline."""
    every = call.store.matters(call.here.id, Series.MARKER)
    return [one for one in every if one.more.get("marker") == str(number)]


def _shown(call: Call, one: Marker, edition: str) -> Reply:
    history = _set(call, one.number)
    lines = [
        f"Initial: {one.initial} · Defined: {one.defined} · Optimized: {one.optimized}",
        f"Evidence: {one.evidence}. {_supports(call, one.number)}",
        *(f"{matters.day(each.at, call)}: {each.state}, by {each.by_name}: {each.words}" for each in history),
        f"Levels as your state words them: {edition}",
    ]
    return Reply(text="\n".join([f"Marker {one.number}, {one.topic}: {_level(history)}", *lines]))


def _level(history: list[Matter]) -> str:
    return history[-1].state if history else "not set"


@command(where=IN_REGION)
def evidence(call: Call, number: Number) -> Reply:
    """Show what the record has for a marker; a person sets the level.

    marker evidence 19
    """
    _, known = matters.markers()
    return Reply(text=f"Marker {number}, {known[number].topic}. {_supports(call, number)}")


def _supports(call: Call, number: int) -> str:
    """What the record would show, with its count; greyed where it is of fewer than three."""
    counts = _counts(call, number)
    if counts is None:
        return "The record has no count for it."
    have, of, what = counts
    share = 100 * have // of if of else 0
    if not of:
        return f"The record has nothing yet: 0 {what}."
    level = Level.OPTIMIZED if share >= 75 else Level.DEFINED if share >= 50 else Level.INITIAL
    few = " (few: not more than a hint)" if of < 3 else ""
    return f"The record: {have} of {of} {what}, {share} %: would support {level.value}{few}."


def _counts(call: Call, number: int) -> tuple[int, int, str] | None:
    here = (call.here.id,)
    if number == 13:
        agencies = call.store.agencies_of(here)
        programmed = {one.agency for one in call.store.programmed(here) if one.share != "some"}
        return len(programmed), len(agencies), "agencies have programmed channels"
    if number == 19:
        people = call.store.matters(call.here.id, Series.QUALIFICATION)
        current = {one.agency for one in people if currency(one.due, call.at) != "expired" and one.agency}
        return len(current), len(call.store.agencies_of(here)), "agencies have a current Communications Unit member"
    if number in (5, 6):
        goals = call.store.matters(call.here.id, Series.GOAL)
        done = [one for one in goals if one.state in (Goal.DONE.value, Goal.UNDER_WAY.value)]
        return len(done), len(goals), "goals moved"
    if number == 3:
        return len(call.store.holders(call.here.id, (SWIC,))), 1, "SWIC in the position"
    if number in (23, 24):
        seen = seeing.view(call)
        systems = [one for one in call.store.assets(here, kinds=(Kind.SYSTEM,)) if seen.sees(one) is not Seen.NOTHING]
        return sum(bool(one.notes) for one in systems), len(systems), "systems with a note"
    return None


@command(where=IN_REGION)
def report(call: Call) -> Reply:
    """List every marker with its level now, its baseline and the change; only you see the answer.

    marker report
    """
    edition, known = matters.markers()
    rows = []
    for one in known.values():
        history = _set(call, one.number)
        then, now = (history[0].state, history[-1].state) if history else ("", "")
        why = history[-1].words if history else ""
        rows.append((str(one.number), one.topic, now or "not set", then, "changed" if then != now else "", why[:60]))
    lines = [f"Levels as your state words them: {edition}"]
    return matters.listed(
        call, "Interoperability markers", ("No", "Topic", "Level", "Baseline", "", "Why"), rows, lines
    )
