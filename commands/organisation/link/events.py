"""Whether joins, leaves and topics of a group's rooms are told in its other rooms."""

from commands.call import Call
from commands.domain.messages import Audience, Reply
from commands.registry import command

WHAT = "Who joins, who leaves and new topics"


@command(verb="events", closed=True)
def events(call: Call) -> Reply:
    """Say whether joins, leaves and topics are told in this group's other rooms: off, until “link events on”."""
    shown = call.store.events_shown(call.here.id, call.group)
    other = "off" if shown else "on"
    told = "are told in its other rooms" if shown else "are not told elsewhere"
    return Reply(text=f"Group {call.group}: {WHAT[0].lower()}{WHAT[1:]} {told}. {call.prefix} link events {other}.")


@command(verb="events on", needs="link", closed=True)
def on(call: Call) -> Reply:
    """Tell joins, leaves and new topics of this group's rooms in its other rooms, as short notices."""
    return _switch(call, on=True)


@command(verb="events off", needs="link", closed=True)
def off(call: Call) -> Reply:
    """Keep joins, leaves and topics to the room in which they happen."""
    return _switch(call, on=False)


def _switch(call: Call, *, on: bool) -> Reply:
    if call.store.events_shown(call.here.id, call.group) is on:
        return Reply(text=f"Events are {'on' if on else 'off'} already for group {call.group}. Nothing was changed.")
    call.store.show_events(call.here.id, call.group, on=on)
    told = "are told in this group's other rooms from now on" if on else "are not told in other rooms any more"
    return Reply(text=f"{WHAT} {told}, set by {call.who.name}.", audience=Audience.ROOM)
