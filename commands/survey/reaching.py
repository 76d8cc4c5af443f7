"""The nets and bridges that may be asked about where something was said: what is certain, and what is not known."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from commands.call import Call
from commands.domain.assets.agencies import Agency, Share
from commands.domain.assets.inventory import BRIDGES, Asset, Kind, State
from commands.domain.assets.places import MILE, SCALE, haversine, miles
from commands.domain.assets.reach import Bridge, Path, Tune, paths
from commands.domain.folding import plain as name_key
from commands.domain.folding import unit_key
from commands.shared.belonging import readable
from commands.survey import channels, fitting, places
from commands.survey.seeing import View

Point = tuple[float, float]

RANGE = 60 * MILE
"""Metres from the ICP within which bridges are looked for, unless somebody says otherwise."""

NOT_SAID = 1_440
"""Minutes that stand for a time that nobody has said: such a way is never certain."""


@dataclass
class World:
    """What stands for one question. ``maybe`` holds all that is not ruled out, ``asks`` what would have to be known.

    Nets go by the keys of their names; bridges by their numbers (``GW-1``, ``PT-2``).
    """

    nets: dict[str, fitting.Net] = field(default_factory=dict)
    tunes: dict[int, dict[str, int]] = field(default_factory=dict)
    maybe: dict[int, dict[str, int]] = field(default_factory=dict)
    bridges: list[Bridge] = field(default_factory=list)
    perhaps: list[Bridge] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    caches: dict[str, str] = field(default_factory=dict)
    out: list[str] = field(default_factory=list)
    asks: dict[tuple[str, str], str] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    near: Point | None = None

    def rank(self, net: str) -> tuple[int, str]:
        """Nets that everybody may use before those that one agency works on; then by name."""
        return (0 if net in self.links else 1, self.nets[net].name if net in self.nets else net)

    def name(self, net: str) -> str:
        """How a net is called."""
        return self.nets[net].name if net in self.nets else net

    def certain(self, one: int, other: int) -> tuple[Path, ...]:
        """The paths between two agencies, by their ids."""
        return paths(self.tune(one), self.tune(other), self.bridges, self.links, self.rank)

    def possible(self, one: int, other: int) -> tuple[Path, ...]:
        """The paths if all that is not known were so."""
        return paths(self.maybe.get(one, {}), self.maybe.get(other, {}), self.perhaps, self.links, self.rank)

    def tune(self, agency: int) -> Tune:
        """On which nets an agency is, and in how many minutes."""
        return self.tunes.get(agency, {})

    def on_system(self, net: str) -> bool:
        """Is the net a talkgroup of a shared system?"""
        return bool(self.nets[net].fact("system")) if net in self.nets else False

    def conditions(self, path: Path) -> tuple[str, ...]:
        """What would have to be so for a path that is only possible."""
        joined = [(via, net) for via, pair in zip(path.via, _pairs(path.nets), strict=True) for net in pair]
        keys = [*((via, "") for via in path.via), *joined, *(("", net) for net in path.nets)]
        return tuple(dict.fromkeys(self.asks[key] for key in keys if key in self.asks))


def _pairs(nets: Sequence[str]) -> Iterable[tuple[str, str]]:
    return pairwise(nets)


def world(
    call: Call,
    seen: View,
    agencies: Collection[Agency],
    *,
    by: datetime | None = None,
    near: Point | None = None,
    within: float = RANGE,
    every: bool = False,
) -> World:
    """All that may stand between these agencies. ``by``: ready until then; ``every``: whatever its state is now."""
    made = World(near=near)
    wanted = {one.id for one in agencies}
    _nets(call, seen, made, wanted)
    _caches(call, seen, made, wanted, by, within)
    _bridges(call, seen, made, by, within, every=every)
    _patches(call, made)
    return made


def _nets(call: Call, seen: View, made: World, wanted: Collection[int]) -> None:
    """What the agencies' radios have, and the nets that may stand between two bridges."""
    known = {one.id: one for one in call.store.assets(seen.regions, kinds=(Kind.CHANNEL,), most=20_000)}
    planned = _planned(call)
    for one in known.values():
        if seen.reads(one) and (_is_link(one) or one.name_key in planned):
            made.nets[one.name_key] = fitting.net_of(one)
            made.links.add(one.name_key)
    for each in call.store.programmed(seen.regions):
        channel = known.get(each.channel)
        if each.agency not in wanted or channel is None or not seen.reads(channel):
            continue
        key = channel.name_key
        made.nets.setdefault(key, fitting.net_of(channel))
        made.maybe.setdefault(each.agency, {})[key] = 0
        if each.share in (Share.ALL, Share.MOST):
            made.tunes.setdefault(each.agency, {})[key] = 0
        else:
            agency = seen.agencies[each.agency].called
            made.asks["", key] = f"whether the radios of {agency} in use have {channel.name} (only some do)"


