"""Markers, goals, qualifications, assistance, circuits, priority: what is understood, and what is wrong is answered."""

import pytest

from commands.domain.messages import CLOCK
from commands.paper.papers import Asked
from commands.paper.sheets import documents
from tests.commands.conversation import ANA, after
from tests.commands.region_story import GUARD, STEW, idaho_south, region_call, said

TOLD = [
    ('marker 10 defined "TICP rev 3, May"', "Marker 10, Tactical plan (TICP): defined (its baseline), by Carl Oz"),
    ("marker evidence 19", "0 of 6 agencies"),
    ('goal add "Encrypt TAC" lane:technology necp:5.2 marker:13 owner:ACSO due:2028-06', "due 30 Jun 2028"),
    ("qual add @Ana COML issued:2026-03-01", "QU-1 Ana: COML, issued 1 Mar 2026, current until 28 Feb 2031"),
    ('ta ask "COML course" category:strategic marker:19 by:October', "(strategic), marker 19, by 31 Oct 2027"),
    ('tsp add "PSAP trunks" vendor:Acme circuit:HCGS.123456 code:TSP12345C-E3', "revalidate by 21 Nov 2029"),
    ('tsp add "Backhaul" vendor:Acme', "restoration priority cannot be had after the fact"),
    ("priority tested WPS ok", "WPS tested by Carl Oz: ok; next by 21 Feb 2027"),
    ("priority enrolled WPS 14 of:40", "14 of 40 eligible are enrolled (35 %)"),
]  # fmt: skip

WRONG = [
    ("marker 26", "markers are numbered 1 to 25"),
    ("marker 10 optimized", "A level needs its reason"),
    ('goal add "X" lane:technology necp:7.2', "objectives are 1.1 to 6.3"),
    ('goal add "X" lane:technology due:2020-06', "30 Jun 2020 is past"),
    ('goal add "X" lane:technology marker:26', "There is no marker 26"),
    ("goal done GO-9", "There is no GO-9 here"),
    ("qual add @Ana CMOL issued:2026-03-01", "did you mean COML?"),
    ("qual add @Ana COML issued:2028-03-01", "is still to come"),
    ('ta ask "X" category:strategic', "names its goal, necp or marker"),
    ('ta ask "X" category:state', "names its sponsor"),
    ('ta ask "X" category:event', "names its event"),
    ("ta granted TA-9", "There is no TA-9 here"),
    ('tsp add "Q" vendor:A code:TSP12', "has not the form of a TSP code"),
    ("priority tested GETS ok pin 123456789012", "looks like a PIN"),
    ("priority tested GETS ok 1234 5678 9012", "looks like a PIN"),
]


@pytest.mark.parametrize(("line", "words"), TOLD)
def test_what_is_said_is_read_back(line, words):
    with after(idaho_south) as say:
        assert words in said(say, line, mentions={"Ana": ANA.key})
        assert "belongs to a region" in say(line, admin=True, mentions={"Ana": ANA.key})


@pytest.mark.parametrize(("line", "words"), WRONG)
def test_what_is_wrong_changes_nothing_and_is_answered(line, words):
    with after(idaho_south) as say:
        answer = said(say, line, mentions={"Ana": ANA.key})
        assert answer.startswith("Refused: ")
        assert words in answer
        assert say.rows()["region_matter"] == []


def test_only_the_coordinator_sets_markers_and_goals():
    with after(idaho_south) as say:
        assert "is for SWIC (Carl Oz)" in said(say, "marker 10 defined x", STEW)
        assert "is for SWIC (Carl Oz)" in said(say, 'goal add "X" lane:usage', STEW)


def test_a_level_has_a_baseline_and_its_history():
    with after(idaho_south) as say:
        said(say, "marker 10 initial first look")
        assert "(was initial)" in said(say, "marker 10 defined rev 3")
        assert "10 | Tactical plan (TICP) | defined | initial | changed" in said(say, "marker report")


def test_assistance_goes_its_way_and_its_evaluation_is_asked_for():
    with after(idaho_south) as say:
        said(say, 'ta ask "COML course" category:strategic marker:19', STEW)
        assert "granted is not possible now" in said(say, "ta granted TA-1")
        for line, state in [
            ("ta accept TA-1 rank:1", "queued, rank 1"), ("ta sent TA-1 ref:2027-01", "sent, reference 2027-01"),
            ("ta granted TA-1", "granted"), ("ta dates TA-1 2027-05-04", "set for 4 May 2027"),
            ("ta delivered TA-1 twelve people", "evidence for marker 19"),
        ]:  # fmt: skip
            assert state in said(say, line), line
        say.wait(days=14)
        assert "is not evaluated yet" in said(say, "ta remind TA-1", CLOCK, due=say.now)
        assert "is evaluated" in said(say, "ta evaluate TA-1 eight passed", STEW)
        assert said(say, "ta remind TA-1", CLOCK, due=say.now) == ""


def test_an_outage_says_whom_to_call_and_what_and_how_long_it_lasted():
    with after(idaho_south) as say:
        said(say, 'tsp add "PSAP trunks" vendor:Acme circuit:HCGS.1 code:TSP12345C-E3')
        answer = said(say, "tsp outage TS-1 ticket:778 promised:1800")
        assert "It has TSP code TSP12345C-E3" in answer
        assert "promised Sun 22 Nov 1800 MST" in answer
        say.wait(hours=13)
        assert "was promised to be back now" in said(say, "tsp promised TS-1", CLOCK, due=say.now)
        assert "is back after 13 h 00 min" in said(say, "tsp restored TS-1")
        assert "is up; nothing was changed" in said(say, "tsp restored TS-1")


def test_a_qualification_runs_out_and_is_found_while_it_is_current():
    with after(idaho_south) as say:
        said(say, "qual add @Ana COML issued:2021-12-01", mentions={"Ana": ANA.key})
        assert "due until 30 Nov 2026" in said(say, "qual due 90d")
        say.wait(days=30)
        assert "0 current COML, 1 expired" in said(say, "qual find COML")


def _text(made):
    return repr([one.data for one in made[0]])


@pytest.mark.parametrize("form", ["ticp", "fog", "scip"])
def test_a_regions_document_holds_what_is_shared_and_nothing_that_is_private(form):
    with after(idaho_south) as say:
        said(say, "asset share GW-3 contact", admin=True)
        text = _text(documents(region_call(say, GUARD), Asked(sheet=form)))
        assert "GW-5" not in text
        assert "Guard gateway" not in text
        assert "State ACU" not in text
        assert form == "scip" or "County console" in text
        assert "Crescent FD" in text or form == "scip"
        assert "is an incident. Say it in a room of the region" in say(f"form {form}")


def test_a_grant_stays_out_of_documents_and_a_withdrawn_asset_leaves_the_next():
    with after(idaho_south) as say:
        said(say, "asset share GW-1 private", STEW)
        assert "SO van" not in _text(documents(region_call(say, STEW), Asked(sheet="ticp")))
