"""From messages to events: what one event is after all of its messages, and what of a change is worth a line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commands.domain.alerts import zones
from commands.domain.alerts.alerts import MOST_MESSAGES, Alert
from commands.domain.alerts.area import Level, Place
from commands.domain.alerts.cap import CapAlert, Severity, digest
from commands.domain.alerts.ranking import Class, class_of, is_test, worst
from commands.domain.alerts.vtec import Action

LONGER = timedelta(minutes=30)
"""An end that is moved by more is worth a line."""

_SEVERITIES = [one.value for one in Severity]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One message of an event with how it was matched and from which source."""

    alert: CapAlert
    source: str
    level: Level
    how: str


def keys_of(alert: CapAlert) -> tuple[str, ...]:
    """The keys of the events that a message speaks of by its VTEC codes; none where it has no such code."""
    return tuple(one.key for one in zones.vtecs(alert))


def links_of(alert: CapAlert) -> tuple[str, ...]:
    """What a message without VTEC finds its event by: its own triple and those that it refers to, as digests."""
    return tuple(dict.fromkeys(digest(one) for one in (alert.triple, *alert.references)))


def made_of(messages: Sequence[Heard], one: Alert, place: Place, at: datetime, *, exercise: bool) -> Alert:
    """The event as all of its messages have it at this moment. What people did with it stays."""
    saids = [zones.said_of(each.alert, one.key) for each in messages]
    state = zones.fold(saids)
    ours = zones.ours(state, place)
    going = zones.active(ours, at)
    by = {ours[zone].by for zone in going}
    telling = {said.triple for said in saids if said.action is Action.GOES_ON}  # what ends it may speak of another
    texts = [each for each in messages if each.alert.triple in (by or telling)] or [*messages]
    made = _worded(one, max(texts, key=_order), exercise=exercise)
    untils = [ours[zone].until for zone in going]
    made = replace(
        made,
        zones=tuple(sorted(going)),
        until=None if None in untils else max((until for until in untils if until), default=made.until),
        messages=tuple(each.alert.digest for each in messages)[-MOST_MESSAGES:],
    )
    if going:
        return replace(made, ended=None, ending="")
    return replace(made, ended=one.ended or at, ending=one.ending or _ending(ours, max(messages, key=_order)))


def _order(each: Heard) -> tuple[datetime, bool, str]:
    return each.alert.sent, bool(each.alert.references), each.alert.triple


def _worded(one: Alert, heard: Heard, *, exercise: bool) -> Alert:
    alert = heard.alert
    info = worst(alert)
    text = info if info in alert.infos and info.language.casefold().startswith("en") else alert.first
    return replace(
        one,
        event=(text.event or one.event)[:120],
        headline=text.headline[:300] or one.headline,
        instruction=text.instruction[:2_000] or one.instruction,
        rank=int(class_of(alert, heard.level, exercise=exercise)) if alert.infos else one.rank,
        status=alert.status[:20],
        test=is_test(alert),
        severity=info.severity.value,
        urgency=info.urgency.value,
        certainty=info.certainty.value,
        sender=(text.sender_name or alert.sender)[:200],
        web=text.web[:300] or one.web,
        source=heard.source,
        how=heard.how[:400] or one.how,
        evaluated=heard.level is not Level.UNTOLD,
        sent=alert.sent,
        stale=text.expires,
        until=text.until or one.until,
    )


def _ending(ours: Mapping[str, zones.Stands], last: Heard) -> str:
    actions = {stands.action for stands in ours.values()}
    if actions == {Action.UPGRADES}:
        return "replaced by another alert; this is no all-clear"
    if Action.ENDS in actions:
        return f"ended by {last.alert.first.sender_name or last.alert.sender}"[:200]
    return "its time is over; nobody cancelled it"


def worth_a_line(was: Alert, now: Alert) -> str:
    """What became worse, nearer, larger or longer, or ended in a part; empty where nothing of that did."""
    told = [
        "goes on again" if was.ended and not now.ended else "",
        f"now {now.severity}" if _graver(was, now) else "",
        f"also in {', '.join(new)}" if (new := _new(was.zones, now.zones)) and was.zones else "",
        f"over in {', '.join(gone)}, it goes on in {', '.join(now.zones)}"
        if (gone := _new(now.zones, was.zones))
        else "",
        "lasts longer" if _longer(was, now) else "",
    ]
    return "; ".join(one for one in told if one)


def _graver(was: Alert, now: Alert) -> bool:
    known = was.severity in _SEVERITIES and now.severity in _SEVERITIES
    return known and _SEVERITIES.index(now.severity) < _SEVERITIES.index(was.severity)


def _new(was: Collection[str], now: Collection[str]) -> list[str]:
    return sorted({*now} - {*was})[:8]


def _longer(was: Alert, now: Alert) -> bool:
    return bool(was.until and now.until and now.until - was.until > LONGER)


def told_again(was: Alert | None, now: Alert) -> bool:
    """Is the whole card due: for an event that was not told in this class yet?"""
    return now.open and now.rank > max(was.told if was else 0, Class.LIST)
