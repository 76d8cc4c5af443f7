"""How alerts look: the card of one, the line of one, and the age of what is known."""

from collections.abc import Iterator
from datetime import timedelta

from commands.call import Call
from commands.domain.alerts.alerts import Alert, AlertSource, AlertWatch
from commands.domain.alerts.ranking import Class
from commands.domain.messages import Card, Choice, Colour
from commands.domain.moments import clock, near, span
from commands.domain.situation.items import brief

LATE = timedelta(minutes=5)
"""Between sent and heard: from then on it is said."""

COLOURS = {Class.WAKE: Colour.RED, Class.TELL: Colour.YELLOW, Class.LIST: Colour.BLUE}

NO_ALL_CLEAR = "This is not an all-clear."


def name(call: Call, one: Alert) -> str:
    """``AL-3 Tornado Warning``, with what must never be overlooked before the event."""
    if one.test and not (call.here.exercise and one.status == "Exercise"):
        return f"{one.shown} {one.status.upper() if one.status != 'Actual' else 'TEST'}, NO ALERT: {one.event}"
    real = "REAL, no part of the exercise: " if call.here.exercise and one.status == "Actual" else ""
    return f"{one.shown} {real}{one.event.upper() if one.rank >= Class.WAKE else one.event}"


def card(call: Call, one: Alert) -> Card:
    """One alert as it is told: how bad, what to do first, until when, how matched, from whom and how old."""
    return Card(
        title=name(call, one),
        fields=tuple(_fields(call, one)),
        footer=f"heard from {one.source}, as of {clock(call.at, call.zone)}",
        colour=Colour.GREY if one.ended else COLOURS[Class(one.rank)],
    )


def _fields(call: Call, one: Alert) -> Iterator[tuple[str, str]]:
    yield "How bad", f"{one.severity}, {one.urgency}, {one.certainty}"
    yield "Do first", brief(one.instruction, 300) or "its sender says nothing of it: read the whole text"
    if one.headline:
        yield "Headline", brief(one.headline, 300)
    if one.ended:
        yield "Ended", f"{near(one.ended, call.at, call.zone)}: {one.ending}"
    else:
        yield "Ends", ends(call, one)
    yield "Matched by" if one.evaluated else "NOT EVALUATED", one.how
    yield "From", f"{one.sender}, sent {near(one.sent, call.at, call.zone)}{_late(one)}"
    if one.holder_name and one.held:
        yield "Has it", f"{one.holder_name}, {near(one.held, call.at, call.zone)}"
    if one.web:
        yield "More", one.web


def _late(one: Alert) -> str:
    late = one.at - one.sent
    if late < -LATE:
        return f", a time to come (its clock and ours differ by {span(-late)})"
    return f", heard {span(late)} later" if late > LATE else ""


def ends(call: Call, one: Alert) -> str:
    """When it is over, and whether its text is stale by now."""
    when = near(one.until, call.at, call.zone) if one.until else "its sender tells no end"
    stale = one.stale and one.stale < call.at and (one.until is None or one.until > call.at)
    return f"{when}; its text is stale since {near(one.stale, call.at, call.zone)}" if stale and one.stale else when


def line(call: Call, one: Alert) -> str:
    """One alert in a line, as it stands in lists."""
    parts = [f"until {ends(call, one)}", one.how if one.evaluated else f"NOT EVALUATED: {one.how}"]
    if one.missing:
        parts.append(f"{one.source} does not list it since {near(one.missing, call.at, call.zone)}: no all-clear")
    if one.muted:
        parts.append(f"muted by {one.muted_by}: {one.muted_why}")
    if one.holder_name:
        parts.append(f"{one.holder_name} has it")
    return brief(f"{name(call, one)} ({one.severity}); {'; '.join(parts)}", 400)


def choices(one: Alert) -> tuple[Choice, ...]:
    """The buttons below an alert."""
    return (
        Choice("I have it", f"alert have {one.shown}", "✅"),
        Choice("To all", f"alert tell {one.shown}", "📣"),
        Choice("Mute this event", f"alert mute {one.shown}", "🔕"),
    )


def age(call: Call, watch: AlertWatch) -> Iterator[str]:
    """How old what is known of each source is; a source that does not answer stands first."""
    known = {one.name: one for one in call.store.alert_sources()}
    told = [(known.get(source), source) for source in watch.sources]
    for one, source in sorted(told, key=lambda pair: not (pair[0] and pair[0].silent)):
        yield stands(call, source, one)


def stands(call: Call, source: str, one: AlertSource | None) -> str:
    """``nws answered 0 min ago, lists 12``, or since when it does not."""
    if one is None:
        return f"{source} was not asked yet"
    if one.heard is None:
        return f"{source} has NEVER answered ({one.fault or 'no answer yet'}): {NO_ALL_CLEAR.casefold()[:-1]}"
    answered = span(max(call.at - one.heard, timedelta(0)))
    if one.silent or call.at - one.heard > 3 * one.every:
        why = f" ({one.fault})" if one.fault else ""
        return f"{source} does NOT ANSWER since {near(one.heard, call.at, call.zone)}{why}: this is not an all-clear"
    untold = f", {one.untold} of them without an area that can be compared" if one.untold else ""
    return f"{source} answered {answered} ago, lists {one.listed:,}{untold}"
