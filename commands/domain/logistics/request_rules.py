"""Who approves a request, whether it may go on, and whether it is late."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from commands.domain.logistics.requests import (
    AWAITED,
    HERE,
    OPEN,
    Approval,
    Coming,
    FillLine,
    Paper,
    Priority,
    Request,
    Signature,
)
from commands.domain.organisation.positions import POSITIONS, WORDS, chain
from commands.domain.organisation.roles import CHIEFS, COMMAND_STAFF, IC

SPOKEN_WAYS = frozenset({"phone", "radio", "verbal", "word", "mouth", "voice", "telephone"})
"""Ways of ordering by word, which happen before the paper is signed."""


def chief_of(position: str) -> str:
    """The section chief over a position (its own holder where it is one); the IC where there is none."""
    heads = CHIEFS | COMMAND_STAFF
    return next((one for one in (position, *chain(position)) if one in heads), IC)


def chief_for(positions: Iterable[str], div: str) -> str:
    """Who signs block 9 of ICS 213RR for somebody in these positions: Operations where it is over them, or where
    somebody without a position asks for a division; else their section chief, else the IC.
    """
    chiefs = {chief_of(one) for one in positions}
    if "OSC" in chiefs or (not chiefs and div):
        return "OSC"
    return next((one for one in POSITIONS if one in chiefs), IC)


def named_position(asker: str) -> str:
    """The position that the words name, also with its place behind it: ``DIVS A`` → ``DIVS``; empty for none."""
    words = asker.casefold().split()
    return next((found for size in range(len(words), 0, -1) if (found := WORDS.get(" ".join(words[:size])))), "")


def signers(request: Request, what: Approval) -> tuple[str, ...]:
    """The positions whose signature it is, first the one that usually gives it (ICS 213RR: section chief; FSC or COST;
    COML for spectrum). Their supervisors may sign as well.
    """
    if what is Approval.SECTION:
        return (request.chief,)
    return ("FSC", "COST") if what is Approval.FINANCE else ("COML",)


def may_sign(request: Request, what: Approval) -> frozenset[str]:
    """The positions that may give this approval, and everybody above them."""
    own = signers(request, what)
    return frozenset({*own, *chain(own[0]), IC})


def missing(request: Request, given: Iterable[Signature]) -> tuple[Approval, ...]:
    """The approvals of this edition that nobody has given."""
    have = {one.what for one in given if one.edition == request.edition}
    return tuple(one for one in request.needs if one not in have)


def signable(
    request: Request,
    given: Sequence[Signature],
    *,
    mine: Collection[str],
    staffed: Collection[str],
    keys: Collection[str],
    admin: bool = False,
) -> tuple[Approval, ...]:
    """What one person's approval covers now: one signature, and those besides whose position nobody holds.

    ``mine`` are the positions of the speaker, ``keys`` the person's own, ``staffed`` the positions held by anybody.
    Two signatures are two persons' where there are two: a second one is not given by who gave the first.
    """
    owed = missing(request, given)
    able = [one for one in owed if admin or may_sign(request, one) & {*mine}]
    able.sort(key=lambda one: not {*signers(request, one)} & {*mine})
    vacant = [one for one in able if not {*signers(request, one)} & {*staffed}]
    if any(one.by in keys and one.edition == request.edition for one in given):
        return tuple(vacant)
    return tuple(dict.fromkeys([*able[:1], *vacant]))


def goes_on(request: Request, given: Iterable[Signature]) -> bool:
    """True when Logistics may order: all approvals are given, or one of them where it is urgent (verbal orders exist;
    the others are then owed).
    """
    owed = missing(request, given)
    return not owed or (request.priority is Priority.URGENT and len(owed) < len(request.needs))


def settled(request: Request, lines: Sequence[FillLine], given: Sequence[Signature], at: datetime) -> Request:
    """The request with everything that follows from its state, its lines, its approvals and the time."""
    kept = [one for one in lines if one.state is not Coming.CANCELLED]
    filled = sum(one.quantity for one in kept)
    arrived = sum(one.quantity for one in kept if one.state in HERE)
    goes = request.state not in (Paper.ASKED, Paper.RETURNED, Paper.DENIED, Paper.CANCELLED)
    after = replace(
        request,
        filled=filled,
        arrived=arrived,
        open=request.state in OPEN,
        owed=goes and bool(missing(request, given)),
        rank=request.priority.rank,
    )
    return replace(after, late=after.late and bool(lateness(after, lines, at)))


def lateness(request: Request, lines: Iterable[FillLine], at: datetime) -> str:
    """Why it is or will be late at ``at`` (UTC), in words without times; empty when it is not, or nobody said when it
    is needed.
    """
    if request.needed is None or request.state not in OPEN:
        return ""
    if request.needed <= at:
        return f"{request.quantity - request.arrived:,} of {request.quantity:,} are not here"
    behind = [one for one in lines if one.state in AWAITED and one.eta and one.eta > request.needed]
    return f"{sum(one.quantity for one in behind):,} come after the time" if behind else ""
