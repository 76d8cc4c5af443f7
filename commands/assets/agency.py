"""The agencies of a region, and which channels their radios have."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted as counted_words
from commands.domain.assets.agencies import SERIES, Agency, Discipline, Programmed, Share
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.folding import agency_key
from commands.domain.messages import Audience, Card, Reply, Table
from commands.domain.moments import shown
from commands.line.converters import Converter, Name, read_text
from commands.line.signature import Hint
from commands.registry import IN_REGION, command
from commands.survey import channels, naming, seeing
from commands.survey.words import Several

MOST_ROWS = 60


def _read_short(text: str, call: Call) -> str:
    short = read_text(text, call)
    if not short.replace("-", "").isalnum() or len(short) > 12:
        raise ValueError("a short name is one word of letters and digits, at most 12")
    return short.upper()


Short = Annotated[str, Converter(read=_read_short, hint="how it is called on the air, such as CRFD")]


@command(also=("agencies",))
def agency(call: Call) -> Reply:
    """List the agencies of the region, or of the regions that the incident uses; only you see the answer."""
    return list_(call)


@command(needs="agency add", where=IN_REGION, creates=True)
def add(
    call: Call,
    name: Name,
    *,
    short: Short,
    discipline: Discipline = Discipline.OTHER,
    county: str = "",
    level: Annotated[str, Hint("city, county, state, federal, tribal")] = "",
    phone: Annotated[str, Hint("the 24-hour desk; say it by form or direct message")] = "",
    counted: Annotated[bool, Hint("what it shares with nobody may be counted")] = False,
) -> Reply:
    """Enter an agency of the region; its stewards decide what of its assets others see.

    agency add "Crescent FD" short:CRFD discipline:fire county:Boise
    """
    there = call.store.agencies_of((call.here.id,))
    if same := next((one for one in there if one.short_key == short.casefold()), None):
        raise Refused(
            f"{short} is {same.name} ({same.shown}) already; nothing was recorded. Give this one another word."
        )
    if phone:
        seeing.not_overheard(call, say=False, what="A telephone number")
    kept = call.store.add(
        Agency(
            incident=call.here.id,
            number=call.store.next_number(call.here.id, SERIES),
            name=name,
            name_key=agency_key(name),
            short=short,
            short_key=short.casefold(),
            discipline=discipline.value,
            county=county,
            level=level,
            phone=phone,
            counted=counted,
            at=call.at,
            by=call.who.key,
        )
    )
    alike = [one.shown for one in there if one.name_key == kept.name_key]
    note = f" There is another of that name: {', '.join(alike)}." if alike else ""
    about = ", ".join(filter(None, (kept.discipline, kept.level, f"{county} County" if county else "")))
    return Reply(
        text=f"{kept.shown} {kept.name} ({kept.short}): {about}.{note} Its steward: "
        f"{call.prefix} role give STEW {kept.short} @name",
        audience=Audience.MAIN,
    )


@command(also=("programmed",), needs="asset edit", where=IN_REGION)
def tunes(
    call: Call,
    name: naming.AgencyName,
    channels_: Annotated[Several, Hint("channels with commas between")],
    *,
    share: Annotated[Share, Hint("how many of its radios have them")] = Share.ALL,
) -> Reply:
    """Say which channels an agency's radios have; of *some* radios nobody can rely on it.

    agency tunes CRFD "VFIRE21, VTAC11" share:most
    """
    seen = seeing.view(call)
    one = naming.agency(call, seen.agencies.values(), name)
    seeing.require_steward(call, seen, one.id, f"What the radios of {one.called} have")
    known = {(each.agency, each.channel): each for each in call.store.programmed((call.here.id,))}
    told = []
    for said in channels_:
        channel = channels.required(call, said)
        before = known.get((one.id, channel.id))
        if before:
            call.store.save(replace(before, share=share.value, at=call.at))
        else:
            call.store.add(
                Programmed(incident=call.here.id, agency=one.id, channel=channel.id, share=share.value, at=call.at)
            )
        told.append(channel.name)
    return Reply(text=f"{one.called}: {share.value} radios have {', '.join(told)}.", audience=Audience.MAIN)


@command(verb="list")
def list_(call: Call, name: naming.AgencyName | None = None) -> Reply:
    """List the agencies, or show one with its channels; only you see the answer.

    agency list. agency list CRFD
    """
    seen = seeing.view(call)
    if name:
        return _shown(call, seen, naming.agency(call, seen.agencies.values(), name))
    found = [*seen.agencies.values()]
    if not found:
        return Reply(text=f"There is no agency yet: {call.prefix} agency add, in the region.")
    card = Card(
        title=f"{counted_words(len(found), 'agency').replace('agencys', 'agencies')}",
        table=Table(
            ("Id", "Short", "Name", "Discipline", "County"),
            tuple((one.shown, one.short, one.name, one.discipline, one.county) for one in found[:MOST_ROWS]),
        ),
        lines=(f"… and {len(found) - MOST_ROWS:,} more; agency list <name> finds one",)
        if len(found) > MOST_ROWS
        else (),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card)


def _shown(call: Call, seen: seeing.View, one: Agency) -> Reply:
    by_id = {each.id: each for each in channels.of(call, seen.regions)}
    mine = (each for each in call.store.programmed((one.incident,)) if each.agency == one.id and each.channel in by_id)
    fields = (
        ("Discipline", one.discipline),
        ("Level", one.level),
        ("County", one.county),
        ("24 h", one.phone),
        ("E-mail", one.email),
        ("Radios have", ", ".join(f"{by_id[each.channel].name} ({each.share})" for each in mine) or "not known"),
    )
    card = Card(
        title=f"{one.shown} {one.name} ({one.short})",
        fields=tuple(pair for pair in fields if pair[1]),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card, audience=Audience.PRIVATE)
