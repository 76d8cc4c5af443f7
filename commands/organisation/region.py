"""Regions: records that never end, with the agencies and assets that incidents use by their consent."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.assets.regions import CODE_GROUP, CODE_LETTERS, CODE_SIZE, Use
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import Audience, Card, Reply
from commands.domain.moments import shown
from commands.domain.organisation.links import CODE_LASTS, Code
from commands.domain.organisation.roles import SWIC
from commands.line.converters import Converter, read_text
from commands.line.nearest import nearest
from commands.organisation.incident import Called, Zone, free_id, not_open_yet, room_is_free
from commands.organisation.link import linking
from commands.registry import IN_INCIDENT, IN_REGION, command
from commands.shared import rights
from commands.shared.belonging import name_of
from commands.shared.membership import may_open


def _read_code(text: str, _: Call) -> str:
    code = "".join(text.split()).replace("-", "").upper()
    if len(code) != CODE_SIZE or not set(code) <= {*CODE_LETTERS}:
        raise ValueError(f"it is not a code of {CODE_SIZE} letters and digits")
    return code


RegionCode = Annotated[str, Converter(read=_read_code, hint="the code that “region code” gave, such as K7QD", most=4)]
RegionName = Annotated[str, Converter(read=read_text, hint="the region's name", blanks=True)]


@command(also=("regions",))
def region(call: Call) -> Reply:
    """Show the region, who coordinates it, and which incidents use it; in an incident, which regions it uses."""
    here = call.here
    if not here.standing:
        lines = tuple(_used(call)) or (f"It uses no region: {call.prefix} region use <code>, with the SWIC's code",)
        card = Card(title=f"{here.shown}: regions", lines=lines, footer=f"as of {shown(call.at, call.zone)}")
        return Reply(text=words(card), card=card)
    held = ", ".join(one.who for one in call.store.holders(here.id, (SWIC,))) or "nobody yet"
    found = call.store.agencies_of((here.id,))
    using = [f"{_name(call, one.incident)} since {shown(one.at, call.zone)}" for one in call.store.used_by(here.id)]
    fields = (
        ("SWIC", held),
        ("Agencies", ", ".join(one.called for one in found[:20]) + (f" … {len(found):,}" if len(found) > 20 else "")),
        ("Used by", "; ".join(using) or "no incident"),
        ("Rooms", f"{len(call.store.rooms_of(here.id))}"),
    )
    card = Card(title=f"Region {here.name}", fields=fields, footer=f"as of {shown(call.at, call.zone)}")
    return Reply(text=words(card), card=card)


@command(verb="open", anywhere=True, creates=True, by_room=may_open)
def open_(
    call: Call,
    name: Called,
    *,
    timezone: Zone | None = None,
) -> Reply:
    """Open a region in this room: a record that never ends, with agencies, assets and plans.

    region open Idaho South. Whoever opens it gives the positions until there is a SWIC.
    """
    room_is_free(call)
    not_open_yet(call, name)
    opened = call.store.add(
        Incident(
            id=free_id(call, name),
            name=name,
            opened=call.at,
            opened_by=call.who.key,
            timezone=timezone or "",
            standing=True,
        )
    )
    linking.bring_in(call, opened, MAIN)
    return Reply(
        text=f"Region {name} is opened by {call.who.shown}; this room is its first one. It never ends: it has "
        f"agencies, assets and plans, which incidents use. Next: {call.prefix} role give SWIC @name; "
        f"{call.prefix} agency add; {call.prefix} region code lets an incident use it.",
        audience=Audience.MAIN,
    )


@command(needs="region code", where=IN_REGION)
def code(call: Call) -> Reply:
    """Get a code, privately, by which one incident uses this region: good once, and for two hours.

    region code. Say “region use” with it in the incident; both sides are told.
    """
    made = call.store.add(
        Code(
            digits=call.store.fresh_letters(CODE_LETTERS, CODE_SIZE),
            incident=call.here.id,
            group=CODE_GROUP,
            room=str(call.room),
            by=call.who.key,
            by_name=call.who.name,
            at=call.at,
        )
    )
    return Reply(
        text=f"Code {made.digits}: in the incident say “{call.everywhere} region use {made.digits}”. It lets one "
        f"incident use the assets of {call.here.name} until {shown(made.at + CODE_LASTS, call.zone)}; you are told.",
        audience=Audience.PRIVATE,
    )


@command(needs="region use", where=IN_INCIDENT)
def use(call: Call, code: RegionCode) -> tuple[Reply, ...]:
    """Let this incident use a region's assets, by the code of its SWIC; several at a border.

    region use K7QD
    """
    found = linking.use(call, code, for_room=True, of_region=True)
    if isinstance(found, str):
        return (Reply(text=found),)
    there = call.store.get(Incident, found.incident)
    if there is None:
        raise Refused("The region of this code is gone; nothing was changed.")
    if any(one.region == there.id for one in call.store.uses(call.here.id)):
        return (Reply(text=f"{call.here.shown} uses {there.name} already. Nothing was changed."),)
    call.store.add(Use(incident=call.here.id, region=there.id, at=call.at, by=call.who.key, by_name=name_of(call)))
    text = (
        f"{call.here.shown} uses the region {there.name} from now on: by {call.who.shown}, with the code of "
        f"{found.by_name or 'its people'}. It sees what each owner shares"
    )
    end = f"Either side ends it: {call.everywhere} region end"
    return (
        Reply(text=f"{text}: {call.prefix} asset find, {call.prefix} reach. {end} {there.id}", audience=Audience.MAIN),
        *_told(call, there.id, f"{text}. {end} {call.here.id}"),
    )


@command()
def end(call: Call, name: RegionName) -> tuple[Reply, ...]:
    """End that an incident uses a region; either side may say it.

    region end idaho-south, in the incident. region end bear-creek, in the region.
    """
    here = call.here
    rights.require("region code" if here.standing else "region use", call, "Ending the use of a region")
    found = call.store.used_by(here.id) if here.standing else call.store.uses(here.id)
    other = {_other(one, call): one for one in found}
    named = {word.casefold(): id for id in other for word in (id, _name(call, id))}
    id = named.get(name.casefold())
    if id is None:
        meant = nearest(name, named)
        there = f"Did you mean {meant}?" if meant else f"There is: {', '.join(other) or 'none'}."
        raise Refused(f"“{name[:60]}” is not in use here; nothing was changed. {there}")
    use_of = other[id]
    call.store.save(replace(use_of, ended=call.at, ended_by=call.who.key))
    text = (
        f"{_name(call, use_of.incident)} no longer uses the region {_name(call, use_of.region)}: by {call.who.shown}."
    )
    return (Reply(text=text, audience=Audience.MAIN), *_told(call, id, text))


def _other(one: Use, call: Call) -> str:
    return one.incident if call.here.standing else one.region


def _told(call: Call, record: str, text: str) -> tuple[Reply, ...]:
    """To the main rooms of the other side."""
    rooms = tuple(str(one.room) for one in call.store.rooms_of(record) if one.group == MAIN and one.open)
    return (Reply(text=text, rooms=rooms),) if rooms else ()


def _used(call: Call) -> Iterator[str]:
    for one in call.store.uses(call.here.id):
        agencies = counted(len(call.store.agencies_of((one.region,))), "agency").replace("agencys", "agencies")
        yield f"{_name(call, one.region)} ({one.region}), since {shown(one.at, call.zone)}: {agencies}"


def _name(call: Call, id: str) -> str:
    found = call.store.get(Incident, id)
    return found.shown if found else id
