"""Assets are found and shown, as far as their owners share them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from commands.call import Call
from commands.domain.assets.consent import Seen
from commands.domain.assets.inventory import BRIDGES, Asset, Kind, State
from commands.domain.assets.places import SCALE, box, haversine, miles
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Card, Reply, Table
from commands.domain.moments import shown
from commands.line.converters import Converter, Count, read_text
from commands.line.signature import Hint
from commands.registry import command
from commands.survey import cards, naming, places, reaching, seeing, spots
from commands.survey.words import Miles, Several

SHOWN = 20
MOST = 5_000

Point = tuple[float, float]


def _one_word(word: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    def read(text: str, _: Call) -> bool:
        if text.casefold() not in (word, "yes"):
            raise ValueError(f"the word “{word}” or nothing")
        return True

    return Converter(read=read, hint=f"the word “{word}”, or nothing", options=(word,))


Now = Annotated[bool, _one_word("now")]
Stale = Annotated[bool, _one_word("stale")]
Of = Annotated[str, Converter(read=read_text, hint="a place: ICP, an asset's number, or coordinates in quotes")]


@command(also=("assets",))
def asset(call: Call) -> Reply:
    """List the assets that are shared with you; only you see the answer."""
    return list_(call)


@command()
def find(
    call: Call,
    kind: naming.KindWord | None = None,
    now: Annotated[Now | None, Hint("only what is available now")] = None,
    *,
    reaching_: Annotated[Several | None, Hint("gateways that join these agencies")] = None,
    within: Annotated[Miles | None, Hint("of a place, such as 60mi")] = None,
    of: Annotated[Of | None, Hint("from where it is measured; the ICP without it")] = None,
    page: Annotated[Count | None, Hint("further rows")] = None,
) -> Reply:
    """Find assets: of a kind, near a place, gateways that join two agencies; only you see the answer.

    asset find gateway reaching:"Crescent FD, ACSO" within:60mi of:ICP now
    """
    seen = seeing.view(call)
    centre = spots.point(call, seen, of) if of or within else spots.icp(call)
    if within and centre is None:
        raise Refused(
            f"Within {miles(within)} of what? Say of:ICP, or name the ICP first: {call.prefix} place ICP <where>"
        )
    around = box(*centre, within) if within and centre else None
    kinds = (kind,) if kind else (BRIDGES if reaching_ else ())
    around_it = call.store.assets(seen.regions, kinds=kinds, within=around, most=MOST)
    every = [one for one in around_it if one.state is not State.RETIRED and _inside(one, centre, within)]
    found = [one for one in every if seen.sees(one) is not Seen.NOTHING]
    if reaching_:
        found = _reaching(call, seen, found, reaching_, centre)
    if now:
        found = [one for one in found if one.state is State.AVAILABLE]
    found.sort(key=lambda one: _merit(one, centre, call))
    what = f"{kind.value if kind else 'asset'}{'s' if len(found) != 1 else ''}"
    asked = [f"reaching {' and '.join(reaching_)}" if reaching_ else "", f"within {miles(within)}" if within else ""]
    title = " ".join(filter(None, (f"{len(found):,} {what}", *asked, "available now" if now else "")))
    return _listed(call, seen, found, title, centre, page or 1, cards.left_out(every, seen))


def _inside(one: Asset, centre: Point | None, within: float | None) -> bool:
    if not within or centre is None:
        return True
    return _at(one) is not None and places.within(centre, _at(one), within)  # type: ignore[arg-type]


def _at(one: Asset) -> Point | None:
    return (one.lat / SCALE, one.lon / SCALE) if one.lat is not None and one.lon is not None else None


def _far(one: Asset, centre: Point | None) -> float | None:
    there = _at(one)
    return places.metres(centre, there) if centre and there else None


def _merit(one: Asset, centre: Point | None, call: Call) -> tuple[object, ...]:
    """Sooner ready, then nearer, then by name; what nobody has confirmed for a year last."""
    there = _at(one)
    near = haversine(centre, there) if centre and there else 1e9
    return (one.stale(call.at), one.activation if one.activation is not None else 10**6, near, one.name_key, one.id)


def _reaching(
    call: Call, seen: seeing.View, found: Iterable[Asset], said: Sequence[str], centre: Point | None
) -> list[Asset]:
    """Those that join each two of the agencies by two of their ports."""
    named = naming.agencies(call, seen, said)
    if len(named) < 2:
        raise Refused("Reaching whom? Name two agencies or more: reaching:“Crescent FD, ACSO”.")
    return [one for one in found if one.kind in BRIDGES and reaching.joins(call, seen, one, named, centre)]


@command(verb="list")
def list_(
    call: Call,
    kind: naming.KindWord | None = None,
    stale: Annotated[Stale | None, Hint("only what nobody has confirmed for a year")] = None,
    *,
    owner: naming.AgencyName | None = None,
    page: Annotated[Count | None, Hint("further rows")] = None,
) -> Reply:
    """List the assets that are shared with you, of a kind, of an owner, or those not confirmed for a year.

    asset list cache owner:state stale
    """
    seen = seeing.view(call)
    every: list[Asset] = list(call.store.assets(seen.regions, kinds=(kind,) if kind else (), most=MOST))
    if owner:
        agency = naming.agency(call, seen.agencies.values(), owner)
        every = [one for one in every if one.owner == agency.id]
    if kind is None:
        every = [one for one in every if one.kind not in (Kind.CHANNEL, Kind.PERSON)]
    found = [one for one in every if seen.sees(one) is not Seen.NOTHING and (not stale or one.stale(call.at))]
    found.sort(key=lambda one: (one.stale(call.at), one.kind.value, one.number))
    title = f"{len(found):,} {kind.value if kind else 'asset'}{'s' if len(found) != 1 else ''}"
    title += " not confirmed for a year" if stale else ""
    return _listed(call, seen, found, title, None, page or 1, cards.left_out(every, seen))


def _listed(
    call: Call,
    seen: seeing.View,
    found: Sequence[Asset],
    title: str,
    centre: Point | None,
    page: int,
    lines: tuple[str, ...],
) -> Reply:
    start = (page - 1) * SHOWN
    rows = tuple(_row(one, seen, call, centre) for one in found[start : start + SHOWN])
    more = len(found) - start - SHOWN
    further = (f"… and {more:,} more: page:{page + 1}",) if more > 0 else ()
    card = Card(
        title=title,
        table=Table(cards.HEADER, rows) if rows else None,
        lines=(*further, *lines),
        footer=f"as of {shown(call.at, call.zone)}; for you alone",
    )
    return Reply(text=words(card), card=card, audience=Audience.PRIVATE)


def _row(one: Asset, seen: seeing.View, call: Call, centre: Point | None) -> tuple[str, ...]:
    far = _far(one, centre)
    return cards.row(one, seen, call, miles(far) if far is not None else "")


@command()
def show(
    call: Call,
    id: naming.Id,
    *,
    say: Annotated[bool, Hint("steward only: everybody here may read it")] = False,
) -> Reply:
    """Show an asset, as much as its owner shares with you; with say:yes its steward shows it to the room.

    asset show GW-1
    """
    seen = seeing.view(call)
    one = naming.asset(call, seen, id)
    if say:
        seeing.require_steward(call, seen, one.owner, f"Showing {one.shown} to the room")
    card = Card(
        title=one.titled if seen.sees(one) is not Seen.CONTACT else one.shown,
        fields=cards.fields(one, seen, call),
        lines=tuple(_grants(call, seen, one)),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(
        text=words(card),
        card=card,
        audience=Audience.ROOM if say else Audience.PRIVATE,
        log=f"{one.shown} was shown to the room by {call.who.name}" if say else "",
    )


def _grants(call: Call, seen: seeing.View, one: Asset) -> Iterator[str]:
    """Of an asset's grants only its steward reads."""
    if one.owner not in seen.stewarded:
        return
    for grant in call.store.grants((one.incident,), call.at, asset=one.id):
        end = shown(grant.until, call.zone) if grant.until else "it is taken back"
        yield f"Granted to {grant.to} until {end}, by {grant.by_name}"
