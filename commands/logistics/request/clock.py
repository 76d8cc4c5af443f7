"""What the clock says of requests: that one is late, a line overdue, a loan to go back; each once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from commands.call import Call
from commands.domain.logistics.requests import AWAITED, HERE, Coming, FillLine, Priority, Request
from commands.domain.messages import Reply
from commands.domain.moments import shown
from commands.logistics.request.ids import Number
from commands.logistics.request.words import late_words, tell_asker
from commands.registry import CLOCK_ONLY, command
from commands.shared.belonging import told


@command(needs=CLOCK_ONLY)
def tick(call: Call, id: Number) -> tuple[Reply, ...]:
    """Said by the clock alone: announce once what of a request is late, overdue, or due to go back.

    request tick R-3
    """
    one = call.store.request(call.here.id, id)
    if one is None:
        return ()
    lines = call.store.fill_lines((one.id,))
    found = [*late_now(call, one, lines), *_overdue(call, one, lines)]
    urgent = one.priority is Priority.URGENT
    text = "\n".join(found)
    return (*told(call, one, text, loud=urgent), *tell_asker(call, one, text)) if found else ()


def late_now(call: Call, one: Request, lines: Iterable[FillLine]) -> list[str]:
    """That a request is late, the first time."""
    words = late_words(one, [*lines], call)
    if not words or one.late:
        return []
    call.store.save(replace(one, late=True))
    return [f"{one.shown} ({one.item}) is {words}"]


def _overdue(call: Call, one: Request, lines: Iterable[FillLine]) -> list[str]:
    """The lines that are overdue, and the loans that should be back, each the first time."""
    found = []
    for line in lines:
        late = line.state in AWAITED and not line.told and past(line.eta, call)
        keeps = line.state in HERE - {Coming.BACK} and line.loan and not line.back_told and past(line.back, call)
        if late and line.eta:
            found.append(
                f"{line.shown} ({line.quantity:,} {one.what}) is OVERDUE: expected {shown(line.eta, call.zone)}"
            )
        if keeps and line.back:
            owner = line.source or "its owner"
            found.append(
                f"{line.shown} ({line.quantity:,} {one.what}) was to go back to {owner} {shown(line.back, call.zone)}"
            )
        if late or keeps:
            call.store.save(replace(line, told=line.told or late, back_told=line.back_told or keeps))
    return found


def past(moment: datetime | None, call: Call) -> bool:
    """Has it come, as the call's own time says? False without a moment."""
    return moment is not None and moment <= call.at
