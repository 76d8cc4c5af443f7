"""Who can talk to whom: paths over nets and bridges, exact for at most two bridges.

A net is a channel or a talkgroup; ``tune`` says in how many minutes an agency is on it. A bridge joins two nets by two
*different* ports, each of which carries one net. A path's minutes are the greatest of its parts, which are prepared
side by side. Dijkstra over (minutes, bridges) is wrong here, since the order is not isotonic, and a search that walks
through one bridge twice hides right answers: each number of bridges is looked at by itself, two by meeting in the
middle. A third bridge in a chain is refused: its delay, and keys that hang.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Tune = Mapping[str, int]
"""Net → minutes until an agency is on it."""

Rank = Callable[[str], tuple[int, str]]
"""In which order nets are taken where all else is equal."""


@dataclass(frozen=True)
class Bridge:
    """A gateway, a console, or a patch that is up (``ready`` 0): for each port the nets that it can carry."""

    id: str
    ready: int
    ports: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Path:
    """``nets`` from the one agency to the other, with the bridges ``via`` which they are joined between them."""

    minutes: int
    nets: tuple[str, ...]
    via: tuple[str, ...] = ()

    @property
    def bridges(self) -> int:
        """How many bridges it takes."""
        return len(self.via)


def plain(net: str) -> tuple[int, str]:
    """Nets by their names."""
    return (0, net)


def paths(
    one: Tune, other: Tune, bridges: Sequence[Bridge], links: Collection[str], rank: Rank = plain
) -> tuple[Path, ...]:
    """The Pareto front of (minutes, bridges): each further bridge only where it is faster. Empty where there is none.

    ``links`` are the nets that may stand between two bridges; of bridges that are as good the first is taken.
    """
    front: list[Path] = []
    for found in (_direct(one, other, rank), *_by_bridges(one, other, bridges, links, rank)):
        if found and all(found.minutes < before.minutes for before in front):
            front.append(found)
    return tuple(sorted(front, key=lambda path: (path.minutes, path.bridges)))


def _direct(one: Tune, other: Tune, rank: Rank) -> Path | None:
    common = ((max(one[net], other[net]), rank(net), net) for net in one.keys() & other.keys())
    best = min(common, default=None)
    return Path(best[0], (best[2],)) if best else None


def _by_bridges(
    one: Tune, other: Tune, bridges: Sequence[Bridge], links: Collection[str], rank: Rank
) -> Iterator[Path | None]:
    entered = [_entries(one, bridge, rank) for bridge in bridges]
    left = [_entries(other, bridge, rank) for bridge in bridges]
    yield _one_bridge(bridges, entered, left)
    yield _two_bridges(bridges, entered, left, sorted(links, key=rank))


Entry = tuple[int, tuple[int, str], str] | None
"""By which net an agency is soonest on a port: (minutes, rank, net)."""


def _entries(tune: Tune, bridge: Bridge, rank: Rank) -> list[Entry]:
    return [min(((tune[net], rank(net), net) for net in tune.keys() & port), default=None) for port in bridge.ports]


def _one_bridge(bridges: Sequence[Bridge], entered: Sequence[list[Entry]], left: Sequence[list[Entry]]) -> Path | None:
    best: tuple[tuple[object, ...], Path] | None = None
    for at, bridge in enumerate(bridges):
        for p, first in enumerate(entered[at]):
            for q, last in enumerate(left[at]):
                if p == q or first is None or last is None:
                    continue
                minutes = max(first[0], bridge.ready, last[0])
                key = (minutes, at, first[1], last[1])
                if best is None or key < best[0]:
                    best = key, Path(minutes, (first[2], last[2]), (bridge.id,))
    return best[1] if best else None


Arrival = tuple[int, int, str]
"""How an agency comes to a link net: (minutes, place of the bridge, its own net)."""


def _two_bridges(
    bridges: Sequence[Bridge], entered: Sequence[list[Entry]], left: Sequence[list[Entry]], links: Sequence[str]
) -> Path | None:
    masks = [[sum(1 << n for n, net in enumerate(links) if net in port) for port in one.ports] for one in bridges]
    from_one, from_other = _arrivals(bridges, entered, masks, len(links)), _arrivals(bridges, left, masks, len(links))
    best: tuple[tuple[int, ...], Path] | None = None
    for n, net in enumerate(links):
        for first in from_one[n]:
            for last in from_other[n]:
                if first[1] == last[1]:
                    continue
                key = (max(first[0], last[0]), first[1] + last[1], n)
                if best is None or key < best[0]:
                    via = (bridges[first[1]].id, bridges[last[1]].id)
                    best = key, Path(key[0], (first[2], net, last[2]), via)
    return best[1] if best else None


def _arrivals(
    bridges: Sequence[Bridge], entries: Sequence[list[Entry]], masks: Sequence[list[int]], links: int
) -> list[list[Arrival]]:
    """For each link net the two fastest ways to it by different bridges: of two ends one of these is free."""
    found: list[list[Arrival]] = [[] for _ in range(links)]
    for at, bridge in enumerate(bridges):
        ways = sorted(
            (max(entry[0], bridge.ready), entry[2], mask)
            for p, entry in enumerate(entries[at])
            if entry is not None
            for q, mask in enumerate(masks[at])
            if p != q and mask
        )
        known = 0
        for minutes, net, mask in ways:
            fresh = mask & ~known
            known |= mask
            while fresh:
                n = (fresh & -fresh).bit_length() - 1
                fresh &= fresh - 1
                _keep_two(found[n], (minutes, at, net))
    return found


def _keep_two(kept: list[Arrival], new: Arrival) -> None:
    kept.append(new)
    if len(kept) > 2:
        kept.sort()
        kept.pop()


def cell(one: Tune, other: Tune, found: Iterable[Path], on_system: Callable[[str], bool]) -> str:
    """A cell of the matrix: ``S`` shared system, ``C 2`` shared channels, ``G 5`` gateway, ``R 95`` swap, ``–``."""
    common = [net for net in one.keys() & other.keys() if not one[net] and not other[net]]
    if any(map(on_system, common)):
        return "S"
    if common:
        return f"C {len(common)}"
    best = min(found, key=lambda path: (path.minutes, not path.bridges), default=None)
    if best is None:
        return "–"
    return f"{'G' if best.bridges else 'R'} {best.minutes}"
