"""ICS 211, Incident Check-In List."""

from dataclasses import replace

from commands.call import Call
from commands.domain.messages import Document
from commands.domain.paper import forms_people
from commands.paper.papers import MOST_RESOURCES, Asked
from commands.paper.sheets import document, sheet, top_of


@sheet("211", "Incident Check-In List", template="ics211", prepared_by=("RESL", "PSC"), long=True)
def ics_211(call: Call, asked: Asked) -> Document:
    """Everything that was checked in during the period, a sheet for each check-in location."""
    top = top_of(call, asked)
    found = call.store.here_between(call.here.id, top.window.start, top.window.end, MOST_RESOURCES)
    if len(found) >= MOST_RESOURCES:
        top = replace(top, standing=f"ONLY {MOST_RESOURCES:,} LINES (others by period)")
    content = forms_people.ics_211(sorted(found, key=lambda one: (one.checked_in, one.id)), top)
    return document(call, asked, top, content)
