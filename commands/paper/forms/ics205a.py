"""ICS 205A, Communications List: the one form with contact details."""

from dataclasses import replace

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Document
from commands.domain.paper import forms_people
from commands.paper.papers import MOST_RESOURCES, Asked
from commands.paper.sheets import document, sheet, top_of
from commands.shared import rights


def may_read_contacts(call: Call, _: str) -> None:
    """No platform shows a file to one person of a room, so the file comes where nobody else reads along."""
    rights.require("contacts", call, "ICS 205A, with contact details,")
    if not call.direct:
        raise Refused(
            "ICS 205A holds contact details, so it is not posted in a room. Say “form 205A” to me in a direct "
            f"message; “{call.prefix} contact list” shows it to you privately here."
        )


@sheet(
    "205a",
    "Communications List",
    template="ics205a",
    prepared_by=("COML",),
    long=True,
    may_read=may_read_contacts,
    private="(contact details) comes in a direct message only, for those who may read them",
)
def ics_205a(call: Call, asked: Asked) -> Document:
    """Who is reached how: whoever holds a position, and whoever is checked in now."""
    top = replace(top_of(call, asked), sensitive=forms_people.SENSITIVE)
    reached = call.store.here_between(call.here.id, call.at, None, MOST_RESOURCES)
    return document(call, asked, top, forms_people.ics_205a(call.store.holders(call.here.id), reached))