def _planned(call: Call) -> frozenset[str]:
    plan = call.store.radio_plan(call.here.id)
    return frozenset(kept.name_key for kept in call.store.plan_rows(plan.id)) if plan else frozenset()


def _is_link(one: Asset) -> bool:
    """An interoperability channel of the library, or what the region marks for patching; no calling channel."""
    net = fitting.net_of(one)
    usage = net.fact("usage").casefold()
    marked = any(word in usage for word in ("interop", "patch", "mutual")) or net.fact("permission") == "national"
    return marked and not net.barred


def _ready(one: Asset, call: Call, by: datetime | None, *, every: bool = False) -> int | str:
    """Minutes until it can be used, or why it cannot be."""
    wait = 0
    if not every and one.state is not State.AVAILABLE:
        if one.state is State.RETIRED or one.until is None or by is None or one.until > by:
            until = f" until {one.until.astimezone(call.zone):%a %H%M}" if one.until else ""
            return f"{one.state.value}{until}"
        wait = max(0, -((call.at - one.until) // timedelta(minutes=1)))
    minutes = max(wait, one.activation) if one.activation is not None else NOT_SAID
    if by is not None and minutes != NOT_SAID and call.at + timedelta(minutes=minutes) > by:
        return f"ready only in {minutes} min"
    return minutes


def _too_far(one: Asset, near: Point | None, within: float) -> str:
    if near is None or one.lat is None or one.lon is None:
        return ""
    there = (one.lat / SCALE, one.lon / SCALE)
    return "" if places.within(near, there, within) else f"{miles(places.metres(near, there))} away"


def _caches(call: Call, seen: View, made: World, wanted: Collection[int], by: datetime | None, within: float) -> None:
    """Radios of a cache bring whoever takes them onto the channels of its load."""
    for one in call.store.assets(seen.regions, kinds=(Kind.CACHE,)):
        minutes = _ready(one, call, by)
        if not seen.reads(one) or isinstance(minutes, str) or _too_far(one, made.near, within):
            continue
        if one.more.get("count", "").strip() in ("", "0"):
            continue
        made.assets[one.shown] = one
        for key in _load(one):
            made.nets.setdefault(key, fitting.Net(key, _spelled(one, key), 0, _library(key)))
            for agency in wanted:
                _sooner(made.maybe.setdefault(agency, {}), key, minutes)
                if minutes != NOT_SAID and _sooner(made.tunes.setdefault(agency, {}), key, minutes):
                    made.caches.setdefault(key, one.titled)
        if minutes == NOT_SAID:
            made.asks |= {("", key): f"in how many minutes {one.titled} is there" for key in _load(one)}


def _load(one: Asset) -> dict[str, str]:
    """The channels in the radios of a cache: key → as it is written."""
    text = one.more.get("load", "").replace("|", ";").replace(",", ";").replace("/", ";")
    return {name_key(part): part.strip() for part in text.split(";") if name_key(part.strip()).strip()}


def _spelled(one: Asset, key: str) -> str:
    return _load(one)[key]


def _library(key: str) -> dict[str, str]:
    return channels.facts_of_library(key)


def _sooner(tune: dict[str, int], net: str, minutes: int) -> bool:
    if net in tune and tune[net] <= minutes:
        return False
    tune[net] = minutes
    return True


def _bridges(call: Call, seen: View, made: World, by: datetime | None, within: float, *, every: bool) -> None:
    found = [one for one in call.store.assets(seen.regions, kinds=BRIDGES) if seen.reads(one)]
    found.sort(key=lambda one: (one.stale(call.at), _metres(one, made.near), one.name_key, one.id))
    for one in found:
        minutes = _ready(one, call, by, every=every)
        why = minutes if isinstance(minutes, str) else _too_far(one, made.near, within)
        why = why or ("" if one.ports else "no ports are written")
        if why or isinstance(minutes, str):
            made.out.append(f"{one.titled}: {why}")
            continue
        made.assets[one.shown] = one
        certain, perhaps = _ports(made, one)
        if minutes == NOT_SAID:
            made.asks[one.shown, ""] = f"in how many minutes {one.titled} is ready"
        else:
            made.bridges.append(Bridge(one.shown, minutes, certain))
        made.perhaps.append(Bridge(one.shown, minutes, perhaps))


def _metres(one: Asset, near: Point | None) -> float:
    return haversine(near, (one.lat / SCALE, one.lon / SCALE)) if near and one.lat and one.lon else 1e9


def _ports(made: World, one: Asset) -> tuple[tuple[frozenset[str], ...], tuple[frozenset[str], ...]]:
    """For each port the nets that it can carry, and those that it perhaps can."""
    certain, perhaps = [], []
    for port in one.ports:
        yes, open_ = set(), set()
        for key, net in made.nets.items():
            fit = fitting.fit(one, port, net, made.near)
            if fit.yes:
                yes.add(key)
            elif fit.ask:
                open_.add(key)
                made.asks[one.shown, key] = fit.why
        certain.append(frozenset(yes))
        perhaps.append(frozenset(yes | open_))
    for key in frozenset().union(*certain) if certain else ():
        made.asks.pop((one.shown, key), None)  # another of its ports can carry it for certain
    return tuple(certain), tuple(perhaps)


def _patches(call: Call, made: World) -> None:
    """What is patched already: ready at once; the gateway has only the ports left that it does not take."""
    if call.here.standing:
        return
    known = {unit_key(net.name): key for key, net in made.nets.items()}
    for one in call.store.patches(call.here.id, readable(call)):
        sides = [frozenset({known[key]}) for key in one.keys if key in known]
        via = name_key(one.via)
        for bridges in (made.bridges, made.perhaps):
            for at, bridge in enumerate(bridges):
                if via and name_key(bridge.id) in via:
                    bridges[at] = Bridge(
                        bridge.id, bridge.ready, _free(bridge.ports, [known[key] for key in one.keys if key in known])
                    )
            if len(sides) > 1:
                bridges.insert(0, Bridge(one.shown, 0, tuple(sides)))


def _free(ports: Sequence[frozenset[str]], keys: Iterable[str]) -> tuple[frozenset[str], ...]:
    left = [*ports]
    for key in keys:
        taken = next((port for port in left if key in port), None)
        if taken is not None:
            left.remove(taken)
    return tuple(left)


def joins(call: Call, seen: View, one: Asset, agencies: Sequence[Agency], near: Point | None) -> bool:
    """Does this bridge join each two of these agencies by two of its ports, whatever its state is now?"""
    made = World(near=near)
    _nets(call, seen, made, {agency.id for agency in agencies})
    certain, _ = _ports(made, one)
    bridge = [Bridge(one.shown, 0, certain)]
    return all(
        any(path.bridges for path in paths(_none_common(made, a, b), made.tune(b.id), bridge, ()))
        for n, a in enumerate(agencies)
        for b in agencies[n + 1 :]
    )


def _none_common(made: World, one: Agency, other: Agency) -> Mapping[str, int]:
    """The one's nets without those that the other has too: the question is what the bridge joins."""
    return {net: minutes for net, minutes in made.tune(one.id).items() if net not in made.tune(other.id)}
