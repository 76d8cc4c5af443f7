"""Who is qualified for which position of the Communications Unit, until when."""

from datetime import timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.assets.readiness import POSITIONS_HELD, VALID, Matter, Series, currency
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.line.converters import Converter
from commands.line.nearest import nearest
from commands.line.signature import Hint
from commands.line.who import Who
from commands.registry import IN_REGION, command
from commands.shared.belonging import in_person
from commands.survey import matters, naming, seeing


def _read_position(text: str, _: Call) -> str:
    said = text.strip().upper().replace("AUXCOMM", "AUXC").replace("ICCM", "INCM")
    if said not in POSITIONS_HELD:
        meant = nearest(said, [one.casefold() for one in POSITIONS_HELD])
        raise ValueError(
            f"it is no position of the Communications Unit{f'; did you mean {meant.upper()}?' if meant else ''}"
        )
    return said


def _read_days(text: str, _: Call) -> timedelta:
    days = text.casefold().strip().removesuffix("ays").removesuffix("d").strip()
    if not days.isdecimal() or not 0 < int(days[:6]) <= 3650:
        raise ValueError("it is no number of days from 1 to 3650")
    return timedelta(days=int(days))


Days = Annotated[timedelta, Converter(read=_read_days, hint="a number of days such as 90d")]
Position = Annotated[str, Converter(read=_read_position, hint=f"one of {', '.join(POSITIONS_HELD)}")]


@command(also=("quals", "qualifications"), where=IN_REGION)
def qual(call: Call) -> Reply:
    """List who is qualified for what, and until when; only you see the answer."""
    return list_(call)


@command(needs="asset edit", where=IN_REGION)
def add(
    call: Call,
    person: Who,
    position: Position,
    *,
    issued: matters.Date,
    until: Annotated[matters.Date | None, Hint("five years without it")] = None,
    agency: Annotated[naming.AgencyName | None, Hint("whose member")] = None,
    type: Annotated[str, Hint("such as 3")] = "",
    number: Annotated[str, Hint("of the certificate")] = "",
) -> tuple[Reply, ...]:
    """Enter a qualification, with the day it was issued; it is current for five years unless until: says otherwise.

    qual add @Ana COML issued:2026-03-01
    """
    matters.refuse_secrets(call, number, type)
    if issued > call.at:
        raise Refused(f"issued {matters.day(issued, call)} is still to come; nothing was recorded.")
    seen = seeing.view(call)
    owner = naming.agency(call, seen.agencies.values(), agency) if agency else None
    due = until or issued + VALID
    held = [one for one in _of(call, person.key) if one.more.get("position") == position]
    more = {"position": position, "issued": matters.day(issued, call), "type": type, "number": number}
    more |= {"agency": owner.called if owner else "", "renews": held[-1].shown if held else ""}
    kept = matters.keep(
        call, Series.QUALIFICATION, person.called, state="recognised", due=due, person=person.key,
        agency=owner.id if owner else 0, more=more,
    )  # fmt: skip
    text = f"{kept.shown} {kept.name}: {position}, issued {more['issued']}, {_until(kept, call)}"
    return (matters.told(f"{text}, by {call.who.name}"), *in_person((person.key,), f"You are in the register: {text}."))


def _until(one: Matter, call: Call) -> str:
    return f"{currency(one.due, call.at)} until {matters.day(one.due, call)}"


def _of(call: Call, person: str) -> list[Matter]:
    mine = call.store.same_person(person)
    return [one for one in call.store.matters(call.here.id, Series.QUALIFICATION) if one.person in mine]


def _newest(call: Call) -> list[Matter]:
    """Of each person and position the newest entry."""
    every = call.store.matters(call.here.id, Series.QUALIFICATION)
    return [*{(one.person, one.more.get("position")): one for one in every}.values()]


@command(where=IN_REGION)
def due(call: Call, within: Days) -> Reply:
    """List the qualifications that run out within a time, and those that did; only you see the answer.

    qual due 90d
    """
    found = [one for one in _newest(call) if one.due and one.due <= call.at + within]
    found.sort(key=lambda one: (one.due, one.number))
    return _listed(call, found, f"{counted(len(found), 'qualification')} to renew")


@command(where=IN_REGION)
def find(call: Call, position: Position) -> Reply:
    """Find who is qualified and current for a position; only you see the answer.

    qual find COML
    """
    found = [one for one in _newest(call) if one.more.get("position") == position]
    current = [one for one in found if currency(one.due, call.at) != "expired"]
    return _listed(call, current, f"{len(current)} current {position}, {len(found) - len(current)} expired")


@command(verb="list", where=IN_REGION)
def list_(call: Call) -> Reply:
    """List who is qualified for what, and until when; only you see the answer."""
    found = sorted(_newest(call), key=lambda one: (one.more.get("position", ""), one.name))
    return _listed(call, found, counted(len(found), "qualification"))


def _listed(call: Call, found: list[Matter], title: str) -> Reply:
    rows = [
        (one.shown, one.name, one.more.get("position", ""), one.more.get("agency", ""), _until(one, call))
        for one in found
    ]
    answer = matters.listed(call, title, ("Id", "Who", "Position", "Agency", "Until"), rows)
    return Reply(text=answer.text, card=answer.card, audience=Audience.PRIVATE)
