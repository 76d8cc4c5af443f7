"""When a channel fails: what each net on it falls back on, and the words to read on the air."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.messages import Audience, Card, Choice, Colour, Reply, Table
from commands.domain.moments import clock, shown
from commands.domain.radio import pace as rules
from commands.domain.radio.assignments import net_of
from commands.domain.radio.pace import Net, State
from commands.domain.radio.records import Outage
from commands.domain.store import Store
from commands.line.converters import Long
from commands.line.signature import Hint, Rest
from commands.radio.changes import PUBLISH
from commands.radio.converters import KnownChannel
from commands.radio.desk import Desk, desk, note
from commands.radio.nets import keep, kept_nets, nets_of, place_of, quoted
from commands.registry import command


@command()
def down(
    call: Call, channel: KnownChannel, reason: Annotated[Long, Rest(), Hint("what is wrong with it")] = ""
) -> Reply:
    """Report that a channel has failed: all groups are told, with its alternate and words to read on the air.

    freq down VTAC14 repeater off the air. Nobody is moved by this: COML, OSC or IC order freq move.
    """
    known = _outage(call.store, call, channel.name)
    if known:
        since = shown(known.at, call.zone)
        raise Refused(
            f"{channel.name} is down already, since {since}, told by {known.by}: {known.reason or 'no reason'}."
        )
    now = desk(call)
    nets = [each for each in nets_of(call, now) if channel_key(each.net.channel) == channel_key(channel.name)]
    if not nets and not now.plan.find(channel.name):
        raise Refused(
            f"{channel.name} is not in the plan of {now.plan.period}, and no net is on it. freq list shows what is."
        )
    call.store.add(
        Outage(
            incident=call.here.id,
            name=channel.name,
            name_key=channel_key(channel.name),
            reason=reason[:300],
            at=call.at,
            by=call.who.shown,
        )
    )
    for each in nets:
        if each.net.state in {State.UP, State.MOVED}:
            keep(call, each, rules.down(each.net, reason[:300]))
    because = f": {reason[:300]}" if reason else ""
    note(call, f"{channel.name} DOWN{because}", names=(channel.name, *(each.net.name for each in nets)))
    failed = {one.name_key for one in call.store.outages(call.here.id)}
    lines, choices = [], []
    for each in nets:
        more, choice = _way_out(now, each.net, failed)
        lines += more
        choices += choice
    head = f"{channel.name} DOWN{because}, {clock(call.at, call.zone)}, told by {call.who.shown}."
    text = "\n".join([head, *lines, "Nobody was moved: COML, OSC or IC order freq move."])
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, choices=(*dict.fromkeys(choices), PUBLISH))


def _way_out(now: Desk, net: Net, failed: set[str]) -> tuple[list[str], list[Choice]]:
    """What a net falls back on: the alternate, who else is on it, and what to read on the air."""
    name = f"{net.name} is on {net.channel}."
    way = net.pace.after(net.channel, failed)
    if way is None:
        return [f"{name} No alternate is named or working: say one with freq pace."], []
    rung, other = way
    holders = [row for row in now.plan.find(other) if channel_key(net_of(row)) != channel_key(net.name)]
    held = f"held by {', '.join(row.shown for row in holders)}" if holders else "held by nobody else in the plan"
    script = rules.script(replace(net, channel=other, came_from=net.channel), position=place_of(now, other))
    order = f"freq move {quoted(net.channel)} to {quoted(other)}"
    lines = [f"{name} {rung.capitalize()}: {other}, {held}.", f"To be read on the air when it is ordered: {script}"]
    return lines, [Choice(f"Move to {other}", order, "📻")]


@command(needs="desk")
def up(call: Call, channel: KnownChannel) -> Reply:
    """Report that a channel works again; nobody is ever moved back by this.

    freq up VTAC14
    """
    known = _outage(call.store, call, channel.name)
    if known is None:
        raise Refused(f"{channel.name} is not down.")
    call.store.save(replace(known, up=call.at, up_by=call.who.shown))
    lines = []
    for each in kept_nets(call):
        net = each.net
        if channel_key(net.channel) == channel_key(channel.name) and net.state is State.DOWN:
            keep(call, each, rules.up(net))
            lines.append(f"{net.name} is on it.")
        elif channel_key(net.came_from) == channel_key(channel.name) and net.state in {State.MOVED, State.MOVING}:
            lines.append(f"{net.name} stays: {net.shown}.")
    note(call, f"{channel.name} UP", names=(channel.name,))
    text = f"{channel.name} works again, {clock(call.at, call.zone)}, told by {call.who.shown}. Nobody is moved back."
    return Reply(text="\n".join([text, *lines]), audience=Audience.INCIDENT, loud=True)


@command()
def nets(call: Call) -> Reply:
    """List the nets, where each of them is, and what it falls back on; only you see the answer."""
    return _all_nets(call)


@command(needs="plan edit")
def pace(
    call: Call,
    net: Annotated[str, Hint("the net, or the channel it is on")],
    *,
    primary: KnownChannel | None = None,
    alternate: KnownChannel | None = None,
    contingency: KnownChannel | None = None,
    emergency: KnownChannel | None = None,
) -> Reply:
    """Name what a net falls back on: primary, alternate, contingency, emergency; freq nets lists them all.

    freq pace "Div A tactical" alternate:VTAC12 contingency:VTAC13 emergency:VFIRE21
    """
    given = {"primary": primary, "alternate": alternate, "contingency": contingency, "emergency": emergency}
    return _set_pace(call, net, {rung: channel.name for rung, channel in given.items() if channel is not None})


def _set_pace(call: Call, name: str, told: dict[str, str]) -> Reply:
    nets = list(nets_of(call, desk(call)))
    key = channel_key(name)
    found = [each for each in nets if channel_key(each.net.name) == key] or [
        each for each in nets if channel_key(each.net.channel) == key
    ]
    if len(found) != 1:
        names = ", ".join(each.net.name for each in found or nets) or "none yet"
        raise Refused(
            f"{'Several nets are on ' + name if found else 'There is no net called ' + name}. There is: {names}."
        )
    each = found[0]
    if not told:
        return Reply(text=f"{each.net.name}: {each.net.shown}. {_rungs(each.net)}")
    after = replace(each.net, pace=replace(each.net.pace, **told))
    repeated = [rung for rung, channel in after.pace.order]
    if len({channel_key(channel) for _, channel in after.pace.order}) < len(repeated):
        raise Refused(f"A channel stands twice: {_rungs(after)}. Nothing was recorded.")
    keep(call, each, after)
    note(call, f"{after.name}: {_rungs(after)}", names=(after.name,))
    return Reply(text=f"{after.name}: {_rungs(after)}", audience=Audience.MAIN)


def _rungs(net: Net) -> str:
    return ", ".join(f"{rung} {channel}" for rung, channel in net.pace.order)


def _all_nets(call: Call) -> Reply:
    nets = tuple(each.net for each in nets_of(call, desk(call)))
    rows = tuple(
        (net.name, net.shown, net.pace.primary, net.pace.alternate, net.pace.contingency, net.pace.emergency)
        for net in nets
    )
    card = Card(
        title=f"{call.here.shown}: {counted(len(nets), 'net')}",
        table=Table(("Net", "Now", "Primary", "Alternate", "Contingency", "Emergency"), rows),
        lines=tuple(f"{net.name}: still to be heard {', '.join(net.missing)}" for net in nets if net.missing),
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.RED if any(net.state in {State.DOWN, State.MOVING} for net in nets) else None,
    )
    return Reply(text=words(card), card=card)


def _outage(store: Store, call: Call, name: str) -> Outage | None:
    return next((one for one in store.outages(call.here.id) if one.name_key == channel_key(name)), None)
