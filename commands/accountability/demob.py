"""Demobilization: the only way off the roster, with the sign-offs of ICS 221."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from commands.accountability.checkin import leave, spoken_name
from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.accountability.demobs import LEAVING, SIGNERS, Demob, Signed, SignOff, unsigned
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Card, Choice, Reply, Table
from commands.domain.moments import shown
from commands.domain.moves import step
from commands.line.converters import Agency, Converter, Moment, id_of
from commands.line.nearest import nearest
from commands.line.signature import Hint, Key
from commands.registry import command
from commands.shared import rights
from commands.shared.finding import Known, required
from commands.shared.folding import routine
from commands.shared.speaker import myself, own_name
from commands.shared.still_open import PEOPLE, some, tells_what_is_open

BOXES = tuple(one.value for one in SignOff)
ALL, NONE = "all", "none"


def _read_needs(text: str, _: Call) -> tuple[str, ...]:
    said = text.casefold().strip()
    if said in (ALL, NONE):
        return BOXES if said == ALL else ()
    return tuple(dict.fromkeys(_box(part) for part in said.replace(";", ",").split(",") if part.strip()))


def _box(text: str) -> str:
    said = " ".join(text.casefold().split())
    if found := [box for box in BOXES if box.startswith(said)]:
        return found[0]
    meant = nearest(said, BOXES)
    raise ValueError(f"“{said[:40]}” is no sign-off of ICS 221{f'; did you mean {meant}?' if meant else ''}")


Needs = Annotated[
    tuple[str, ...],
    Converter(read=_read_needs, hint=f"all, none, or some of {', '.join(BOXES)}", blanks=True),
]
Box = Annotated[
    str, Converter(read=lambda text, _: _box(text), hint=f"one of {', '.join(BOXES)}", most=2, options=BOXES)
]
DemobId = Annotated[int, id_of("D")]


@tells_what_is_open(PEOPLE)
def _leaving(call: Call) -> Iterator[str]:
    if found := call.store.leaving(call.here.id):
        yield f"leaving, not released: {some(f'{one.shown} {one.name}' for one in found)}"


@command()
def demob(
    call: Call,
    name: Annotated[Known | None, Hint("empty for yourself")] = None,
    *,
    needs: Annotated[Needs | None, Hint("the sign-offs that are needed")] = None,
    etd: Moment | None = None,
    eta: Moment | None = None,
    destination: Annotated[str, Key("to"), Hint("destination")] = "",
    travel: str = "",
    agency: Agency | None = None,
) -> Reply:
    """Send a resource home with the sign-offs of ICS 221; it leaves the roster when all of them are signed.

    demob E12 needs:supply,communications etd:1400 to:Boise: asks for two signatures. demob E12 needs:none: at once.
    """
    one = required(call, name, agency) if name else myself(call)
    if one is None:
        raise Refused("You are not checked in; nothing was changed.")
    _may_begin(call, one)
    if needs is None:
        return _ask(one)
    begun = call.store.add(
        Demob(
            incident=call.here.id,
            number=call.store.next_number(call.here.id, "demob"),
            resource=one.id,
            name=one.name,
            needs=needs,
            at=call.at,
            by=call.who.key,
            by_name=own_name(call),
            etd=etd,
            eta=eta,
            destination=destination,
            travel=travel,
        )
    )
    return _release(call, begun, one) if not needs else _begun(call, begun)


@command()
def sign(call: Call, id: DemobId, box: Box, *, remarks: str = "") -> Reply:
    """Sign one box of a demobilization, such as communications once the radios are back.

    demob sign D-3 communications remarks:"4 radios, 4 chargers back".
    """
    found = _open(call, id)
    step(LEAVING, found.state, "sign", found.shown)
    signer = SIGNERS[SignOff(box)]
    if not rights.has(frozenset((*signer, "IC", "DMOB")), call):
        raise Refused(f"The box {box} is {rights.whose((*signer, 'IC', 'DMOB'), call)} Nothing was signed.")
    signed = call.store.signed(found.id)
    if box not in found.needs:
        raise Refused(f"{found.shown} ({found.name}) does not need {box}. It needs: {_left(found, signed)}.")
    if already := next((one for one in signed if one.box == box), None):
        at = shown(already.at, call.zone)
        return Reply(text=f"{box.capitalize()} of {found.shown} was signed by {already.by_name}, {at}.")
    new = Signed(demob=found.id, box=box, by=call.who.key, by_name=own_name(call), remarks=remarks, at=call.at)
    call.store.save(found)  # two who sign at once are put into one order
    call.store.add(new)
    left = unsigned(found, (*signed, new))
    if not left:
        text = f"{found.shown}: all signed for {found.name}. It may be released."
        return Reply(text=text, audience=Audience.MAIN, choices=(_release_choice(found),))
    words = f"{found.shown}: {box} signed for {found.name} by {own_name(call)}; still needed: {', '.join(left)}"
    return routine(call, "signed", f"{found.name} {box}", words)


@command(needs="demob")
def release(call: Call, id: DemobId) -> Reply:
    """Release a resource whose boxes are all signed: it leaves the roster.

    demob release D-3.
    """
    found = _open(call, id)
    if found.released:
        name = call.store.people(found.incident, found.released_by).get(found.released_by, "")
        by = f" by {name}" if name else ""
        at = shown(found.released, call.zone)
        raise Refused(f"{found.shown} ({found.name}) was released{by}, {at}; nothing was changed.")
    step(LEAVING, found.state, "release", found.shown)
    if left := unsigned(found, call.store.signed(found.id)):
        raise Refused(f"{found.shown} ({found.name}) is not released: still to sign are {', '.join(left)}.")
    return _release(call, found, _resource(call, found))


@command(needs="demob")
def cancel(call: Call, id: DemobId) -> Reply:
    """Cancel a demobilization: the resource stays.

    demob cancel D-3.
    """
    found = _open(call, id)
    after = step(LEAVING, found.state, "cancel", found.shown)
    call.store.save(replace(found, state=after))
    return Reply(text=f"{found.shown} cancelled: {found.name} stays on the roster.", audience=Audience.MAIN)


@command()
def list_(call: Call) -> Reply:
    """List who is on the way home and which signatures are still missing; only you see the answer."""
    found = call.store.leaving(call.here.id)
    if not found:
        return Reply(text=f"{call.here.shown}: nobody is being demobilized.")
    rows = tuple((one.shown, one.name, _left(one, call.store.signed(one.id)), one.destination) for one in found)
    card = Card(
        title=f"{call.here.shown}: {len(found)} being demobilized",
        table=Table(("No.", "Name", "Still to sign", "To"), rows),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=in_words(card), card=card)


def _may_begin(call: Call, one: Resource) -> None:
    if not _own(call, one):
        rights.require("demob", call, f"the demobilization of {one.name}")
    if begun := call.store.leaving_of(one.id):
        left = _left(begun, call.store.signed(begun.id))
        raise Refused(f"{one.name} is being demobilized already: {begun.shown}, still to sign: {left}.")
    if par := call.store.par_owes(one.id):
        raise Refused(f"{one.name} is not accounted for in {par.of}; nobody leaves before that. Nothing was changed.")


def _own(call: Call, one: Resource) -> bool:
    return one.person == call.who.key


def _ask(one: Resource) -> Reply:
    said = f"demob {spoken_name(one)}"
    choices = (
        Choice("No signature is needed: release now", f"{said} needs:none", "🚪"),
        Choice("Communications only", f"{said} needs:communications", "📻"),
        Choice("All of ICS 221", f"{said} needs:all", "📋"),
    )
    text = f"{one.name} leaves the roster ({one.shown}). Which signatures are needed?"
    return Reply(text=text, choices=choices)


def _begun(call: Call, begun: Demob) -> Reply:
    etd = f", ETD {shown(begun.etd, call.zone)}" if begun.etd else ""
    text = f"{begun.shown}: {begun.name} is being demobilized{etd}. To sign: {', '.join(begun.needs)}."
    choices = tuple(Choice(f"Sign {box}", f"demob sign {begun.shown} {box}") for box in begun.needs)
    return Reply(text=text, audience=Audience.MAIN, choices=choices)


def _release(call: Call, found: Demob, one: Resource) -> Reply:
    if par := call.store.par_owes(one.id):
        raise Refused(f"{one.name} is not accounted for in {par.of}; nobody leaves before that. Nothing was changed.")
    after = step(LEAVING, found.state, "release", found.shown)
    call.store.save(replace(found, state=after, released=call.at, released_by=call.who.key))
    leave(call, one, one.shown)
    to = f" to {found.destination}" if found.destination else ""
    strength = call.store.strength(call.here.id).shown
    words = f"{found.shown}: {one.name} released{to} and off the roster: {one.shown} ({strength})"
    return routine(call, "released", f"{one.name} {one.persons}", words)


def _release_choice(found: Demob) -> Choice:
    return Choice(f"Release {found.name}", f"demob release {found.shown}", "🚪")


def _open(call: Call, number: int) -> Demob:
    found = call.store.numbered(Demob, call.here.id, number)
    if found is None:
        raise Refused(f"There is no D-{number}; {call.prefix} demob list shows who is being demobilized.")
    return found


def _resource(call: Call, found: Demob) -> Resource:
    one = call.store.get(Resource, found.resource)
    if one is None or one.checked_out:
        raise Refused(f"{found.name} is not on the roster any more; nothing was changed.")
    return one


def _left(found: Demob, signed: tuple[Signed, ...]) -> str:
    return ", ".join(unsigned(found, signed)) or "nothing"
