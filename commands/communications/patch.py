"""The register of patches: what is joined to what, by whom, until when."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words as words_of
from commands.domain.errors import Refused
from commands.domain.folding import unit_key
from commands.domain.history import Thing
from commands.domain.messages import Card, Reply, Table
from commands.domain.moments import shown
from commands.domain.moves import step
from commands.domain.radio.patches import PATCH, SERIES, Joined, Patch, loops
from commands.domain.schedules import Timer
from commands.line.converters import Converter, Long, Moment, id_of, read_long, read_text
from commands.line.grammar import clean
from commands.line.signature import Hint, Rest, Verbatim
from commands.registry import CLOCK_ONLY, command
from commands.shared.belonging import Happening, home, keep, readable, reads, speaker, told
from commands.shared.still_open import THINGS, tells_what_is_open

MOST_SIDES = 12

_BETWEEN = re.compile(r"\s*(?:[,;+/\n]|<->|\s(?:to|with|and)\s)\s*", re.IGNORECASE)


def _sides(text: str, call: Call) -> tuple[str, ...]:
    found = (read_text(part.strip(' "“”'), call)[:80] for part in _BETWEEN.split(f" {read_long(text, call)} "))
    sides = tuple({unit_key(one): one for one in found if any(c.isalnum() for c in one)}.values())
    if len(sides) < 2:
        raise ValueError("a patch joins two channels or more: VTAC14 to CMD2")
    if len(sides) > MOST_SIDES:
        raise ValueError(f"at most {MOST_SIDES} channels")
    return sides


Sides = Annotated[tuple[str, ...], Converter(read=_sides, hint="the channels: VTAC14 to CMD2", blanks=True)]
Number = Annotated[int, id_of(SERIES)]


@command(needs="patch", creates=True)
def patch(
    call: Call,
    channels: Annotated[Sides, Rest()],
    *,
    via: Annotated[str, Hint("the gateway or console, and where it is")] = "",
    until: Annotated[Moment | None, Hint("when it is to be taken down")] = None,
) -> tuple[Reply, ...]:
    """Enter a patch into the register: which channels are joined, by which gateway, until when.

    patch VTAC14 to CMD2 via:"ACU at the ICP" until:1800
    It is only written down here: the gateway is switched by hand.
    """
    keys = tuple(_net(call, side) for side in channels)
    if len({*keys}) < 2:
        raise Refused(f"{' and '.join(channels)} are one net; nothing was recorded.")
    round_about = loops(keys, call.store.patches(call.here.id, readable(call)))
    kept = call.store.add(
        Patch(
            incident=call.here.id,
            group=home(call),
            number=call.store.next_number(call.here.id, SERIES),
            sides=channels,
            keys=keys,
            via=via,
            until=until,
            at=call.at,
            by=call.who.key,
            by_name=speaker(call),
        )
    )
    _note(call, kept, "patch", "", _described(kept, call))
    _look(call, kept)
    return told(call, kept, f"{kept.shown} up: {_described(kept, call)}, {kept.by_name}{_warning(round_about)}")


@command()
def end(call: Call, id: Number, why: Annotated[Long, Verbatim()] = "") -> tuple[Reply, ...]:
    """Note that a patch was taken down.

    patch end PT-1 not needed any more
    """
    one = _the(call, id)
    said = " ".join(clean(why).split())[:300]
    state = step(PATCH, one.state, "end", one.shown)
    kept = call.store.save(replace(one, state=state, why=said, ended=call.at, ended_by=call.who.key))
    _note(call, kept, "end", one.state, said)
    return told(call, kept, f"{kept.shown} down: {kept.joins} are not joined any more{f': {said}' if said else ''}")


@command(needs="patch")
def extend(call: Call, id: Number, until: Moment) -> tuple[Reply, ...]:
    """Let a patch stand until a later time.

    patch extend PT-1 2200
    """
    one = _the(call, id)
    step(PATCH, one.state, "extend", one.shown)
    kept = call.store.save(replace(one, until=until, told=False))
    _note(call, kept, "extend", one.state, f"until {shown(until, call.zone)}")
    _look(call, kept)
    return told(call, kept, f"{kept.shown} ({kept.joins}) stands until {shown(until, call.zone)}")


@command(verb="list", closed=True)
def list_(call: Call) -> Reply:
    """List the patches that stand: the channels, the gateway, by whom, until when; only you see the answer.

    patch list
    """
    found = call.store.patches(call.here.id, readable(call))
    if not found:
        return Reply(text=f"{call.here.shown}: no patch is in the register.")
    others = {one.number: loops(one.keys, [each for each in found if each.number != one.number]) for one in found}
    card = Card(
        title=f"{call.here.shown}: {_counted(len(found))}",
        table=Table(("Id", "Joins", "By way of", "Until", "By", "Since"), tuple(_row(one, call) for one in found)),
        lines=tuple(f"{one.shown}{_warning(others[one.number])}" for one in found if others[one.number]),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words_of(card), card=card)


@command(closed=True)
def show(call: Call, id: Number) -> Reply:
    """Show a patch with its history; only you see the answer.

    patch show PT-1
    """
    one = _the(call, id)
    history = call.store.history(one.incident, Thing.PATCH, one.number)
    told_lines = (f"{shown(each.at, call.zone)} {each.verb}: {each.words}; {each.by_name}" for each in history)
    card = Card(
        title=f"{call.here.shown}: {one.shown} {one.state.value}",
        fields=(("Joins", _described(one, call)), ("By", one.by_name)),
        lines=tuple(told_lines),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words_of(card), card=card)


@command(needs=CLOCK_ONLY)
def tick(call: Call, id: Number) -> tuple[Reply, ...]:
    """Said by the clock alone: say once that the time of a patch is over.

    patch tick PT-1
    """
    one = call.store.patch(call.here.id, id)
    if one is None or one.told or one.state is not Joined.UP or one.until is None or one.until > call.at:
        return ()
    kept = call.store.save(replace(one, told=True))
    _note(call, kept, "over", one.state, "its time is over")
    how = f"{call.prefix} patch end {one.shown}, or {call.prefix} patch extend {one.shown} …"
    text = f"{one.shown} ({one.joins}) was to stand until {shown(one.until, call.zone)}: take it down? {how}"
    return told(call, kept, text)


@tells_what_is_open(THINGS)
def standing(call: Call) -> Iterator[str]:
    """Patches that nobody has taken down."""
    if found := call.store.patches(call.here.id, readable(call)):
        yield f"{_counted(len(found))} up"


def _the(call: Call, number: int) -> Patch:
    found = call.store.patch(call.here.id, number)
    if found is None or not reads(call, found):
        raise Refused(f"There is no {SERIES}-{number} here. {call.prefix} patch list shows what stands.")
    return found


def _net(call: Call, side: str) -> str:
    """By what a side is compared: the net of the plan's row of that name, else the name itself."""
    key = unit_key(side)
    plan = call.store.radio_plan(call.here.id)
    for kept in call.store.plan_rows(plan.id) if plan else ():
        if key in (kept.name_key, unit_key(kept.row.net)) and kept.row.net:
            return unit_key(kept.row.net)
    return key


def _described(one: Patch, call: Call) -> str:
    via = f"via {one.via}" if one.via else ""
    until = f"until {shown(one.until, call.zone)}" if one.until else "until it is taken down"
    return ", ".join(part for part in (one.joins, via, until) if part)


def _counted(patches: int) -> str:
    return "1 patch" if patches == 1 else f"{patches:,} patches"


def _warning(others: Iterable[Patch]) -> str:
    named = ", ".join(f"{one.shown} ({one.joins})" for one in others)
    return f". CHECK: these nets are joined already by {named}; audio can go round" if named else ""


def _row(one: Patch, call: Call) -> tuple[str, ...]:
    until = shown(one.until, call.zone) if one.until else "not said"
    over = " OVER" if one.until and one.until <= call.at else ""
    return (one.shown, one.joins, one.via, f"{until}{over}", one.by_name, shown(one.at, call.zone))


def _look(call: Call, one: Patch) -> None:
    if one.until is not None:
        call.store.add(Timer(incident=one.incident, at=one.until, command=f"patch tick {one.shown}"))


def _note(call: Call, one: Patch, verb: str, was: str, words: str) -> None:
    keep(call, Thing.PATCH, one, one.number, Happening(verb=verb, was=was, now=one.state, words=words))
