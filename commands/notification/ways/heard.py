"""What comes in by a way: whose it is, what it answers, and what is sent back. Only known numbers are answered."""

from dataclasses import dataclass, replace
from typing import Annotated

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.log.logbook import Origin
from commands.domain.messages import Audience, Person, Reply
from commands.domain.moments import near
from commands.domain.notification import replies
from commands.domain.notification.notices import Notice, Precedence
from commands.domain.notification.pages import Page
from commands.domain.notification.ways import Way, WayKind
from commands.domain.organisation.roles import DESK, IC, Rank
from commands.line.signature import Verbatim
from commands.line.who import OFF_CHAT
from commands.notification.page import chain
from commands.registry import command
from commands.shared.entering import enter
from commands.shared.owing import to_person
from commands.shared.reaching import Words, fix

NAMED = {WayKind.SMS: "SMS", WayKind.EMAIL: "e-mail", WayKind.VOICE: "telephone"}
MOST_ANSWERS = 5
"""So often a number is told within ten minutes that something was not understood."""


@dataclass(frozen=True)
class Said:
    """A text that came in: ``sid`` is the provider's id of it, ``owners`` are the ways that have this address."""

    kind: WayKind
    sid: str
    address: str
    text: str
    owners: tuple[Way, ...]


@command(needs="clock", closed=True)
def heard(
    call: Call, kind: WayKind, sid: str, address: str, text: Annotated[str, Verbatim()] = ""
) -> tuple[Reply, ...]:
    """Hear what was answered by a way."""
    every = call.store.ways_at(address)
    owners = tuple(one for one in every if one.incident == call.here.id and one.removed is None)
    said = Said(kind, sid, address, text, owners)
    answer = replies.read(text)
    if answer.word in ("stop", "start"):
        return _opted(call, every, out=answer.word == "stop")
    if not owners:
        return _stranger(call, said)
    if answer.word == "help":
        _send(call, said, owners[0], f"Net Control, {call.here.name}. {replies.GRAMMAR}. STOP ends all texts.")
        return ()
    return _answered(call, said, answer)


def _answered(call: Call, said: Said, answer: replies.Answer) -> tuple[Reply, ...]:
    found = _meant(call, said, answer)
    if isinstance(found, str):
        return _not_understood(call, said, found)
    one = replace(call, who=Person(found.person, found.name), due=None)
    call.store.speaks(found.person, call.at)
    how = f" by {NAMED[said.kind]}"
    way = next((way for way in said.owners if way.id == found.way), said.owners[0])
    page = _page(call, found.of)
    if page is None or answer.option not in (0, 1, 2):
        return _not_understood(
            call, said, f"There is no option {answer.option}: {found.code} 1 = have it, {found.code} 2 = cannot."
        )
    try:
        told = chain.cannot(one, page, how) if answer.option == 2 else chain.acknowledge(one, page, how)
    except Refused as refusal:
        return _not_understood(call, said, refusal.reason)
    back = told[0].text if told[0].audience is Audience.QUIET else _read_back(call, found, page, answer)
    _send(call, said, way, back)
    return tuple(reply for reply in told if reply.audience is not Audience.QUIET)


def _read_back(call: Call, notice: Notice, page: Page, answer: replies.Answer) -> str:
    what = "you cannot; the next is asked" if answer.option == 2 else "you have it"
    return f"{notice.of}: {what}, {near(call.at, call.at, call.zone)}. {page.words[:60]}"


def _page(call: Call, of: str) -> Page | None:
    series, _, number = of.partition("-")
    return call.store.numbered(Page, call.here.id, int(number)) if series == "PG" and number.isdecimal() else None


