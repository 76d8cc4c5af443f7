"""Hazards and the lines of LCES (lookouts, communications, escape routes, safety zones), as they stand."""

from typing import Annotated

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Reply
from commands.domain.situation.reports import ENDED, Subject
from commands.line.converters import Long
from commands.line.signature import Hint, Rest
from commands.registry import command
from commands.shared.belonging import told
from commands.situation.report.standing import kept, stand
from commands.situation.report.words import Number, the_report


@command(creates=True)
def hazard(
    call: Call, words: Annotated[Long, Rest(), Hint("what it is, where, and what to keep away from")] = ""
) -> Reply | tuple[Reply, ...]:
    """Tell a hazard to everybody; it stands in every report until it is said to be over. Alone, show those that stand.

    hazard power line down across DP 12, stay 30 m off.
    """
    if not words:
        return stand(call, Subject.HAZARD)
    number = call.store.next_number(call.here.id, "hazard")
    one = kept(call, Subject.HAZARD, f"Hazard {number}", words=words)
    over = f"When it is over: {call.prefix} hazard over {one.shown}"
    return told(call, one, f"{one.shown} {one.gist}. {over}", loud=True)


@command(creates=True)
def lces(
    call: Call,
    *,
    lookouts: Long = "",
    comms: Annotated[Long, Hint("channels, and who is called")] = "",
    routes: Annotated[Long, Hint("escape routes")] = "",
    zones: Annotated[Long, Hint("safety zones")] = "",
    unit: Annotated[str, Hint("for whom: a crew, a division; everybody if empty")] = "",
) -> tuple[Reply, ...]:
    """Tell lookouts, communications, escape routes and safety zones, instead of those that stand.

    hazard lces lookouts:"Ridge 3" comms:"VTAC12" routes:"dozer line east" zones:"the black" unit:"Div A"
    """
    given = {"lookouts": lookouts, "communications": comms, "escape routes": routes, "safety zones": zones}
    words = "; ".join(f"{what}: {said}" for what, said in given.items() if said)
    if not words:
        raise Refused(f'Nothing was said, so nothing was recorded: {call.prefix} hazard lces routes:"…" zones:"…"')
    one = kept(call, Subject.HAZARD, f"LCES {unit}".strip(), words=words)
    return told(call, one, f"{one.shown} {one.gist}", loud=True)


@command(creates=True, also=("clear", "end"))
def over(call: Call, id: Number) -> tuple[Reply, ...]:
    """Say that a hazard is over.

    hazard over SR-4.
    """
    before = the_report(call, id)
    if before.subject is not Subject.HAZARD:
        raise Refused(f"{before.shown} is no hazard; nothing was changed. {call.prefix} hazard shows what stands.")
    one = kept(call, Subject.HAZARD, before.name, state=ENDED, words=before.words)
    return told(call, one, f"{one.shown} {one.gist}")
