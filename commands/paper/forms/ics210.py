"""ICS 210, Resource Status Change."""

from commands.call import Call
from commands.domain.accountability.checkins import Happened
from commands.domain.messages import Document
from commands.domain.paper.blocks import Block, content
from commands.domain.paper.paper import joined, short
from commands.paper.papers import Asked
from commands.paper.sheets import document, sheet, top_of

MOST = 500
"""Changes on one form: of more, the newest."""

COLUMNS = (
    "3. Resource Number", "5. From (Assignment and Status)", "4./6. To (Assignment and New Status)",
    "7. Time and Date of Change",
)  # fmt: skip


@sheet("210", "Resource Status Change", prepared_by=("RADO", "RESL"), long=True)
def ics_210(call: Call, asked: Asked) -> Document:
    """Each change of a status or an assignment in the period, and who came and left (source: FEMA 502-2)."""
    top = top_of(call, asked)
    rows = tuple(
        [joined(one.agency, one.name, by=" "), one.was or _BEFORE.get(one.what, ""), one.now or one.words, when]
        for one in call.store.movements(call.here.id, most=MOST)
        if top.window.holds(one.at) and (one.now or one.what in _BEFORE)
        for when in (short(one.at, top.zone),)
    )
    return document(
        call,
        asked,
        top,
        content(
            Block(number=3, label="Changes of Status", columns=COLUMNS, rows=rows),
            Block(number=8, label="Comments"),
        ),
    )


_BEFORE = {Happened.IN: "checks in", Happened.OUT: "checks out"}
