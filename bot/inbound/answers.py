"""A command line becomes replies, and replies become copies for those who may see them."""

import secrets
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import DBAPIError

from bot.directory.members import FRESH, LASTING
from bot.directory.mentions import mentioned, with_names
from bot.inbound.belonging import Belonging
from bot.inbound.context import Hearing, Scene
from commands.call import Call
from commands.communications.traffic import desk_line
from commands.dispatch.cries import PASSED_ON, cried, is_cry
from commands.dispatch.decide import decide
from commands.dispatch.overheard import offered
from commands.dispatch.recognise import Command, Distress, Lookalike, recognise
from commands.domain.bridging import LinkedRoom
from commands.domain.errors import Refused, Stale
from commands.domain.exercises import stamped
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import BOARD, CLOCK, Audience, Choice, Kind, Reply, Room
from commands.domain.text import words as in_words
from commands.registry import spoken
from storage.store import DatabaseAway

log = structlog.get_logger()

RUN_LATE = frozenset({"emergency", "log", "addlog", "checkin", "traffic"})
"""These are run however late they are found; the record marks them as late."""


def command_line(hearing: Hearing) -> str | None:
    """The command that a talk message is, or None; the author of a near miss is told that nothing was recorded."""
    message = hearing.message
    found = recognise(with_names(hearing.work, message.text), hearing.scene.prefix)
    if isinstance(found, Command):
        return found.line
    if isinstance(found, Distress) and message.kind is Kind.NEW and hearing.here:
        _offer_to_raise(hearing, found)
    elif isinstance(found, Lookalike) and message.kind is Kind.NEW and hearing.here:
        hearing.whisper(Reply(text=found.hint))
    return None


def _offer_to_raise(hearing: Hearing, found: Distress) -> None:
    call = _call(hearing)
    if call.incident is not None:
        for reply in offered(call, found.words):
            _place(hearing, call, _fit(call, reply), held=False)


def answer(hearing: Hearing, line: str) -> None:
    """Decide one command line and queue what is answered. A refusal changes nothing and goes to the asker alone."""
    late = hearing.scene.at - hearing.message.at
    found = hearing.message.recovered or hearing.message.again
    if found and late > hearing.scene.command_late_after and _noun(line) not in RUN_LATE:
        _ask_first(hearing, line, late)
        return
    hearing.decided = True
    call = _call(hearing)
    if call.unverified and not call.member and is_cry(line):
        _pass_on(hearing, call, line)
        return
    replies = _decided(hearing, line, call)
    call = _anew(hearing, call)
    replies = tuple(_fit(call, reply) for reply in replies)
    held = _kept_back(hearing, call, replies)
    for reply in replies:
        _place(hearing, call, reply, held=held)
    if call.incident:  # a command may have queued things itself ("retry")
        hearing.lanes |= {linked.room for linked in _rooms(hearing, call)}


def write_down(hearing: Hearing) -> None:
    """What was said in a room that is a radio desk is a row of traffic as well."""
    message = hearing.message
    if message.room in hearing.scene.no_desks:
        return
    desk = hearing.work.record.radio_desk(str(message.room))
    if desk is None or not desk.on:
        hearing.scene.no_desks.add(message.room)
    else:
        desk_line(_call(hearing), in_words(with_names(hearing.work, message.text)), message.at)


def _noun(line: str) -> str:
    word = (line.split() or [""])[0].casefold()
    noun = spoken().get(word)
    return noun.name if noun else word


