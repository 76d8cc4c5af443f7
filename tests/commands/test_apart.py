"""No room sees or changes another incident's record."""

from dataclasses import replace

import pytest

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.errors import Refused
from commands.domain.messages import Person, Room
from commands.paper.later import fulfilled
from commands.registry import nouns
from tests.commands.conversation import ANA, HERE, after

OTHER_ROOM = Room("slack", "rural", "C2SECRET")
ZED = Person("slack.rural/U9", "Zed Zulu", "Rural Fire")
VERBS = [verb for noun in nouns().values() for verb in noun.distinct]
SECRETS = ("SECRET", "Zed", "Zulu", "E99", "E98", "rural", "secretgroup", "4711")
GUESSES = (
    *("", "1", "1 yes", "1.1", "E99", "E99 4", "E98", "COML", "COML Zed Zulu", "SECRET", "secretgroup", "SECRET 30m"),
    *("4711", "VTAC33", "VTAC33 down", "Div A", "R-1", "L-1", "T-1 SECRET", "M-1", "P-1", "A-1", "W-1", "D-1", "MIR-1"),
)

THEIRS = (
    "role take COML",
    "role take IC emergency:yes",
    "role take RADO",
    "role take LSC",
    "role take RESL",
    'checkin E99 4 agency:"SECRET FD" div A leader:"Zed Zulu" crew:"Zed Zulu, Bo SECRET"',
    "checkin E98 3 div B",
    "checkin",
    "demob E98 needs:communications",
    "status E99 rest",
    "period 0600-1800",
    "period objectives SECRET plan",
    "group add secretgroup",
    "role give OSC @Ana Ruiz at 1800",
    "par start",
    "par E99 3 of 4 note:SECRET",
    "emergency SECRET down",
    "link",
    "shift at 0600,1800",
    "announce SECRET to:divs ack by:15m",
    'watch "SECRET crew" 30m',
    "action SECRET by:0900",
    "request 2 SECRET pumps",
    "request order R-1 2 from:SECRET by:phone loan:yes",
    "request fill R-1 2",
    "request arrived R-1.1",
    "report can Conditions: SECRET; Actions: line; Needs: 2 SECRET",
    "report system SECRET down",
    "report psap SECRET down",
    "log SECRET note",
    "traffic DIVA COMM SECRET words",
    "message COML SECRET words",
    'freq assign VTAC33 as:"SECRET tactical" area:"Div A"',
    "freq publish",
    "freq down VTAC33 SECRET",
    "freq interference VTAC33 SECRET",
    "patch VTAC33 to VTAC12 via:SECRET",
    "cache issue 4711 to Zed Zulu",
    "sitrep",
)
"""Something of each kind. Numbers begin with 1 in each incident, so that R-1 here is not R-1 there."""


def tell(say):
    own = say.incident
    other = say.store.add(replace(own, id="other", name="SECRET Fire", opened_by=ZED.key))
    for incident, room in ((own.id, HERE), ("other", OTHER_ROOM)):
        say.store.link_room(LinkedRoom(room=room, incident=incident, group="main", state=RoomState.LINKED))
    for line in THEIRS:
        answer = say(line, ZED, mentions={"Ana Ruiz": ANA.key}, incident=other, room=OTHER_ROOM)
        assert not answer.startswith("Refused"), f"{line}: {answer}"


@pytest.fixture
def apart():
    """Another incident with something of each kind in it, in a room on another account."""
    with after(tell) as say:
        yield say


def others(say):
    """All rows that belong to the other incident."""
    return {
        name: [row for row in rows if "other" in row]
        for name, rows in say.rows().items()
        if any("other" in row for row in rows)
    }


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.spoken)
def test_no_command_reaches_into_another_incident(apart, verb):
    before = others(apart)
    assert len(before) > 25, "something of each kind is kept there"
    said = ""
    for words in GUESSES:
        line = f"{verb.spoken} {words}".strip()
        said += f"{line}\n"
        answer = all_of_it(apart, line)
        told = [secret for secret in SECRETS if secret in answer and secret not in said]
        assert not told, f"{line}: {answer}"
    assert others(apart) == before


def all_of_it(say, line):
    """What is answered, with all that is behind it: cards, buttons, forms, files, and the rooms it goes to."""
    try:
        replies = say.replies(line, admin=True)
    except Refused as refusal:
        return refusal.words
    papers = [document for reply in replies for document in reply.documents]
    return f"{replies} {[made(say, one) for one in papers]}"


def made(say, document):
    try:
        return fulfilled(document, say.store, say.now).data
    except Refused as refusal:
        return refusal.words
