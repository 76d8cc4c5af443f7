"""Assets, agencies and places: what is understood, and what is wrong is answered with what would have worked."""

import pytest

from commands.survey import places
from commands.survey.exporting import tables
from tests.commands.conversation import Conversation, after
from tests.commands.region_story import CARL, STEW, TABLES, bring, idaho_south, region_call, said

WRONG = [
    ('asset add gatewax "X" owner:ACSO', "did you mean gateway?"),
    ('asset add gateway "X" owner:ACSO', 'Add ports:"VHF; 800"'),
    ('asset add gateway "X" owner:ACSOO ports:VHF', "Did you mean ACSO"),
    ('asset add gateway "SO van" owner:ACSO ports:VHF', "ACSO has GW-1 SO van already"),
    ('asset add site "X" owner:ACSO at:"-115.9, 43.8"', "did you swap them? 43.8, -115.9"),
    ('asset add site "X" owner:ACSO at:"43.8, 115.9"', "did you mean 43.8, -115.9?"),
    ('asset add site "X" owner:ACSO at:11TNJ', "a grid square alone is 100 km wide"),
    ('asset add site "X" owner:ACSO at:"43 61N 115 54W"', "minutes are below 60"),
    ('asset add site "X" owner:ACSO at:"11T IJ 8848 5024"', "no letters I and O"),
    ('asset add site "X" owner:ACSO at:"61T NJ 8848 5024"', "grid zones are 1 to 60"),
    ("asset status GW-1 gone", "available, committed, out, retired"),
    ("asset status GW-9 out", "There is no GW-9 here"),
    ("asset status ZZ-1 out", "it is no number of an asset"),
    ("asset share GW-1 incident bear-crek", "Did you mean bear-creek?"),
    ("asset share GW-1 region until:Sunday", "Only a grant to an incident"),
    ("asset set GW-1", "What of GW-1 is to be changed?"),
    ("asset find gateway within:60", "Within 60 mi of what?"),
]


@pytest.mark.parametrize(("line", "words"), WRONG)
def test_what_is_wrong_is_answered_with_what_would_have_worked(line, words):
    with after(idaho_south) as say:
        before = say.rows()["asset"]
        answer = said(say, line, STEW)
        assert answer.startswith("Refused: ")
        assert words in answer
        assert say.rows()["asset"] == before


FORMS = [
    "43.8000, -115.9000", "N43.8 W115.9", "43 48.000N 115 54.000W", "43°48'00.0\"N 115°54'00.0\"W",
    "11T NJ 88488 50247", "11TNJ8848750247", "11t nj 88487 50247", "N 43 48.0 W 115 54.0",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_a_place_is_one_in_every_notation(text):
    at = places.read(text)
    assert places.metres(at.degrees, (43.8, -115.9)) < 2
    assert at.text == text
    shown = places.three(at.lat, at.lon)
    assert "43 48.000N" in shown
    assert "11T NJ 8848" in shown


def test_a_gateway_is_entered_as_it_is_said_and_read_back():
    with after(idaho_south) as say:
        line = 'asset add gateway "New van" owner:ACSO at:"11T NJ 64367 29422" ports:"VHF; 800" activation:50m'
        answer = said(say, line, STEW)
        assert answer.startswith("GW-6 New van of ACSO: gateway, 43.61500, -116.20230 = 43 36.900N 116 12.138W")
        assert "ports VHF; 800, 50 min, private" in answer
        assert "out of service until Fri 27 Nov 2359 MST" in said(say, "asset status GW-6 out until:Friday", STEW)
        assert "GW-6 New van is confirmed by Stu" in said(say, "asset confirm GW-6", STEW)


def test_the_worked_search_finds_the_console_and_the_van_and_says_what_it_leaves_out():
    with after(idaho_south) as say:
        answer = say('asset find gateway reaching:"Crescent FD, Ada SO" within:60mi of:ICP now')
        rows = [line for line in answer.splitlines() if line.startswith("GW-")]
        assert [row.split(" | ")[0] for row in rows] == ["GW-2", "GW-1"]
        assert "5 min | 20.1 mi" in rows[0]
        assert "50 min | 19.8 mi" in rows[1]
        assert "1 out of service (GW-4)" in answer
        assert "GW-3" not in answer


def test_of_two_agencies_of_one_name_it_is_asked_which():
    with after(idaho_south) as say:
        said(say, 'agency add "Crescent FD" short:CRF2 discipline:fire', CARL)
        assert "could be AG-1 Crescent FD (CRFD) or AG-7" in said(say, 'agency list "Crescent FD"')


def test_a_region_has_no_periods_and_says_what_it_has():
    with after(idaho_south) as say:
        for line in ("par", "period", "board", "incident close", "checkin E1 4"):
            answer = said(say, line)
            assert "is a region, a record that never ends" in answer, line
        assert "is a position of a region" in say("role take SWIC")
        assert "is a position of an exercise" in say("role take EVAL", admin=True)
        assert "its positions are SWIC" in said(say, "role take COML")
        assert "Did you mean STEW ACSO?" in said(say, "role give STEW ACS @Carl")
        assert "belongs to a region" in say('agency add "X" short:X')


def test_an_incident_comes_to_a_region_by_a_code_that_is_good_once_and_both_are_told():
    with after(idaho_south) as say:
        code = said(say, "region code").split()[1].rstrip(":")
        assert "uses Idaho South already" in say(f"region use {code}", admin=True)
        assert "no longer uses the region Idaho South" in say("region end idaho-south", admin=True)
        assert "There is no open code" in say(f"region use {code}", admin=True)
        code = said(say, "region code").split()[1].rstrip(":")
        assert "uses the region Idaho South from now on" in say(f"region use {code}", admin=True)
        assert "not in use here" in said(say, "region end idaho-north")
        assert "no longer uses" in said(say, "region end bear-creek")


def test_tables_are_read_once_and_what_is_wrong_is_named_by_its_line(tmp_path):
    with after() as say:
        first, second = bring(say), bring(say)
        assert [one.new for one in first] == [6, 8, 10, 5, 1, 1, 1]
        assert [(one.new, one.changed) for one in second] == [(0, 0)] * 7
        (tmp_path / "gateways.csv").write_text(
            "Name;Owner;Location;Ports\nA;ACSX;;VHF\nB;ACSO;11TNJ;VHF\nC;ACSO;;\nD;;;VHF\nSO van;ACSO;;UHF\n"
        )
        (outcome,) = bring(say, tmp_path)
        assert outcome.changed == 1
        assert [line.partition(":")[0] for line in outcome.refused] == [f"gateways.csv, line {n}" for n in (2, 3, 4, 5)]


def test_what_is_written_out_is_what_was_read(tmp_path):
    with after() as say:
        bring(say)
        for name, text in tables(region_call(say, admin=True)):
            assert text == (TABLES / name).read_text(encoding="utf-8"), name


def test_whoever_opens_a_region_gives_its_positions(say: Conversation):
    say.incident = None
    assert "It never ends" in say("region open Idaho North")
    say.incident = say.store.incidents()[-1]
    assert say.incident.standing
    assert "SWIC (Statewide Interoperability Coordinator) is Ana" in say("role take SWIC")
    assert "STEW of which agency?" in say("role take STEW")
