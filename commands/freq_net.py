"""When a channel fails: what a net falls back on, and how its people move there. Software cannot move a net."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain import pace as rules
from commands.domain.cards import words
from commands.domain.checkins import counted, division
from commands.domain.errors import Refused
from commands.domain.frequencies import Channel, name_key
from commands.domain.messages import Audience, Card, Choice, Colour, Reply, Table
from commands.domain.moments import clock, shown
from commands.domain.pace import Net, Pace, State
from commands.domain.plan import position_of
from commands.domain.radio_records import Outage, RadioNet
from commands.domain.store import Store
from commands.line.converters import Long, Names
from commands.line.signature import Hint, Key, Rest
from commands.radio.converters import KnownChannel, ToChannel
from commands.radio.desk import Desk, desk, note
from commands.radio.plan_view import net_of
from commands.registry import command

FACES = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣", "🔟")
"""Matrix shows a button as a reaction; beyond ten the radio operator types."""


@command(noun="freq")
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
    nets = [each for each in _nets(call, now) if name_key(each.net.channel) == name_key(channel.name)]
    if not nets and not now.plan.find(channel.name):
        raise Refused(
            f"{channel.name} is not in the plan of {now.plan.period}, and no net is on it. freq list shows what is."
        )
    call.store.add(
        Outage(
            incident=call.here.id,
            name=channel.name,
            name_key=name_key(channel.name),
            reason=reason[:300],
            at=call.at,
            by=call.who.shown,
        )
    )
    for each in nets:
        if each.net.state in {State.UP, State.MOVED}:
            _keep(call, each, rules.down(each.net, reason[:300]))
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
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, choices=tuple(dict.fromkeys(choices)))


def _way_out(now: Desk, net: Net, failed: set[str]) -> tuple[list[str], list[Choice]]:
    """What a net falls back on: the alternate, who else is on it, and what to read on the air."""
    name = f"{net.name} is on {net.channel}."
    way = net.pace.after(net.channel, failed)
    if way is None:
        return [f"{name} No alternate is named or working: say one with freq pace."], []
    rung, other = way
    holders = [row for row in now.plan.find(other) if name_key(net_of(row)) != name_key(net.name)]
    held = f"held by {', '.join(row.shown for row in holders)}" if holders else "held by nobody else in the plan"
    script = rules.script(replace(net, channel=other, came_from=net.channel), position=_place(now, other))
    order = f"freq move {_quoted(net.channel)} to {_quoted(other)}"
    lines = [f"{name} {rung.capitalize()}: {other}, {held}.", f"To be read on the air when it is ordered: {script}"]
    return lines, [Choice(f"Move to {other}", order, "📻")]


def _place(now: Desk, channel: str) -> str:
    place = next((place for row in now.plan.find(channel) if (place := position_of(row))), None)
    return place.shown if place else ""


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


@command(noun="freq", needs="desk")
def up(call: Call, channel: KnownChannel) -> Reply:
    """Report that a channel works again; nobody is ever moved back by this.

    freq up VTAC14
    """
    known = _outage(call.store, call, channel.name)
    if known is None:
        raise Refused(f"{channel.name} is not down.")
    call.store.save(replace(known, up=call.at, up_by=call.who.shown))
    lines = []
    for each in _kept_nets(call):
        net = each.net
        if name_key(net.channel) == name_key(channel.name) and net.state is State.DOWN:
            _keep(call, each, rules.up(net))
            lines.append(f"{net.name} is on it.")
        elif name_key(net.came_from) == name_key(channel.name) and net.state in {State.MOVED, State.MOVING}:
            lines.append(f"{net.name} stays: {net.shown}.")
    note(call, f"{channel.name} UP", names=(channel.name,))
    text = f"{channel.name} works again, {clock(call.at, call.zone)}, told by {call.who.shown}. Nobody is moved back."
    return Reply(text="\n".join([text, *lines]), audience=Audience.INCIDENT, loud=True)


@command(noun="freq", needs="channel move")
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
    moving = [each for each in _nets(call, now) if name_key(each.net.channel) == name_key(channel.name)]
    moving = [each for each in moving if not net or name_key(each.net.name) == name_key(net)]
    if not moving:
        raise Refused(
            f"{'Net ' + net + ' is not' if net else 'No net is'} on {channel.name}. freq list shows where nets are."
        )
    lines, expected = [], []
    for each in moving:
        names = who or _supervisors(call, now, each.net)
        after = rules.move(each.net, to.name, expected=names, by=call.who.shown, at=call.at)
        _keep(call, each, after)
        note(call, f"{after.name} ordered from {channel.name} to {to.name}", names=(channel.name, to.name, after.name))
        expected += [name for name in after.missing if name not in expected]
        lines.append(f"{after.name}: {after.shown}. To be heard: {', '.join(after.missing)}.")
        lines.append(f"Read on the air: {rules.script(after, position=_place(now, to.name))}")
    others = _others_on(now, to, moving)
    head = f"MOVE {channel.name} to {to.name}, ordered by {call.who.shown}, {clock(call.at, call.zone)}."
    text = "\n".join([head, *others, *lines, f"Tick each: freq heard <who> on {to.name}"])
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, choices=_ticks(expected, to.name))


def _others_on(now: Desk, to: Channel, moving: list[RadioNet]) -> list[str]:
    names = {name_key(each.net.name) for each in moving}
    others = [row.shown for row in now.plan.find(to.name) if name_key(net_of(row)) not in names]
    return [f"CAUTION: {to.name} is held by {', '.join(others)}."] if others else []


def _ticks(names: Iterable[str], channel: str) -> tuple[Choice, ...]:
    """A button for each who is still to be heard."""
    return tuple(
        Choice(f"{name} heard", f'freq heard "{name}" on {_quoted(channel)}', face)
        for name, face in zip(names, FACES, strict=False)
    )


def _supervisors(call: Call, now: Desk, net: Net) -> tuple[str, ...]:
    """Who answers for the net: its divisions and groups; without one, what is checked in and leads others."""
    rows = [row for row in now.plan.rows if name_key(net_of(row)) == name_key(net.name)]
    units = tuple(dict.fromkeys(unit for row in rows for unit in row.units if name_key(unit) != "all"))
    if units:
        return units
    holders = call.store.holders(call.here.id, ("DIVS", "OPBD"))
    return tuple(dict.fromkeys(division(one.place) for one in holders if one.place))


@command(noun="freq")
def heard(
    call: Call,
    who: Annotated[str, Hint("the supervisor who was heard")],
    *,
    channel: Annotated[ToChannel, Key("on")],
) -> Reply:
    """Tick a supervisor as heard on the channel that a net was ordered to.

    freq heard "Div A" on VTAC12
    """
    moving = [each for each in _kept_nets(call) if _awaits(each.net, channel)]
    if not moving:
        raise Refused(f"No net is moving to {channel.name}. freq pace shows where nets are.")
    letter = division(who.upper())  # "A" is Div A
    if not any(_expects(each.net, who) for each in moving) and any(_expects(each.net, letter) for each in moving):
        who = letter
    mine = [each for each in moving if _expects(each.net, who)]
    before = (mine or moving)[0].net
    if mine and all(_ticked(each.net, who) for each in mine):
        first = next(tick for tick in before.heard if name_key(tick.name) == name_key(who))
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
    return net.state in {State.MOVING, State.MOVED} and name_key(net.channel) == name_key(channel.name)


def _expects(net: Net, who: str) -> bool:
    return name_key(who) in {name_key(name) for name in net.expected}


def _ticked(net: Net, who: str) -> bool:
    return name_key(who) in {name_key(tick.name) for tick in net.heard}


def _tick(call: Call, each: RadioNet, who: str) -> Net:
    if each.net.state is not State.MOVING or _ticked(each.net, who):
        return each.net
    net = rules.heard(each.net, who, at=call.at, by=call.who.shown)
    _keep(call, each, net)
    note(call, f"{_spelt(net, who)} heard on {net.channel}", names=(net.name, net.channel))
    return net


def _spelt(net: Net, who: str) -> str:
    return next((name for name in net.expected if name_key(name) == name_key(who)), who)


def _pars(nets: list[Net]) -> tuple[Choice, ...]:
    """One for the division that moved, where it was one; always one for everybody."""
    places = {name for net in nets for name in net.expected}
    one = next(iter(places)).removeprefix("Div ") if len(places) == 1 else ""
    of_one = (Choice(f"PAR for Div {one}", f"par start div {one}", "🔢"),) if one and len(one) <= 3 else ()
    return (*of_one, Choice("PAR for all", "par start", "🧮"))


@command(noun="freq")
def nets(call: Call) -> Reply:
    """List the nets, where each of them is, and what it falls back on; only you see the answer."""
    return _all_nets(call)


@command(noun="freq", needs="plan edit")
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
    nets = list(_nets(call, desk(call)))
    key = name_key(name)
    found = [each for each in nets if name_key(each.net.name) == key] or [
        each for each in nets if name_key(each.net.channel) == key
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
    if len({name_key(channel) for _, channel in after.pace.order}) < len(repeated):
        raise Refused(f"A channel stands twice: {_rungs(after)}. Nothing was recorded.")
    _keep(call, each, after)
    note(call, f"{after.name}: {_rungs(after)}", names=(after.name,))
    return Reply(text=f"{after.name}: {_rungs(after)}", audience=Audience.MAIN)


def _rungs(net: Net) -> str:
    return ", ".join(f"{rung} {channel}" for rung, channel in net.pace.order)


def _all_nets(call: Call) -> Reply:
    nets = tuple(each.net for each in _nets(call, desk(call)))
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
    return next((one for one in store.outages(call.here.id) if one.name_key == name_key(name)), None)


def _kept_nets(call: Call) -> tuple[RadioNet, ...]:
    return call.store.radio_nets(call.here.id)


def _nets(call: Call, now: Desk) -> Iterator[RadioNet]:
    """Every net of the plan, as it is kept; one of which nobody has spoken is on its row's channel."""
    kept = {each.name_key: each for each in _kept_nets(call)}
    yield from kept.values()
    seen = set(kept)
    for row in now.plan.rows:
        name = net_of(row)
        if name_key(name) not in seen:
            seen.add(name_key(name))
            net = Net(name=name, channel=row.name, pace=Pace(primary=row.name))
            yield RadioNet(incident=call.here.id, name_key=name_key(name), net=net)


def _keep(call: Call, each: RadioNet, net: Net) -> None:
    changed = replace(each, net=net)
    if each.id:
        call.store.save(changed)
    else:
        call.store.add(changed)
