"""One of everything that a report can tell of, in every state that it can be in."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from commands.domain.accountability.checkins import Happened, Movement, Status, Strength
from commands.domain.accountability.demobs import Demob
from commands.domain.accountability.emergencies import Emergency, Emergent
from commands.domain.accountability.owed import Action, Announcement, Watch, Watching
from commands.domain.accountability.par import Answer, Owed, Par, ParLine, Roll, Tally
from commands.domain.incidents import Incident
from commands.domain.log.logbook import Entry, Head, Origin
from commands.domain.log.traffic import GeneralMessage, Passing
from commands.domain.logistics.requests import Coming, FillLine, Paper, Priority, Request
from commands.domain.messages import Colour
from commands.domain.organisation.periods import Objective, Period
from commands.domain.organisation.roles import Handover
from commands.domain.radio.cache import CacheIssue
from commands.domain.radio.findings import Finding, Level
from commands.domain.radio.interference import Interference
from commands.domain.radio.pace import Net, Pace, State
from commands.domain.radio.patches import Patch
from commands.domain.radio.records import Outage, PlanNote, RadioNet, RevisionMark
from commands.domain.situation.facts import Facts, OpenNeed, People, Radio, RollCall, Some, Supply, Told
from commands.domain.situation.reports import Duty, Lifeline, Need, Report, Subject, Working

BOISE = ZoneInfo("America/Boise")
AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRE = "bear-creek"
MISSING = "Dana Missing"


def incident(**values) -> Incident:
    return Incident(**({"id": FIRE, "name": "Bear Creek Fire", "opened": AT - 30 * HOUR} | values))


def facts(**values) -> Facts:
    return Facts(**({"incident": incident(), "at": AT, "zone": BOISE} | values))


def request(number: int, **values) -> Request:
    fixed = {
        "incident": FIRE,
        "group": "main",
        "quantity": 20,
        "what": "VHF portables",
        "what_key": "vhf",
        "chief": "OSC",
    }
    said = {"at": AT - 3 * HOUR, "by": "slack.county/U1", "by_name": "Ana Ruiz"}
    return Request(number=number, **(fixed | said | values))


def par(number: int, state: Roll = Roll.OPEN, **values) -> Par:
    times = {"opened": AT - HOUR, "due": AT - HOUR + timedelta(minutes=10), "within": timedelta(minutes=10)}
    closed = None if state is Roll.OPEN else AT - timedelta(minutes=30)
    return Par(
        **({"incident": FIRE, "number": number, "state": state, "opened_by": "U1", "closed": closed} | times | values)
    )


def short_line(name: str = "E12") -> ParLine:
    return ParLine(
        par=1,
        incident=FIRE,
        name=name,
        name_key=name.casefold(),
        div="A",
        leader=MISSING,
        crew=(MISSING,),
        expected=4,
        count=3,
        state=Answer.SHORT,
        missing=(MISSING,),
    )


def report(number: int, subject: Subject, name: str, state: str, **values) -> Report:
    said = {"at": AT - 2 * HOUR, "by": "U1", "by_name": "Ana Ruiz"}
    return Report(
        **(
            {
                "incident": FIRE,
                "group": "main",
                "number": number,
                "subject": subject,
                "name": name,
                "name_key": name.casefold(),
                "state": state,
            }
            | said
            | values
        )
    )


def need(number: int, why: str = "no request yet") -> OpenNeed:
    can = report(40 + number, Subject.CAN, f"DIVS {'ABC'[number % 3]}", "", needs="ambulance")
    return OpenNeed(
        report=can, need=Need(incident=FIRE, report=number, number=1, words=f"{number} ambulances"), why=why
    )


def message(number: int, **values) -> GeneralMessage:
    said = {"at": AT - HOUR, "due": AT - timedelta(minutes=50), "by": "U1", "by_name": "Ana Ruiz", "words": "Send fuel"}
    return GeneralMessage(
        **(
            {
                "incident": FIRE,
                "group": "main",
                "number": number,
                "to": "DIVS A",
                "to_name": "Cy",
                "state": Passing.SENT,
            }
            | said
            | values
        )
    )


def told(number: int, done: int = 1, of: int = 3, **values) -> Told:
    said = {"at": AT - HOUR, "due": AT + HOUR, "by": "U1", "by_name": "Ana Ruiz"}
    one = Announcement(**({"incident": FIRE, "number": number, "words": "Move to VTAC12", "to": "all"} | said | values))
    return Told(announcement=one, done=done, of=of)


def action(number: int, **values) -> Action:
    said = {"at": AT - 20 * HOUR, "by": "U1", "by_name": "Ana Ruiz"}
    return Action(**({"incident": FIRE, "number": number, "words": "refuel Rptr 4"} | said | values))


def watch(number: int, **values) -> Watch:
    times = {"every": HOUR / 2, "due": AT + HOUR / 4, "alarm": AT, "heard": AT - HOUR, "at": AT - HOUR}
    who = {"owner": "U1", "owner_name": "Ana Ruiz", "by": "U1"}
    return Watch(**({"incident": FIRE, "number": number, "what": MISSING} | times | who | values))


def handover(number: int, **values) -> Handover:
    said = {"asked": AT - HOUR, "at": AT + HOUR, "by": "U1", "to": "matrix.state/@ben:state", "to_name": "Ben Ito"}
    return Handover(
        **(
            {
                "incident": FIRE,
                "number": number,
                "position": "COML",
                "leaving": "slack.county/U1",
                "leaving_name": "Ana Ruiz",
            }
            | said
            | values
        )
    )


def people() -> People:
    return People(
        agencies={"Ada County": Strength(3, 11), "Crescent FD": Strength(2, 8), "": Strength(1, 1)},
        kinds={"Engine": Strength(4, 16), "": Strength(2, 4)},
        statuses={status: Strength(1 + at, 4) for at, status in enumerate(Status)},
        came={"Ada County": Strength(1, 4)},
        went={"Crescent FD": Strength(1, 5), "Boise FD": Strength(1, 3)},
        counts={Happened.IN: 1, Happened.OUT: 2},
        changes=(
            Movement(incident=FIRE, resource=1, name="E14", what=Happened.IN, words="4 persons", at=AT - HOUR, by="U1"),
        ),
    )


def supply() -> Supply:
    numbers = count(1)
    open_ = tuple(
        request(next(numbers), state=state, priority=priority, needed=AT + HOUR)
        for state in (Paper.ASKED, Paper.RETURNED, Paper.APPROVED, Paper.ORDERED)
        for priority in Priority
    )
    late = (request(20, state=Paper.ORDERED, needed=AT - HOUR, arrived=5, filled=20),)
    states = dict.fromkeys(Paper, 3)
    loan = FillLine(
        incident=FIRE,
        request=9,
        of=9,
        number=1,
        quantity=2,
        state=Coming.ARRIVED,
        loan=True,
        back=AT - HOUR,
        at=AT,
        by="U1",
    )
    return Supply(
        states=states, open=Some(40, (*open_, *late)), late=Some(1, late), asked=300, arrived=25, loans=(loan,)
    )


def radio() -> Radio:
    finding = Finding(
        rule="RF-003",
        level=Level.CRITICAL,
        rows=("N-1",),
        names=("VTAC11",),
        what="VTAC11 is used twice.",
        do="Move one.",
        source="judgement",
    )
    nets = tuple(
        RadioNet(
            incident=FIRE,
            name_key=state.value,
            net=Net(
                name=f"{state.value} net",
                channel="VTAC12",
                pace=Pace(primary="VTAC11"),
                state=state,
                expected=("Cy",),
                came_from="VTAC11",
            ),
        )
        for state in State
    )
    return Radio(
        revision=RevisionMark(3, "OP 2", "9f2c", AT - HOUR, "Ana Ruiz"),
        published=True,
        notes=Some(14, (PlanNote(incident=FIRE, words="VTAC14 assigned to Div B", at=AT - HOUR, by="Ana Ruiz"),)),
        planned=True,
        critical=(finding,),
        outages=(
            Outage(incident=FIRE, name="VTAC11", name_key="vtac11", reason="no power", at=AT - HOUR, by="Ana Ruiz"),
        ),
        nets=nets,
        interferences=(
            Interference(
                incident=FIRE, number=1, channel="VTAC13", name_key="v", heard="music", first=AT, at=AT, by="A"
            ),
        ),
        patches=(
            Patch(
                incident=FIRE,
                group="main",
                number=1,
                sides=("VTAC11", "TG 4"),
                keys=("a", "b"),
                via="ACU-1",
                until=AT - HOUR,
                at=AT - 3 * HOUR,
                by="U1",
                by_name="Ana Ruiz",
            ),
        ),
        radios_out=(CacheIssue(incident=FIRE, radio=1, serial="418TX", to="E12", due=AT - HOUR, at=AT, by="Ana Ruiz"),),
    )


def everything(zone: ZoneInfo = BOISE, **values) -> Facts:
    """A record with all of it."""
    emergencies = tuple(
        Emergency(
            incident=FIRE,
            number=at,
            words=f"trapped at DP {at}",
            room="r",
            at=AT - HOUR,
            said_at=AT,
            by="U1",
            by_name="Ana Ruiz",
            state=state,
            acknowledged_by="Ana Ruiz" if state is Emergent.ACKNOWLEDGED else "",
        )
        for at, state in enumerate((Emergent.OPEN, Emergent.ACKNOWLEDGED), 1)
    )
    tally = Tally(crews=14, crews_in=13, persons=60, present=57, added=1, extra=2, owed=1, owing=(short_line(),))
    rolls = (
        RollCall(par=par(5), tally=tally, owed=Owed((short_line(),), 1, 2)),
        RollCall(par=par(4, Roll.INCOMPLETE), tally=tally, owed=Owed((short_line("E9"),), 1, 0)),
    )
    colours = (Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.BLUE, Colour.GREY)
    lifelines = tuple(
        report(at, Subject.LIFELINE, one.value, tone.value)
        for at, (one, tone) in enumerate(zip(Lifeline, colours, strict=False), 30)
    )
    standing = {
        "incident": incident(type="2", number="ID-123", exercise=False),
        "zone": zone,
        "since": AT - 4 * HOUR,
        "head": Head(418, "9f2c41ab77d0e1c3" * 4),
        "period": Period(incident=FIRE, number=2, start=AT - 3 * HOUR, end=AT + 9 * HOUR, by="U1"),
        "objectives": (Objective(incident=FIRE, number=1, words="Hold the line", at=AT, by="U1"),),
        "emergencies": emergencies,
        "people": people(),
        "leaving": (Demob(incident=FIRE, number=1, resource=1, name="E7", at=AT - HOUR, by="U1", etd=AT + HOUR),),
        "roll_calls": rolls,
        "supply": supply(),
        "radio": radio(),
        "systems": tuple(
            report(at, Subject.SYSTEM, f"Rptr {at}", one.value, words="site 4") for at, one in enumerate(Working)
        ),
        "psaps": tuple(report(9 + at, Subject.PSAP, f"PSAP {at}", one.value) for at, one in enumerate(Working)),
        "lifelines": lifelines,
        "needs": Some(3, (need(1), need(2, "R-7 denied"))),
        "significant": (
            Entry(
                incident=FIRE,
                group="main",
                number=9,
                origin=Origin.SIGNIFICANT,
                words="SIGNIFICANT L-8 spot fire",
                at=AT,
                said=AT - HOUR,
                author="U1",
                author_name="Ana Ruiz",
            ),
        ),
        "messages": Some(2, (message(1), message(2, state=Passing.SILENT, subject="Fuel", due=AT + HOUR))),
        "announcements": (told(1), told(2, 0, 2, due=AT - HOUR)),
        "actions": Some(
            3, (action(1, due=AT - HOUR, owner="U1", owner_name="Ana Ruiz"), action(2), action(3, due=AT + 2 * HOUR))
        ),
        "watches": Some(2, (watch(1, what="COMT at Rptr 4"), watch(2, due=AT - HOUR, state=Watching.OVERDUE))),
        "duties": (
            Duty(
                incident=FIRE,
                group="main",
                number=1,
                position="DIVS",
                place="A",
                key="DIVS A",
                every=2 * HOUR,
                due=AT - HOUR,
                at=AT - 9 * HOUR,
                by="U1",
            ),
        ),
        "handovers": (handover(1, given=AT), handover(2, position="DIVS", place="A", at=AT - HOUR)),
    }
    return facts(**(standing | values))


def huge(zone: ZoneInfo = BOISE) -> Facts:
    """Thousands of everything, as far as facts list them."""
    agencies = {f"Agency {number:02}": Strength(10 + number, 100 - number) for number in range(60)}
    requests = tuple(request(number, needed=AT - HOUR if number % 3 == 0 else None) for number in range(1, 61))
    late = tuple(one for one in requests if one.needed)
    return facts(
        zone=zone,
        since=AT - 4 * HOUR,
        people=People(agencies=agencies, kinds={f"Kind {n}": Strength(n + 1, n + 1) for n in range(40)}),
        supply=Supply(
            states=dict.fromkeys(Paper, 12_500),
            open=Some(50_000, requests),
            late=Some(9_000, late),
            asked=900_000,
            arrived=10,
        ),
        messages=Some(2_000, tuple(message(number) for number in range(1, 61))),
        actions=Some(700, tuple(action(number) for number in range(1, 61))),
        needs=Some(300, tuple(need(number) for number in range(1, 61))),
    )
