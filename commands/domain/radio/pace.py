"""Primary, alternate, contingency, emergency: what a net falls back on, and how its people move there.

Software cannot move a net: a move is ordered and read on the air, and each supervisor is ticked as heard on the new
channel.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from commands.domain.errors import Refused
from commands.domain.folding import channel_key


class State(StrEnum):
    """Where a net is."""

    UP = "up"
    DOWN = "down"
    MOVING = "moving"
    MOVED = "moved"


class Verb(StrEnum):
    """What is said about a net."""

    DOWN = "down"  # its channel has failed
    UP = "up"  # the failed channel works again
    MOVE = "move"  # ordered to another channel
    HEARD = "heard"  # a supervisor was heard there, others not yet
    ALL_HEARD = "all heard"


MOVES: dict[tuple[State, Verb], State] = {
    (State.UP, Verb.DOWN): State.DOWN,
    (State.UP, Verb.MOVE): State.MOVING,
    (State.DOWN, Verb.UP): State.UP,
    (State.DOWN, Verb.MOVE): State.MOVING,
    (State.MOVING, Verb.HEARD): State.MOVING,
    (State.MOVING, Verb.ALL_HEARD): State.MOVED,
    (State.MOVING, Verb.MOVE): State.MOVING,  # the new channel is no good either
    (State.MOVING, Verb.UP): State.MOVING,  # never moves anyone back
    (State.MOVED, Verb.UP): State.MOVED,  # never moves anyone back
    (State.MOVED, Verb.MOVE): State.MOVING,
    (State.MOVED, Verb.DOWN): State.DOWN,
}
"""(state, verb) → state; what is not here is refused."""


def step(state: State, verb: Verb) -> State:
    """The net's state after the verb, by the table; Refused with the verbs that would have worked."""
    if (state, verb) in MOVES:
        return MOVES[state, verb]
    allowed = ", ".join(each.value for known, each in MOVES if known is state)
    raise Refused(f"A net that is {state.value} cannot be said to be {verb.value}; it can: {allowed}.")


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Names of channels; the first is where the net is meant to be."""

    primary: str
    alternate: str = ""
    contingency: str = ""
    emergency: str = ""

    @property
    def order(self) -> tuple[tuple[str, str], ...]:
        """(rung, channel) for each rung that is named."""
        rungs = ("primary", "alternate", "contingency", "emergency")
        return tuple((rung, getattr(self, rung)) for rung in rungs if getattr(self, rung))

    def after(self, channel: str, down: Iterable[str] = ()) -> tuple[str, str] | None:
        """The next rung that is not known to be down, below ``channel``; the first working one if it is on none."""
        keys = [channel_key(name) for _, name in self.order]
        start = keys.index(channel_key(channel)) + 1 if channel_key(channel) in keys else 0
        failed = {channel_key(name) for name in down} | {channel_key(channel)}
        return next(((rung, name) for rung, name in self.order[start:] if channel_key(name) not in failed), None)


@dataclass(frozen=True)
class Heard:
    """Somebody heard on the new channel."""

    name: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Net:
    """A net and where its people are. ``channel`` is where it is, or was ordered to.

    ``came_from`` is the channel it left; ``expected`` are the supervisors to be heard on the new one.
    """

    name: str
    channel: str
    pace: Pace
    state: State = State.UP
    came_from: str = ""
    ordered_by: str = ""
    ordered_at: datetime | None = None
    expected: tuple[str, ...] = ()
    heard: tuple[Heard, ...] = field(default=())
    reason: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The supervisors that nobody has heard on the new channel yet, in the order in which they were named."""
        known = {channel_key(each.name) for each in self.heard}
        return tuple(name for name in self.expected if channel_key(name) not in known)

    @property
    def shown(self) -> str:
        """``MOVING 5 of 9 to VTAC12`` until all were heard."""
        if self.state is State.MOVING:
            return f"MOVING {len(self.expected) - len(self.missing)} of {len(self.expected)} to {self.channel}"
        if self.state is State.MOVED:
            return f"MOVED to {self.channel}"
        return f"{self.channel} DOWN" if self.state is State.DOWN else self.channel


def down(net: Net, reason: str = "") -> Net:
    """The net's channel has failed; its people are where they are until somebody orders a move: software moves no net.
    Refused in a state that does not allow it.
    """
    return replace(net, state=step(net.state, Verb.DOWN), reason=reason)


def up(net: Net) -> Net:
    """The channel works again; people stay where they are. Refused in a state that does not allow it."""
    return replace(net, state=step(net.state, Verb.UP), reason="")


def move(net: Net, to: str, *, expected: Iterable[str], by: str, at: datetime) -> Net:
    """COML, OSC or IC order the net to another channel. Refused when it is there, and with nobody to listen for."""
    names = tuple({channel_key(name): name for name in expected}.values())
    if channel_key(to) == channel_key(net.channel):
        raise Refused(f"{net.name} is on {net.channel} already.")
    if not names:
        raise Refused(f"Nobody is named to be heard on {to}: say who supervises on {net.name}.")
    return replace(
        net,
        state=step(net.state, Verb.MOVE),
        channel=to,
        came_from=net.channel,
        ordered_by=by,
        ordered_at=at,
        expected=names,
        heard=(),
    )


def heard(net: Net, name: str, *, at: datetime, by: str) -> Net:
    """One supervisor was heard on the new channel; the last of them ends the move. Refused for a stranger's name."""
    match = next((each for each in net.expected if channel_key(each) == channel_key(name)), None)
    step(net.state, Verb.HEARD)
    if match is None:
        raise Refused(f"{name} is not awaited on {net.channel}. Still to be heard: {', '.join(net.missing)}.")
    if match not in net.missing:
        return net
    after = replace(net, heard=(*net.heard, Heard(match, at, by)))
    return replace(after, state=step(net.state, Verb.HEARD if after.missing else Verb.ALL_HEARD))


def script(net: Net, *, position: str = "") -> str:
    """To be read on the air, on the old channel if it still carries, and on the new one. Twice, in plain words."""
    where = f"{net.channel}, {position}," if position else net.channel
    call = f"All stations on {net.name}, all stations on {net.name}. "
    order = f"Move to {where} now. I say again: move to {where} now. "
    return f"{call}{net.came_from} is not to be used. {order}Stand by on {net.channel} to be called by name."
