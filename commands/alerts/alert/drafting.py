"""A warning drafted for those who may send one: a file, and what is wrong with it. Nothing here can send it."""

from datetime import timedelta
from typing import Annotated

from commands.alerts.alert.watching import FORMS, parts_of
from commands.call import Call
from commands.domain.alerts.area import place_of
from commands.domain.alerts.drafts import STATUSES, code_of, drafted, written
from commands.domain.alerts.lint import Level, lint
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.messages import Card, Colour, Document, Reply
from commands.domain.moments import shown
from commands.line.converters import Converter, Long, Name, read_long
from commands.line.signature import Hint, Key
from commands.registry import command
from commands.shared.belonging import name_of
from commands.shared.owing import Deadline

Where = Annotated[str, Converter(read=read_long, hint=f"an area: {FORMS}", most=40)]


@command(needs="alert draft")
def draft(
    call: Call,
    event: Annotated[Name, Hint("evacuation, shelter in place, or a code such as EVI")],
    *,
    area: Where,
    until: Annotated[Deadline, Hint("when it is over, at most 24 h from now")],
    text: Annotated[Long, Hint("what happens, where, until when, what to do: 90 characters for all phones")],
    do: Annotated[Long, Hint("the one thing that people are to do first")] = "",
    short: Annotated[Long, Hint("90 characters, where the text is longer")] = "",
    where: Annotated[Long, Hint("the area in words that people there use")] = "",
    sender: Annotated[Long, Key("by"), Hint("the office in whose name it is")] = "",
    status: Annotated[str, Hint("Draft, Exercise or Test")] = "",
) -> Reply:
    """Draft a public warning as a CAP file, with what is wrong with it; it is NOT sent, and cannot be sent from here.

    alert draft evacuation area:same:016015 until:1800 text:"Fire near Placerville. Leave now by Hwy 21. Boise County
    Sheriff". Whoever may send warnings reads it, corrects it and sends it by their own means.
    """
    try:
        parts = parts_of(area)
        place = place_of(parts)
    except ValueError as fault:
        end = "" if str(fault).endswith(("?", ".")) else "."
        raise Refused(f"area: {fault}{end} Nothing was drafted. An area is {FORMS}.", key="area") from None
    if until <= call.at:
        raise Refused(f"until {shown(until, call.zone)} is over already. Nothing was drafted.", key="until")
    alert = drafted(
        event=event,
        place=place,
        where=where or ", ".join(parts),
        until=until,
        text=text,
        short=short,
        do=do,
        by=sender,
        status=_status(call, status),
        identifier=f"DRAFT-{call.here.id}-{call.at:%Y%m%dT%H%M%SZ}",
        at=call.at - timedelta(microseconds=call.at.microsecond),
    )
    found = lint(alert, f"{text}{short}{do}")
    errors = sum(one.level is Level.ERROR for one in found)
    code, name = code_of(event)
    file = f"{alert.status.upper()}-{code or 'XXX'}-{call.here.id}-NOT-SENT.xml"
    known = Card(
        title=f"{alert.status.upper()}, NOT SENT: {name}",
        fields=(
            ("Text", alert.first.description[:400]),
            ("Area", f"{alert.first.areas[0].desc}; {', '.join(parts)}"[:300]),
            ("Until", shown(until, call.zone)),
            ("Drafted by", name_of(call)),
        ),
        lines=tuple(one.line for one in found) or ("Nothing was found against it; a person reads it all the same.",),
        footer=f"{errors} errors, {len(found) - errors} warnings; {file}; Net Control cannot send it",
        colour=Colour.RED if errors else Colour.YELLOW if found else Colour.GREEN,
    )
    document = Document(template="text", filename=file, title=known.title, data={"text": written(alert, call.zone)})
    return Reply(text=in_words(known), card=known, documents=(document,))


def _status(call: Call, said: str) -> str:
    usual = "Exercise" if call.here.exercise else "Draft"
    wanted = said.strip().capitalize() or usual
    if wanted == "Actual":
        only = "Net Control sends no warnings, so nothing is drafted as Actual: Draft, Exercise or Test."
        raise Refused(only, key="status")
    if wanted not in STATUSES:
        raise Refused(f"status “{said[:20]}” is none of {', '.join(STATUSES)}. Nothing was drafted.", key="status")
    if call.here.exercise and wanted == "Draft":
        return usual
    return wanted
