"""The forms of the frequency desk, made there: here is only how they are asked for."""

from commands.call import Call
from commands.paper.papers import EVERYTHING, Asked
from commands.paper.sheets import Made
from commands.radio.documents import Form, Wanted, documents


def from_plan(call: Call, asked: Asked, form: Form) -> Made:
    """Plans of the frequency desk are named by their own periods; ``3`` is what it calls ``OP 3``.

    Refused where the plan is empty, or has nothing for the division in ``asked.of``.
    """
    period = asked.period
    if period and period != EVERYTHING:
        named = f"OP {period}"
        period = named if call.store.radio_plan(call.here.id, named) else period
    wanted = Wanted(form=form, period="" if period == EVERYTHING else period, unit=asked.of, paper=asked.paper)
    return documents(call, wanted)
