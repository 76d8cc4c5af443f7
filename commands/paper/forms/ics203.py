"""ICS 203, Organization Assignment List."""

from commands.call import Call
from commands.domain.messages import Document
from commands.domain.organisation.positions import POSITIONS, chain
from commands.domain.organisation.roles import Holding
from commands.domain.paper.blocks import Block, content
from commands.domain.paper.paper import Row
from commands.paper.papers import Asked
from commands.paper.sheets import document, sheet, top_of

_LABELS = {
    3: "Incident Commander(s) and Command Staff",
    4: "Agency/Organization Representatives",
    5: "Planning Section",
    6: "Logistics Section",
    7: "Operations Section",
    8: "Finance/Administration Section",
}
_SECTIONS = {"AREP": 4, "PSC": 5, "LSC": 6, "OSC": 7, "FSC": 8}
"""The block of whoever holds this position, or one below it."""


@sheet("203", "Organization Assignment List", prepared_by=("RESL", "PSC"))
def ics_203(call: Call, asked: Asked) -> Document:
    """Who holds which position, section by section (source: FEMA 502-2); a section without anybody is left blank."""
    top = top_of(call, asked)
    order = [*POSITIONS]
    rows: dict[int, list[Row]] = {number: [] for number in _LABELS}
    for one in sorted(call.store.holders(call.here.id), key=lambda held: order.index(held.position)):
        rows[_block(one)].append([one.seat.full, one.who])
    return document(
        call,
        asked,
        top,
        content(
            *(
                Block(number=number, label=label, columns=("Position", "Name"), rows=tuple(rows[number]))
                for number, label in _LABELS.items()
            )
        ),
    )


def _block(one: Holding) -> int:
    return next((_SECTIONS[each] for each in (one.position, *chain(one.position)) if each in _SECTIONS), 3)
