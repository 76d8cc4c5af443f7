"""What stands here now, and what people do with it: have it, tell it to all, mute it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from commands.alerts.alert import cards
from commands.alerts.alert.hearing import AlertId
from commands.call import Call
from commands.dispatch.decide import decide
from commands.domain.alerts.alerts import Alert
from commands.domain.alerts.cap import from_plain
from commands.domain.alerts.ranking import Class
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Card, Colour, Reply
from commands.domain.moments import near, shown
from commands.line.converters import Long
from commands.line.signature import Hint, Rest
from commands.registry import command
from commands.shared.belonging import name_of

RIGHT = "alert area"
LISTED = 20
WHOLE = 6_000
"""Characters of an alert's text that are shown."""


@command(closed=True)
def alert(call: Call) -> Reply:
    """Show what warnings stand in the incident's area now, and how old what is known of each source is.

    alert show AL-1: the whole text. alert area, alert sources: what is watched.
    """
    watch = call.store.alert_watch(call.here.id)
    if watch is None or not watch.sources or not watch.area:
        return Reply(text=_nothing_watched(call))
    found = call.store.alerts(call.here.id)
    real = [one for one in found if not one.test or (call.here.exercise and one.status == "Exercise")]
    lines = [cards.line(call, one) for one in found[:LISTED]]
    if len(found) > LISTED:
        lines.append(f"and {len(found) - LISTED} more")
    if not real:
        lines.append(f"No alert is known to stand here. {cards.NO_ALL_CLEAR}")
    known = Card(
        title=f"{call.here.shown}: alerts",
        lines=(*lines, *cards.age(call, watch)),
        footer=f"area {', '.join(watch.area)}; as of {shown(call.at, call.zone)}",
        colour=cards.COLOURS[Class(max(one.rank for one in real) or 1)] if real else Colour.GREY,
    )
    return Reply(text=in_words(known), card=known)


def _nothing_watched(call: Call) -> str:
    watch = call.store.alert_watch(call.here.id)
    if watch and watch.sources:
        return (
            f"No area is set, so nothing is matched. {cards.NO_ALL_CLEAR} "
            f"{call.prefix} alert area 43.80,-115.90 20km, or {call.prefix} alert area IDZ401 IDC015, sets it."
        )
    return (
        f"No source of alerts is configured for {call.here.shown}, so none are known. {cards.NO_ALL_CLEAR} "
        "An administrator names some under alerts = [...] of the incident in the configuration file."
    )


@command(closed=True)
def show(call: Call, id: AlertId) -> Reply:
    """Show the whole text of an alert: alert show AL-1."""
    one = found(call, id)
    known = cards.card(call, one)
    texts = tuple(_texts(call, one))
    whole = replace(known, lines=texts)
    return Reply(text=in_words(whole), card=whole, choices=cards.choices(one) if one.open else ())


def _texts(call: Call, one: Alert) -> Iterator[str]:
    kept = call.store.alert_messages(call.here.id, one.messages)
    if not kept:
        return
    last = max((from_plain(each.body) for each in kept), key=lambda each: (each.sent, each.triple))
    left = WHOLE
    for info in last.infos:
        for part in (info.headline, info.description, info.instruction):
            text = part.strip()[:left]
            left -= len(text)
            if text:
                yield text
    if left <= 0:
        yield "The text is longer; this is its beginning."
    if named := "; ".join(area.desc for area in last.areas if area.desc):
        yield f"Where: {named[:600]}"
    when = near(last.sent, call.at, call.zone)
    yield f"{len(kept)} messages, the newest {last.type} of {when} ({last.identifier[:120]})"
    if last.oddities:
        yield f"Odd in it: {'; '.join(last.oddities)[:300]}"


@command()
def have(call: Call, id: AlertId) -> Reply:
    """Say that you have an alert, so that everybody knows who acts on it: alert have AL-1."""
    one = found(call, id)
    if not one.open:
        raise Refused(f"{one.shown} is over: {one.ending}. Nothing was changed.")
    if one.holder and one.holder in call.store.same_person(call.who.key):
        return Reply(text=f"You have {one.shown} already. Nothing was changed.")
    before = f" (before: {one.holder_name})" if one.holder_name else ""
    call.store.save(replace(one, holder=call.who.key, holder_name=name_of(call), held=call.at))
    text = f"{name_of(call)} has {one.shown} {one.event}{before}."
    return Reply(text=text, audience=Audience.MAIN, about=one.shown)


@command(needs="announce")
def tell(call: Call, id: AlertId) -> tuple[Reply, ...]:
    """Make an alert an announcement, which everybody is to acknowledge: alert tell AL-1."""
    one = found(call, id)
    if not one.open:
        raise Refused(f"{one.shown} is over: {one.ending}. Nothing was announced.")
    do = f" {one.instruction}" if one.instruction else ""
    words = " ".join(f"{cards.name(call, one)}, until {cards.ends(call, one)}.{do}".split())[:900]
    words = words.translate(dict.fromkeys(map(ord, '"“”„«»@'), "'"))
    try:
        return decide(f'announce "{words}" to:all', call)
    except Refused:  # nobody is here yet who could acknowledge: it is told all the same
        return decide(f'announce "{words}"', call)


@command(needs=RIGHT)
def mute(call: Call, id: AlertId, why: Annotated[Long, Rest(), Hint("why nothing more of it is to be told")]) -> Reply:
    """Tell nothing more of an event, unless it becomes one of a higher class: alert mute AL-1 not in our canyon."""
    one = found(call, id)
    if not one.open:
        raise Refused(f"{one.shown} is over: {one.ending}. Nothing was changed.")
    why = " ".join(why.split())[:300]
    call.store.save(replace(one, muted=call.at, muted_by=name_of(call), muted_why=why))
    again = "It is told again only if it gets into a higher class."
    text = f"{one.shown} {one.event} is muted by {name_of(call)}: {why}. {again}"
    return Reply(text=text, audience=Audience.MAIN, about=one.shown)


@command(closed=True)
def sources(call: Call) -> Reply:
    """Show the sources that are watched for the incident, and when each answered last."""
    watch = call.store.alert_watch(call.here.id)
    if watch is None or not watch.sources:
        return Reply(text=_nothing_watched(call))
    known = Card(
        title=f"{call.here.shown}: sources of alerts",
        lines=tuple(cards.age(call, watch)),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=in_words(known), card=known)


@command(needs=RIGHT)
def test(call: Call) -> Reply:
    """Post a line that looks like an alert and says that it is a test, to see that it is seen."""
    watch = call.store.alert_watch(call.here.id)
    if watch is None or not watch.sources or not watch.area:
        raise Refused(f"{_nothing_watched(call)} Nothing was posted.")
    known = Card(
        title="TEST, NO ALERT: this is how an alert is told here",
        fields=(("By", name_of(call)), ("Area", ", ".join(watch.area))),
        lines=tuple(cards.age(call, watch)),
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.BLUE,
    )
    return Reply(text=in_words(known), card=known, audience=Audience.MAIN)


def found(call: Call, number: int) -> Alert:
    """The alert of that number; Refused where there is none."""
    one = call.store.numbered(Alert, call.here.id, number)
    if one is None:
        raise Refused(f"There is no AL-{number} here; nothing was changed. {call.prefix} alert lists what stands.")
    return one
