"""A command line becomes replies, and replies become copies for those who may see them."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import DBAPIError

from bot.hearing import Hearing
from commands.call import Call
from commands.decide import decide
from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.errors import Refused, Stale
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import CLOCK, Audience, Choice, Kind, Reply
from commands.recognise import Command, recognise
from commands.registry import spoken
from storage.store import DatabaseAway

log = structlog.get_logger()

RUN_LATE = frozenset({"emergency", "log", "checkin"})
"""These are run however late they are found; the record marks them as late."""


def command_line(hearing: Hearing) -> str | None:
    """The command that a talk message is, or None; the author of a near miss is told that nothing was recorded."""
    message = hearing.message
    found = recognise(message.text, hearing.scene.prefix)
    if isinstance(found, Command):
        return found.line
    if found is not None and message.kind is Kind.NEW and hearing.here:
        hearing.whisper(Reply(text=found.hint))
    return None


def answer(hearing: Hearing, line: str) -> None:
    """Decide one command line and queue what is answered. A refusal changes nothing and goes to the asker alone."""
    late = hearing.scene.at - hearing.message.at
    if hearing.message.recovered and late > hearing.scene.command_late_after and _noun(line) not in RUN_LATE:
        _ask_first(hearing, line, late)
        return
    hearing.decided = True
    for reply in _decided(hearing, line):
        _place(hearing, reply)
    if hearing.here:  # a command may have queued things itself ("retry")
        hearing.lanes |= {
            room for room, linked in hearing.scene.rooms.items() if linked.incident == hearing.here.incident
        }


def _noun(line: str) -> str:
    word = (line.split() or [""])[0].casefold()
    noun = spoken().get(word)
    return noun.name if noun else word


def _ask_first(hearing: Hearing, line: str, late: timedelta) -> None:
    """An order that was found late may no longer be meant."""
    minutes = int(late.total_seconds() // 60)
    words = f"Found {minutes} min late and not run: {line[:200]}"
    hearing.whisper(Reply(text=words, choices=(Choice("Run now", line, "▶️"),)))


def _decided(hearing: Hearing, line: str) -> tuple[Reply, ...]:
    call = _call(hearing)
    try:
        with hearing.work.connection.begin_nested():
            return decide(line, call)
    except Refused as refusal:
        if hearing.message.kind is Kind.SUBMITTED:
            hearing.faults[""] = refusal.words
            return ()
        return (Reply(text=refusal.words),)
    except (Stale, DatabaseAway, DBAPIError):
        raise
    except Exception:
        number = secrets.token_hex(3)
        log.exception("command failed", number=number, command=line.split(" ", 1)[0][:40])
        return (Reply(text=f"Something broke here; it is logged as {number}. Nothing was recorded."),)


def _call(hearing: Hearing) -> Call:
    message, scene = hearing.message, hearing.scene
    linked = scene.rooms.get(message.room)
    here = linked if linked and linked.state is not RoomState.UNLINKED else None
    incident = hearing.work.record.get(Incident, here.incident) if here else None
    zone = ZoneInfo(incident.timezone) if incident and incident.timezone else scene.zone
    typed = message.kind in (Kind.NEW, Kind.EDITED)
    return Call(
        who=message.who,
        room=message.room,
        at=scene.at,
        store=hearing.work.record,
        zone=zone,
        incident=incident,
        group=here.group if here else MAIN,
        admin=bool(incident) and message.who.key in scene.admins.get(incident.id if incident else "", frozenset()),
        prefix=f"{'!' if typed or not message.answerable else '/'}{scene.prefix}",
        direct=message.direct,
        recovered=message.recovered,
        late=max(timedelta(0), scene.at - message.at),
        due=message.at if message.who.key == CLOCK.key else None,
        message_id=message.id,
    )


def _place(hearing: Hearing, reply: Reply) -> None:
    """Queue a reply for its audience: rooms by their group, the asker where it was asked."""
    if reply.audience in (Audience.QUIET, Audience.PRIVATE):
        if hearing.message.who.key == CLOCK.key:
            _place_everywhere(hearing, reply, _in_main)
        else:
            hearing.whisper(reply)
    else:
        _place_everywhere(hearing, reply, _AUDIENCES[reply.audience])


def _place_everywhere(hearing: Hearing, reply: Reply, hears: Callable[[LinkedRoom, LinkedRoom], bool]) -> None:
    here = hearing.scene.rooms.get(hearing.message.room)
    if here is None:
        hearing.whisper(reply)
        return
    for linked in hearing.scene.rooms.values():
        open_state = linked.state in (RoomState.LINKED, RoomState.PENDING, RoomState.LOST)
        if open_state and linked.incident == here.incident and hears(here, linked):
            hearing.tell(linked.room, reply)


def _in_main(here: LinkedRoom, other: LinkedRoom) -> bool:
    """The main group's rooms, and the asker's own where it is in another group."""
    return other.group == MAIN or other.room == here.room


def _in_group(here: LinkedRoom, other: LinkedRoom) -> bool:
    return other.group == here.group


def _anywhere(_here: LinkedRoom, _other: LinkedRoom) -> bool:
    return True


_AUDIENCES: dict[Audience, Callable[[LinkedRoom, LinkedRoom], bool]] = {
    Audience.ROOM: _in_group,
    Audience.MAIN: _in_main,
    Audience.INCIDENT: _anywhere,
}
