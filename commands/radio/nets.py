"""The nets of the plan: where each is, kept as soon as somebody has spoken of it."""

from collections.abc import Iterator
from dataclasses import replace

from commands.call import Call
from commands.domain.folding import channel_key
from commands.domain.radio.assignments import net_of
from commands.domain.radio.pace import Net, Pace
from commands.domain.radio.plan import position_of
from commands.domain.radio.records import RadioNet
from commands.radio.desk import Desk


def kept_nets(call: Call) -> tuple[RadioNet, ...]:
    """The nets of which somebody has said something."""
    return call.store.radio_nets(call.here.id)


def nets_of(call: Call, now: Desk) -> Iterator[RadioNet]:
    """Every net of the plan, as it is kept; one of which nobody has spoken is on its row's channel."""
    kept = {each.name_key: each for each in kept_nets(call)}
    yield from kept.values()
    seen = set(kept)
    for row in now.plan.rows:
        name = net_of(row)
        if channel_key(name) not in seen:
            seen.add(channel_key(name))
            net = Net(name=name, channel=row.name, pace=Pace(primary=row.name))
            yield RadioNet(incident=call.here.id, name_key=channel_key(name), net=net)


def keep(call: Call, each: RadioNet, net: Net) -> None:
    """Keep a net as it stands now, for the first time or again. Raises Stale where another was faster."""
    changed = replace(each, net=net)
    if each.id:
        call.store.save(changed)
    else:
        call.store.add(changed)


def place_of(now: Desk, channel: str) -> str:
    """Where a channel stands in the radios: zone and number; empty where it has no place."""
    place = next((place for row in now.plan.find(channel) if (place := position_of(row))), None)
    return place.shown if place else ""


def quoted(name: str) -> str:
    """A channel or net as one types it: in quotation marks where there is a blank in it."""
    return f'"{name}"' if " " in name else name


def net_keys(call: Call, said: str) -> frozenset[str]:
    """The keys under which traffic of a net is written down, by whichever of its names it is called: its own, its
    channel's, its row's (N-3), its place's in the radio (zone 1 channel 4). Empty for no name.
    """
    if not said:
        return frozenset()
    key = channel_key(said)
    found = {key}
    record = call.store.radio_plan(call.here.id)
    for kept in call.store.plan_rows(record.id) if record else ():
        row = kept.row
        place = position_of(row)
        names = {channel_key(name) for name in (row.id, row.name, net_of(row), place.shown if place else "") if name}
        if key in names:
            found |= {channel_key(row.name), channel_key(net_of(row))}
    return frozenset(found)
