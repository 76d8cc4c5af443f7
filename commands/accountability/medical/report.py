"""The Medical Incident Report: an incident within an incident, told to few, and read on the air part by part."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.medical import GROUP, MedicalReport, Severity, on_air, parts
from commands.domain.cards import words as in_words
from commands.domain.messages import Audience, Card, Choice, Colour, Document, Reply
from commands.domain.moments import shown
from commands.domain.organisation.roles import Rank
from commands.line.converters import Count, Long, id_of
from commands.line.signature import Hint, Key
from commands.line.who import OFF_CHAT
from commands.paper.papers import Asked
from commands.paper.sheets import documents
from commands.registry import command
from commands.shared.medical_readers import READERS, readable_report
from commands.shared.speaker import own_name

_COLOURS = {Severity.RED: Colour.RED, Severity.YELLOW: Colour.YELLOW, Severity.GREEN: Colour.GREEN}

ReportId = Annotated[int, id_of("MIR")]


@command(creates=True)
def medical(
    call: Call,
    *,
    severity: Annotated[Severity, Hint("red is immediate, yellow may be delayed, green is minor")],
    nature: Annotated[Long, Hint("2 nature of injury or illness, mechanism; no name of a patient")],
    location: Annotated[Long, Hint("2 location: descriptive and latitude, longitude")],
    patients: Count = 1,
    contact: Annotated[Long, Hint("1 who is contacted, on which channel")] = "",
    title: Annotated[str, Key("name"), Hint("2 name of the incident: place and “Medical”")] = "",
    commander: Annotated[str, Key("ic"), Hint("2 on-scene incident commander")] = "",
    provider: Annotated[str, Key("care"), Hint("2 who gives care")] = "",
    assessment: Annotated[Long, Hint("3 age, sex, weight, conscious, breathing, treatment so far")] = "",
    transport: Annotated[Long, Hint("4 transport plan: air or ground, where from, ETA")] = "",
    resources: Annotated[Long, Hint("5 additional personnel, equipment")] = "",
    frequencies: Annotated[Long, Hint("6 command, air to ground, tactical channels and tones")] = "",
    contingency: Annotated[Long, Hint("7 what is done if the plan fails")] = "",
    remarks: Annotated[Long, Hint("8 anything else")] = "",
) -> tuple[Reply, ...]:
    """Report an incident within an incident in eight parts; it goes to the medical group, else to a few by name.

    medical form opens it. On the radio first: say “medical emergency” on your assigned channel.
    """
    one = call.store.add(
        MedicalReport(
            incident=call.here.id, number=call.store.next_number(call.here.id, "medical"), severity=severity,
            nature=nature, location=location, patients=patients, contact=contact, name=title, commander=commander,
            provider=provider, assessment=assessment, transport=transport, resources=resources,
            frequencies=frequencies, contingency=contingency, remarks=remarks, at=call.at, by=call.who.key,
            by_name=own_name(call),
        )
    )  # fmt: skip
    warning = " Others in this room have read what you typed: use the form." if call.overheard else ""
    asker = Reply(
        text=f"{one.shown} is kept. Read it on the air:\n{on_air(one)}{warning}",
        audience=Audience.PRIVATE,
        choices=(_air(one),),
    )
    public = f"MEDICAL INCIDENT {one.shown} ({severity.value.upper()}), {own_name(call)}. Keep the channel clear."
    return (*_report(call, one), Reply(text=public, audience=Audience.MAIN, loud=True), asker)


@command()
def show(call: Call, id: ReportId) -> Reply:
    """Send you a report privately; for those who were told it, and who made it.

    medical show MIR-1.
    """
    one = readable_report(call, id)
    card = _card(call, one)
    return Reply(text=in_words(card), card=card, audience=Audience.PRIVATE)


@command()
def air(call: Call, id: ReportId) -> Reply:
    """Send you privately the text of a report as it is read on the air.

    medical air MIR-1.
    """
    return Reply(text=on_air(readable_report(call, id)), audience=Audience.PRIVATE)


def _report(call: Call, one: MedicalReport) -> tuple[Reply, ...]:
    """To the rooms of the restricted group; where there are none, to a few positions directly."""
    card = _card(call, one)
    whole = Reply(
        text=in_words(card), card=card, loud=True, choices=(_air(one),), documents=(_document(call, one),)
    )  # fmt: skip
    if any(room.group == GROUP for room in call.store.rooms_of(call.here.id)):
        return (replace(whole, audience=Audience.ROOM, group=GROUP),)
    holders = call.store.holders(call.here.id, READERS)
    keys = [each.person for each in holders if each.rank is not Rank.TRAINEE and not each.person.startswith(OFF_CHAT)]
    to = tuple(dict.fromkeys(keys))
    if not to:
        return ()
    return (replace(whole, audience=Audience.PRIVATE, to=to),)


def _card(call: Call, one: MedicalReport) -> Card:
    return Card(
        title=f"{call.here.shown}: Medical Incident Report {one.shown}",
        fields=tuple(parts(one)),
        footer=f"{one.by_name}, {shown(one.at, call.zone)}; restricted, names no patient",
        colour=_COLOURS[one.severity],
    )


def _document(call: Call, one: MedicalReport) -> Document:
    (made,), _ = documents(call, Asked(sheet="mir", of=one.shown))
    return made


def _air(one: MedicalReport) -> Choice:
    return Choice("Text to read on the air", f"medical air {one.shown}", "🎙️")
