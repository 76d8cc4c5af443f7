"""The Field Operations Guide of a region: what is looked up on scene."""

from commands.call import Call
from commands.domain.assets.inventory import Kind
from commands.domain.messages import Document
from commands.domain.paper.blocks import Block, content
from commands.paper.papers import Asked
from commands.paper.sheets import document, in_regions, sheet, top_of
from commands.survey import editions, matters

ALPHABET = (
    "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo "
    "Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
)
PRIORITY = (
    "Enrol before. GETS: 710-627-4387, then PIN and number. WPS: *272 and the number; not for 911. TSP: the code must "
    "be there before the outage. As of December 2026, check."
)


@sheet(
    "fog",
    "Field Operations Guide",
    shown="FOG",
    prepared_by=("SWIC",),
    long=True,
    may_read=editions.in_a_region,
    standing=True,
    export=in_regions,
)
def fog(call: Call, asked: Asked) -> Document:
    """Whom to call first, channels, gateways and caches with their minutes, priority services, alphabet."""
    seen = editions.region(call)
    top = top_of(call, asked)
    expires = matters.day(call.at.replace(year=call.at.year + 1, day=min(call.at.day, 28)), call)
    coordinator = tuple(f"{one.seat.shown}: {one.who}" for one in call.store.holders(call.here.id, ("SWIC",)))
    blocks = editions.numbered(
        Block(number=0, label="How to use", lines=(
            f"{call.here.name}. Expires {expires}. Radio first; what is not confirmed is listed at the end.",)),
        Block(number=0, label="Whom to call first", lines=coordinator or ("SWIC: not set",)),
        editions.agencies(seen),
        Block(number=0, label="PSAPs", columns=editions.COLUMNS, rows=editions.rows(call, seen, Kind.PSAP)),
        editions.channels(call, seen),
        Block(number=0, label="Gateways, caches, vehicles", columns=editions.COLUMNS,
              rows=editions.rows(call, seen, Kind.GATEWAY, Kind.CONSOLE, Kind.CACHE, Kind.VEHICLE)),
        Block(number=0, label="Systems and talkgroups", columns=editions.COLUMNS,
              rows=editions.rows(call, seen, Kind.SYSTEM)),
        Block(number=0, label="PACE", columns=("Net", "Primary", "Alternate", "Contingency", "Emergency"),
              rows=(["", "", "", "", ""],) * 4),
        Block(number=0, label="Priority services", lines=(PRIORITY,)),
        Block(number=0, label="Alphabet", lines=(ALPHABET,)),
        editions.unconfirmed(call, seen),
    )  # fmt: skip
    return document(call, asked, top, content(*blocks))