def _meant(call: Call, said: Said, answer: replies.Answer) -> Notice | str:
    """The notice that is answered; else what the sender is told."""
    sent = [one for one in call.store.notices_to(said.address, answer.code) if one.incident == call.here.id]
    if answer.code and not sent:
        return f"{answer.code} is no code of yours. {replies.GRAMMAR}."
    newest = {one.of: one for one in reversed(sent)}
    things = {of: one for of, one in newest.items() if answer.code or _is_open(call, of)}
    if len(things) > 1 and answer.code:
        things = {of: one for of, one in things.items() if _is_open(call, of)} or dict(
            [max(things.items(), key=lambda p: p[1].id)]
        )
    if len(things) > 1:
        return f"Which? {'; '.join(f'{one.code} for {of}' for of, one in things.items())}. {replies.GRAMMAR}."
    if not things:
        return f"Nothing here waits for your answer. {replies.GRAMMAR}."
    if not answer.code and not answer.option:
        return f"Not understood; nothing was recorded. {replies.GRAMMAR}."
    of = next(iter(things))
    return _whose(things[of], [one for one in sent if one.of == of], answer)


def _whose(newest: Notice, sent: list[Notice], answer: replies.Answer) -> Notice | str:
    """Where two people have one number, an answer counts for nobody until they say which."""
    people = {one.person: one for one in sent}
    if len(people) == 1:
        return newest
    named = [one for one in people.values() if one.name.casefold().split()[0] in answer.rest.casefold().split()]
    if len(named) == 1:
        return named[0]
    names = " or ".join(one.name for one in people.values())
    return f"For whom? {names}: add the first name, {newest.code} 1 {newest.name.split()[0]}. Nothing was recorded."


def _is_open(call: Call, of: str) -> bool:
    page = _page(call, of)
    return page is not None and page.waits


def _not_understood(call: Call, said: Said, why: str) -> tuple[Reply, ...]:
    way = said.owners[0]
    recent = [
        one for one in call.store.notices_of(call.here.id, f"to {way.id}") if (call.at - one.at).total_seconds() < 600
    ]
    if len(recent) < MOST_ANSWERS:
        _send(call, said, way, why, of=f"to {way.id}")
    return _to_desk(call, f"{NAMED[said.kind]} from {way.name} was not understood: “{said.text[:300]}”")


def _stranger(call: Call, said: Said) -> tuple[Reply, ...]:
    """Kept and shown; a stranger is answered nothing."""
    return _to_desk(call, f"{NAMED[said.kind]} from a number that nobody here has ({_end(said)}): “{said.text[:300]}”")


def _opted(call: Call, every: tuple[Way, ...], *, out: bool) -> tuple[Reply, ...]:
    """STOP and START: the carrier's and the person's word, which stands for every incident."""
    mine = [one for one in every if one.kind is not WayKind.EMAIL and bool(one.opted_out) != out]
    for way in mine:
        call.store.save(replace(way, opted_out=call.at if out else None))
    here = [way for way in mine if way.incident == call.here.id and way.removed is None]
    if not here:
        return ()
    done = "STOP was said: nothing more is sent to it" if out else "START was said: it is used again"
    told = [to_person(way.person, f"Your {way.masked}: {done}.") for way in here]
    names = ", ".join(dict.fromkeys(way.name for way in here))
    return (
        *(reply for each in told for reply in each),
        *_to_desk(call, f"{names}, {here[0].kind.value}: {done}."),
    )


def _to_desk(call: Call, text: str) -> tuple[Reply, ...]:
    """Kept in the log, and told to the radio desk and the IC; where there is none, in the main rooms."""
    enter(call, Origin.SYSTEM, text, noun="ways")
    held = call.store.holders(call.here.id, (*DESK, IC))
    keys = (one.person for one in held if one.rank is not Rank.TRAINEE)
    chat = tuple(dict.fromkeys(key for key in keys if not key.startswith(OFF_CHAT)))
    if not chat:
        return (Reply(text=text, audience=Audience.MAIN),)
    return (Reply(text=text, audience=Audience.PRIVATE, to=chat, loud=True),)


def _end(said: Said) -> str:
    return f"…{said.address[-4:]}"


def _send(call: Call, said: Said, way: Way, text: str, of: str = "") -> None:
    """Answer by the same way, where it may be used."""
    if way.usable and way.kind is said.kind:
        wave = len(call.store.notices_of(call.here.id, of)) + 1 if of else 1
        words = Words(subject="Net Control", mail=text, text=text)
        fix(call, of=of or f"re {said.sid}"[:80], wave=wave, key=way.person, name=way.name, used=[(way, call.at)],
            words=words, code="", precedence=Precedence.IMMEDIATE)  # fmt: skip
