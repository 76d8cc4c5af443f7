"""The Tactical Interoperable Communications Plan of a region: which resources there are, whose, and their rules."""

from commands.call import Call
from commands.domain.assets.inventory import Kind
from commands.domain.assets.readiness import Series
from commands.domain.messages import Document
from commands.domain.paper.blocks import Block, content
from commands.paper.papers import Asked
from commands.paper.sheets import document, in_regions, sheet, top_of
from commands.survey import editions, matters


@sheet(
    "ticp",
    "Tactical Interoperable Communications Plan",
    shown="TICP",
    prepared_by=("SWIC",),
    long=True,
    may_read=editions.in_a_region,
    standing=True,
    export=in_regions,
)
def ticp(call: Call, asked: Asked) -> Document:
    """Governance, equipment with its rules, people, tables; what is private is not in it."""
    seen = editions.region(call)
    top = top_of(call, asked)
    held = call.store.holders(call.here.id)
    governance = tuple(f"{one.seat.shown}: {one.who}" for one in held) or ("No position is held.",)
    people = tuple(
        [one.name, one.more.get("position", ""), one.more.get("agency", ""), matters.day(one.due, call)]
        for one in call.store.matters(call.here.id, Series.QUALIFICATION)
    )
    agreements = tuple(
        [one.name, one.more.get("kind", ""), one.more.get("parties", ""), one.more.get("until", "")]
        for one in editions.assets(call, seen, Kind.AGREEMENT)
    )
    blocks = editions.numbered(
        Block(number=0, label="Approved by, concurrence", columns=("Name", "Title", "Agency", "Date"),
              rows=tuple(["", "", one.name, ""] for one in [*seen.agencies.values()][:20])),
        Block(number=0, label="Purpose and scope", lines=(
            f"Which interoperable communications resources exist in {call.here.name}, who controls each, and what "
            "rules govern asking for, activating, using and deactivating them. Life safety comes first.",)),
        Block(number=0, label="Governance", lines=governance),
        Block(number=0, label="Agreements", columns=("Title", "Kind", "Parties", "Until"), rows=agreements),
        Block(number=0, label="Radio caches", columns=editions.COLUMNS, rows=editions.rows(call, seen, Kind.CACHE)),
        editions.channels(call, seen),
        Block(number=0, label="Gateways and consoles", columns=editions.COLUMNS,
              rows=editions.rows(call, seen, Kind.GATEWAY, Kind.CONSOLE)),
        Block(number=0, label="Shared systems", columns=editions.COLUMNS, rows=editions.rows(call, seen, Kind.SYSTEM)),
        Block(number=0, label="Mobile units", columns=editions.COLUMNS,
              rows=editions.rows(call, seen, Kind.VEHICLE, Kind.REPEATER)),
        Block(number=0, label="PSAPs", columns=editions.COLUMNS, rows=editions.rows(call, seen, Kind.PSAP)),
        Block(number=0, label="Communications Unit people",
              columns=("Name", "Position", "Agency", "Until"), rows=people),
        editions.matrix(call, seen),
        editions.agencies(seen),
        editions.located(call, seen),
        editions.unconfirmed(call, seen),
    )  # fmt: skip
    return document(call, asked, top, content(*blocks))
