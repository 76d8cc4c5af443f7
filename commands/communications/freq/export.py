"""The radio plan leaves the desk: forms, channel cards, and the files that program radios."""

from typing import Annotated

from commands.call import Call
from commands.domain.messages import Audience, Reply
from commands.domain.radio.findings import ADVISORY
from commands.line.signature import Hint, Key
from commands.radio.documents import Form, Paper, Wanted, documents
from commands.registry import command
from commands.shared.rights import require


@command()
def export(
    call: Call,
    form: Form,
    unit: Annotated[str, Hint("of ICS 204: one division; empty for all")] = "",
    *,
    period: Annotated[str, Hint("empty for the newest plan")] = "",
    revision: Annotated[int | None, Key("rev"), Hint("a published revision; empty: the plan as it stands")] = None,
    paper: Paper = Paper.LETTER,
    transmit: Annotated[bool, Hint("of chirp: every row may transmit; the COML's word")] = False,
) -> Reply:
    """Post the plan in the room as a file: 205, 217a, 204, chirp, csv, json, text, or cards for phones.

    freq export 205. freq export 204 A. freq export 205 rev:3 paper:a4
    freq export chirp: every row only receives, unless freq transmit or transmit:yes says otherwise.
    """
    if transmit:
        require("plan publish", call, "Letting exported rows transmit")
    made, notes = documents(
        call,
        Wanted(form=form, period=period, revision=revision, unit=unit, paper=paper, transmit=transmit),
    )
    head = f"{made[0].title}: {', '.join(one.filename for one in made)}"
    return Reply(text="\n".join([head, *notes, ADVISORY]), audience=Audience.ROOM, documents=made)
