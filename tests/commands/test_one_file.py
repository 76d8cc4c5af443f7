"""A new command is one file: found by looking into the folder, with help, usage, form and checks of its own."""

import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import commands
from commands import logistics, registry
from commands.domain.messages import Reply
from commands.registry import families, nouns, spoken

PUMP = '''
"""Pumps."""

from enum import StrEnum
from typing import Annotated

from commands.call import Call
from commands.line.converters import Count, Div, Duration, Long, Moment, id_of
from commands.domain.messages import Reply
from commands.registry import command
from commands.line.signature import Key, Rest, Verbatim


class Priority(StrEnum):
    URGENT = "urgent"
    ROUTINE = "routine"
    LOW = "low"


@command(also=("pp",))
def pump(
    call: Call,
    what: Annotated[Long, Rest()],
    *,
    div: Div = "",
    priority: Priority = Priority.ROUTINE,
    use: Annotated[str, Key("for")] = "",
) -> Reply:
    """Ask for pumps."""
    return Reply(text=f"{what}|{div}|{priority}|{use}")


@command(also=("stop",))
def close(call: Call, id: Annotated[int, id_of("P")], why: str = "") -> Reply:
    """Close one."""
    return Reply(text=f"closed P-{id}: {why}")


@command()
def hand_over(call: Call, id: Annotated[int, id_of("P")], *, at: Moment | None = None, every: Duration | None = None):
    """Hand one over."""
    return Reply(text=f"P-{id} over at {at} every {every}")


@command()
def list_(call: Call) -> tuple[Reply, ...]:
    """List them."""
    return Reply(text="one"), Reply(text="two")


@command(needs="pumps")
def drain(call: Call) -> Reply:
    """Drain them all."""
    return Reply(text="drained")


@command(noun="pumplog")
def pumplog(call: Call, text: Annotated[Long, Verbatim()]) -> Reply:
    """Write something down."""
    return Reply(text=text)


@command(noun="valve", anywhere=True)
def open_(call: Call, count: Count = 1) -> Reply:
    """Open a valve."""
    return Reply(text=f"{count} open")
'''


@pytest.fixture
def pump(tmp_path, monkeypatch) -> Iterator[None]:
    (tmp_path / "pump.py").write_text(PUMP)
    nouns()  # every other file is read by now, so that all of it is put back
    declared = list(registry._declared)
    monkeypatch.setattr(logistics, "__path__", [*logistics.__path__, str(tmp_path)])
    nouns.cache_clear()
    spoken.cache_clear()
    yield
    registry._declared[:] = declared
    sys.modules.pop("commands.logistics.pump", None)
    nouns.cache_clear()
    spoken.cache_clear()


def test_the_file_is_found_with_its_noun_verbs_and_help(say, pump):
    assert "pump: Ask for pumps." in say("help")
    assert "Usage: !net pump <what …> [div:] [priority:] [for:]" in say("pump help")
    assert "Usage: !net pump hand over <id> [at:] [every:]" in say("help pp")
    assert "Usage: !net valve open [count]" in say("valve help")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("pump 2 big ones", "2 big ones||routine|"),
        ("pp 2 big ones div A", "2 big ones|A|routine|"),
        ("pump 2 big ones div A for the camp", "2 big ones for the camp|A|routine|"),
        ('pump for:"the camp" two', "two||routine|the camp"),
        ("pump two for:the camp", "two||routine|the camp"),
        (
            "pump see https://x.y/a:b at 14:30 :fire: note:this",
            "see https://x.y/a:b at 14:30 :fire: note:this||routine|",
        ),
        ("pump two PRIORITY:Urg", "two||urgent|"),
        ('pump a 6" hose and "two" couplings', 'a 6" hose and "two" couplings||routine|'),
        ("pump first line\n second line", "first line\n second line||routine|"),
        ("pump close R", "Refused: id “R”: it is no number of that kind (P-12, or just 12)."),
        ("pump close P-12", "closed P-12: "),
        ("pump close p12 not needed any more", "closed P-12: not needed any more"),
        ("pump stop 12", "closed P-12: "),
        ("pump close p 12", "closed P-12: "),
        ("pump close R-12", "Refused: id “R-12”"),
        ("pump close 0", "Refused: id “0”"),
        ("pump hand  over 3 at 0700", "P-3 over at 2026-11-22 14:00:00+00:00 every None"),
        ("pump hand over 3 every:1h30m at in 2h", "P-3 over at 2026-11-22 15:00:00+00:00 every 1:30:00"),
        ("pump list", "one\ntwo"),
        ('pumplog div: A is "hot" for:ever  and  ever', 'div: A is "hot" for:ever  and  ever'),
        ("pumplog help the driver\nplease", "help the driver\nplease"),
        ("valve open 3", "3 open"),
        ("valve", "Refused: valve what? Nothing was recorded. There is: open."),
        ("valve opne", "Refused: valve has no “opne”; nothing was recorded. Did you mean !net valve open?"),
        ("pump clsoe 12", "Refused: pump has no “clsoe”; nothing was recorded. Did you mean !net pump close?"),
        ("pump two priority:high", "Refused: priority “high”: it is none of urgent, routine, low."),
        ("pump drain", "Refused: “pump drain” is for the incident's administrators"),
    ],
)
def test_the_signature_reads_the_words(say, pump, said, answer):
    found = say(said)
    assert found == answer or (answer.startswith("Refused") and found.startswith(answer))


def test_a_missing_value_opens_the_form_and_says_what_is_missing(say, pump):
    (reply,) = say.replies("pump close")
    assert isinstance(reply, Reply)
    assert reply.text == (
        "id is missing: its number, such as P-12. Nothing was recorded.\nUsage: !net pump close <id> [why]\n"
        'To copy and fill in: !net pump close id:"…" why:"…"'
    )
    assert reply.form is not None
    assert reply.form.command == "pump close"
    (choice,) = (field for field in say.replies("pump form")[0].form.fields if field.key == "priority")
    assert choice.options == ("urgent", "routine", "low")


def test_a_noun_that_needs_no_incident_works_anywhere(say, pump):
    assert say("valve open", incident=None) == "1 open"
    assert say("pump two", incident=None).startswith("Refused: This room belongs to no incident")


def test_an_administrator_may_what_others_may_not(say, pump):
    assert say("pump drain", admin=True) == "drained"


def test_two_commands_of_one_name_are_a_fault_of_the_program(tmp_path, monkeypatch, pump):
    (tmp_path / "pump.py").write_text(PUMP.replace('also=("stop",)', 'also=("list",)'))
    sys.modules.pop("commands.logistics.pump", None)
    with pytest.raises(ValueError, match="two commands are called 'list'"):
        nouns()


def test_a_form_brings_a_text_as_it_was_typed(say, pump):
    assert say('pump close id:"P-12" why:"not needed: any more"') == "closed P-12: not needed: any more"
    assert say('pumplog text:"hello there"') == "hello there"
    assert say('pumplog text:"hello" there') == 'text:"hello" there'


def test_each_file_or_folder_of_a_family_has_verbs_and_what_they_share_stands_in_the_services() -> None:
    root = Path(commands.__path__[0])
    frame = {found.name for found in pkgutil.iter_modules([str(root)]) if not found.ispkg}
    assert frame == {"registry", "call", "schedules"}
    speaking = {tuple(verb.run.__module__.split(".")[1:3]) for noun in nouns().values() for verb in noun.verbs.values()}
    standing = {(family, found.name) for family in families() for found in pkgutil.iter_modules([str(root / family)])}
    assert standing == speaking
