"""A room's link is paused and goes on: what people say in it and for it is kept back meanwhile, not lost."""

from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.bridging import LinkedRoom
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.line.signature import Hint
from commands.organisation.link import linking
from commands.registry import command

RoomMeant = Annotated[str | None, Hint("its name or id; this room if empty")]


@command(needs="link", closed=True)
def pause(call: Call, room: RoomMeant = None) -> tuple[Reply, ...]:
    """Keep back what people say in a room, and for it: this one or one by its name. “link resume” lets it go on.

    Commands still run in it; answers, alerts and emergencies still reach it. Net Control does the same by itself where
    its own words come back through another bridge.
    """
    meant = linking.room_meant(call, room)
    if meant.paused:
        return (Reply(text=f"{linking.named(meant)} is paused already: {meant.why}. Nothing was changed."),)
    if not meant.heard:
        raise Refused(f"{linking.named(meant)} is {meant.state.value}, so there is nothing to pause.")
    call.store.pause_room(meant.room, f"by {call.who.name}", call.at)
    return _told(
        call,
        meant,
        f"{linking.named(meant)} is paused by {call.who.shown}: what people say in it is kept and not copied, and what "
        "the other rooms say waits for it. Answers, alerts and emergencies still pass. To go on: "
        f"{call.prefix} link resume {meant.name or meant.room.id}.",
    )


@command(needs="link", closed=True)
def resume(call: Call, room: RoomMeant = None) -> tuple[Reply, ...]:
    """Let a paused room hear and be heard again, this one or one by its name; what was kept back is posted now."""
    meant = linking.room_meant(call, room)
    if not meant.paused:
        paused = [linking.named(one) for one in call.store.rooms_of(call.here.id) if one.paused]
        others = f" Paused: {', '.join(paused)}." if paused else ""
        return (Reply(text=f"{linking.named(meant)} is not paused; nothing was changed.{others}"),)
    count = call.store.resume_room(meant.room, call.at)
    kept = f"{counted(count, 'message')} kept back meanwhile" if count else "nothing was kept back"
    now = f"{kept} {'is' if count == 1 else 'are'} posted now, in order" if count else kept
    return _told(call, meant, f"{linking.named(meant)} hears and is heard again, by {call.who.shown}; {now}.")


def _told(call: Call, meant: LinkedRoom, text: str) -> tuple[Reply, ...]:
    """To the room's group, and to whoever says it from another one."""
    group = Reply(text=text, audience=Audience.ROOM, group=meant.group)
    return (group,) if call.group == meant.group and not call.direct else (group, Reply(text=text))
