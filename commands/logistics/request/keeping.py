"""How a change of a request is kept: one step, everything that follows from it, and a row of its history."""

from dataclasses import replace
from datetime import datetime

from commands.call import Call
from commands.domain.history import Thing
from commands.domain.logistics.request_rules import settled
from commands.domain.logistics.requests import (
    COMING,
    COMPLETE,
    PAPER,
    SERIES,
    Approval,
    FillLine,
    Paper,
    Request,
    Signature,
)
from commands.domain.moves import step
from commands.domain.organisation.roles import Rank
from commands.domain.schedules import Timer
from commands.shared.belonging import Happening, keep, name_of


def move_paper(call: Call, request: Request, verb: str, words: str = "", *, to: Paper | None = None) -> Request:
    """Take a request one step and note it; refused with the verbs that would do. ``to`` is where it stays instead."""
    return _moved(call, request, verb, words, to or step(PAPER, request.state, verb, request.shown))


def _moved(call: Call, request: Request, verb: str, words: str, now: Paper) -> Request:
    after = save(call, replace(request, state=now))
    happened = Happening(verb=verb, was=request.state, now=after.state, quantity=after.quantity, words=words)
    keep(call, Thing.REQUEST, request, request.number, happened)
    return after


def save(call: Call, request: Request) -> Request:
    """Keep a request with everything that follows from its lines and approvals."""
    lines = call.store.fill_lines((request.id,))
    return call.store.save(settled(request, lines, call.store.signatures(request.id), call.at))


def move_line(call: Call, request: Request, line: FillLine, verb: str, words: str = "") -> FillLine:
    """Take a fill line one step, as it now is, and note it; refused with the verbs that would do."""
    now = step(COMING, line.state, verb, line.shown)
    after = call.store.save(replace(line, state=now))
    note_line(call, request, after, verb, line.state, words)
    return after


def note_line(call: Call, request: Request, line: FillLine, verb: str, was: str = "", words: str = "") -> None:
    """Put into the request's history what happened to one of its fill lines: ``was`` is the state before, the new one
    is the line's.
    """
    happened = Happening(verb=verb, was=was, now=line.state, quantity=line.quantity, words=words, line=line.number)
    keep(call, Thing.REQUEST, request, request.number, happened)


def after_lines(call: Call, request: Request) -> Request:
    """Keep what the lines now add up to; the request is filled when the last of it is here."""
    after = save(call, request)
    if after.arrived < after.quantity or after.state not in COMPLETE:
        return after
    return _moved(call, after, "complete", "all of it is here", COMPLETE[after.state]["complete"])


def watch(call: Call, number: int, at: datetime | None) -> None:
    """Have the clock look at a request at a time."""
    if at is not None:
        call.store.add(Timer(incident=call.here.id, at=at, command=f"request tick {SERIES}-{number}"))


def sign(call: Call, one: Request, what: Approval, position: str) -> Signature:
    """Keep one approval of the request as it now stands."""
    return call.store.add(
        Signature(
            incident=one.incident,
            request=one.id,
            edition=one.edition,
            what=what,
            position=position,
            at=call.at,
            by=call.who.key,
            by_name=name_of(call),
        )
    )


def staffed(call: Call) -> frozenset[str]:
    """The positions that somebody holds, or deputises in."""
    return frozenset(one.position for one in call.store.holders(call.here.id) if one.rank is not Rank.TRAINEE)
