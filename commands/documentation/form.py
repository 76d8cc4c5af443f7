"""The record on paper: ICS forms as files."""

import re
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.medical import GROUP
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.line.converters import Converter
from commands.line.signature import Hint
from commands.line.who import Where, Who
from commands.paper import later
from commands.paper.papers import EVERYTHING, Asked, Sheet, posted
from commands.radio.documents import Paper
from commands.registry import command
from commands.shared import rights
from commands.shared.belonging import readable
from commands.shared.medical_readers import readable_report

NAMES = tuple(one.value.upper() for one in Sheet)


def _read_sheet(text: str, _: Call) -> Sheet:
    said = "".join(text.casefold().replace("ics", "").split()).strip("-_ ")
    if said not in {*Sheet}:
        raise ValueError(f"it is no form that is made here; there is {', '.join(NAMES)}")
    return Sheet(said)


def read_period(text: str, _: Call) -> str:
    """``3``, ``OP 3``, ``P-3`` or ``all``."""
    said = text.casefold().strip().removeprefix("op").removeprefix("period").removeprefix("p").strip(" -")
    if text.casefold().strip() == EVERYTHING:
        return EVERYTHING
    if not said.isdecimal() or len(said) > 6:
        raise ValueError("it is no number of an operational period, nor all")
    return str(int(said))


Named = Annotated[Sheet, Converter(read=_read_sheet, hint=f"one of {', '.join(NAMES)}", options=NAMES)]
PeriodNumber = Annotated[str, Converter(read=read_period, hint="the number of an operational period, or all", most=2)]


@command(also=("forms", "ics"), closed=True)
def form(
    call: Call,
    number: Named,
    of: Annotated[str, Hint("213: MSG-3, 213RR: R-5, 221: D-2, MIR: MIR-1, 214: a unit, 204: a division")] = "",
    *,
    period: Annotated[PeriodNumber, Hint("empty for the one that runs; all for everything")] = "",
    role: Annotated[Where | None, Hint("214: of whoever holds this position")] = None,
    net: Annotated[str, Hint("309: one net only")] = "",
    by: Annotated[Who | None, Hint("214: one person, 309: one operator")] = None,
    paper: Paper = Paper.LETTER,
) -> Reply:
    """Post a form in the room, filled from the record: ICS 201, 204, 205, 209, 211, 213, 213RR, 214, 217A, 221, 309.

    form 211. form 211 period:3 paper:a4. form 213RR R-5. form 214 role:COML; form 214 E12; form 214 alone is your own.
    form 205A (contact details) comes in a direct message only, for those who may read them; form MIR MIR-1 (the
    Medical Incident Report) there or in the medical group.
    """
    if number is Sheet.ICS_205A:
        _may_read_contacts(call)
    if number is Sheet.MEDICAL:
        _may_read_report(call, of)
    asked = Asked(
        sheet=number,
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


def _may_read_contacts(call: Call) -> None:
    """No platform shows a file to one person of a room, so the file comes where nobody else reads along."""
    rights.require("contacts", call, "ICS 205A, with contact details,")
    if not call.direct:
        raise Refused(
            "ICS 205A holds contact details, so it is not posted in a room. Say “form 205A” to me in a direct "
            f"message; “{call.prefix} contact list” shows it to you privately here."
        )


def _may_read_report(call: Call, of: str) -> None:
    """What few were told is posted among them, or where nobody else reads along."""
    found = re.fullmatch(r"(?:mir\s*-?\s*)?(\d{1,9})", of.strip(), re.IGNORECASE)
    one = readable_report(call, int(found[1])) if found else None
    if one and not (call.direct or call.group == GROUP):
        raise Refused(
            f"{one.shown} was told to few, so it is not posted in this room. Say “form MIR {one.shown}” to me in a "
            f"direct message; “{call.prefix} medical show {one.shown}” shows it to you privately here."
        )
