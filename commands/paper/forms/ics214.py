"""ICS 214, Activity Log."""

from dataclasses import replace

from commands.call import Call
from commands.domain.messages import Document
from commands.domain.organisation.roles import Holding
from commands.domain.paper import forms_messages
from commands.paper.activity import logs
from commands.paper.papers import Asked
from commands.paper.sheets import Each, Print, document, sheet, top_of


def _by_seat(one: Holding) -> Print:
    """One log for each position, whoever held it."""
    return Print(seat=one.seat)


@sheet("214", "Activity Log", template="ics214", narrowed="a unit", export=Each(Holding, _by_seat))
def ics_214(call: Call, asked: Asked) -> Document:
    """The log of a position (a sheet for each holder), of a unit, of a person; of the speaker where none is named."""
    top = top_of(call, asked)
    found = logs(call, seat=asked.seat, unit=asked.of, person=asked.person, groups=asked.groups, window=top.window)
    one = found[0]
    top = replace(top, prepared=one.name if len(found) == 1 else "", position=one.position if len(found) == 1 else "")
    mark = "-".join(
        filter(None, (asked.seat.shown if asked.seat else one.name, top.window.label and f"OP-{top.window.label}"))
    )
    return document(call, asked, top, forms_messages.ics_214(found, top), mark)
