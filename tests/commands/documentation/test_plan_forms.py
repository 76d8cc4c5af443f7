"""The forms of the plan that the record fills: objectives, organisation, safety, changes of status."""

from commands.paper.later import fulfilled
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold


def blocks(say, line):
    """The lines and rows of each block, by its number."""
    (reply,) = say.replies(line)
    data = fulfilled(reply.documents[0], say.store, say.now).data
    return {one["number"]: [*one["lines"], *one["rows"]] for one in data["blocks"]}


def test_a_202_has_the_objectives_that_stand_and_the_situation(say):
    hold(say, ANA, "IC")
    say("period 0600-1800")
    say("period objectives Hold the line; Nobody hurt")
    say("weather RH 12")
    found = blocks(say, "form 202")
    assert "O-1: Hold the line" in found[3][0]
    assert found[4][0].startswith("Weather: RH 12 (")
    assert found[8] == [], "approved by a hand"


def test_a_203_has_each_position_in_its_section(say):
    for who, position in ((ANA, "IC"), (BEN, "COML"), (BEN, "OSC"), (BEN, "AREP")):
        hold(say, who, position)
    found = blocks(say, "form 203")
    assert [row[0] for row in found[3]] == ["Incident Commander"]
    assert [row[0] for row in found[6]] == ["Communications Unit Leader"]
    assert [row[0] for row in found[7]] == ["Operations Section Chief"]
    assert found[4][0][1].startswith("Ben Ito")
    assert found[8] == []


def test_a_208_has_what_is_dangerous_and_no_figures(say):
    say("hazard snag at DP 3")
    say('hazard lces routes:"line east" zones:black')
    say('figures size:"1,200 ac"')
    said = " | ".join(blocks(say, "form 208")[3])
    assert "Hazard 1: snag at DP 3 (" in said
    assert "LCES: escape routes: line east; safety zones: black (" in said
    assert "1,200 ac" not in said


def test_a_210_has_changes_of_status_and_no_other_changes(say):
    hold(say, ANA, "RADO")
    say("checkin E12 4 div A")
    say("checkin E12 kind:Engine")
    say("reassign E12 div B")
    say("status E12 state:rest")
    rows = blocks(say, "form 210 period:all")[3]
    assert [row[0] for row in rows] == ["Ada County E12"] * 3
    assert rows[0][1] == "checks in"
    assert "Div B" in rows[1][2]
    assert "Div A" in rows[1][1]
