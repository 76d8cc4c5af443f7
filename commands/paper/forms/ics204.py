"""ICS 204, Assignment List, Communications."""

from commands.call import Call
from commands.paper.papers import Asked
from commands.paper.plan import from_plan
from commands.paper.sheets import Made, sheet
from commands.radio.documents import Form


@sheet("204", "Assignment List, Communications", template="ics204", narrowed="a division", plan=True)
def ics_204(call: Call, asked: Asked) -> Made:
    """Block 8, Communications, a sheet for each division that the plan names."""
    return from_plan(call, asked, Form.ICS_204)
