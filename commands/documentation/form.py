"""The record on paper: ICS forms as files."""

import textwrap
from typing import Annotated

from commands.call import Call
from commands.domain.messages import Audience, Reply
from commands.line.converters import Converter
from commands.line.signature import Hint
from commands.line.who import Where, Who
from commands.paper import later
from commands.paper.papers import EVERYTHING, Asked, posted
from commands.paper.sheets import Sheet, sheets
from commands.radio.documents import Paper
from commands.registry import command
from commands.shared.belonging import readable

FORMS = tuple(sheets().values())
NAMES = tuple(one.name for one in FORMS)
WIDTH = 115
"""Characters in a line of the help."""


def _read_sheet(text: str, _: Call) -> Sheet:
    said = "".join(text.casefold().replace("ics", "").split()).strip("-_ ")
    if said not in sheets():
        raise ValueError(f"it is no form that is made here; there is {', '.join(NAMES)}")
    return sheets()[said]


def read_period(text: str, _: Call) -> str:
    """``3``, ``OP 3``, ``P-3`` or ``all``."""
    said = text.casefold().strip().removeprefix("op").removeprefix("period").removeprefix("p").strip(" -")
    if text.casefold().strip() == EVERYTHING:
        return EVERYTHING
    if not said.isdecimal() or len(said) > 6:
        raise ValueError("it is no number of an operational period, nor all")
    return str(int(said))


def _public() -> str:
    """``ICS 201, 204``: those that have a number."""
    shown = [one.shown for one in FORMS if not one.private]
    return "ICS " + ", ".join(each.removeprefix("ICS ") for each in shown if each.startswith("ICS "))


def _named() -> str:
    """``FOG, SCIP``: those that have no number."""
    return ", ".join(one.shown for one in FORMS if not one.private and not one.shown.startswith("ICS "))


def _private() -> str:
    """Of each form that is not for every room: for whom it is."""
    told = "; ".join(" ".join(filter(None, ("form", one.name, one.of, one.private))) for one in FORMS if one.private)
    return textwrap.fill(f"{told}.", WIDTH)


def _things() -> str:
    """What ``of`` names: where something has to be named first, the frequency desk's forms last."""
    named = [f"{one.name}: {one.of}" for one in FORMS if one.of]
    narrowed = sorted((one for one in FORMS if one.narrowed), key=lambda one: one.plan)
    return ", ".join((*named, *(f"{one.name}: {one.narrowed}" for one in narrowed)))


Named = Annotated[Sheet, Converter(read=_read_sheet, hint=f"one of {', '.join(NAMES)}", options=NAMES)]
PeriodNumber = Annotated[str, Converter(read=read_period, hint="the number of an operational period, or all", most=2)]


@command(also=("forms", "ics"), closed=True, lists={"public": _public(), "named": _named(), "private": _private()})
def form(
    call: Call,
    number: Named,
    of: Annotated[str, Hint(_things())] = "",
    *,
    period: Annotated[PeriodNumber, Hint("empty for the one that runs; all for everything")] = "",
    role: Annotated[Where | None, Hint("214: of whoever holds this position")] = None,
    net: Annotated[str, Hint("309: one net only")] = "",
    by: Annotated[Who | None, Hint("214: one person, 309: one operator")] = None,
    paper: Paper = Paper.LETTER,
) -> Reply:
    """Post a form, filled from the record: {public}.

    form 211. form 211 period:3 paper:a4. form 213RR R-5. form 214 role:COML; form 214 E12; form 214 alone is your own.
    In a region also {named}.
    {private}
    """
    if number.may_read:
        number.may_read(call, of)
    asked = Asked(
        sheet=number.number,
        of=of,
        period=period,
        seat=role,
        person=by.key if by else "",
        net=net,
        paper=paper,
        groups=readable(call),
    )
    made, notes = later.form(call, asked)
    audience = Audience.QUIET if call.direct else Audience.ROOM
    return Reply(text="\n".join([posted(made, call), *notes]), audience=audience, documents=made)
