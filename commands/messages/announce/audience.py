"""Who is to acknowledge an announcement, and for whom somebody acknowledges."""

import re
from datetime import datetime
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import division
from commands.domain.accountability.owed import Addressee, Announcement
from commands.domain.errors import Refused
from commands.domain.folding import place_key, unit_key
from commands.domain.organisation.roles import Rank
from commands.line.converters import Converter
from commands.line.who import read_seat
from commands.shared.finding import found as named
from commands.shared.owing import LONGEST_WORDS, read_deadline

SHOWN = 15
"""Names in a line; the others are counted."""


def _read(text: str, call: Call) -> str:
    try:
        addressed(call, text)
    except Refused as refusal:
        raise ValueError(
            refusal.words.partition(": ")[2].partition(".")[0] or refusal.words.partition(".")[0]
        ) from None
    return text


Addressed = Annotated[
    str, Converter(read=_read, hint="divs, positions, all, or some by name such as Div A, COML, E12", most=12)
]


_QUOTES = '"“”'
_ACK = r"(?P<ack>,?\s+ack)?(?:\s+by(?:\s+(?P<due>.+))?)?"
_QUOTED = re.compile(rf"""(?P<text>["“„].+["”“])(?:,?\s+to\s+(?P<to>.+?))?{_ACK}""", re.DOTALL | re.IGNORECASE)
_BARE = re.compile(rf"(?P<text>.+?)(?P<to>(?!))?(?=,?\s+ack\b){_ACK}", re.DOTALL | re.IGNORECASE)


def without_its_end(call: Call, text: str, to: str, due: datetime | None) -> tuple[str, str, datetime | None, bool]:
    """The text without ``to all``, ``ack`` and ``by 15m`` at its end, those three, and whether ``ack`` was said.

    Behind a quoted text they are what they seem; behind one without quotes only ``ack by 15m`` is, and only where a
    key has told already that it is to be acknowledged: “report to all divs by 1800” may be the announcement itself.
    """
    short = len(text) <= LONGEST_WORDS
    found = (_QUOTED.fullmatch(text) or _BARE.fullmatch(text)) if short else None
    if found is None or not (to or due or found["due"] or found["text"].endswith(tuple(_QUOTES))):
        return text, to, due, False
    try:
        said = read_deadline(found["due"], call) if found["due"] else None
    except ValueError:
        return text, to, due, False
    return found["text"], to or found["to"] or "", due or said, bool(found["ack"])


def addressed(call: Call, to: str) -> tuple[Addressee, ...] | None:
    """Those who are named by ``to``; None for everything on the roster. Refused where somebody is not known."""
    said = [part.strip() for part in to.replace(";", ",").split(",") if part.strip()]
    if [part.casefold() for part in said] == ["all"]:
        return _some(call, None)
    lines: dict[tuple[str, str], Addressee] = {}
    for part in said:
        for line in _group(call, part) or (_single(call, part),):
            lines[line.kind, line.key] = line
    return _some(call, tuple(lines.values()))


def _some(call: Call, lines: tuple[Addressee, ...] | None) -> tuple[Addressee, ...] | None:
    if lines == () or (lines is None and not call.store.strength(call.here.id).resources):
        raise Refused("There is nobody of that kind who could acknowledge; nothing was announced.")
    return lines


def _group(call: Call, part: str) -> tuple[Addressee, ...]:
    """``divs`` and ``positions``; anything else is no group."""
    word = part.casefold()
    if word in ("divs", "divisions"):
        held = {one.place for one in call.store.holders(call.here.id, ("DIVS",)) if one.place}
        divs = {place_key(name): name for name in (*held, *call.store.divisions(call.here.id))}
        if not divs:
            raise Refused("Nobody is checked in to a division; nothing was announced.")
        return tuple(_line("div", name, division(name)) for _, name in sorted(divs.items()))
    if word in ("positions", "roles"):
        held_now = [one for one in call.store.holders(call.here.id) if one.rank is not Rank.TRAINEE]
        if not held_now:
            raise Refused("Nobody holds a position yet; nothing was announced.")
        return tuple(_line("position", one.seat.shown, f"{one.seat.shown} ({one.name})") for one in held_now)
    return ()


def _single(call: Call, part: str) -> Addressee:
    """A position, a division, or a resource by its name."""
    try:
        seat = read_seat(part, call)
    except ValueError:
        seat = None
    if seat is not None:
        return _line("position", seat.shown, seat.shown)
    for name in call.store.divisions(call.here.id):
        if place_key(name) == place_key(part):
            return _line("div", name, division(name))
    lines = named(call, part)
    if len(lines) == 1:
        return _line("resource", lines[0].name_key, lines[0].name)
    raise Refused(
        f"to “{part[:40]}”: that is no position, no division and nothing on the roster. Nothing was announced."
    )


def _line(kind: str, key: str, name: str) -> Addressee:
    return Addressee(announcement=0, kind=kind, key=key, name=name)


def put_on(call: Call, one: Announcement, lines: tuple[Addressee, ...] | None) -> None:
    """Keep who is to acknowledge."""
    if lines is None:
        call.store.address_roster(one)
        return
    for line in lines:
        call.store.add(Addressee(announcement=one.id, kind=line.kind, key=line.key, name=line.name))


def mine(call: Call, one: Announcement) -> list[Addressee]:
    """The lines for which the speaker acknowledges: positions held, divisions supervised, resources led."""
    keys = call.store.same_person(call.who.key)
    held = [each for each in call.store.held_by(call.here.id, keys) if each.rank is not Rank.TRAINEE]
    seats = {each.seat.shown.lower() for each in held} | {each.position.lower() for each in held}
    places = {each.place.lower() for each in held if each.place}
    led = {line.name_key for line in call.store.led_by(call.here.id, keys)}
    return [*call.store.asked(one.id, {"position": seats, "div": places, "resource": led})]


def named_in(call: Call, one: Announcement, whom: str) -> list[Addressee]:
    """The lines that a radio operator names; Refused where one is none of them."""
    lines = call.store.addressees(one.id)
    wanted = [part.strip() for part in whom.replace(";", ",").split(",") if part.strip()]
    result = []
    for part in wanted:
        key = unit_key(part)
        match = [x for x in lines if key in (unit_key(x.key), unit_key(x.name), unit_key(x.name.partition(" (")[0]))]
        if len(match) != 1:
            names = ", ".join(x.name for x in (match or [x for x in lines if x.at is None])[:SHOWN])
            raise Refused(
                f"“{part[:40]}” is {'several' if match else 'none'} of those asked: {names}. Nothing was ticked."
            )
        result += match
    if not result:
        raise Refused("Whom? Nothing was ticked.")
    return result


def owed_names(call: Call, one: Announcement) -> str:
    """Who has not acknowledged, by name; of many the first, and how many more."""
    done, of = call.store.owes(one.id)
    names = [line.name for line in call.store.addressees(one.id, owed=True, most=SHOWN)]
    more = of - done - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more > 0 else "")
