"""Who can talk to whom: by shared nets, by gateways, by radios of a cache; and where nobody can."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from commands.assets.asset.finding import Of
from commands.call import Call
from commands.domain.assets.agencies import Agency
from commands.domain.assets.hub import MOST as MOST_OF_HUB
from commands.domain.assets.hub import Hub, hubs
from commands.domain.assets.inventory import BRIDGES
from commands.domain.assets.places import miles
from commands.domain.assets.reach import Path, cell
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.folding import unit_key
from commands.domain.messages import Audience, Card, Choice, Reply, Table
from commands.domain.moments import shown
from commands.domain.radio.patches import loops
from commands.line.converters import Long
from commands.line.grammar import split
from commands.line.signature import Hint, Rest
from commands.registry import command
from commands.shared.belonging import readable
from commands.survey import naming, reaching, seeing, spots
from commands.survey.words import Day, Miles

MOST_IN_MATRIX = 30
NOTE = (
    "Decision support: licence, coordination and who may key stay with the COML; a gateway adds delay. Relay by a "
    "person with both radios, or dispatcher to dispatcher, is always left."
)


@command()
def reach(
    call: Call,
    who: Annotated[Long, Rest()],
    *,
    by: Annotated[Day | None, Hint("what is ready until then")] = None,
    within: Annotated[Miles | None, Hint("how far bridges may be; 60mi without it")] = None,
    of: Annotated[Of | None, Hint("from where; the ICP without it")] = None,
) -> Reply:
    """Say how agencies can talk: shared nets, gateways (at most two), radios of a cache; only you see the answer.

    reach CRFD ACSO. reach CRFD ACSO BLM EMS by:1400
    """
    seen = seeing.view(call)
    asked = naming.agencies(call, seen, _names(who))
    if len(asked) < 2:
        raise Refused(
            f"Who is to talk to whom? {asked[0].called if asked else 'One'} alone needs no way; name two agencies or "
            f"more: {call.prefix} reach CRFD ACSO"
        )
    if len(asked) > MOST_OF_HUB:
        raise Refused(f"At most {MOST_OF_HUB} agencies at once; {call.prefix} reach matrix shows more.")
    near = spots.point(call, seen, of)
    made = reaching.world(call, seen, asked, by=by, near=near, within=within or reaching.RANGE)
    found = _pair(call, made, asked) if len(asked) == 2 else _all(made, asked)
    title, lines, choices = found
    where = f"; bridges within {miles(within or reaching.RANGE)} of {of or 'the ICP'}" if near else ""
    card = Card(
        title=title,
        lines=(*lines, *(f"Not used: {one}" for one in made.out[:10]), *_withheld(call, seen), NOTE),
        footer=f"as of {shown(call.at, call.zone)}{where}",
    )
    return Reply(text=words(card), card=card, choices=choices, audience=Audience.PRIVATE)


def _withheld(call: Call, seen: seeing.View) -> Iterator[str]:
    hidden = seen.withheld(call.store.assets(seen.regions, kinds=BRIDGES))
    if hidden:
        yield f"{hidden} more {'is' if hidden == 1 else 'are'} not shared with you"


def _names(said: str) -> list[str]:
    """``CRFD ACSO``, ``"Crescent FD" ACSO``, ``Crescent FD, Ada SO``."""
    if "," in said or ";" in said:
        return [part.strip(' "“”') for part in said.replace(";", ",").split(",") if part.strip(' "“”')]
    return [word.plain for word in split(said) if word.plain.casefold() not in {"and", "to", "with"}]


Found = tuple[str, tuple[str, ...], tuple[Choice, ...]]


def _pair(call: Call, made: reaching.World, asked: Sequence[Agency]) -> Found:
    one, other = asked
    found = made.certain(one.id, other.id)
    lines = [_told(made, path, asked, call) for path in found]
    choices = _choices(made, found)
    if not found:
        possible = made.possible(one.id, other.id)
        lines = [f"{_told(made, path, asked, call)}; only if: {'; '.join(_ifs(made, path))}" for path in possible]
        lines = lines or ["No way by nets or bridges is known: only by relay."]
    return f"{one.called} – {other.called}", tuple(lines), choices


def _ifs(made: reaching.World, path: Path) -> tuple[str, ...]:
    return made.conditions(path) or ("what is not known here is so",)


def _told(made: reaching.World, path: Path, asked: Sequence[Agency], call: Call) -> str:
    """``(50 min, 1 bridge) VFIRE21 – GW-1 SO van – 8TAC91D``."""
    bridges = {0: "no bridge", 1: "1 bridge"}.get(path.bridges, f"{path.bridges} bridges")
    minutes = "time not said" if path.minutes == reaching.NOT_SAID else f"{path.minutes} min"
    steps = [made.name(path.nets[0])]
    for via, net in zip(path.via, path.nets[1:], strict=True):
        steps += [made.assets[via].titled if via in made.assets else via, made.name(net)]
    swapped = [net for net in (path.nets[0], path.nets[-1]) if _by_swap(made, net, path, asked)]
    radios = f" with radios of {made.caches[swapped[0]]}" if swapped else ""
    return f"({minutes}, {bridges}) {' – '.join(steps)}{radios}{_loop(call, made, path)}"


def _by_swap(made: reaching.World, net: str, path: Path, asked: Sequence[Agency]) -> bool:
    ends = ((asked[0].id, path.nets[0]), (asked[-1].id, path.nets[-1]))
    return net in made.caches and any(key == net and made.tune(id).get(net, 0) for id, key in ends)


def _loop(call: Call, made: reaching.World, path: Path) -> str:
    if call.here.standing or not path.via:
        return ""
    round_about = loops(
        [unit_key(made.name(net)) for net in path.nets], call.store.patches(call.here.id, readable(call))
    )
    fresh = [one.shown for one in round_about if one.shown not in path.via]
    return f" CHECK: joined already by {', '.join(fresh)}; audio can go round" if fresh else ""


def _choices(made: reaching.World, found: Sequence[Path]) -> tuple[Choice, ...]:
    """Enter the patch, ask the owner, request it: nothing here keys anything up."""
    path = next((one for one in found if one.bridges == 1 and one.via[0] in made.assets), None)
    if path is None:
        return ()
    one = made.assets[path.via[0]]
    sides = " to ".join(f'"{made.name(net)}"' if " " in made.name(net) else made.name(net) for net in path.nets)
    return (
        Choice("Enter patch", f'patch {sides} via:"{one.titled}"', "🔗"),
        Choice("Ask owner", f"asset ask {one.shown}", "📣"),
        Choice("Request", "request form", "📝"),
    )


def _all(made: reaching.World, asked: Sequence[Agency]) -> Found:
    best = hubs({one.called: made.tune(one.id) for one in asked}, made.bridges, made.links, made.rank)
    title = " – ".join(one.called for one in asked)
    if not best:
        maybe = hubs({one.called: made.maybe.get(one.id, {}) for one in asked}, made.perhaps, made.links, made.rank)
        if maybe:
            return title, (f"{_hub(made, maybe)}; only if what is not known is so: ask for each pair by itself",), ()
        return title, ("No net brings all of them together: only by relay. Ask for pairs.",), ()
    return title, (_hub(made, best), *_served(made, best[0])), ()


def _hub(made: reaching.World, best: Sequence[Hub]) -> str:
    first = best[0]
    named = " or ".join(made.name(one.net) for one in best[:4])
    count = len(first.bridges)
    bridges = "no bridge" if not count else f"{count} bridge{'s' if count > 1 else ''} ({', '.join(first.bridges)})"
    unsure = "" if first.proven else "; not proven smallest"
    return f"Hub {named}: {first.minutes} min, {bridges}{unsure}"


def _served(made: reaching.World, hub: Hub) -> Iterator[str]:
    for one in hub.served:
        way = f"on {made.name(one.net)} by {one.bridge}" if one.bridge else f"on {made.name(one.net)} itself"
        yield f"{one.agency}: {way}"


@command()
def matrix(call: Call) -> Reply:
    """Show who can talk to whom, agency by agency: S shared system, C channels, G gateway, R radios swapped, – none.

    reach matrix. Numbers behind G and R are minutes; ? is not known.
    """
    seen, asked, made = _everybody(call)
    header = ("", *(one.called for one in asked))
    rows = tuple(
        (one.called, *("" if one.id == other.id else _cell(made, one, other) for other in asked)) for one in asked
    )
    more = len(seen.agencies) - len(asked)
    lines = (f"… and {more:,} more agencies; reach <agency> <agency> asks about any two",) if more > 0 else ()
    card = Card(
        title=f"Who can talk to whom: {len(asked)} agencies",
        table=Table(header, rows),
        lines=(
            *lines,
            "S shared system · C shared channels · G gateway, min · R radios swapped, min · – none · ? unknown",
        ),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card, audience=Audience.PRIVATE)


def _everybody(call: Call) -> tuple[seeing.View, list[Agency], reaching.World]:
    seen = seeing.view(call)
    asked = [*seen.agencies.values()][:MOST_IN_MATRIX]
    if len(asked) < 2:
        raise Refused(f"There are not two agencies yet: {call.prefix} agency add, in the region.")
    return seen, asked, reaching.world(call, seen, asked, near=spots.icp(call))


def _cell(made: reaching.World, one: Agency, other: Agency) -> str:
    found = cell(made.tune(one.id), made.tune(other.id), made.certain(one.id, other.id), made.on_system)
    return "?" if found == "–" and made.possible(one.id, other.id) else found


@command()
def gaps(call: Call) -> Reply:
    """List the pairs of agencies that have no way to talk, or none that is known; neighbours first.

    reach gaps
    """
    _, asked, made = _everybody(call)
    pairs = [(one, other) for n, one in enumerate(asked) for other in asked[n + 1 :]]
    found = [(one, other, state) for one, other in pairs if (state := _cell(made, one, other)) in ("–", "?")]
    found.sort(key=lambda pair: (pair[0].county != pair[1].county, pair[2] == "?", pair[0].called))
    lines = tuple(
        f"{one.called} – {other.called}: {'none' if state == '–' else 'not known'}" for one, other, state in found
    )
    card = Card(
        title=f"{len(found):,} of {len(pairs):,} pairs have no known way to talk",
        lines=lines[:40],
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card, audience=Audience.PRIVATE)
