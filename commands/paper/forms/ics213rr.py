"""ICS 213RR, Resource Request Message."""

from dataclasses import replace

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.logistics.requests import Request
from commands.domain.messages import Document
from commands.domain.paper import forms_request
from commands.paper.papers import Asked, number_of
from commands.paper.sheets import Each, document, sheet, top_of


@sheet("213rr", "Resource Request Message", template="ics213rr", of="R-5", export=Each(Request))
def ics_213rr(call: Call, asked: Asked) -> Document:
    """One request, a sheet for each source of supply. Refused where its group may not be read here."""
    top = top_of(call, asked)
    number = number_of(asked, "R", "form 213RR R-5")
    one = call.store.request(call.here.id, number)
    if one is None or one.group not in asked.groups:
        raise Refused(f"There is no R-{number} here: {call.prefix} request list shows what there is.")
    store = call.store
    content = forms_request.ics_213rr(
        one, store.signatures(one.id), store.orders(one.id), store.fill_lines((one.id,)), top
    )
    return document(call, asked, replace(top, standing=f"edition {one.edition}"), content, one.shown)
