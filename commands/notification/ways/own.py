"""One's own ways: added, verified, ordered, kept quiet. Said where nobody else reads along."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown
from commands.domain.notification.notices import Precedence
from commands.domain.notification.ways import CODE_LASTS, CODE_TRIES, CODES_AN_HOUR, Way, WayKind, read_address
from commands.line.converters import Long
from commands.line.signature import Hint, Rest
from commands.registry import command
from commands.shared.private_words import not_overheard
from commands.shared.reaching import Words, fix, keep, known_ways
from commands.shared.speaker import own_name

MOST = 8
"""Ways that one person has at most."""

HOUR = timedelta(hours=1)


@command(closed=True)
def ways(call: Call) -> Reply:
    """Show the ways by which you are reached outside the rooms; only you see the answer.

    Add one by form or in a direct message: ways add sms +12085550101, ways add email ana@county.example. Then say the
    code that is sent to it: ways verify 123456. Numbers and addresses are shown to nobody else but a few positions.
    """
    found = _mine(call)
    if not found:
        return _answer(f"You have no ways yet: {call.prefix} ways add sms +12085550101, or ways add email <address>.")
    lines = [f"{place}. {_described(call, way)}" for place, way in enumerate(found, 1)]
    return _answer("\n".join(["You are reached, in this order, by:", *lines]))


@command()
def add(call: Call, kind: WayKind, address: Annotated[str, Hint("+12085550101, or an e-mail address")]) -> Reply:
    """Add a way, or have its code sent again; say it by form or direct message only.

    ways add sms +12085550101. ways add voice +12085550101. ways add email ana@county.example.
    """
    not_overheard(call, "ways add form")
    try:
        address = read_address(kind, address)
    except ValueError as fault:
        raise Refused(f"{kind.value}: {fault}. Nothing was kept.", key="address") from None
    if kind is not WayKind.EMAIL and address == call.carrying.number:
        raise Refused(f"{address} is Net Control's own number; nothing was kept. Give your own.", key="address")
    known = _mine(call)
    way = next((one for one in known if (one.kind, one.address.casefold()) == (kind, address.casefold())), None)
    if way is None:
        if len(known) >= MOST:
            raise Refused(f"You have {MOST} ways already; remove one first: {call.prefix} ways remove 1.")
        quiet = known[0].quiet if known else ""
        fresh = Way(incident=call.here.id, person=call.who.key, name=own_name(call), kind=kind, address=address,
                    place=len(known) + 1, quiet=quiet, at=call.at, by=call.who.key)  # fmt: skip
        way = keep(call, fresh)
    return _send_code(call, way)


def _send_code(call: Call, way: Way) -> Reply:
    if way.opted_out:
        raise Refused(f"STOP was said to {way.masked}, so nothing is sent to it. Text START to {_number(call)} first.")
    if way.verified:
        return _answer(f"{way.masked} is verified already; nothing was sent.")
    if way.kind not in call.carrying.pace:
        return _answer(
            f"Kept {way.masked}, but no carrier for {way.kind.value} is configured here: no code can be sent."
        )
    sent = [moment for moment in way.sent if call.at - datetime.fromisoformat(moment) < HOUR]
    if len(sent) >= CODES_AN_HOUR:
        raise Refused(f"{CODES_AN_HOUR} codes were sent to {way.masked} within the hour; try again later.")
    digits = call.store.fresh_digits()[:6]
    kept = replace(
        way, code=_digest(way, digits), code_until=call.at + CODE_LASTS, tries=0, sent=(*sent, call.at.isoformat())
    )
    call.store.save(kept)
    text = f"Net Control code {digits} ({call.here.name}). Say “ways verify {digits}” to the bot within 15 minutes."
    words = Words(subject="Net Control code", mail=f"{text}\nIf you did not ask for it, do nothing.", text=text)
    fix(call, of=f"way {way.id}", wave=kept.version + 1, key=way.person, name=way.name, used=[(way, call.at)],
        words=words, code="", precedence=Precedence.IMMEDIATE)  # fmt: skip
    return _answer(
        f"Kept {way.masked}; a code of six digits is queued to it. Say {call.prefix} ways verify 123456 "
        f"by {shown(call.at + CODE_LASTS, call.zone)}."
    )


def _number(call: Call) -> str:
    return call.carrying.number or "the number it came from"


def _digest(way: Way, digits: str) -> str:
    return hashlib.sha256(f"{way.id}/{way.address}/{digits}".encode()).hexdigest()


@command()
def verify(call: Call, code: Annotated[str, Hint("the six digits that were sent")]) -> Reply:
    """Say the code that was sent to one of your ways.

    ways verify 123456.
    """
    digits = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(r"\d{6}", digits):
        raise Refused("A code has six digits, such as 123456; nothing was verified.", key="code")
    waiting = [way for way in _mine(call) if way.code and way.code_until and way.code_until >= call.at]
    if not waiting:
        raise Refused(
            f"No code waits to be said; it may have run out. {call.prefix} ways add sends another.", key="code"
        )
    found = next((way for way in waiting if way.tries < CODE_TRIES and way.code == _digest(way, digits)), None)
    if found:
        call.store.save(replace(found, verified=call.at, code="", code_until=None))
        return _answer(f"Verified: {found.masked}.")
    for way in waiting:
        call.store.save(replace(way, tries=way.tries + 1))
    left = max(CODE_TRIES - way.tries - 1 for way in waiting)
    more = f"{left} tries are left" if left > 0 else f"it was tried too often: {call.prefix} ways add sends another"
    return _answer(f"Not verified: that is not the code; {more}.")


@command()
def remove(call: Call, number: Annotated[int, Hint("its number in the list of your ways")]) -> Reply:
    """Remove one of your ways, by its number in the list.

    ways remove 2.
    """
    way = _numbered(call, number)
    call.store.save(replace(way, removed=call.at))
    for place, one in enumerate(_mine(call), 1):
        if one.place != place:
            call.store.save(replace(one, place=place))
    return _answer(f"Removed: {way.masked}. Nothing is sent to it any more.")


@command()
def order(call: Call, numbers: Annotated[Long, Rest(), Hint("2 1 3: as they are to be tried")]) -> Reply:
    """Say in which order your ways are tried, by their numbers in the list.

    ways order 2 1.
    """
    found = _mine(call)
    said = [int(one) for one in re.findall(r"\d+", numbers[:100])]
    if sorted(said) != list(range(1, len(found) + 1)):
        raise Refused(f"Name each of your {len(found)} ways once, by its number; nothing was changed.", key="numbers")
    for place, number in enumerate(said, 1):
        call.store.save(replace(found[number - 1], place=place))
    return _answer(f"You are now tried by: {', '.join(way.masked for way in _mine(call))}.")


@command()
def quiet(call: Call, hours: Annotated[str, Hint("2200-0600, or off")]) -> Reply:
    """Keep routine words back within these hours; priority passes by one way, immediate by all.

    ways quiet 2200-0600. ways quiet off. Whoever is checked in has no quiet hours.
    """
    said = re.sub(r"[\s:]", "", hours).replace("–", "-").casefold()
    if said not in ("off", "none") and not re.fullmatch(r"([01]\d|2[0-3])[0-5]\d-([01]\d|2[0-3])[0-5]\d", said):
        raise Refused("Quiet hours are written 2200-0600, or off; nothing was changed.", key="hours")
    found = _mine(call)
    if not found:
        raise Refused(f"You have no ways yet; nothing was changed. {call.prefix} ways add adds one.")
    kept = "" if said in ("off", "none") else said
    for way in found:
        call.store.save(replace(way, quiet=kept))
    return _answer(
        f"Routine words wait from {kept.replace('-', ' to ')} ({call.zone})." if kept else "You have no quiet hours."
    )


def _mine(call: Call) -> tuple[Way, ...]:
    return known_ways(call, {call.who.key: own_name(call)})[call.who.key]


def _numbered(call: Call, number: int) -> Way:
    found = _mine(call)
    if number > len(found):
        raise Refused(f"You have {len(found)} ways; there is no {number}. Nothing was changed.", key="number")
    return found[number - 1]


def _described(call: Call, way: Way) -> str:
    carried = "" if way.kind in call.carrying.pace else "no carrier is configured for it here"
    verified = f"verified {shown(way.verified, call.zone)}" if way.verified else "unverified: for immediate only"
    known = {
        "self": verified,
        "list": "from a callout list, unverified",
        "contact": "from the check-in list, unverified",
    }
    source = verified if way.verified else known[way.source.value]
    quiet_hours = f"quiet {way.quiet}" if way.quiet else ""
    parts = (f"{way.kind.value} {way.address}", way.why_not or source, carried, quiet_hours)
    return ", ".join(filter(None, parts))


def _answer(text: str) -> Reply:
    return Reply(text=text, audience=Audience.PRIVATE)
