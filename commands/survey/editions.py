"""What a region's documents are made of: what its owners share with the whole region, in tables."""

from collections.abc import Iterator
from dataclasses import replace

from commands.call import Call
from commands.domain.assets.consent import Seen
from commands.domain.assets.inventory import Asset, Kind, State
from commands.domain.assets.reach import cell
from commands.domain.errors import Refused
from commands.domain.paper.blocks import Block
from commands.survey import cards, matters, places, reaching, seeing

MOST_IN_MATRIX = 30
Row = list[str]


def in_a_region(call: Call, _: str) -> None:
    """Refused in an incident, where there is no such document."""
    if not call.here.standing:
        raise Refused(
            f"That is a document of a region, and {call.here.shown} is an incident. Say it in a room of the region."
        )


def region(call: Call) -> seeing.View:
    """What the whole region may see: nobody's own assets, whoever asks. Refused in an incident."""
    in_a_region(call, "")
    return replace(seeing.view(call), stewarded=frozenset())


def assets(call: Call, seen: seeing.View, *kinds: Kind) -> Iterator[Asset]:
    """The assets of these kinds that stand and are shared with the region."""
    for one in call.store.assets(seen.regions, kinds=kinds):
        if seen.sees(one) is not Seen.NOTHING and one.state is not State.RETIRED:
            yield one


def rows(call: Call, seen: seeing.View, *kinds: Kind) -> tuple[Row, ...]:
    """A table of assets: what is shared as a contact is whom to call and nothing else."""
    found = []
    for one in assets(call, seen, *kinds):
        if seen.sees(one) is Seen.CONTACT:
            found.append([one.shown, one.kind.value, seen.owner(one), "", f"call {one.phone or 'not said'}", "", ""])
            continue
        ready = f"{one.activation} min" if one.activation is not None else "not said"
        what = "; ".join(one.ports) or one.more.get("load", "") or one.more.get("bands", "")
        found.append([one.shown, one.name, seen.owner(one), what, f"{cards.state(one, call)}; {ready}", one.phone,
                      one.rules or "not said"])  # fmt: skip
    return tuple(found)


COLUMNS = ("Id", "Name", "Owner", "Ports, load", "State, ready in", "24 h", "Rules: ask, approve, activate, let go")


def agencies(seen: seeing.View) -> Block:
    """The agencies that take part, with whom to call."""
    table = [[one.short, one.name, one.discipline, one.county, one.phone] for one in seen.agencies.values()]
    return Block(number=0, label="Participating agencies", columns=("Short", "Name", "Discipline", "County", "24 h"),
                 rows=tuple(table))  # fmt: skip


def channels(call: Call, seen: seeing.View) -> Block:
    """The shared channels, with whose radios have them."""
    by_channel: dict[int, list[str]] = {}
    for each in call.store.programmed(seen.regions):
        if each.agency in seen.agencies:
            by_channel.setdefault(each.channel, []).append(seen.agencies[each.agency].called)
    table = []
    for one in assets(call, seen, Kind.CHANNEL):
        if not seen.reads(one):
            continue
        more = one.more
        radios = ", ".join(by_channel.get(one.id, ())) or "not known"
        frequencies = " / ".join(filter(None, (more.get("rx_mhz", ""), more.get("tx_mhz", "")))) or more.get(
            "talkgroup", ""
        )
        table.append([one.name, more.get("band", ""), frequencies, more.get("usage", ""),
                      more.get("permission", "not known"), radios])  # fmt: skip
    return Block(number=0, label="Shared channels",
                 columns=("Channel", "Band", "RX / TX", "Use", "Permission", "Radios of"),
                 rows=tuple(table))  # fmt: skip


def matrix(call: Call, seen: seeing.View) -> Block:
    """Who can talk to whom, and the gaps."""
    asked = [*seen.agencies.values()][:MOST_IN_MATRIX]
    made = reaching.world(call, seen, asked)
    table = [
        [
            one.called,
            *(
                ""
                if one.id == other.id
                else cell(made.tune(one.id), made.tune(other.id), made.certain(one.id, other.id), made.on_system)
                for other in asked
            ),
        ]
        for one in asked
    ]
    legend = "S shared system, C shared channels, G gateway (min), R radios swapped (min), – none known"
    columns = ("", *(one.called for one in asked))
    return Block(number=0, label="Who can talk to whom", lines=(legend,), columns=columns, rows=tuple(table))


def unconfirmed(call: Call, seen: seeing.View) -> Block:
    """What nobody has confirmed for a year."""
    found = [one for one in assets(call, seen, *(kind for kind in Kind if kind not in (Kind.CHANNEL, Kind.PERSON)))
             if one.stale(call.at) and seen.reads(one)]  # fmt: skip
    table = tuple([one.shown, one.name, seen.owner(one), matters.day(one.confirmed, call) or "never"] for one in found)
    return Block(
        number=0, label="Not confirmed for 12 months", columns=("Id", "Name", "Owner", "Last confirmed"), rows=table
    )


def located(call: Call, seen: seeing.View) -> Block:
    """Where the sites and gateways are, in three notations; only what is shared with the whole region."""
    found = (one for one in assets(call, seen, Kind.GATEWAY, Kind.CACHE, Kind.SITE, Kind.PSAP) if seen.reads(one))
    table = tuple([one.titled, places.three(one.lat, one.lon)] for one in found if one.lat is not None)
    return Block(number=0, label="Places", columns=("What", "DD = DDM = USNG"), rows=table)


def numbered(*blocks: Block) -> tuple[Block, ...]:
    """The blocks, numbered from 1 on."""
    return tuple(replace(one, number=at) for at, one in enumerate(blocks, 1))
