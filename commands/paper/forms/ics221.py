"""ICS 221, Demobilization Check-Out."""

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.accountability.demobs import Demob
from commands.domain.errors import Refused
from commands.domain.messages import Document
from commands.domain.paper import forms_people
from commands.paper.papers import Asked
from commands.paper.sheets import Each, document, sheet, top_of


@sheet(
    "221",
    "Demobilization Check-Out",
    template="ics221",
    prepared_by=("DMOB", "PSC"),
    of="D-2",
    export=Each(Demob),
)
def ics_221(call: Call, asked: Asked) -> Document:
    """One demobilization with its sign-offs."""
    top = top_of(call, asked)
    one = _demob(call, asked)
    resource = call.store.get(Resource, one.resource)
    content = forms_people.ics_221(one, call.store.signed(one.id), resource, top)
    return document(call, asked, top, content, one.shown)


def _demob(call: Call, asked: Asked) -> Demob:
    found = call.store.every(Demob, call.here.id)
    said = asked.of.casefold().removeprefix("d-").removeprefix("d")
    by_number = next((one for one in found if said == str(one.number)), None)
    named = [one for one in found if one.name.casefold() == asked.of.casefold()]
    if by_number or named:
        return by_number or named[-1]
    there = ", ".join(f"{one.shown} {one.name}" for one in found[-10:]) or "none yet"
    raise Refused(f"Say which demobilization: form 221 D-2. There is: {there}.")
