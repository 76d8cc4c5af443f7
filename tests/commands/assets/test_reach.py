"""Who can talk to whom, as the worked example of the region has it, number by number."""

import pytest

from tests.commands.conversation import after
from tests.commands.region_story import STEW, idaho_south, said

SWAP = "(95 min, no bridge) VTAC11 with radios of CA-1 State cache"
PAIRS = {
    "CRFD ACSO": ["(5 min, 1 bridge) CRFD DISP – GW-2 County console – SO TAC1", SWAP],
    "CRFD BLM": ["(0 min, no bridge) VFIRE21"],
    "ACSO EMS": ["(0 min, no bridge) 8TAC91D"],
    "BLM ACSO": ["(50 min, 1 bridge) VFIRE21 – GW-1 SO van – 8TAC91D", SWAP],
    "BLM EMS": ["(50 min, 1 bridge) VFIRE21 – GW-1 SO van – 8TAC91D", SWAP],
    "CRFD EMS": ["(50 min, 1 bridge) VFIRE21 – GW-1 SO van – 8TAC91D", SWAP],
}


@pytest.mark.parametrize("pair", PAIRS)
def test_each_pair_has_its_front(pair):
    with after(idaho_south) as say:
        lines = [line for line in say(f"reach {pair}").splitlines() if line.startswith("(")]
        assert lines == PAIRS[pair]


def test_all_four_meet_on_a_hub_by_one_bridge():
    with after(idaho_south) as say:
        answer = say("reach CRFD ACSO BLM EMS")
        assert "Hub 8TAC91D or VFIRE21: 50 min, 1 bridge (GW-1)" in answer
        assert "not proven" not in answer


def test_the_card_says_why_each_other_gateway_fell_out():
    with after(idaho_south) as say:
        answer = say("reach BLM ACSO")
        assert "Not used: GW-3 State ACU: 194.7 mi away" in answer
        assert "Not used: GW-4 BLM van: out of service" in answer


def test_without_the_van_only_swapped_radios_are_left():
    with after(idaho_south) as say:
        said(say, "asset status GW-1 out until:Friday", STEW)
        lines = [line for line in say("reach BLM ACSO").splitlines() if line.startswith("(")]
        assert lines == [SWAP]
        assert [line for line in say("reach BLM ACSO by:0700").splitlines() if line.startswith("(")] == []
        assert "only by relay" in say("reach BLM ACSO by:0700")


def test_a_patch_that_is_up_is_ready_and_takes_its_gateways_ports():
    with after(idaho_south) as say:
        say('patch VFIRE21 to 8TAC91D via:"GW-1 SO van"', admin=True)
        answer = say("reach BLM ACSO")
        assert "(0 min, 1 bridge) VFIRE21 – PT-1 – 8TAC91D" in answer


def test_what_is_not_known_is_never_a_way_but_says_what_to_ask():
    with after(idaho_south) as say:
        said(say, 'asset add channel "SO CAR" owner:ACSO band:800 share:region', STEW)
        said(say, 'agency tunes ACSO "SO CAR" share:some', STEW)
        said(say, "asset status GW-1 out", STEW)
        said(say, "asset status GW-2 out", STEW)
        said(say, 'asset add gateway "Old box" owner:ACSO ports:"VHF; 800" share:region', STEW)
        answer = say("reach BLM ACSO by:0700")
        assert not [line for line in answer.splitlines() if line.startswith("(") and "only if" not in line]
        assert "only if: in how many minutes GW-6 Old box is ready" in answer


def test_the_matrix_and_its_gaps():
    with after(idaho_south) as say:
        rows = {line.split(" | ")[0]: line.split(" | ")[1:] for line in say("reach matrix").splitlines()[2:8]}
        assert rows["CRFD"] == ["G 5", "G 50", "C 1", "", "R 95", "R 95"]
        assert "0 of 15 pairs" in say("reach gaps")


def test_one_agency_needs_no_way_and_an_unknown_one_is_named():
    with after(idaho_south) as say:
        assert "CRFD alone needs no way" in say("reach CRFD")
        assert "CRFD alone needs no way" in say("reach CRFD CRFD")
        assert "There is no agency “XXX” here" in say("reach CRFD XXX")
        assert "who is missing" in say("reach")
