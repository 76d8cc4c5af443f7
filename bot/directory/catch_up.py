"""What was said while nobody heard is framed when it is posted, so that nobody takes it for current.

The frame's state is a fact in the store: a crash in the middle of catching up continues the same frame.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.domain.bridging import LinkedRoom, Rank, Verb, listeners
from commands.domain.messages import Message, Reply, Room
from storage.packed import pack_reply
from storage.store import Work

ZoneOf = Callable[[Work, str], ZoneInfo]


def note(
    work: Work, message: Message, sort: int, others: Iterable[LinkedRoom], zone: ZoneInfo, at: datetime
) -> set[Room]:
    """Count a recovered message; the first one opens the frame in each room that will hear it."""
    key = _key(message.room)
    frame = work.keeping.fact(key)
    lanes: set[Room] = set()
    if frame is None:
        frame = {"count": 0, "last": sort}
        words = (
            f"RECOVERED from {message.at.astimezone(zone):%H%M} on, NOT CURRENT ({message.who.label or message.room})"
        )
        lanes = _queue(work, others, words, sort - 1, at)
    work.keeping.set_fact(key, {"count": frame["count"] + 1, "last": max(sort, frame["last"])})
    return lanes


def close(
    work: Work, rooms: Iterable[LinkedRoom], known: Mapping[Room, LinkedRoom], zone_of: ZoneOf, at: datetime
) -> set[Room]:
    """Close the frames that these source rooms have open, behind the last recovered message of each."""
    lanes: set[Room] = set()
    for linked in rooms:
        frame = work.keeping.fact(_key(linked.room))
        if frame is None:
            continue
        count = int(frame["count"])
        local = at.astimezone(zone_of(work, linked.incident))
        words = f"LIVE AGAIN {local:%H%M}, {count} message{'' if count == 1 else 's'} recovered"
        lanes |= _queue(work, listeners(linked.room, known.values()), words, int(frame["last"]) + 1, at)
        work.keeping.set_fact(_key(linked.room), None)
    return lanes


def hold(work: Work, source: str, orders: Mapping[str, int]) -> None:
    """Note that an account is catching up, and from which order on each of its rooms' live talk waits for that.

    A process that dies meanwhile leaves talk behind that was heard and must not go out before what was not fetched.
    """
    work.keeping.set_fact(f"catching up/{source}", dict(orders))


def held(work: Work, sources: Iterable[str]) -> dict[str, int]:
    """Room → order, of the accounts that were catching up when the last process ended."""
    found: dict[str, int] = {}
    for source in sources:
        found |= work.keeping.fact(f"catching up/{source}") or {}
    return found


def release(work: Work, source: str) -> None:
    """The account has caught up."""
    work.keeping.set_fact(f"catching up/{source}", None)


def _queue(work: Work, others: Iterable[LinkedRoom], words: str, sort: int, at: datetime) -> set[Room]:
    lanes = set()
    for other in others:
        payload = {"reply": pack_reply(Reply(text=words)), "alone": True}
        work.outbox.queue(other.room, Verb.TELL, payload=payload, sort=sort, at=at, rank=Rank.TALK)
        lanes.add(other.room)
    return lanes


def _key(room: Room) -> str:
    return f"recovering/{room}"
