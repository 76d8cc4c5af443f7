"""Radio caches: who has which radio, with which load, and what is due back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.folding import unit_key
from commands.domain.messages import Audience, Card, Colour, Reply, Table
from commands.domain.moments import shown
from commands.domain.radio.cache import CacheIssue, CacheRadio
from commands.line.converters import Converter, Moment, read_text
from commands.line.nearest import nearest
from commands.line.signature import Hint
from commands.registry import command
from commands.shared.still_open import NAMED, THINGS, some, tells_what_is_open

MOST_ROWS = 100


def _read_serial(text: str, call: Call) -> str:
    serial = read_text(text, call)
    if not any(c.isalnum() for c in serial) or len(serial) > 40:
        raise ValueError("it is no serial number")
    return serial


def _read_revision(text: str, _: Call) -> int:
    digits = text.casefold().removeprefix("rev").lstrip("-. ")
    if not digits.isascii() or not digits.isdigit() or not 0 < int(digits[:9]) < 100_000:
        raise ValueError("it is no revision of a plan")
    return int(digits)


Serial = Annotated[str, Converter(read=_read_serial, hint="the serial number on the radio")]
Revision = Annotated[int, Converter(read=_read_revision, hint="a revision of the plan, such as 3")]
Holder = Annotated[
    str, Converter(read=read_text, hint='who signs for it, such as "Ana Ruiz, Div A"', blanks=True, bare=True)
]


@command(verb="", also=("caches",))
def cache(call: Call) -> Reply:
    """Say how many radios are out, which are due back, and which have an older load; only you see the answer."""
    return list_(call)


@command()
def issue(
    call: Call,
    serial: Serial,
    *,
    to: Holder,
    rev: Annotated[Revision | None, Hint("with which revision of the plan it was cloned")] = None,
    due: Annotated[Moment | None, Hint("when it is due back")] = None,
    kind: Annotated[str, Hint("model")] = "",
    owner: Annotated[str, Hint("whose cache it is")] = "",
) -> Reply:
    """Sign a radio to a person; a serial number that is new to the cache is taken in.

    cache issue 0042 to "Ana Ruiz, Div A" rev:3 due:tomorrow 1800
    """
    if not to.strip():
        raise Refused("Who signs for it? A radio is signed to a person.")
    radio = _radio(call, serial) or call.store.add(
        CacheRadio(incident=call.here.id, serial=serial, serial_key=unit_key(serial))
    )
    if radio.issue and (out := call.store.get(CacheIssue, radio.issue)):
        raise Refused(
            f"Radio {radio.serial} is out with {out.to} since {shown(out.at, call.zone)}. "
            f"First: {call.prefix} cache return {radio.serial}"
        )
    _refuse_unknown(call, rev)
    kept = call.store.add(
        CacheIssue(
            incident=call.here.id,
            radio=radio.id,
            serial=radio.serial,
            to=to,
            revision=rev or radio.revision,
            due=due,
            at=call.at,
            by=call.who.shown,
        )
    )
    told = {key: value for key, value in (("kind", kind), ("owner", owner), ("revision", rev)) if value}
    call.store.save(replace(radio, issue=kept.id, **told))  # type: ignore[arg-type]
    load = f", revision {kept.revision}" if kept.revision else ", load not said"
    back = f", due back {shown(due, call.zone)}" if due else ""
    old = _older(call, kept.revision)
    return Reply(text=f"Radio {radio.serial} issued to {to}{load}{back}{old}", audience=Audience.MAIN)


def _refuse_unknown(call: Call, rev: int | None) -> None:
    last = call.store.last_revision(call.here.id)
    if rev is not None and (last is None or rev > last.number):
        known = f"the last one is {last.number}" if last else "none was published yet"
        raise Refused(f"There is no revision {rev} of the plan; {known}.")


def _older(call: Call, rev: int | None) -> str:
    marks = call.store.revision_marks(call.here.id, most=1)
    if rev and marks and rev < marks[-1].number:
        return f"\nThe plan is at revision {marks[-1].number}: freq diff {rev} says what this radio lacks."
    return ""


@command(verb="return", also=("back",))
def give_back(
    call: Call, serial: Serial, *, condition: Annotated[str, Hint("what is broken or missing; empty: complete")] = ""
) -> Reply:
    """Take a radio back into the cache.

    cache return 0042 condition:"antenna missing"
    """
    radio = _known(call, serial)
    out = call.store.get(CacheIssue, radio.issue) if radio.issue else None
    if out is None:
        last = call.store.cache_issues(call.here.id, radio=radio.id, most=1)
        was = (
            f"; returned by {last[-1].to}, {shown(last[-1].returned, call.zone)}" if last and last[-1].returned else ""
        )
        raise Refused(f"Radio {radio.serial} is in the cache{was}.")
    call.store.save(replace(out, returned=call.at, returned_by=call.who.shown, condition=condition))
    call.store.save(replace(radio, issue=0))
    total, missing = call.store.cache_count(call.here.id)
    flaw = f", {condition}" if condition else ""
    return Reply(
        text=f"Radio {radio.serial} back from {out.to}{flaw} ({missing} of {total} out)", audience=Audience.MAIN
    )


@command()
def cloned(call: Call, serial: Serial, *, rev: Annotated[Revision, Hint("the revision it now has")]) -> Reply:
    """Record that a radio was cloned anew.

    cache cloned 0042 rev:4
    """
    radio = _known(call, serial)
    _refuse_unknown(call, rev)
    out = call.store.get(CacheIssue, radio.issue) if radio.issue else None
    if out:
        call.store.save(replace(out, revision=rev))
    call.store.save(replace(radio, revision=rev))
    return Reply(text=f"Radio {radio.serial} has revision {rev}", audience=Audience.MAIN)


@command()
def list_(call: Call) -> Reply:
    """List the radios that are out: with whom, since when, which load, due back; only you see the answer."""
    total, missing = call.store.cache_count(call.here.id)
    if not total:
        return Reply(
            text=f"{call.here.shown}: the cache has no radios yet: {call.prefix} cache issue <serial> to <who>"
        )
    out = call.store.cache_issues(call.here.id, most=MOST_ROWS)
    marks = call.store.revision_marks(call.here.id, most=1)
    newest = marks[-1].number if marks else 0
    late = [one for one in out if one.due and one.due < call.at]
    stale = [one for one in out if newest and (one.revision or 0) < newest]
    rows = tuple(
        (
            one.serial,
            one.to,
            shown(one.at, call.zone),
            f"{one.revision or 'not said'}" + (" (older)" if one in stale else ""),
            (shown(one.due, call.zone) + (" LATE" if one in late else "")) if one.due else "",
        )
        for one in out
    )
    more = (f"… and {missing - len(out)} more.",) if missing > len(out) else ()
    card = Card(
        title=f"{call.here.shown}: {missing} of {counted(total, 'radio')} out, {len(late)} late, {len(stale)} outdated",
        table=Table(("Serial", "With", "Since", "Revision", "Due back"), rows) if rows else None,
        lines=more,
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.YELLOW if late else None,
    )
    return Reply(text=words(card), card=card)


@command()
def short(call: Call) -> Reply:
    """Say what is short: every radio that did not come back, for demobilisation; only you see the answer."""
    total, missing = call.store.cache_count(call.here.id)
    if not missing:
        return Reply(text=f"{call.here.shown}: the cache is complete, {counted(total, 'radio')}.")
    out = call.store.cache_issues(call.here.id, most=MOST_ROWS)
    lines = (f"{one.serial}: {one.to}, since {shown(one.at, call.zone)}" for one in out)
    more = [f"… and {missing - len(out)} more."] if missing > len(out) else []
    head = f"{call.here.shown}: SHORT {missing} of {counted(total, 'radio')}"
    return Reply(text="\n".join([head, *lines, *more]))


@tells_what_is_open(THINGS)
def _out(call: Call) -> Iterator[str]:
    total, missing = call.store.cache_count(call.here.id)
    if missing:
        out = call.store.cache_issues(call.here.id, most=NAMED + 1)
        yield f"{missing} of {counted(total, 'radio')} not returned: {some(f'{one.serial} ({one.to})' for one in out)}"


def _radio(call: Call, serial: str) -> CacheRadio | None:
    return call.store.cache_radio(call.here.id, unit_key(serial))


def _known(call: Call, serial: str) -> CacheRadio:
    if radio := _radio(call, serial):
        return radio
    serials = call.store.cache_serials(call.here.id)
    meant = nearest(serial, serials)
    hint = f" Did you mean {meant}?" if meant else ""
    raise Refused(f"The cache has no radio {serial}.{hint}")
