"""Signs of life: whatever is heard of a unit is a call for whoever watches over it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from commands.call import Call
from commands.domain.accountability.owed import WATCH, Watch
from commands.domain.folding import alike, unit_key
from commands.domain.moves import step
from commands.domain.schedules import Timer


def heard(call: Call, names: Iterable[str], at: datetime) -> tuple[Watch, ...]:
    """The watches over these units, which were heard at that time (UTC): each is due again a whole interval later."""
    called = [name for name in names if name]
    running = call.store.watches(call.here.id) if called else ()
    return tuple(_heard(call, one, at) for one in running if at > one.heard and _over(one, called))


def wake(call: Call, one: Watch) -> None:
    """Set when the clock looks after a watch."""
    call.store.add(Timer(incident=one.incident, at=one.alarm, command=f"watch check {one.shown}"))


def _over(one: Watch, called: list[str]) -> bool:
    return any(unit_key(one.what) == unit_key(name) or alike(one.what, name) for name in called)


def _heard(call: Call, one: Watch, at: datetime) -> Watch:
    due = at + one.every
    if due <= call.at:  # what was heard so long ago changes nothing of when they are due
        return call.store.save(replace(one, heard=at))
    state = step(WATCH, one.state, "ok", one.shown)
    after = call.store.save(replace(one, state=state, heard=at, due=due, alarm=due))
    wake(call, after)
    return after
