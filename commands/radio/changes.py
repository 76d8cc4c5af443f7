"""What differs on the air from what a plan's rows say: nets ordered elsewhere, channels that are down."""

from collections.abc import Iterable
from datetime import datetime

from commands.call import Call
from commands.domain.folding import channel_key
from commands.domain.messages import Choice
from commands.domain.radio.assignments import Assignment, net_of
from commands.domain.radio.pace import Net, State
from commands.radio.nets import kept_nets

MARK = "CHANGED"
PUBLISH = Choice("Publish the plan", "freq publish", "📘")
"""Offered wherever the air has left the paper."""


def changes(call: Call, rows: Iterable[Assignment]) -> dict[str, str]:
    """Row id to ``CHANGED 1147: Div A is on VTAC12``, for each row that the air has left; in the order of the rows."""
    return {id: f"{MARK} {_time(call, at)}: {words}" for id, (at, words) in _changed(call, tuple(rows)).items()}


def changed_since(call: Call, rows: Iterable[Assignment], moment: datetime) -> bool:
    """Was a net of these rows moved, or a channel reported down, after ``moment``?"""
    return any(at > moment for at, _ in _changed(call, tuple(rows)).values())


def head(said: dict[str, str]) -> list[str]:
    """The lines at the head of a sheet: each change once, however many rows it stands on."""
    return list(dict.fromkeys(said.values()))


def _changed(call: Call, rows: tuple[Assignment, ...]) -> dict[str, tuple[datetime, str]]:
    nets = {each.name_key: each.net for each in kept_nets(call)}
    down = {one.name_key: one for one in call.store.outages(call.here.id)}
    found: dict[str, tuple[datetime, str]] = {}
    for row in rows:
        times, words = [], []
        net = nets.get(channel_key(net_of(row)))
        if net and net.ordered_at and channel_key(net.channel) != channel_key(row.name):
            times.append(net.ordered_at)
            words.append(_where(net, _whose(row, rows), failed=channel_key(net.channel) in down))
        if outage := down.get(channel_key(row.name)):
            times.append(outage.at)
            words.append(f"{row.name} is DOWN" + (f" ({outage.reason})" if outage.reason else ""))
        if times:
            found[row.id] = max(times), "; ".join(words)
    return found


def _where(net: Net, whose: str, *, failed: bool) -> str:
    told = f" (ordered, {len(net.heard)} of {len(net.expected)} heard)" if net.state is State.MOVING else ""
    return f"{whose} is on {net.channel}{told}{', which is DOWN' if failed else ''}"


def _whose(row: Assignment, rows: tuple[Assignment, ...]) -> str:
    """The division, where this is its only net; else the net, so that nobody takes one of its nets for another."""
    if len(row.units) == 1 and channel_key(row.units[0]) != "all":
        key = channel_key(row.units[0])
        if sum(key in map(channel_key, each.units) for each in rows) == 1:
            return row.units[0]
    return net_of(row)


def _time(call: Call, at: datetime) -> str:
    """``1147``, with the day where it was not today."""
    local = at.astimezone(call.zone)
    today = call.at.astimezone(call.zone).date()
    return local.strftime("%H%M" if local.date() == today else "%m/%d %H%M")
