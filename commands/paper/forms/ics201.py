"""ICS 201, Incident Briefing."""

from commands.call import Call
from commands.domain.messages import Document
from commands.paper.papers import Asked
from commands.paper.sheets import document, sheet, top_of
from commands.paper.situation import briefing


@sheet("201", "Incident Briefing", template="ics201", prepared_by=("IC",), long=True)
def ics_201(call: Call, asked: Asked) -> Document:
    """All ten blocks: what the incident is, who leads it, and what it has."""
    top = top_of(call, asked)
    return document(call, asked, top, briefing(call, asked.groups, top))
