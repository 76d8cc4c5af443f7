"""Which rooms hear each other, by the consent of both."""

from datetime import datetime
from typing import Annotated

from commands.call import Call
from commands.dispatch.again import AGAIN
from commands.domain.accountability.checkins import counted
from commands.domain.bridging import LinkedRoom
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import Audience, Reply, Room
from commands.domain.moments import shown
from commands.domain.organisation.links import CODE_LASTS, Group
from commands.line.converters import Converter, Moment, read_name
from commands.line.nearest import nearest
from commands.line.signature import Hint
from commands.organisation.link import linking
from commands.registry import command
from commands.shared import rights
from commands.shared.membership import may_bring_in, may_bring_others


def _read_group(text: str, call: Call) -> str:
    name = " ".join(read_name(text, call).casefold().split())
    if len(name) > 40:
        raise ValueError(f"it has {len(name)} characters, at most 40 are kept")
    return name


GroupName = Annotated[str, Converter(read=_read_group, hint="the name of a group, such as logistics", blanks=True)]


@command(needs="link", by_room=may_bring_others)
def link(
    call: Call,
    *,
    group: GroupName | None = None,
    until: Annotated[Moment | None, Hint("when a guest's room leaves again")] = None,
) -> Reply:
    """Get a code, privately, by which one other room joins this incident: good once, and for two hours.

    Say “join” with the code in the other room. Your code is this room's consent: both rooms are told who hears them.
    """
    name = _known_group(call, call.here.id, group or call.group)
    same = None if call.again else linking.just_made(call, name, until)
    code = same or linking.new_code(call, incident=call.here.id, group=name, until=until)
    end = f" The room leaves again {shown(until, call.zone)}." if until else ""
    this = call.store.linked(call.room)
    if this is not None and this.paused:
        end += f" This room's own link is paused ({this.why}); {call.prefix} link resume lets it go on."
    return Reply(
        text=f"Code {linking.grouped(code.digits)}: in the other room say “{call.everywhere} join {code.digits}”. "
        f"It links one room to {call.here.shown}, group {name}, until {shown(code.at + CODE_LASTS, call.zone)}.{end}"
        f"{_said_before(call) if same else ''}",
        audience=Audience.PRIVATE,
    )


def _said_before(call: Call) -> str:
    return f" You were given it a moment ago; one for a further room: {call.prefix} {AGAIN} link"


@command(noun="join", verb="", anywhere=True, by_room=may_bring_in)
def join(
    call: Call,
    code: linking.Digits,
    *,
    group: GroupName | None = None,
    until: Annotated[Moment | None, Hint("when this room leaves again")] = None,
) -> tuple[Reply, ...]:
    """Link this room to the incident whose people gave you the code; both sides are told who hears them.

    join 123 456 7890. join 1234567890 group:logistics.
    join 1234567890 until:tomorrow 1800: as a guest, told before it ends.
    """
    if call.direct or call.by_clock:
        raise Refused("Say it in the room that is to join. Nothing was linked.")
    if call.incident is not None and call.incident.closed is None:
        raise Refused(
            f"This room belongs to {call.incident.shown}; nothing was linked. To take it out: {call.prefix} unlink."
        )
    used = linking.use(call, code, for_room=True)
    if isinstance(used, str):
        return (Reply(text=used),)
    incident = call.store.get(Incident, used.incident)
    if incident is None or incident.closed:
        raise Refused("The incident of that code is closed; nothing was linked.")
    name = _known_group(call, incident.id, group or used.group)
    if used.group not in (MAIN, name):
        raise Refused(f"That code is for group {used.group}; nothing was linked.")
    end = min((one for one in (until, used.until) if one is not None), default=None)
    linking.bring_in(call, incident, name, end)
    return _joined(call, incident, name, end, used.by_name)


@command(noun="unlink", verb="", also=("leave",), closed=True)
def unlink(
    call: Call,
    room: Annotated[str | None, Hint("its name or id; this room if empty")] = None,
) -> tuple[Reply, ...]:
    """Take a room out of the incident, this one or one by its name; the others are told.

    What was said stays in the record. Whoever linked a room may take it out again, and whoever administers it there.
    """
    gone = linking.room_meant(call, room)
    own = gone.linked_by and gone.linked_by in call.store.same_person(call.who.key)
    if not own and not (call.moderates and gone.room == call.room):
        rights.require("unlink", call, f"Taking {linking.named(gone)} out")
    left = [one for one in call.store.rooms_of(call.here.id) if one.group == MAIN and one.room != gone.room]
    if gone.group == MAIN and not left and call.here.closed is None:
        raise Refused(
            f"It is the last room of {call.here.shown}'s main group; nothing was changed. "
            f"To end the incident: {call.prefix} incident close."
        )
    dropped = call.store.unlink_room(gone.room, f"unlinked by {call.who.name}")
    return _left(call, gone, f"by {call.who.shown}", dropped)


