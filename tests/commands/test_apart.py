"""No room sees or changes another incident's record."""

from dataclasses import replace

import pytest

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.messages import Person, Room
from commands.registry import nouns
from tests.commands.conversation import ANA, HERE

OTHER_ROOM = Room("slack", "rural", "C2")
ZED = Person("slack.rural/U9", "Zed Zulu", "Rural Fire")
VERBS = [verb for noun in nouns().values() for verb in noun.distinct]
SECRETS = ("SECRET", "Zed", "Zulu", "E99", "rural", "secretgroup")
GUESSES = ("", "1", "E99", "E99 4", "COML", "COML Zed Zulu", "SECRET", "secretgroup")


@pytest.fixture
def apart(say):
    """Another incident with something of each kind in it, in a room on another account."""
    own = say.incident
    other = say.store.add(replace(own, id="other", name="SECRET Fire"))
    for incident, room in ((own.id, HERE), ("other", OTHER_ROOM)):
        say.store.link_room(LinkedRoom(room=room, incident=incident, group="main", state=RoomState.LINKED))
    theirs = {"incident": other, "room": OTHER_ROOM}
    for line in (
        "role take COML",
        "role take IC emergency:yes",
        'checkin E99 4 agency:"SECRET FD" div A',
        "period 0600-1800",
        "period objectives SECRET plan",
        "group add secretgroup",
        "role take RADO",
        "role give OSC @Ana Ruiz at 1800",
        "par start",
        "link",
        "shift at 0600,1800",
    ):
        answer = say(line, ZED, mentions={"Ana Ruiz": ANA.key}, **theirs)
        assert not answer.startswith("Refused"), f"{line}: {answer}"
    return say


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
    assert len(before) > 6
    said = ""
    for words in GUESSES:
        line = f"{verb.spoken} {words}".strip()
        said += f"{line}\n"
        answer = apart(line, admin=True)
        told = [secret for secret in SECRETS if secret in answer and secret not in said]
        assert not told, f"{line}: {answer}"
    assert others(apart) == before
