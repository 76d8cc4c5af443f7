"""ICS 209, Incident Status Summary: the worksheet for it."""

from commands.call import Call
from commands.domain.messages import Document
from commands.paper.papers import Asked
from commands.paper.sheets import document, sheet, top_of
from commands.paper.situation import status


@sheet("209", "Incident Status Summary, worksheet", template="ics209", prepared_by=("SITL", "PSC"), long=True)
def ics_209(call: Call, asked: Asked) -> Document:
    """All 53 blocks, filled as far as the record knows."""
    top = top_of(call, asked)
    return document(call, asked, top, status(call, asked.groups, top))