def _ask_first(hearing: Hearing, line: str, late: timedelta) -> None:
    """An order that was found late may no longer be meant."""
    minutes = int(late.total_seconds() // 60)
    words = f"Found {minutes} min late and not run: {line[:200]}"
    hearing.whisper(Reply(text=words, choices=(Choice("Run now", line, "▶️"),)))


def _decided(hearing: Hearing, line: str, call: Call) -> tuple[Reply, ...]:
    try:
        with hearing.work.nested():
            return decide(line, call)
    except Refused as refusal:
        if hearing.message.kind is Kind.SUBMITTED:
            hearing.faults[refusal.key] = refusal.reason
            return ()
        return (Reply(text=refusal.words),)
    except (Stale, DatabaseAway, DBAPIError):
        raise
    except Exception:
        number = secrets.token_hex(3)
        log.exception("command failed", number=number, command=line.split(" ", 1)[0][:40])
        return (Reply(text=f"Something broke here; it is logged as {number}. Nothing was recorded."),)


def _pass_on(hearing: Hearing, call: Call, line: str) -> None:
    """A cry is never lost, also where it is not known whether whoever cries belongs here: it is told as that."""
    for id in call.unverified:
        one = replace(call, incident=hearing.work.record.get(Incident, id))
        for reply in cried(one, line):
            _place(hearing, one, _fit(one, reply), held=False)
    hearing.whisper(Reply(text=PASSED_ON))


def _call(hearing: Hearing) -> Call:
    message, scene = hearing.message, hearing.scene
    linked = None if message.direct else scene.rooms.get(message.room)
    here = linked if linked and linked.open else None
    belonging = Belonging(hearing.work, scene, message.who.key, LASTING if here else FRESH)
    page, _, group = message.room.id.partition("/") if message.room.platform == BOARD else ("", "", "")
    inside = message.inside or (here is not None and bool(belonging.is_in(message.room)))
    id = here.incident if here else page or _meant(hearing, belonging)
    incident = hearing.work.record.get(Incident, id) if id else None
    clock = message.who.key == CLOCK.key
    member = clock or (here is not None and inside) or (belonging.to(id) if id else belonging.somewhere())
    zone = ZoneInfo(incident.timezone) if incident and incident.timezone else scene.zone
    typed = message.kind in (Kind.NEW, Kind.EDITED)
    return Call(
        who=message.who,
        room=message.room,
        at=scene.at,
        store=hearing.work.record,
        zone=zone,
        incident=incident,
        group=here.group if here and (inside or clock) else _of_page(scene, belonging, page, group),
        admin=incident is not None and belonging.administers(incident.id),
        member=member,
        belongs_to=belonging.to,
        unverified=() if member else belonging.doubtful(here.incident if here else ""),
        moderates=belonging.moderates(message.room),
        may_open=belonging.may_open(message.room),
        prefix=f"{'!' if typed or not message.answerable else '/'}{scene.prefix}",
        direct=message.direct,
        overheard=typed and not message.direct,
        recovered=message.recovered,
        late=max(timedelta(0), scene.at - message.at),
        due=message.at if message.who.key == CLOCK.key else None,
        mentions=mentioned(hearing.work, message.text),
        carrying=scene.carrying,
        link=scene.link,
        board=scene.board,
    )


def _of_page(scene: Scene, belonging: Belonging, incident: str, group: str) -> str:
    """The further group in which somebody speaks on a page: one of whose rooms they are in one; else the main one."""
    rooms = [one.room for one in scene.rooms.values() if one.open and (one.incident, one.group) == (incident, group)]
    return group if group and any(belonging.is_in(room) for room in rooms) else MAIN


def _anew(hearing: Hearing, call: Call) -> Call:
    """The call on the rooms as they are now, where the command has linked or unlinked some."""
    if not hearing.work.record.rooms_changed:
        return call
    hearing.rooms_changed = True
    hearing.scene = replace(hearing.scene, rooms={one.room: one for one in hearing.work.rooms.all()})
    linked = hearing.scene.rooms.get(call.room)
    if linked is None or not linked.open:
        return call  # its incident is still told what became of the room
    return replace(call, incident=hearing.work.record.get(Incident, linked.incident), group=linked.group)


def _meant(hearing: Hearing, belonging: Belonging) -> str:
    """In a direct message: the person's one incident on the account; of several the one in which they are checked in,
    or that the configuration names them an administrator of.
    """
    if not hearing.message.direct:
        return ""
    source, who = hearing.message.room.source, hearing.message.who.key
    found = {linked.incident for linked in hearing.scene.rooms.values() if linked.room.source == source and linked.open}
    found = {incident for incident in found if belonging.to(incident)}
    if len(found) > 1:
        mine = {incident for incident in found if hearing.work.record.own_checkin(incident, who)}
        found = mine or {incident for incident in found if who in hearing.scene.admins.get(incident, ())}
    return found.pop() if len(found) == 1 else ""


def _kept_back(hearing: Hearing, call: Call, replies: tuple[Reply, ...]) -> bool:
    """While an emergency is open, routine posts wait, and whoever caused one is told so."""
    routine = any(not reply.loud and reply.audience not in (Audience.QUIET, Audience.PRIVATE) for reply in replies)
    open_ = hearing.work.record.emergencies(call.incident.id) if routine and call.incident else ()
    if open_ and not call.by_clock:
        words = f"Recorded. It is posted in the rooms when emergency {open_[0].shown} is cleared."
        hearing.whisper(_fit(call, Reply(text=words)))
    return bool(open_)


def _fit(call: Call, reply: Reply) -> Reply:
    """The reply as the incident may give it: what is answered in an exercise says so, also where no room shows it."""
    return stamped(reply) if call.incident and call.incident.exercise else reply


def _place(hearing: Hearing, call: Call, reply: Reply, *, held: bool) -> None:
    """Queue a reply for its audience: rooms by their group, the asker where it was asked, people by name."""
    if reply.to:
        _place_directly(hearing, call, reply)
    elif reply.rooms:
        for room in reply.rooms:
            hearing.tell(Room.parse(room), reply)
    elif reply.audience not in (Audience.QUIET, Audience.PRIVATE):
        _place_everywhere(hearing, call, reply, held=held and not reply.loud)
    elif call.by_clock:
        if reply.audience is Audience.QUIET:
            _place_everywhere(hearing, call, replace(reply, audience=Audience.MAIN), held=held)
    else:
        hearing.whisper(reply)


def _place_directly(hearing: Hearing, call: Call, reply: Reply) -> None:
    """To each person by a room of the incident that is on the same account: its lane carries direct messages too.

    Where the incident has none there: by the room that the reply names, or by any that is linked.
    """
    rooms = sorted(_rooms(hearing, call), key=lambda one: (one.reached, one.room))
    elsewhere = [linked.room for linked in hearing.scene.rooms.values() if linked.open]
    named = [Room.parse(room) for room in reply.rooms]
    lanes = {room.source: room for room in (*elsewhere, *named, *(linked.room for linked in rooms))}
    for person in dict.fromkeys(reply.to):
        if room := lanes.get(person.partition("/")[0]):
            hearing.send_to(person, room, reply)


def _place_everywhere(hearing: Hearing, call: Call, reply: Reply, *, held: bool) -> None:
    if call.incident is None:
        hearing.whisper(reply)
        return
    for linked in _rooms(hearing, call):
        if _hears(call, reply, linked):
            hearing.tell(linked.room, reply, held=held)


def _rooms(hearing: Hearing, call: Call) -> list[LinkedRoom]:
    """The rooms of the incident that take posts, or will."""
    id = call.incident.id if call.incident else ""
    return [linked for linked in hearing.scene.rooms.values() if linked.incident == id and linked.open]


def _hears(call: Call, reply: Reply, linked: LinkedRoom) -> bool:
    if reply.audience is Audience.ROOM:
        return linked.group == (reply.group or call.group)
    return reply.audience is Audience.INCIDENT or linked.group == MAIN or linked.room == call.room
