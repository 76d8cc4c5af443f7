"""What sources say, through the clock: a message of an alert, an event whose time is over, a source that is silent.

An event is told once in each class, and after that in a line, only where it got worse, larger or longer, or ends.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from commands.alerts.alert import cards
from commands.call import Call
from commands.domain.alerts import events
from commands.domain.alerts.alerts import Alert, AlertLink, AlertMessage
from commands.domain.alerts.area import NOWHERE, Level, Place, place_of
from commands.domain.alerts.cap import CapAlert, digest, from_plain
from commands.domain.alerts.ranking import Class
from commands.domain.cards import words as in_words
from commands.domain.messages import Audience, Reply
from commands.domain.moments import near
from commands.domain.organisation.roles import Rank
from commands.domain.schedules import Timer
from commands.line.converters import Name, id_of
from commands.registry import command
from commands.shared.belonging import in_person

AlertId = Annotated[int, id_of("AL")]

WOKEN = ("SOFR", "OSC")
"""Whoever holds these gets a direct message as well."""


@command(needs="clock")
def heard(call: Call, message: str) -> tuple[Reply, ...]:
    """Take a message that a source has; what it means here is worked out from all messages of its event."""
    said = call.store.alert_message(call.here.id, message)
    if said is None:
        return ()
    alert = from_plain(said.body)
    found = tuple(_events(call, alert, said))
    return tuple(reply for one in found for reply in _taken(call, one, said))


@command(needs="clock")
def over(call: Call, id: AlertId) -> tuple[Reply, ...]:
    """End an event whose time is over, unless it was made longer."""
    one = call.store.numbered(Alert, call.here.id, id)
    if one is None or not one.open:
        return ()
    now = _made(call, one)
    if now.open:
        return ()
    return _kept(call, one, now)


@command(needs="clock")
def silent(call: Call, source: Name) -> Reply:
    """Say that a source does not answer: nobody may take its silence for good news."""
    known = next((one for one in call.store.alert_sources() if one.name == source), None)
    since = f" since {near(known.heard, call.at, call.zone)}" if known and known.heard else ", it never did so far"
    why = f" ({known.fault})" if known and known.fault else ""
    text = f"{source} does not answer{since}{why}. No alerts from it are known: {cards.NO_ALL_CLEAR.casefold()}"
    return Reply(text=text, audience=Audience.MAIN, loud=True)


@command(needs="clock")
def back(call: Call, source: Name) -> Reply:
    """Say that a source answers again."""
    text = f"{source} answers again since {near(call.at, call.at, call.zone)}; what it lists now was read."
    return Reply(text=text, audience=Audience.MAIN)


def place(call: Call) -> Place:
    """The incident's area; nowhere where none is set, or what is kept cannot be read any more."""
    watch = call.store.alert_watch(call.here.id)
    try:
        return place_of(watch.area) if watch else NOWHERE
    except ValueError:
        return NOWHERE


def _events(call: Call, alert: CapAlert, said: AlertMessage) -> Iterator[Alert]:
    """The events that a message speaks of, known ones and new ones; each is linked with what leads to it later."""
    if keys := events.keys_of(alert):
        for key in keys:
            known = call.store.alerts_linked(call.here.id, (digest(key),))
            one = known[0] if known else _new(call, alert, said, key)
            _link(call, one, (digest(key), alert.digest))
            yield one
        return
    links = events.links_of(alert)
    found = call.store.alerts_linked(call.here.id, links)
    coded = [one for one in found if "." in one.key]  # of a VTEC key: one message may end several of these
    if coded:
        for one in coded:
            _link(call, one, (alert.digest,))
            yield one
        return
    one = found[0] if found else _new(call, alert, said, digest(alert.triple))
    for other in found[1:]:
        one = _joined(call, one, other)
    _link(call, one, links)
    yield one


def _new(call: Call, alert: CapAlert, said: AlertMessage, key: str) -> Alert:
    number = call.store.next_number(call.here.id, "alert")
    one = Alert(
        incident=call.here.id, number=number, key=key[:400], event=alert.first.event[:120] or alert.type, rank=0,
        source=said.source, how=said.how, sent=alert.sent, at=call.at, ended=call.at,
    )  # fmt: skip
    return call.store.add(one)


def _joined(call: Call, one: Alert, other: Alert) -> Alert:
    """Two that turn out to be one event: the older number stays."""
    for link in call.store.alert_links(call.here.id, other.id):
        _link(call, one, (link.link,))
        call.store.remove(link)
    call.store.save(replace(other, ended=other.ended or call.at, ending=f"the same event as {one.shown}", messages=()))
    messages = tuple(dict.fromkeys((*one.messages, *other.messages)))
    return call.store.save(replace(one, messages=messages, told=max(one.told, other.told)))


def _link(call: Call, one: Alert, links: tuple[str, ...]) -> None:
    known = {link.link for link in call.store.alert_links(call.here.id, one.id)}
    for link in dict.fromkeys(links):
        if link not in known:
            call.store.add(AlertLink(incident=call.here.id, link=link, alert=one.id))


def _taken(call: Call, one: Alert, said: AlertMessage) -> tuple[Reply, ...]:
    one = replace(one, messages=tuple(dict.fromkeys((*one.messages, said.digest))))
    return _kept(call, one, _made(call, one))


def _made(call: Call, one: Alert) -> Alert:
    kept = call.store.alert_messages(call.here.id, one.messages)
    messages = [
        events.Heard(alert=from_plain(each.body), source=each.source, level=Level(each.level), how=each.how)
        for each in kept
    ]
    return events.made_of(messages, one, place(call), call.at, exercise=call.here.exercise)


def _kept(call: Call, was: Alert, now: Alert) -> tuple[Reply, ...]:
    whole = events.told_again(was, now)
    if whole:  # a mute is for what was known then
        now = replace(now, told=now.rank, muted=None, muted_by="", muted_why="", at=call.at)
    now = call.store.save(replace(now, missing=None))
    if now.open and now.until and now.until != (was.until if was.open else None):
        call.store.add(Timer(incident=call.here.id, at=now.until, command=f"alert over {now.shown}"))
    if whole:
        return _whole(call, now)
    if was.told <= Class.LIST or now.muted:
        return ()
    if was.open and not now.open:
        return (_line(call, now, f"{now.shown} {now.event} is over here: {now.ending}."),)
    changed = events.worth_a_line(was, now)
    if not changed or not now.open:
        return ()
    return (_line(call, now, f"{now.shown} {now.event}: {changed}. Until {cards.ends(call, now)}."),)


def _line(call: Call, one: Alert, text: str) -> Reply:
    real = "REAL, no part of the exercise: " if call.here.exercise and one.status == "Actual" else ""
    return Reply(text=f"{real}{text}", audience=Audience.MAIN, about=one.shown)


def _whole(call: Call, one: Alert) -> tuple[Reply, ...]:
    found = cards.card(call, one)
    wakes = one.rank >= Class.WAKE
    public = Reply(
        text=in_words(found),
        card=found,
        audience=Audience.INCIDENT if wakes else Audience.MAIN,
        choices=cards.choices(one),
        loud=wakes,
        notify=wakes,
        about=one.shown,
        log=cards.line(call, one),
    )
    if not wakes:
        return (public,)
    held = call.store.holders(call.here.id, WOKEN)
    keys = [holding.person for holding in held if holding.rank is not Rank.TRAINEE]
    return (public, *in_person(keys, in_words(found), cards.choices(one)[:2]))
