"""What the clock says of an emergency: that nobody has it, how long it lasts, and where it is not posted."""

from dataclasses import replace
from datetime import datetime

from commands.accountability.emergency.telling import (
    RADIO,
    EmergencyId,
    ack_button,
    line_of,
    loud,
    on_chat,
    seen_by,
    words_of,
)
from commands.call import Call
from commands.domain.accountability.emergencies import (
    ELAPSED,
    REPEATS,
    Emergency,
    Emergent,
    repeat_after,
    repeats_before,
)
from commands.domain.messages import Audience, Reply
from commands.domain.moments import clock, span
from commands.domain.schedules import Timer
from commands.registry import command


@command(needs="clock")
def nobody(call: Call, id: EmergencyId) -> tuple[Reply, ...]:
    """Say again that nobody has acknowledged, until a named person does; each time to the next in line as well."""
    one = call.store.numbered(Emergency, call.here.id, id)
    if one is None or one.state is not Emergent.OPEN:
        return ()
    _again(call, one, "nobody", repeat_after(one.at, call.at))
    passed = call.at - one.at
    since = span(passed) if passed >= REPEATS[-1] else f"{passed.seconds} s"
    text = (
        f"NOBODY has acknowledged, {since}: EMERGENCY {one.shown} by {one.by_name}: {words_of(one)}"
        f"{seen_by(call, one)} {RADIO}."
    )
    told = replace(loud(one, text), notify=True, choices=(ack_button(one),))
    line = line_of(call)
    if not line:
        return (told,)
    next_ = line[min(repeats_before(one.at, call.at), len(line) - 1)]
    asked = f"{text} You are next in line: acknowledge it, or say who has it."
    return (told, Reply(text=asked, audience=Audience.PRIVATE, to=next_, loud=True, choices=(ack_button(one),)))


@command(needs="clock")
def elapsed(call: Call, id: EmergencyId) -> tuple[Reply, ...]:
    """Tell IC and OSC every ten minutes how long it lasts."""
    one = call.store.numbered(Emergency, call.here.id, id)
    if one is None or one.cleared_at:
        return ()
    _again(call, one, "elapsed", call.at + ELAPSED)
    to = on_chat(call, ("IC", "OSC"))
    has = f"acknowledged by {one.acknowledged_by}" if one.acknowledged_by else "NOBODY has acknowledged"
    text = f"EMERGENCY {one.shown}: {span(call.at - one.at)} since {clock(one.at, call.zone)}; {has}. {words_of(one)}"
    return (Reply(text=text, audience=Audience.PRIVATE, to=to, loud=True),) if to else ()


@command(needs="clock")
def posted(call: Call, id: EmergencyId) -> tuple[Reply, ...]:
    """Tell the sender in which rooms an emergency is not posted yet."""
    one = call.store.numbered(Emergency, call.here.id, id)
    missing = call.store.not_posted(one.incident, one.said_at) if one else ()
    if one is None or not missing:
        return ()
    where = "; ".join(f"{room} ({why})" for room, why in missing)
    text = f"EMERGENCY {one.shown} is NOT POSTED in: {where}. {one.by_name}, tell them by radio."
    return (loud(one, text), Reply(text=text, audience=Audience.PRIVATE, to=(one.by,), loud=True))


def _again(call: Call, one: Emergency, verb: str, at: datetime) -> None:
    call.store.add(Timer(incident=one.incident, at=at, command=f"emergency {verb} {one.shown}"))
