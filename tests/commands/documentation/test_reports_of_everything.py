"""Every kind of open thing at once: each stands in one section, and what a group keeps is in no other's report."""

from datetime import timedelta

import pytest

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.errors import Refused
from commands.domain.messages import CLOCK, Person, Room
from commands.paper.later import fulfilled
from tests.commands.conversation import ANA, BEN, after
from tests.commands.holding import hold

SECRET = "zebra"
KIM = Person("slack.county/U9", "Kim Vale", "Ada County")
NAMED = {"mentions": {"Ben Ito": BEN.key, "Kim Vale": KIM.key}}

OPEN = {
    "R-1": "request 20 pumps by:1500",
    "R-2": "request 5 hoses by:0601",
    "SR-1.1": 'report can unit:"Div A" conditions:calm actions:"line tied in" needs:"a dozer"',
    "MSG-1": "message IC fuel is low subject:Fuel",
    "T-1": "action refuel Rptr 4 by:0900",
    "A-1": 'announce "Weather at 1500" to:positions by:15m',
    "W-1": 'watch "Lookout 1" every:30m',
    "M-1": "emergency shots fired",
    "RI-1": "freq interference VTAC11 heard:music",
    "PT-1": "patch VTAC11 to VTAC12 until:0900",
    "H-1": "role give RADO @Kim Vale at 1800",
    "D-1": "demob E77 needs:supply etd:1700",
    "P-1": "par start within:5m",
}
"""Lines that open something, and what it is called."""

KEPT = (
    f"request 3 {SECRET} by:0601",
    f'report can unit:"Div Z" conditions:{SECRET} needs:"a {SECRET}"',
    f"report system {SECRET} down",
    f"message IC the {SECRET} is loose subject:{SECRET}",
    f"patch {SECRET}1 to {SECRET}2 until:0601",
    f"log the {SECRET} is loose",
    f"traffic DIVA COMM {SECRET} seen ch:VTAC14",
)
"""Said in a further group, of whatever has a group."""

REPORTS = (
    "sitrep", "sitrep brief", "sitrep full", "sitrep air", "shift brief", "shift diff 1", "catchup since:0500",
    "packet", "aar", "board", "home", "roster", "request list", "message list", "report list", "patch list", "show log",
    "traffic list", f"find {SECRET}", "health", "form 201", "form 209", "form 211", "form 213 MSG-1", "form 213RR R-1",
    "form 214 role:IC", "form 214", "form 309", "action list",
)  # fmt: skip
ASKED = (
    "form 213 MSG-2", "form 213RR R-3", "request show R-3", "message show MSG-2", "report show SR-2", "patch show PT-2",
)  # fmt: skip
"""What the further group keeps, asked for by its number."""


def tell(say):
    for who, position in ((ANA, "IC"), (BEN, "COML"), (BEN, "RADO")):
        hold(say, who, position)
    say("shift at 0600,1800")
    say("period 0600-1800")
    say("checkin E12 3 div A agency:BOI")
    say("checkin E77 3 div B agency:BLM")
    say.replies("shift turn", CLOCK, due=say.now)
    for name, line in OPEN.items():
        said = say(line, BEN if name == "H-1" else ANA, **NAMED)
        assert "Refused" not in said, (line, said)
    for group in ("medical", "finance"):
        here = Room("slack", "county", group)
        room = LinkedRoom(room=here, incident="bear-creek", group=group, state=RoomState.LINKED, linked_at=say.now)
        say.store.link_room(room)
    for line in KEPT:
        said = say(line, BEN, group="finance")
        assert "Refused" not in said, (line, said)
    say.now += timedelta(minutes=10)


@pytest.fixture
def full():
    with after(tell) as say:
        yield say


def everything_of(say, line: str, who=ANA, **call) -> str:
    """What anybody reads of the answer: its words, its card, and the files as they are made."""
    told = []
    try:
        replies = say.replies(line, who, **call)
    except Refused as refusal:
        return refusal.words
    for reply in replies:
        told += [reply.text, str(reply.card), str(reply.choices)]
        told += [str(fulfilled(one, say.store, say.now).data) for one in reply.documents]
    return "\n".join(told)


def test_each_open_thing_stands_in_exactly_one_line_of_the_report(full):
    lines = [line for line in full("sitrep full").splitlines() if line.startswith("· ")]

    for name in OPEN:
        assert sum(line.startswith(f"· {name} ") and f"{name} short:" not in line for line in lines) == 1, name
    brief = [line for line in full("shift brief").splitlines() if line.startswith("· ")]
    for name in OPEN:
        assert sum(line.startswith(f"· {name} ") and f"{name} short:" not in line for line in brief) == 1, name


def test_no_report_shows_what_its_room_may_not_see(full):
    for line in REPORTS:
        for call in ({}, {"direct": True}, {"group": "medical"}):
            told = everything_of(full, line, **call).casefold().replace(f"has “{SECRET}”", "")
            assert SECRET not in told, (line, call)


def test_a_thing_of_another_group_cannot_be_asked_for(full):
    for line in ASKED:
        for call in ({}, {"direct": True}, {"group": "medical"}):
            assert SECRET not in everything_of(full, line, KIM, **call).casefold(), (line, call)


def test_what_the_clock_says_of_a_shift_and_a_period_shows_nothing_of_a_further_group(full):
    full.now += timedelta(hours=12)
    for line in ("shift turn", "sitrep", "packet"):
        told = everything_of(full, line, CLOCK, due=full.now)
        assert SECRET not in told.casefold(), line


def test_the_group_itself_reads_all_of_it(full):
    for line in ("request list", "message list", "patch list", "catchup since:0500", "show log"):
        assert SECRET in everything_of(full, line, BEN, group="finance"), line
