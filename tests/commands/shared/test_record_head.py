"""The signed head stands in the last line of a situation report and of a shift summary, and is the record's own."""

from datetime import timedelta

import pytest

from commands.domain.log.seals import find_heads
from storage.sealing.checkpoints import kept
from storage.sealing.keys import Key
from storage.store import Work
from tests.commands.conversation import START, Conversation


@pytest.fixture
def signed(say):
    """A conversation with a program that has a key."""
    work = Work(say.connection)
    work.sealing.desk.signer = Key(bytes(range(32)), START)
    conversation = Conversation(say.connection, begun=True, work=work)
    conversation("checkin E12 4 div A agency:BLM")
    return conversation


def heads(say):
    return [one.head for one in kept(say.connection, say.incident.id)]


@pytest.mark.parametrize("line", ["sitrep", "sitrep brief", "sitrep full"])
def test_a_situation_report_ends_with_the_head(signed, line):
    last = signed(line).splitlines()[-1]
    assert find_heads(last) == heads(signed)
    assert last.startswith("Log L-")
    signed("checkin E13 4 div A agency:BLM")
    signed.wait(hours=4)
    assert find_heads(signed(line)) == heads(signed)[1:]


def test_a_shift_summary_ends_with_the_head(signed):
    signed("shift at 0600,1800")
    signed.now = START + timedelta(hours=12)
    (first, *_) = signed.clock("shift turn", signed.now).split("\n\n")
    assert find_heads(first.splitlines()[-1]) == heads(signed)[:1]
    assert heads(signed)


def test_without_a_key_nothing_is_added(say):
    assert "Record head" not in say("sitrep")
    assert not heads(say)
