"""By which ways people outside the rooms are reached, and the notices that are fixed for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.errors import Refused
from commands.domain.exercises import marked
from commands.domain.folding import unit_key
from commands.domain.notification import segments
from commands.domain.notification.notices import RANKS, Notice, Precedence
from commands.domain.notification.replies import free_code
from commands.domain.notification.ways import Way, WayKind, WaySource, ways_in
from commands.line.who import OFF_CHAT

LATER = {
    Precedence.IMMEDIATE: {WayKind.EMAIL: 0, WayKind.SMS: 0, WayKind.VOICE: 0},
    Precedence.PRIORITY: {WayKind.EMAIL: 0, WayKind.SMS: 2, WayKind.VOICE: 3},
    Precedence.ROUTINE: {WayKind.EMAIL: 0},
}
"""Minutes after which each kind of way is used; routine words go by no text and no call.

Where nothing else reaches somebody, the first of the ways is used at once.
"""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a notice says: a subject for mail, and a text that is told by mail and one that is told by text message."""

    subject: str
    mail: str
    text: str

    def of(self, kind: WayKind) -> str:
        """The words as that kind of way takes them."""
        return self.mail if kind is WayKind.EMAIL else segments.plain(self.text)


def known_ways(call: Call, people: Mapping[str, str]) -> dict[str, tuple[Way, ...]]:
    """Everybody's ways by the key that was asked for: their own, by any account, and what the check-in list has.

    What stands in the check-in list becomes a way of its own the first time it is needed.
    """
    accounts = {key: call.store.same_person(key) for key in people}
    every = call.store.ways_of(call.here.id, {one for keys in accounts.values() for one in keys})
    found = {key: [way for way in every if way.person in keys] for key, keys in accounts.items()}
    for key, name in people.items():
        if not any(way.kind in (WayKind.SMS, WayKind.EMAIL) for way in found[key]):
            found[key] += _from_contact(call, key, name, accounts[key])
    return {key: tuple(sorted(ways, key=lambda one: (one.place, one.id))) for key, ways in found.items()}


def _from_contact(call: Call, key: str, name: str, accounts: Collection[str]) -> list[Way]:
    line = _checked_in(call, key, name, accounts)
    if line is None or not line.contact:
        return []
    return [
        keep(call, Way(incident=call.here.id, person=key, name=name, kind=kind, address=address, place=place,
                       source=WaySource.CONTACT, at=call.at, by=call.who.key))
        for place, (kind, address) in enumerate(ways_in(line.contact), 1)
    ]  # fmt: skip


def _checked_in(call: Call, key: str, name: str, accounts: Collection[str]) -> Resource | None:
    own = next(filter(None, (call.store.own_checkin(call.here.id, one) for one in accounts)), None)
    if own:
        return own
    named = [one for one in call.store.checked_in(call.here.id, unit_key(name)) if one.persons == 1 and not one.person]
    mine = (one for one in named if key.startswith(OFF_CHAT) or one.checked_in_by in accounts)
    return next(mine, None)


def keep(call: Call, way: Way) -> Way:
    """Keep a new way; who has said STOP to this address anywhere has said it here."""
    stopped = [one.opted_out for one in call.store.ways_at(way.address) if one.opted_out and one.kind is way.kind]
    return call.store.add(replace(way, opted_out=max(stopped, default=None)))


def unusable(call: Call, way: Way, precedence: Precedence) -> str:
    """Why nothing of this precedence is sent by a way; empty where it is."""
    if way.why_not:
        return way.why_not
    if way.kind not in call.carrying.pace:
        return f"no carrier for {way.kind.value} is configured"
    if way.source is WaySource.SELF and way.verified is None and precedence is not Precedence.IMMEDIATE:
        return "unverified: for immediate only"
    if way.kind not in LATER[precedence]:
        return "routine words go by no text and no call"
    return ""


def planned(call: Call, ways: Sequence[Way], precedence: Precedence, *, elsewhere: bool) -> list[tuple[Way, datetime]]:
    """The ways that are used and when; ``elsewhere``: the person is reached at once by a direct message as well."""
    used = [way for way in ways if not unusable(call, way, precedence)]
    minutes = LATER[precedence]
    if precedence is Precedence.PRIORITY:
        used = [way for way in used if not _is_quiet(call, way)] or used[:1]
    first = min((minutes[way.kind] for way in used), default=0)
    begin = 0 if elsewhere else first
    found = [(way, call.at + timedelta(minutes=minutes[way.kind] - begin)) for way in used]
    if precedence is Precedence.ROUTINE:
        found = [(way, _after_quiet(call, way, at)) for way, at in found]
    return found


def _hours(way: Way) -> tuple[int, int] | None:
    begin, _, end = way.quiet.partition("-")
    return (int(begin[:2]) * 60 + int(begin[2:]), int(end[:2]) * 60 + int(end[2:])) if end else None


def _is_quiet(call: Call, way: Way) -> bool:
    return _after_quiet(call, way, call.at) > call.at


def _after_quiet(call: Call, way: Way, at: datetime) -> datetime:
    """When the person's quiet hours are over; whoever is checked in has none."""
    hours = _hours(way)
    if hours is None or any(call.store.own_checkin(way.incident, key) for key in call.store.same_person(way.person)):
        return at
    local = at.astimezone(call.zone)
    now, (begin, end) = local.hour * 60 + local.minute, hours
    inside = begin <= now < end if begin < end else now >= begin or now < end
    return at + timedelta(minutes=(end - now) % (24 * 60)) if inside else at


def fix(
    call: Call, *, of: str, wave: int, key: str, name: str, used: Iterable[tuple[Way, datetime]], words: Words,
    code: str, precedence: Precedence,
) -> tuple[Notice, ...]:  # fmt: skip
    """Fix what one person is sent, a notice for each way; they go out once this transaction is committed."""
    return tuple(_fixed(call, way, due, of=of, wave=wave, person=key, name=name, words=words, code=code,
                        rank=RANKS[precedence]) for way, due in used)  # fmt: skip


def _fixed(call: Call, way: Way, due: datetime, *, words: Words, **known: Any) -> Notice:
    said = words.of(way.kind)
    said, subject = (marked(said), marked(words.subject)) if call.here.exercise else (said, words.subject)
    notice = Notice(
        incident=call.here.id, way=way.id, kind=way.kind, subject=subject, text=said,
        parts=segments.count(said) if way.kind is WayKind.SMS else 1, due=due, at=call.at, **known,
    )  # fmt: skip
    return call.store.add(notice)


def fits(call: Call, text: str) -> None:
    """Raise Refused where a text has more parts than are sent, and show where it is cut."""
    if WayKind.SMS not in call.carrying.pace:
        return
    said = segments.plain(marked(text) if call.here.exercise else text)
    cut = segments.parts(said)
    if len(cut) > segments.MOST:
        kind = "" if segments.is_gsm(said) else " (letters outside the GSM alphabet make each part 67 letters)"
        raise Refused(
            f"As a text message that has {len(cut)} parts; at most {segments.MOST} are sent{kind}. Nothing was sent. "
            f"It would be cut behind: “… {cut[segments.MOST - 1][-60:]}”"
        )


def fresh_code(call: Call, after: int) -> str:
    """The code that answers a thing by text: none that is in use for anything open."""
    return free_code(call.store.open_codes(), after)
