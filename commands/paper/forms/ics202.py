"""ICS 202, Incident Objectives."""

from commands.call import Call
from commands.domain.messages import Document
from commands.domain.paper.blocks import Block, content
from commands.domain.paper.paper import short
from commands.facts.now import standing
from commands.paper.papers import Asked
from commands.paper.sheets import document, sheet, top_of


@sheet("202", "Incident Objectives", prepared_by=("PSC", "IC"))
def ics_202(call: Call, asked: Asked) -> Document:
    """The objectives that stand, and what everybody has to know of the situation (source: FEMA 502-2)."""
    top = top_of(call, asked)
    objectives = tuple(
        f"O-{one.number}: {one.words}" for one in call.store.objectives(call.here.id) if one.struck is None
    )
    known = tuple(f"{one.gist} ({short(one.at, top.zone)})" for one in standing(call, asked.groups))
    return document(
        call,
        asked,
        top,
        content(
            Block(number=3, label="Objective(s)", lines=objectives),
            Block(number=4, label="Operational Period Command Emphasis; General Situational Awareness", lines=known),
            Block(number=5, label="Site Safety Plan Required? Approved Site Safety Plan(s) Located at"),
            Block(number=6, label="Incident Action Plan (the items that are included)"),
            Block(number=8, label="Approved by Incident Commander (name, signature, date/time)"),
        ),
    )
