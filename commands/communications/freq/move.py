"""A net is ordered to another channel, and each supervisor is ticked as heard there. Software cannot move a net."""

from collections.abc import Iterable
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import division
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.messages import FACES, Audience, Choice, Reply
from commands.domain.moments import clock
from commands.domain.radio import pace as rules
from commands.domain.radio.assignments import net_of
from commands.domain.radio.frequencies import Channel
from commands.domain.radio.pace import Net, State
from commands.domain.radio.records import RadioNet
from commands.line.converters import Names
from commands.line.signature import Hint, Key
from commands.radio.changes import PUBLISH
from commands.radio.converters import KnownChannel, ToChannel
from commands.radio.desk import Desk, desk, note
from commands.radio.nets import keep, kept_nets, nets_of, place_of, quoted
from commands.registry import command

"""Matrix shows a button as a reaction; beyond ten the radio operator types."""


@command(needs="channel move")
def move(
    call: Call,
    channel: KnownChannel,
    *,
    to: ToChannel,
    who: Annotated[Names, Key("hear"), Hint("who has to be heard there; empty: the supervisors of the net")] = (),
    net: Annotated[str, Hint("where several nets are on the channel: which one; empty: all")] = "",
) -> Reply:
    """Order the nets on a channel to another; each supervisor is ticked as heard there until nobody is missing.

    freq move VTAC14 to VTAC12
    freq move VTAC14 to VTAC12 hear:"Div A, Div B, E12"
    """
    now = desk(call)
    moving = [each for each in nets_of(call, now) if channel_key(each.net.channel) == channel_key(channel.name)]
    moving = [each for each in moving if not net or channel_key(each.net.name) == channel_key(net)]
    if not moving:
        raise Refused(
            f"{'Net ' + net + ' is not' if net else 'No net is'} on {channel.name}. freq list shows where nets are."
        )
    lines, expected = [], []
    for each in moving:
        names = who or _supervisors(call, now, each.net)
        after = rules.move(each.net, to.name, expected=names, by=call.who.shown, at=call.at)
        keep(call, each, after)
        note(call, f"{after.name} ordered from {channel.name} to {to.name}", names=(channel.name, to.name, after.name))
        expected += [name for name in after.missing if name not in expected]
        lines.append(f"{after.name}: {after.shown}. To be heard: {', '.join(after.missing)}.")
        lines.append(f"Read on the air: {rules.script(after, position=place_of(now, to.name))}")
    others = _others_on(now, to, moving)
    head = f"MOVE {channel.name} to {to.name}, ordered by {call.who.shown}, {clock(call.at, call.zone)}."
    tick = f"Tick each: freq heard <who> on {to.name}. The paper says CHANGED from now on; freq publish tells all."
    text = "\n".join([head, *others, *lines, tick])
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, choices=(*_ticks(expected, to.name), PUBLISH))


def _others_on(now: Desk, to: Channel, moving: list[RadioNet]) -> list[str]:
    names = {channel_key(each.net.name) for each in moving}
    others = [row.shown for row in now.plan.find(to.name) if channel_key(net_of(row)) not in names]
    return [f"CAUTION: {to.name} is held by {', '.join(others)}."] if others else []


def _ticks(names: Iterable[str], channel: str) -> tuple[Choice, ...]:
    """A button for each who is still to be heard."""
    return tuple(
        Choice(f"{name} heard", f'freq heard "{name}" on {quoted(channel)}', face)
        for name, face in zip(names, FACES, strict=False)
    )


def _supervisors(call: Call, now: Desk, net: Net) -> tuple[str, ...]:
    """Who answers for the net: its divisions and groups; without one, what is checked in and leads others."""
    rows = [row for row in now.plan.rows if channel_key(net_of(row)) == channel_key(net.name)]
    units = tuple(dict.fromkeys(unit for row in rows for unit in row.units if channel_key(unit) != "all"))
    if units:
        return units
    holders = call.store.holders(call.here.id, ("DIVS", "OPBD"))
    return tuple(dict.fromkeys(division(one.place) for one in holders if one.place))


@command()
def heard(
    call: Call,
    who: Annotated[str, Hint("the supervisor who was heard")],
    *,
    channel: Annotated[ToChannel, Key("on")],
) -> Reply:
    """Tick a supervisor as heard on the channel that a net was ordered to.

    freq heard "Div A" on VTAC12
    """
    moving = [each for each in kept_nets(call) if _awaits(each.net, channel)]
    if not moving:
        raise Refused(f"No net is moving to {channel.name}. freq pace shows where nets are.")
    letter = division(who.upper())  # "A" is Div A
    if not any(_expects(each.net, who) for each in moving) and any(_expects(each.net, letter) for each in moving):
        who = letter
    mine = [each for each in moving if _expects(each.net, who)]
    before = (mine or moving)[0].net
    if mine and all(_ticked(each.net, who) for each in mine):
        first = next(tick for tick in before.heard if channel_key(tick.name) == channel_key(who))
        return Reply(text=f"{first.name} was heard already, {clock(first.at, call.zone)}, told by {first.by}.")
    after = [_tick(call, each, who) for each in mine or moving[:1]]
    missing = list(dict.fromkeys(name for net in after for name in net.missing))
    said = [f"{_spelt(before, who)} heard on {channel.name}."]
    said += [
        f"{net.name}: {net.shown}" + (f", missing {', '.join(net.missing)}" if net.missing else "") for net in after
    ]
    if missing:
        return Reply(text="\n".join(said), audience=Audience.INCIDENT, loud=True, choices=_ticks(missing, channel.name))
    text = "\n".join([*said, f"Everybody was heard on {channel.name}. Take a PAR now?"])
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, choices=_pars(after))


def _awaits(net: Net, channel: Channel) -> bool:
    return net.state in {State.MOVING, State.MOVED} and channel_key(net.channel) == channel_key(channel.name)


def _expects(net: Net, who: str) -> bool:
    return channel_key(who) in {channel_key(name) for name in net.expected}


def _ticked(net: Net, who: str) -> bool:
    return channel_key(who) in {channel_key(tick.name) for tick in net.heard}


def _tick(call: Call, each: RadioNet, who: str) -> Net:
    if each.net.state is not State.MOVING or _ticked(each.net, who):
        return each.net
    net = rules.heard(each.net, who, at=call.at, by=call.who.shown)
    keep(call, each, net)
    note(call, f"{_spelt(net, who)} heard on {net.channel}", names=(net.name, net.channel))
    return net


def _spelt(net: Net, who: str) -> str:
    return next((name for name in net.expected if channel_key(name) == channel_key(who)), who)


def _pars(nets: list[Net]) -> tuple[Choice, ...]:
    """One for the division that moved, where it was one; always one for everybody."""
    places = {name for net in nets for name in net.expected}
    one = next(iter(places)).removeprefix("Div ") if len(places) == 1 else ""
    of_one = (Choice(f"PAR for Div {one}", f"par start div {one}", "🔢"),) if one and len(one) <= 3 else ()
    return (*of_one, Choice("PAR for all", "par start", "🧮"))
