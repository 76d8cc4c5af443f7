"""Is the bridge well? Room by room: heard, posted, waiting, refused."""

from datetime import datetime

from commands.call import Call
from commands.domain.cards import words
from commands.domain.health import RoomHealth
from commands.domain.messages import Card, Colour, Reply, Table
from commands.domain.moments import clock, shown
from commands.registry import command


@command(also=("bridge",), closed=True)
def health(call: Call) -> Reply:
    """Show each room of the incident: last heard, last posted, waiting and refused; only you see the answer."""
    rooms = call.store.room_health(call.here.id)
    card = Card(
        title=f"{call.here.shown}: {_verdict(rooms)}",
        table=Table(_HEADER, tuple(_row(room, call) for room in rooms)),
        lines=tuple(f"{room.name or room.room}: {room.why}" for room in rooms if room.why),
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.YELLOW if any(_amiss(room) for room in rooms) else Colour.GREEN,
    )
    return Reply(text=words(card), card=card)


_HEADER = ("Room", "State", "Last heard", "Last posted", "Waiting", "Lag", "Refused")


def _row(room: RoomHealth, call: Call) -> tuple[str, ...]:
    return (
        f"{room.name or room.room}",
        room.state,
        _time(room.last_heard, call),
        _time(room.last_posted, call),
        f"{room.waiting:,}",
        _lag(room, call.at),
        f"{room.refused:,}",
    )


def _time(at: datetime | None, call: Call) -> str:
    return clock(at, call.zone) if at else "never"


def _lag(room: RoomHealth, at: datetime) -> str:
    return f"{int((at - room.oldest).total_seconds()):,} s" if room.oldest else ""


def _amiss(room: RoomHealth) -> bool:
    return room.state != "linked" or room.refused > 0 or room.waiting > 0


def _verdict(rooms: tuple[RoomHealth, ...]) -> str:
    amiss = sum(_amiss(room) for room in rooms)
    if not amiss:
        return f"{len(rooms)} rooms, nothing is waiting"
    return f"{amiss} of {len(rooms)} rooms need a look"
