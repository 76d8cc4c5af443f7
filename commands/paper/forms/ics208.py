"""ICS 208, Safety Message/Plan."""

from commands.call import Call
from commands.domain.messages import Document
from commands.domain.paper.blocks import Block, content
from commands.domain.paper.paper import short
from commands.domain.situation.reports import Subject
from commands.facts.now import standing
from commands.paper.papers import Asked
from commands.paper.sheets import document, sheet, top_of

_SAFETY = (Subject.HAZARD, Subject.WEATHER, Subject.EVAC)


@sheet("208", "Safety Message/Plan", prepared_by=("SOFR",))
def ics_208(call: Call, asked: Asked) -> Document:
    """The hazards that stand, lookouts, escape routes, safety zones, weather, evacuations (source: FEMA 502-2)."""
    top = top_of(call, asked)
    known = tuple(
        f"{one.gist} ({short(one.at, top.zone)})" for one in standing(call, asked.groups) if one.subject in _SAFETY
    )
    return document(
        call,
        asked,
        top,
        content(
            Block(number=3, label="Safety Message/Expanded Safety Message, Safety Plan, Site Safety Plan", lines=known),
            Block(number=4, label="Site Safety Plan Required? Approved Site Safety Plan(s) Located at"),
        ),
    )
