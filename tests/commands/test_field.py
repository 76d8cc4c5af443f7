"""What people in the field typed, pasted and read, line by line: what must be answered, and what must not."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commands.domain.messages import Reply
from commands.paper.later import fulfilled
from tests.commands.conversation import ANA, Conversation
from tests.commands.holding import hold

CASES = sorted((Path(__file__).parent.parent / "data" / "field").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_case(say, path):
    case = json.loads(path.read_text(encoding="utf-8"))
    begin(say, case)
    for line, must, must_not in case["steps"]:
        answer = answered(say, line)
        assert must is None or re.search(must, answer, re.DOTALL), f"{case['kind']}: {line}\n{answer}"
        assert must_not is None or not re.search(must_not, answer, re.DOTALL), f"{case['kind']}: {line}\n{answer}"


def test_there_is_a_case_of_every_kind():
    assert len(CASES) >= 33


def begin(say: Conversation, case: dict) -> None:
    """The moment, the positions and the room that the case asks for."""
    say.now = datetime.fromisoformat(case["now"])
    if say.now != say.incident.opened:
        say.incident = say.store.save(say.incident.__class__(**vars(say.incident) | {"opened": say.now}))
    for position in case["hold"]:
        hold(say, ANA, position)
    if not case.get("incident", True):
        say.incident = None


def answered(say: Conversation, line: str) -> str:
    """The answer to a step: ``+20m `` lets time pass, ``FILE `` and ``PDF `` read what comes as a file."""
    if passed := re.match(r"\+(\d+)m ", line):
        say.now += timedelta(minutes=int(passed[1]))
        line = line[passed.end() :]
    if line.startswith(("FILE ", "PDF ")):
        return "\n".join(written(say, reply) for reply in say.replies(line.partition(" ")[2]))
    return say(line)


def written(say: Conversation, reply: Reply) -> str:
    """All that the files of an answer say."""
    return "\n".join("\n".join(texts(fulfilled(one, say.store, say.now).data)) for one in reply.documents)


def texts(value: object) -> list[str]:
    """Every text within a document's data, in its order."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts(one)]
    return [str(value)]
