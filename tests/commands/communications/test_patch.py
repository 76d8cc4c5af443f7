"""The register of patches."""

from datetime import UTC, datetime

import pytest

from commands.domain.folding import channel_key
from commands.domain.history import Thing
from commands.domain.messages import Audience
from commands.domain.radio.records import PlanRow, RadioPlan
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold
from tests.commands.radio_plans import named
from tests.commands.ticking import tick

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


@pytest.fixture
def desk(say):
    hold(say, ANA, "COML")
    return say


def test_a_patch_says_what_is_joined_by_what_until_when_and_by_whom(desk):
    (reply,) = desk.replies('patch VTAC14 to CMD2 via:"ACU at the ICP" until:1800')
    assert reply.text == ("PT-1 up: VTAC14 + CMD2, via ACU at the ICP, until Sun 22 Nov 1800 MST, Ana Ruiz (COML)")
    assert reply.audience is Audience.MAIN
    assert "PT-1 | VTAC14 + CMD2 | ACU at the ICP | Sun 22 Nov 1800 MST | Ana Ruiz (COML)" in desk("patch list")


@pytest.mark.parametrize(
    "line", ["VTAC14, CMD2", "VTAC14 + CMD2", "VTAC14 and CMD2", "VTAC14/CMD2", '"VTAC14 to CMD2"']
)
def test_channels_are_parted_as_people_write_them(desk, line):
    assert desk(f"patch {line}").startswith("PT-1 up: VTAC14 + CMD2, until it is taken down")


def test_two_patches_that_join_the_same_nets_are_pointed_out(desk):
    desk("patch VTAC14 to CMD2")
    assert desk("patch cmd-2 to VTAC 14").endswith(
        "CHECK: these nets are joined already by PT-1 (VTAC14 + CMD2); audio can go round"
    )
    listed = desk("patch list").splitlines()
    assert "PT-1. CHECK: these nets are joined already by PT-2 (cmd-2 + VTAC 14); audio can go round" in listed


def test_nets_joined_by_way_of_others_are_pointed_out(desk):
    desk("patch VTAC14 to CMD2")
    assert "CHECK" not in desk("patch CMD2 to TAC3")
    assert "PT-1 (VTAC14 + CMD2), PT-2 (CMD2 + TAC3)" in desk("patch TAC3 to VTAC14")
    desk("patch end PT-2")
    assert "CHECK" not in desk("patch end PT-3")
    desk.wait(minutes=2)
    assert "CHECK" not in desk("patch TAC3 to VTAC14")


def test_a_channel_and_its_net_are_one(desk):
    plan = desk.store.add(RadioPlan(incident="bear-creek", period="1", at=AT, by="Ana"))
    (row,) = named("VTAC14", net="Div A tac")
    desk.store.add(
        PlanRow(incident="bear-creek", plan=plan.id, number=1, name_key=channel_key("VTAC14"), row=row, at=AT, by="Ana")
    )
    desk("patch VTAC14 to CMD2")
    assert "CHECK" in desk('patch "Div A tac", CMD2')
    assert desk("patch VTAC14, Div A tac") == "Refused: VTAC14 and Div A tac are one net; nothing was recorded."


def test_the_time_of_a_patch_is_said_once(desk):
    desk("patch VTAC14 to CMD2 until:0700")
    (reply,) = tick(desk, hours=1)
    assert reply.text.startswith("PT-1 (VTAC14 + CMD2) was to stand until Sun 22 Nov 0700 MST: take it down?")
    assert tick(desk, hours=20) == []
    assert desk("patch extend PT-1 in 2h").startswith("PT-1 (VTAC14 + CMD2) stands until")
    assert len(tick(desk, hours=2)) == 1


def test_what_is_taken_down_is_not_spoken_of_again(desk):
    desk("patch VTAC14 to CMD2 until:0700")
    assert desk("patch end PT-1 not needed", BEN) == ("PT-1 down: VTAC14 + CMD2 are not joined any more: not needed")
    assert tick(desk, hours=20) == []
    assert desk("patch end PT-1") == "Refused: PT-1 is taken down; nothing more can be done with it."
    assert desk("patch extend PT-1 1800").startswith("Refused: PT-1 is taken down")
    assert desk("patch list") == "Bear Creek Fire: no patch is in the register."


def test_a_patch_shows_its_history(desk):
    desk("patch VTAC14 to CMD2")
    desk("patch extend PT-1 1800")
    desk("patch end PT-1 done", BEN)
    shown = desk("patch show PT-1")
    assert shown.startswith("Bear Creek Fire: PT-1 taken down")
    assert "end: done; Ben Ito" in shown
    history = desk.store.history("bear-creek", Thing.PATCH, 1)
    assert [(one.verb, one.was, one.now) for one in history] == [
        ("patch", "", "up"),
        ("extend", "up", "up"),
        ("end", "up", "taken down"),
    ]


def test_the_communications_unit_keeps_the_register(desk):
    assert desk("patch VTAC14 to CMD2", BEN).startswith("Refused: “patch” is for COML (Ana Ruiz); also for IC")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("patch", "channels is missing"),
        ("patch VTAC14", "Refused: channels “VTAC14”: a patch joins two channels or more"),
        ("patch VTAC14 to vtac-14", "Refused: channels “VTAC14 to vtac-14”: a patch joins two channels or more"),
        ("patch " + ", ".join(f"T{number}" for number in range(20)), "Refused: channels “T0, T1"),
        ("patch end PT-9", "Refused: There is no PT-9 here. !net patch list shows what stands."),
        ("patch VTAC14 to CMD2 until:0500", "Refused: until “0500”: Sun 22 Nov 0500 MST is past"),
    ],
)
def test_what_is_wrong_with_a_patch_is_said(desk, line, answer):
    assert desk(line).startswith(answer)
    assert desk("patch list") == "Bear Creek Fire: no patch is in the register."


def test_the_incident_tells_what_is_patched(desk):
    desk("patch VTAC14 to CMD2")
    assert "1 patch up" in desk("incident status")
