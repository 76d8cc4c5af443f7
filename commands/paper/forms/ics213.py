"""ICS 213, General Message."""

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.log.traffic import GeneralMessage
from commands.domain.messages import Document
from commands.domain.paper import forms_messages
from commands.paper.papers import Asked, number_of
from commands.paper.sheets import Each, document, sheet, top_of


@sheet("213", "General Message", template="ics213", of="MSG-3", export=Each(GeneralMessage))
def ics_213(call: Call, asked: Asked) -> Document:
    """One message with its reply. Refused where its group may not be read here."""
    top = top_of(call, asked)
    number = number_of(asked, "MSG", "form 213 MSG-3")
    found = call.store.general_message(call.here.id, number)
    if found is None or found.group not in asked.groups:
        raise Refused(f"There is no MSG-{number} here: {call.prefix} message list shows what there is.")
    return document(call, asked, top, forms_messages.ics_213(found, top), found.shown)
