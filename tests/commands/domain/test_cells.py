"""A cell is never something that a spreadsheet runs, whichever writer wrote it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.accountability.checkins import Resource
from commands.domain.cells import STARTS, guarded, unguarded
from commands.paper.roster_file import csv as roster_csv
from commands.radio.channel_import import read_table
from tests.commands.conversation import ANA, START
from tests.commands.holding import hold

NASTY = [
    "=HYPER(1)",
    "+cmd",
    "-2+3",
    "@SUM(1)",
    " =1+1",
    "\u3000=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\tx",
    "\rx",
    "\n=x",
]


@pytest.mark.parametrize("text", NASTY)
def test_what_a_spreadsheet_would_run_is_kept_a_text(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@given(st.text(max_size=20))
def test_a_guarded_cell_is_not_guarded_twice_and_comes_back(text):
    assert guarded(guarded(text)) == guarded(text)
    assert guarded(text).lstrip(" \u00a0\u3000")[:1] not in STARTS or not text
    assert unguarded(guarded(text)) in (text, unguarded(text))


def runs(text, *, but=frozenset()):
    """The cells of a file that a spreadsheet would run; ``but`` are what a column of marks may hold."""
    rows = csv.reader(io.StringIO(text))
    return [cell for row in rows for cell in row if cell not in but and guarded(cell) != cell]


@pytest.mark.parametrize("form", ["csv", "chirp", "text"])
@pytest.mark.parametrize("text", ["=HYPER(1)", "+cmd", "-2+3", "@SUM(1)", "＝1+1"])
def test_no_export_of_the_radio_plan_holds_one(say, form, text):
    hold(say, ANA, "COML")
    say.incident = say.store.save(say.incident.__class__(**vars(say.incident) | {"name": f"Bear, {text}"}))
    assert "added" in say(f'freq add "{text}" rx:154.13 tx:154.13 width:N users:"{text}" remarks:"{text}"')
    assert "Refused" not in say(f'freq assign "{text}" as:"{text}" zone:1 ch:1 area:"{text}" remarks:"{text}"')
    say(f"freq instructions {text}")
    (reply,) = say.replies(f"freq export {form}")
    written = str(reply.documents[0].data["text"])
    assert text.lstrip("=+-@＝") in written
    assert not runs(written, but={"+", "-"} if form == "chirp" else frozenset())


def test_our_own_table_comes_back_as_it_was_before_the_guard(say):
    hold(say, ANA, "COML")
    say('freq add "=HYPER(1)" rx:154.13 tx:154.13 width:N')
    say('freq assign "=HYPER(1)" as:"+cmd" remarks:"-2+3"')
    (reply,) = say.replies("freq export csv")
    (one,) = read_table(str(reply.documents[0].data["text"])).taken
    assert (one.channel.name, one.remarks) == ("=HYPER(1)", "-2+3")


@pytest.mark.parametrize("text", NASTY)
def test_the_roster_holds_none(text):
    line = Resource(
        incident="x", name=text, name_key="x", persons=4, agency=text, leader=text, checked_in=START, checked_in_by="x"
    )
    assert not runs(roster_csv([line]))
