"""Several agencies on one net: each on the hub net itself, or brought to it by one bridge.

The least (minutes, bridges, agencies off their own nets) over every hub; which bridge serves whom is enumerated up to
``MOST_CHOICES`` and beyond that chosen step by step, which is said.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from commands.domain.assets.reach import Bridge, Rank, Tune, plain

MOST = 12
"""Agencies of one question."""

MOST_CHOICES = 4_096

Key = tuple[int, int, int]
"""Minutes, distinct bridges, agencies off their own nets."""


@dataclass(frozen=True)
class Served:
    """How one agency comes to the hub: on its own ``net``, by ``bridge`` (empty where it is on the hub itself)."""

    agency: str
    net: str
    bridge: str = ""


@dataclass(frozen=True)
class Hub:
    """All agencies on one net. ``proven``: nothing smaller is possible."""

    net: str
    minutes: int
    served: tuple[Served, ...]
    proven: bool = True

    @property
    def bridges(self) -> tuple[str, ...]:
        """The bridges that it takes, each once."""
        return tuple(dict.fromkeys(one.bridge for one in self.served if one.bridge))

    @property
    def key(self) -> Key:
        """What is to be as small as possible."""
        return (self.minutes, len(self.bridges), sum(bool(one.bridge) for one in self.served))


def hubs(
    tunes: Mapping[str, Tune], bridges: Sequence[Bridge], links: Collection[str], rank: Rank = plain
) -> tuple[Hub, ...]:
    """The best hubs, all that are equally good; empty where no net serves all. At most ``MOST`` agencies."""
    nets = sorted({net for tune in tunes.values() for net in tune} | {*links}, key=rank)
    best: list[Hub] = []
    for net in nets:
        found = _on(net, tunes, bridges, best[0].minutes if best else None)
        if found is None:
            continue
        if best and found.key > best[0].key:
            continue
        best = [*best, found] if best and found.key == best[0].key else [found]
    return tuple(best)


Option = tuple[int, int]
"""(minutes, place of the bridge; -1 for the hub net itself)."""


def _on(hub: str, tunes: Mapping[str, Tune], bridges: Sequence[Bridge], limit: int | None) -> Hub | None:
    carriers = [at for at, bridge in enumerate(bridges) if any(hub in port for port in bridge.ports)]
    options: list[list[Option]] = []
    for tune in tunes.values():
        mine = sorted(_options(hub, tune, bridges, carriers))
        if not mine:
            return None
        options.append(mine)
    least = max(one[0][0] for one in options)
    if limit is not None and least > limit:
        return None
    within = [[one for one in mine if one[0] <= least] for mine in options]
    return _choose(hub, tunes, bridges, within) or _choose(hub, tunes, bridges, options)


def _options(hub: str, tune: Tune, bridges: Sequence[Bridge], carriers: Collection[int]) -> Iterator[Option]:
    if hub in tune:
        yield tune[hub], -1
    for at in carriers:
        ports = bridges[at].ports
        times = [
            tune[net]
            for p, port in enumerate(ports)
            if any(hub in other for q, other in enumerate(ports) if q != p)
            for net in tune.keys() & port
            if net != hub
        ]
        if times:
            yield max(min(times), bridges[at].ready), at


def _choose(
    hub: str, tunes: Mapping[str, Tune], bridges: Sequence[Bridge], options: Sequence[Sequence[Option]]
) -> Hub | None:
    proven = prod(len(one) for one in options) <= MOST_CHOICES
    choices = product(*options) if proven else _greedy(options)
    best: Hub | None = None
    for choice in choices:
        found = _served(hub, tunes, bridges, choice)
        if found and (best is None or found.key < best.key):
            best = found
    return Hub(best.net, best.minutes, best.served, proven) if best else None


def _greedy(options: Sequence[Sequence[Option]]) -> Iterator[tuple[Option, ...]]:
    """Each on the hub where that is possible, the others by one bridge or by two, and each by its fastest."""
    known = sorted({at for one in options for _, at in one if at >= 0})
    pairs = [(one, other) for n, one in enumerate(known) for other in known[n:]]
    for pair in pairs[:MOST_CHOICES]:
        choice = [next((each for wanted in (-1, *pair) for each in one if each[1] == wanted), None) for one in options]
        if all(choice):
            yield tuple(one for one in choice if one)
    yield tuple(one[0] for one in options)


def _served(hub: str, tunes: Mapping[str, Tune], bridges: Sequence[Bridge], choice: Sequence[Option]) -> Hub | None:
    """The hub with these bridges, if their ports suffice: each port carries one net, the hub's own among them."""
    names = [*tunes]
    served: dict[str, Served] = {}
    minutes = 0
    for at in {one for _, one in choice}:
        mine = [name for name, (_, one) in zip(names, choice, strict=True) if one == at]
        if at < 0:
            served |= {name: Served(name, hub) for name in mine}
            minutes = max([minutes, *(tunes[name][hub] for name in mine)])
            continue
        fitted = _ports(hub, [(name, tunes[name]) for name in mine], bridges[at])
        if fitted is None:
            return None
        served |= {name: Served(name, net, bridges[at].id) for name, net in fitted.items()}
        minutes = max([minutes, bridges[at].ready, *(tunes[name][net] for name, net in fitted.items())])
    return Hub(hub, minutes, tuple(served[name] for name in names))


def _ports(hub: str, mine: Sequence[tuple[str, Tune]], bridge: Bridge) -> dict[str, str] | None:
    """Agency → net over one bridge, the fastest; None where its ports do not suffice."""
    best: tuple[int, dict[str, str]] | None = None
    for q, port in enumerate(bridge.ports):
        if hub not in port:
            continue
        free = [one for p, one in enumerate(bridge.ports) if p != q]
        for minutes, found in _fit(mine, free, {}, hub):
            if best is None or minutes < best[0]:
                best = minutes, found
    return best[1] if best else None


def _fit(
    mine: Sequence[tuple[str, Tune]], free: Sequence[frozenset[str]], carried: Mapping[str, int], hub: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Put one agency after the other on a net that is carried already, or on a new one by a free port."""
    if not mine:
        yield 0, {}
        return
    (name, tune), *rest = mine
    others = {net for _, other in rest for net in other}
    for net in tune.keys() & carried.keys():
        for minutes, found in _fit(rest, free, carried, hub):
            yield max(minutes, tune[net]), {name: net, **found}
    for p, port in enumerate(free):
        fitting = sorted((tune[net], net) for net in tune.keys() & port if net != hub and net not in carried)
        wanted = {net for _, net in fitting[:1]} | {net for _, net in fitting if net in others}
        for net in sorted(wanted):
            left = [one for q, one in enumerate(free) if q != p]
            for minutes, found in _fit(rest, left, {**carried, net: 0}, hub):
                yield max(minutes, tune[net]), {name: net, **found}
