"""The words in which requests are read, who is told of them, and who may decide."""

from collections.abc import Iterable, Sequence

from commands.call import Call
from commands.domain.accountability.checkins import division
from commands.domain.errors import Refused
from commands.domain.logistics.request_rules import lateness, may_sign, missing, signers
from commands.domain.logistics.requests import Approval, FillLine, Paper, Priority, Request, by_state
from commands.domain.messages import Choice, Reply
from commands.domain.moments import shown
from commands.domain.organisation.roles import Rank
from commands.line.grammar import clean
from commands.shared import rights
from commands.shared.belonging import in_person

LONGEST_ITEM = 300


def tell_asker(call: Call, request: Request, text: str, choices: Iterable[Choice] = ()) -> tuple[Reply, ...]:
    """To whoever asked, by direct message; not where the asker is the speaker."""
    mine = call.store.same_person(call.who.key)
    return () if request.by in mine else in_person((request.by,), text, choices)


def describe(request: Request, call: Call) -> str:
    """``20 VHF portables (radio, type 3), urgent, Div A at Camp Ridge, by Sun 22 Nov 0600 MST``."""
    typed = f"type {request.type}" if request.type else ""
    sort = ", ".join(part for part in (request.kind, typed) if part)
    where = " at ".join(part for part in (division(request.div), request.place) if part)
    when = f"by {shown(request.needed, call.zone)}" if request.needed else ""
    item = f"{request.item} ({sort})" if sort else request.item
    place = where if request.div or not where else f"at {where}"
    priority = request.priority.value if request.priority is not Priority.ROUTINE else ""
    cost = f"cost {request.cost}" if request.cost else ""
    source = f"from SR-{request.report}" if request.report else ""
    return ", ".join(part for part in (item, priority, place, when, cost, source) if part)


def standing(request: Request, lines: Sequence[FillLine]) -> str:
    """``ordered; 8 en route, 5 arrived, 7 open``, with what is owed."""
    counts = [f"{count:,} {state.value}" for state, count in by_state(lines).items()]
    if counts and request.open and request.unfilled:
        counts.append(f"{request.unfilled:,} open")
    verbal = request.verbal and request.owed and request.state is Paper.ORDERED
    state = "ordered verbally" if verbal else request.state.value
    return "; ".join(part for part in (state, ", ".join(counts), "APPROVAL OWED" if request.owed else "") if part)


def awaited_from(request: Request, call: Call) -> str:
    """Whose approval is missing, by position and name: ``section: OSC (Ana Ruiz); finance: FSC (nobody)``."""
    owed = missing(request, call.store.signatures(request.id))
    return "; ".join(f"{one.value}: {whose(request, one, call)}" for one in owed)


def whose(request: Request, what: Approval, call: Call) -> str:
    """The positions that would give an approval, the nearest that somebody holds first."""
    held = approvers(request, what, call)
    named = dict.fromkeys(f"{position} ({name})" for position, name, _ in held)
    return ", ".join(named) or f"{signers(request, what)[0]} (nobody)"


def approvers(request: Request, what: Approval, call: Call) -> list[tuple[str, str, str]]:
    """(position, name, key) of those who may give an approval: of the position itself, else of those above it."""
    holding = call.store.holders(call.here.id, may_sign(request, what))
    found = [one for one in holding if one.rank is not Rank.TRAINEE]
    direct = [one for one in found if one.position in signers(request, what)]
    return [(one.position, one.name, one.person) for one in direct or found]


def may_decide(request: Request) -> frozenset[str]:
    """The positions that may deny a request or send it back: whoever may approve it, and Logistics."""
    signing = (may_sign(request, one) for one in request.needs)
    return rights.allowed("request order").union(*signing)


def require(request: Request, call: Call, what: str, wanted: frozenset[str]) -> None:
    """Refuse with who could do it."""
    if not call.by_clock and not rights.has(wanted, call):
        raise Refused(f"“{what} {request.shown}” is {rights.whose(wanted, call)} Nothing was changed.")


def late_words(request: Request, lines: Sequence[FillLine], call: Call) -> str:
    """``LATE: needed by Sun 22 Nov 0600 MST, 12 of 20 are not here``; empty where it is in time."""
    why = lateness(request, lines, call.at)
    return f"LATE: needed by {shown(request.needed, call.zone)}, {why}" if why and request.needed else ""


def choices(one: Request) -> tuple[Choice, ...]:
    """The buttons below a request, by where it stands."""
    if one.state is Paper.ASKED:
        back = Choice("Send back …", f"request change {one.shown}", "↩️")
        return (Choice("Approve", f"request approve {one.shown}", "✅"), back)
    if one.owed:
        return (Choice("Approve", f"request approve {one.shown}", "✅"),)
    return ()


def written(words: str) -> str:
    """What a person wrote, in one line; refused where it says nothing, or too much."""
    item = " ".join(clean(words).split())
    if not any(c.isalnum() for c in item):
        raise Refused("Nothing was recorded: say in words what it is.")
    if len(item) > LONGEST_ITEM:
        raise Refused(f"Nothing was recorded: that has {len(item):,} characters, at most {LONGEST_ITEM} are kept.")
    return item
