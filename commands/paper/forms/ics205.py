"""ICS 205, Incident Radio Communications Plan."""

from commands.call import Call
from commands.paper.papers import Asked
from commands.paper.plan import from_plan
from commands.paper.sheets import Made, sheet
from commands.radio.documents import Form


@sheet("205", "Incident Radio Communications Plan", template="ics205", plan=True)
def ics_205(call: Call, asked: Asked) -> Made:
    """The radio plan of a period, as it was published last, or the draft."""
    return from_plan(call, asked, Form.ICS_205)
