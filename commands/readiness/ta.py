"""Technical assistance: asked for by agencies, ranked and sent by the SWIC, evaluated afterwards."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.assets.readiness import AID, EVALUATE_IN, NAMES, Aid, Category, Matter, Series
from commands.domain.errors import Refused
from commands.domain.messages import Reply
from commands.domain.moves import step
from commands.domain.schedules import Timer
from commands.line.converters import Count, Long, Name, id_of
from commands.line.signature import Hint, Rest
from commands.registry import CLOCK_ONLY, IN_REGION, command
from commands.survey import matters, naming, seeing

SERIES = Series.ASSISTANCE
Id = Annotated[int, id_of(SERIES.value)]


class Said(StrEnum):
    """The categories, as they are typed."""

    STRATEGIC = "strategic"
    STATE = "state"
    EVENT = "event"


_MEANT = {Said.STRATEGIC: Category.STRATEGIC, Said.STATE: Category.STATE, Said.EVENT: Category.EVENT}


@command(where=IN_REGION)
def ta(call: Call) -> Reply:
    """List the requests for technical assistance by rank; only you see the answer."""
    return list_(call)


@command(needs="asset edit", where=IN_REGION, creates=True)
def ask(
    call: Call,
    name: Name,
    *,
    category: Said,
    marker: Annotated[Count | None, Hint("of strategic: which marker it serves")] = None,
    goal: Annotated[str, Hint("of strategic: which goal, such as GO-2")] = "",
    necp: Annotated[str, Hint("of strategic: which national objective, such as 5.2")] = "",
    sponsor: Annotated[naming.AgencyName | None, Hint("of state: which agency sponsors it")] = None,
    event: Annotated[str, Hint("of event: which one")] = "",
    by: matters.Date | None = None,
    audience: Annotated[str, Hint("who it is for, and how many")] = "",
    outcome: Annotated[str, Hint("what is better afterwards, and how it is measured")] = "",
) -> Reply:
    """Ask for technical assistance; the SWIC reviews, ranks and sends it. Each category names what it serves.

    ta ask "COML course" category:strategic marker:19 by:October
    """
    meant = _MEANT[category]
    if marker and marker not in matters.markers()[1]:
        raise Refused(f"There is no marker {marker}; they are numbered 1 to 25. Nothing was recorded.")
    agency = naming.agency(call, seeing.view(call).agencies.values(), sponsor) if sponsor else None
    given = {
        Category.STRATEGIC: bool(marker or goal or necp),
        Category.STATE: agency is not None,
        Category.EVENT: bool(event),
    }
    if not given[meant]:
        what, way = NAMES[meant]
        raise Refused(f"A {meant.value} request names its {what}; nothing was recorded. Add {way}.")
    more = {
        "category": meant.value,
        "marker": str(marker or ""),
        "goal": goal,
        "necp": necp,
        "sponsor": agency.called if agency else "",
        "event": event,
        "audience": audience,
        "outcome": outcome,
    }
    twins = [one.shown for one in _open(call) if one.name.casefold() == name.casefold()]
    kept = matters.keep(call, SERIES, name, state=Aid.REVIEW.value, due=by, more=more)
    alike = f" CHECK: {', '.join(twins)} asks for the same." if twins else ""
    return matters.told(f"{kept.shown} {_about(kept, call)}: in review with the SWIC, by {call.who.name}.{alike}")


def _about(one: Matter, call: Call) -> str:
    links = (f"{key} {one.more[key]}" for key in ("marker", "goal", "necp", "sponsor", "event") if key in one.more)
    by = f"by {matters.day(one.due, call)}" if one.due else ""
    rank = f"rank {one.more['rank']}" if "rank" in one.more else ""
    return ", ".join(filter(None, (f"{one.name} ({one.more.get('category', '')})", *links, by, rank)))


def _open(call: Call) -> list[Matter]:
    return [one for one in call.store.matters(call.here.id, SERIES) if AID[Aid(one.state)]]


def _moved(call: Call, id: int, verb: str, **more: str) -> Matter:
    one = matters.the(call, SERIES, id, "ta")
    return matters.move(call, one, AID, Aid, verb, more={key: value for key, value in more.items() if value})


@command(needs="ta", where=IN_REGION)
def accept(call: Call, id: Id, *, rank: Count) -> Reply:
    """Take a request into the region's list, with its rank.

    ta accept TA-3 rank:1
    """
    kept = _moved(call, id, "accept", rank=str(rank))
    return matters.told(f"{kept.shown} {kept.name} is queued, rank {rank}, by {call.who.name}")


@command(verb="return", needs="ta", where=IN_REGION)
def give_back(call: Call, id: Id, why: Annotated[Long, Rest()]) -> Reply:
    """Give a request back to whoever asked, with the reason.

    ta return TA-3 who comes, and how many?
    """
    kept = _moved(call, id, "return", why=why)
    return matters.told(f"{kept.shown} {kept.name} goes back to {kept.by_name}: {why}. Then: ta again {kept.shown}")


@command(needs="asset edit", where=IN_REGION)
def again(call: Call, id: Id, note: Annotated[Long, Rest()] = "") -> Reply:
    """Ask again for what was given back.

    ta again TA-3 twelve people of four agencies
    """
    kept = _moved(call, id, "ask", note=note)
    return matters.told(f"{kept.shown} {kept.name} is in review again{f': {note}' if note else ''}")


@command(needs="ta", where=IN_REGION)
def decline(call: Call, id: Id, why: Annotated[Long, Rest()]) -> Reply:
    """Decline a request, with the reason.

    ta decline TA-3 covered by TA-1
    """
    kept = _moved(call, id, "decline", why=why)
    return matters.told(f"{kept.shown} {kept.name} is declined by {call.who.name}: {why}")


@command(needs="ta", where=IN_REGION)
def sent(call: Call, id: Id, *, ref: Annotated[str, Hint("the reference that was given")] = "", way: str = "") -> Reply:
    """Note that a person has sent the request; that it arrived is not known here.

    ta sent TA-3 ref:2027-014 way:e-mail
    """
    kept = _moved(call, id, "sent", ref=ref, way=way)
    told = f", reference {ref}" if ref else ", no reference yet"
    return matters.told(f"{kept.shown} {kept.name} is sent{told}, by {call.who.name}")


@command(needs="ta", where=IN_REGION)
def granted(call: Call, id: Id, note: Annotated[Long, Rest()] = "") -> Reply:
    """Note that a request was granted.

    ta granted TA-3
    """
    return matters.told(f"{_moved(call, id, 'granted', note=note).shown} is granted; next: ta dates TA-{id} …")


@command(needs="ta", where=IN_REGION)
def refused(call: Call, id: Id, why: Annotated[Long, Rest()] = "") -> Reply:
    """Note that a request was refused.

    ta refused TA-3 not this year
    """
    return matters.told(f"{_moved(call, id, 'refused', why=why).shown} is refused{f': {why}' if why else ''}")


@command(needs="ta", where=IN_REGION)
def dates(call: Call, id: Id, when: matters.Date) -> Reply:
    """Note when it will be held.

    ta dates TA-3 2027-05-04
    """
    kept = call.store.save(replace(_moved(call, id, "dates"), due=when))
    return matters.told(f"{kept.shown} {kept.name} is set for {matters.day(when, call)}")


@command(needs="ta", where=IN_REGION)
def delivered(call: Call, id: Id, who: Annotated[Long, Rest()]) -> Reply:
    """Note that it was held, and who came; in 14 days its evaluation is asked for.

    ta delivered TA-3 twelve people of CRFD, ACSO, EMS
    """
    kept = _moved(call, id, "delivered", came=who[:300])
    call.store.add(Timer(incident=call.here.id, at=call.at + EVALUATE_IN, command=f"ta remind {kept.shown}"))
    mark = f" It is evidence for marker {kept.more['marker']}." if "marker" in kept.more else ""
    return matters.told(f"{kept.shown} {kept.name} was held: {who}.{mark} Its evaluation is due in 14 days")


@command(needs="asset edit", where=IN_REGION)
def evaluate(call: Call, id: Id, words: Annotated[Long, Rest()]) -> Reply:
    """Evaluate assistance that was held.

    ta evaluate TA-3 eight passed; radios were too few
    """
    kept = _moved(call, id, "evaluate", evaluation=words[:1000])
    return matters.told(f"{kept.shown} {kept.name} is evaluated by {call.who.name}: {words}")


@command(needs="ta", where=IN_REGION)
def close(call: Call, id: Id) -> Reply:
    """Close a request whose follow-ups are made.

    ta close TA-3
    """
    return matters.told(f"{_moved(call, id, 'close').shown} is closed, by {call.who.name}")


@command(needs="asset edit", where=IN_REGION)
def withdraw(call: Call, id: Id, why: Annotated[Long, Rest()] = "") -> Reply:
    """Withdraw a request.

    ta withdraw TA-3
    """
    return matters.told(f"{_moved(call, id, 'withdraw', why=why).shown} is withdrawn by {call.who.name}")


@command(needs=CLOCK_ONLY)
def remind(call: Call, id: Id) -> Reply | tuple[Reply, ...]:
    """Said by the clock alone: ask for an evaluation.

    ta remind TA-3
    """
    one = call.store.matter(call.here.id, SERIES, id)
    if one is None or one.state != Aid.DELIVERED.value:
        return ()
    step(AID, Aid(one.state), "evaluate", one.shown)
    return matters.told(f"{one.shown} {one.name} was held and is not evaluated yet: ta evaluate {one.shown} …")


@command(verb="list", where=IN_REGION)
def list_(call: Call) -> Reply:
    """List the requests for technical assistance by rank; only you see the answer."""
    found = sorted(
        call.store.matters(call.here.id, SERIES), key=lambda one: (int(one.more.get("rank", 9999)), one.number)
    )
    rows = [(one.shown, _about(one, call), one.state, one.more.get("ref", "")) for one in found]
    return matters.listed(
        call, f"{counted(len(rows), 'request')} for assistance", ("Id", "What", "State", "Reference"), rows
    )
