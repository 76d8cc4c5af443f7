"""ICS 217A, Communications Resource Availability Worksheet."""

from commands.call import Call
from commands.paper.papers import Asked
from commands.paper.plan import from_plan
from commands.paper.sheets import Made, sheet
from commands.radio.documents import Form


@sheet("217a", "Communications Resource Availability Worksheet", template="ics217a", plan=True)
def ics_217a(call: Call, asked: Asked) -> Made:
    """The pool: what the plan uses and what is the incident's own, a sheet for each band."""
    return from_plan(call, asked, Form.ICS_217A)
