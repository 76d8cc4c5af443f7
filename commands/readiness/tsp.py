"""Circuits with a restoration priority, and what to say when one is out."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.assets.readiness import CIRCUIT_CODE, REVALIDATE, Matter, Series
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown, span
from commands.domain.schedules import Timer
from commands.line.converters import Converter, Long, Moment, Name, id_of
from commands.line.signature import Hint, Rest
from commands.registry import CLOCK_ONLY, IN_REGION, command
from commands.survey import matters, seeing

SERIES = Series.CIRCUIT
Id = Annotated[int, id_of(SERIES.value)]
WITHOUT = (
    "It has no TSP code: restoration priority cannot be had after the fact. What can be asked for: the vendor's own "
    "expedite, emergency provisioning of another circuit (E), another path"
)


def _read_code(text: str, _: Call) -> str:
    code = text.strip().upper()
    if not CIRCUIT_CODE.fullmatch(code):
        raise ValueError("it has not the form of a TSP code: TSP, six letters or digits, a hyphen, E or 0-5, and 0-5")
    return code


Code = Annotated[str, Converter(read=_read_code, hint="a code such as TSP12345C-E3")]


@command(also=("circuit", "circuits"), where=IN_REGION)
def tsp(call: Call) -> Reply:
    """List the circuits with their codes and when they are to be revalidated; only you see the answer."""
    return list_(call)


@command(needs="asset edit", where=IN_REGION, creates=True)
def add(
    call: Call,
    name: Name,
    *,
    vendor: str,
    circuit: Annotated[str, Hint("the vendor's number of the circuit")] = "",
    code: Annotated[Code | None, Hint("the TSP code, where there is one")] = None,
    phone: Annotated[str, Hint("the vendor's 24-hour number")] = "",
    serves: Annotated[str, Hint("what it serves")] = "",
    since: Annotated[matters.Date | None, Hint("when the code was given")] = None,
) -> Reply:
    """Enter a circuit; with its TSP code, which is to be revalidated every three years.

    tsp add "PSAP trunks" vendor:Acme circuit:HCGS.123456 code:TSP12345C-E3
    """
    if phone:
        seeing.not_overheard(call, say=False, what="A telephone number")
    twin = next(
        (one for one in call.store.matters(call.here.id, SERIES) if code and one.more.get("code") == code), None
    )
    if twin:
        raise Refused(
            f"{code} is the code of {twin.shown} {twin.name}; a code is of one circuit. Nothing was recorded."
        )
    due = (since or call.at) + REVALIDATE if code else None
    more = {"vendor": vendor, "circuit": circuit, "code": code or "", "phone": phone, "serves": serves}
    kept = matters.keep(call, SERIES, name, state="up", due=due, more=more)
    _remind(call, kept)
    told = f"code {code}, revalidate by {matters.day(due, call)}" if code else WITHOUT
    return matters.told(f"{kept.shown} {name}: {vendor}{f', circuit {circuit}' if circuit else ''}; {told}")


def _remind(call: Call, one: Matter) -> None:
    if one.due:
        for ahead in (90, 30, 7):
            at = one.due - REVALIDATE / (3 * 365) * ahead
            if at > call.at:
                call.store.add(Timer(incident=call.here.id, at=at, command=f"tsp remind {one.shown}"))


@command(needs="asset edit", where=IN_REGION)
def outage(
    call: Call,
    id: Id,
    *,
    ticket: Annotated[str, Hint("the vendor's number for the outage")] = "",
    promised: Annotated[Moment | None, Hint("when the vendor says it is back")] = None,
) -> Reply:
    """Say that a circuit is out: whom to call, with which number and code, and what to say.

    tsp outage TS-2 ticket:778 promised:1800
    """
    one = matters.the(call, SERIES, id, "tsp")
    began = one.more.get("out") if one.state == "out" else call.at.isoformat()
    kept = call.store.save(replace(one, state="out", more={**one.more, "out": began or "", "ticket": ticket}))
    if promised:
        call.store.add(Timer(incident=call.here.id, at=promised, command=f"tsp promised {kept.shown}"))
    code = kept.more.get("code", "")
    script = (
        f"Say: “This is {call.here.name}. Circuit {kept.more.get('circuit') or kept.name} is out. It has TSP code "
        f"{code}; restore it in that order, and give me a ticket and a time.”"
    )
    lines = [
        f"{kept.shown} {kept.name} is OUT since {shown(call.at, call.zone)}; vendor {kept.more['vendor']}"
        f"{f', ticket {ticket}' if ticket else ''}{f', promised {shown(promised, call.zone)}' if promised else ''}.",
        script if code else f"{WITHOUT}.",
        "Where a PSAP is affected: did the provider tell it, and when? (It must within 30 minutes of finding out.)",
    ]
    return Reply(text="\n".join(lines), audience=Audience.MAIN)


@command(needs="asset edit", where=IN_REGION)
def restored(call: Call, id: Id, note: Annotated[Long, Rest()] = "") -> Reply:
    """Note that a circuit is back.

    tsp restored TS-2
    """
    one = matters.the(call, SERIES, id, "tsp")
    if one.state != "out":
        raise Refused(f"{one.shown} {one.name} is up; nothing was changed. {call.prefix} tsp outage {one.shown} …")
    lasted = call.at - type(call.at).fromisoformat(one.more["out"])
    kept = call.store.save(replace(one, state="up", more={**one.more, "out": "", "lasted": span(lasted)}))
    return matters.told(f"{kept.shown} {kept.name} is back after {span(lasted)}{f': {note}' if note else ''}")


@command(needs=CLOCK_ONLY)
def promised(call: Call, id: Id) -> Reply | tuple[Reply, ...]:
    """Said by the clock alone: the time that the vendor promised is here.

    tsp promised TS-2
    """
    one = call.store.matter(call.here.id, SERIES, id)
    if one is None or one.state != "out":
        return ()
    return matters.told(
        f"{one.shown} {one.name} was promised to be back now and is out: call {one.more['vendor']} again"
    )


@command(needs=CLOCK_ONLY)
def remind(call: Call, id: Id) -> Reply | tuple[Reply, ...]:
    """Said by the clock alone: a code is to be revalidated.

    tsp remind TS-2
    """
    one = call.store.matter(call.here.id, SERIES, id)
    if one is None or one.due is None:
        return ()
    return matters.told(f"{one.shown} {one.name}: revalidate its TSP code by {matters.day(one.due, call)}")


@command(verb="list", where=IN_REGION)
def list_(call: Call) -> Reply:
    """List the circuits with their codes and when they are to be revalidated; only you see the answer."""
    rows = [
        (one.shown, one.name, one.state, one.more.get("vendor", ""), one.more.get("circuit", ""),
         one.more.get("code", "none"), matters.day(one.due, call))
        for one in call.store.matters(call.here.id, SERIES)
    ]  # fmt: skip
    header = ("Id", "Circuit", "State", "Vendor", "Number", "Code", "Revalidate by")
    return matters.listed(call, counted(len(rows), "circuit"), header, rows)