@command(noun="unlink", verb="due", needs="clock", closed=True)
def due(call: Call, room: str) -> tuple[Reply, ...]:
    """Take a guest's room out whose time is over."""
    gone = call.store.linked(Room.parse(room))
    if not _guest(gone, call) or gone is None or gone.until is None or gone.until > call.at:
        return ()
    dropped = call.store.unlink_room(gone.room, f"its time was over {shown(gone.until, call.zone)}")
    return _left(call, gone, "its time is over", dropped)


@command(noun="unlink", verb="warn", needs="clock", closed=True)
def warn(call: Call, room: str) -> tuple[Reply, ...]:
    """Say that a guest's room leaves soon."""
    leaving = call.store.linked(Room.parse(room))
    if not _guest(leaving, call) or leaving is None or leaving.until is None:
        return ()
    if leaving.until > call.at + 2 * linking.WARNED:
        return ()
    return (
        Reply(
            text=f"{linking.named(leaving)} leaves {call.here.shown} {shown(leaving.until, call.zone)}, as agreed. To "
            f"stay it needs a new code: {call.prefix} link.",
            audience=Audience.ROOM,
            group=leaving.group,
        ),
    )


@command(noun="group", verb="", also=("groups",), closed=True)
def group(call: Call) -> Reply:
    """List the groups of the incident and the rooms in each; only you see the answer."""
    return groups(call)


@command(noun="group", verb="add", needs="group add")
def add(call: Call, name: GroupName) -> Reply:
    """Make a further group, whose rooms hear each other apart from the main group."""
    if name in call.store.groups(call.here.id):
        return Reply(text=f"There is a group {name} already; nothing was changed. {_into(call, name)}")
    call.store.add(Group(incident=call.here.id, name=name, at=call.at, by=call.who.key))
    return Reply(text=f"Group {name} is made by {call.who.name}. {_into(call, name)}", audience=Audience.MAIN)


@command(noun="group", verb="list", closed=True)
def groups(call: Call) -> Reply:
    """List the groups of the incident and the rooms in each; only you see the answer."""
    rooms = call.store.rooms_of(call.here.id)
    lines = [
        f"{name}: {', '.join(linking.named(one) for one in rooms if one.group == name) or 'no room yet'}"
        for name in call.store.groups(call.here.id)
    ]
    return Reply(text="\n".join([call.here.shown, *lines]))


def _joined(call: Call, incident: Incident, group: str, until: datetime | None, consent: str) -> tuple[Reply, ...]:
    hears = ", ".join(linking.others(call, incident.id, group, call.room)) or "no other room yet"
    end = f" It leaves again {shown(until, call.zone)}." if until else ""
    told = (
        f"{linking.named(_this(call))} joins {incident.shown}, group {group}: by {call.who.shown}, with the code of "
        f"{consent or 'its people'}."
    )
    both = Reply(
        text=f"{told} What is said in either is read by both.{end}",
        audience=Audience.MAIN if group == MAIN else Audience.ROOM,
        group="" if group == MAIN else group,
    )
    beside = Reply(
        text=f"{told} What is said there is read in group {group} only, and what is said here is not read there.{end}",
        audience=Audience.ROOM,
        group=MAIN,
    )
    return (
        both,
        *((beside,) if group != MAIN else ()),
        Reply(text=f"This room is linked to {incident.shown}, group {group}. It hears, and is heard by: {hears}.{end}"),
    )


def _left(call: Call, gone: LinkedRoom, why: str, dropped: int) -> tuple[Reply, ...]:
    text = f"{linking.named(gone)} is no longer linked to {call.here.shown}, group {gone.group}: {why}."
    if dropped:
        text += f" {counted(dropped, 'message')} kept back while it was paused will not be copied."
    here = Reply(text=f"{text} What is said in it is no longer copied or recorded.", rooms=(str(gone.room),))
    return (here, Reply(text=text, audience=Audience.ROOM, group=gone.group))


def _this(call: Call) -> LinkedRoom:
    return call.store.linked(call.room) or LinkedRoom(room=call.room, incident="", group="")


def _guest(linked: LinkedRoom | None, call: Call) -> bool:
    return linked is not None and linked.incident == call.here.id and linked.open


def _known_group(call: Call, incident: str, name: str) -> str:
    there = call.store.groups(incident)
    if name in there:
        return name
    meant = nearest(name, there)
    hint = f"Did you mean group:{meant}?" if meant else f"There is: {', '.join(there)}."
    raise Refused(f"There is no group {name}; nothing was linked. {hint} {call.prefix} group add makes one.")


def _into(call: Call, name: str) -> str:
    return f"A room comes into it by a code: {call.prefix} link group:{name}."
