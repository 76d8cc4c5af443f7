"""A plan is built, changed, published, copied and compared in words."""

from dataclasses import replace

import pytest

from commands.domain.errors import Stale
from commands.radio.desk import change_row, desk
from tests.commands.conversation import ANA, BEN
from tests.commands.plan_talk import ADVISORY_LINE, ROWS, build, hold


@pytest.fixture
def coml(say):
    hold(say, ANA, "COML")
    hold(say, BEN, "COMT")
    return say


def test_a_channel_is_assigned_with_its_position_and_its_check(coml):
    answer = coml('freq assign VTAC14 as:"Div A tactical" div A zone:1 ch:4')

    assert answer.startswith("N-1 VTAC14 zone 1 ch 4: Div A tactical, Div A\n0 critical, ")
    assert "more: freq check\n" in answer
    assert ADVISORY_LINE in answer


def test_function_and_unit_are_read_from_the_words(coml):
    coml("freq assign VTAC14 as:Div A tactical")
    coml('freq assign VTAC12 as:"structure group" div B')

    first, second = desk_rows(coml)
    assert (first.function, first.units) == ("Tactical", ("Div A",))
    assert (second.function, second.units) == ("", ("Div B",))


def desk_rows(say):
    return tuple(kept.row for kept in say.store.plan_rows(say.store.radio_plan("bear-creek").id))


def test_new_critical_findings_are_told_with_the_change(coml):
    coml("freq assign VTAC11 as:one area:all")

    assert "NEW critical RF-001" in coml("freq assign VTAC36 as:two area:all")
    assert "NEW" not in coml("freq assign VTAC13 as:three area:all")
    assert coml("freq check").splitlines()[1].startswith("critical RF-001: N-1 VTAC11 (one) and N-2 VTAC36 (two)")


def test_what_stands_already_is_not_assigned_a_second_time(coml):
    coml("freq assign VTAC14 as:Div A tactical")
    coml.wait(minutes=5)

    answer = coml("freq assign VTAC14 as:Div A tactical", BEN)

    assert "In the plan already: N-1 VTAC14 zone 1 ch 1" in answer
    assert "(by Ana Ruiz (Ada County), Sun 22 Nov 0600 MST)" in answer


def test_two_at_once_do_not_mix_two_versions_of_a_plan(coml):
    coml("freq assign VTAC14 as:one")
    call = call_of(coml)
    slow = desk(call)
    coml("freq assign VTAC12 as:two", BEN)

    with pytest.raises(Stale), coml.connection.begin_nested():
        change_row(call, slow, replace(slow.find("VTAC14"), remarks="valley"))


def call_of(say):
    from commands.call import Call  # noqa: PLC0415
    from tests.commands.conversation import BOISE, HERE  # noqa: PLC0415

    return Call(who=ANA, room=HERE, at=say.now, store=say.store, zone=BOISE, incident=say.incident)


def test_a_row_is_changed_by_id_or_by_name(coml):
    coml("freq assign VTAC14 as:Div A tactical")

    assert coml("freq change n1 remarks:valley only").startswith(
        "N-1 VTAC14 zone 1 ch 1: Div A tactical, Div A changed: remarks valley only\n"
    )
    assert coml('freq change VTAC14 area:"Div A"').startswith("N-1 VTAC14")
    assert coml("freq change VTAC14 remarks:valley only").startswith("Refused: Nothing would change")
    assert "VTAC12 is not in the plan of OP 1" in coml("freq change VTAC12 remarks:x")


def test_a_channel_that_stands_twice_is_asked_about(coml):
    coml("freq assign VTAC14 as:Div A tactical")
    coml('freq assign VTAC14 as:"Div B tactical" zone:2')

    assert "Say its id: N-1 VTAC14 (Div A tactical) or N-2 VTAC14 (Div B tactical)" in coml("freq release VTAC14")


def test_a_published_position_is_never_given_to_another_channel(coml):
    coml("freq assign VTAC14 as:one")
    coml("freq assign VTAC12 as:two")
    assert coml("freq publish").startswith("Radio plan published revision 1 of OP 1, 2 rows, digest ")
    coml("freq release VTAC12")

    refused = coml("freq assign VTAC13 as:three ch:2")

    assert "zone 1 ch 2 is VTAC12 in radios that are already out" in refused
    assert "The next free one is zone 1 ch 3." in refused
    assert coml("freq assign VTAC13 as:three").startswith("N-3 VTAC13 zone 1 ch 3")


def test_positions_are_kept_through_copies_into_later_periods(coml):
    coml("freq assign VTAC14 as:one")
    coml("freq publish")
    coml("freq copy")
    coml("freq release VTAC14")
    assert coml("freq copy").startswith("Radio plan OP 3: 0 rows copied from OP 2")

    assert "is VTAC14 in radios that are already out" in coml("freq assign VTAC13 as:two ch:1")


def test_only_the_coml_publishes_and_only_what_has_changed(coml):
    coml("freq assign VTAC14 as:one")

    assert "is for COML (Ana Ruiz)" in coml("freq publish", BEN)
    coml("freq publish")
    assert coml("freq publish").startswith("Refused: Nothing has changed since revision 1")


def test_the_difference_names_the_positions_to_reprogram(coml):
    assert coml("freq diff").startswith("Refused: There is no radio plan yet")
    coml("freq assign VTAC14 as:one")
    assert "No plan was published yet" in coml("freq diff")
    coml("freq publish")
    coml("freq assign VTAC12 as:two")

    assert "1 position to reprogram, revision 1 → the plan of OP 1 as it stands" in coml("freq diff")
    assert "zone 1 ch 2 | added |  | VTAC12 RX 154.4525 N 156.7" in coml("freq diff 1")
    coml("freq publish")
    assert "revision 1 → revision 2" in coml("freq diff")
    assert "There is no revision 7. There is: 1, 2." in coml("freq diff 7")


def test_revisions_count_on_through_the_periods(coml):
    coml("freq assign VTAC14 as:one")
    coml("freq publish")
    coml('freq copy "OP 2" from:1800 until:tomorrow 0600')

    assert coml("freq publish").startswith("Radio plan published revision 2 of OP 2")
    assert "Revisions: 1 (OP 1," in coml("freq history")
    assert "There is a radio plan for OP 2 already" in coml('freq copy "OP 2"')


def test_the_history_says_who_did_what(coml):
    coml("freq assign VTAC14 as:one")
    coml("freq change N-1 remarks:valley", BEN)

    answer = coml("freq history VTAC14")

    assert answer.splitlines() == [
        "Sun 22 Nov 0600 MST Ana Ruiz (Ada County): assigned N-1 VTAC14 zone 1 ch 1: one",
        "Sun 22 Nov 0600 MST Ben Ito (State EOC): changed N-1 VTAC14: remarks valley",
    ]
    assert coml("freq history N-1") == answer


def test_the_plan_can_be_read_on_the_air(coml):
    coml("freq assign VTAC14 as:Div A tactical")

    assert "VTAC14, zone 1 channel 1, Div A tactical. Receive 159 decimal 4725, tone 156 decimal 7." in coml(
        "freq aloud"
    )


def test_a_plan_of_thirty_rows_is_built_published_changed_and_compared(coml):
    answers = build(coml, ANA)

    assert len(desk_rows(coml)) == len(ROWS) == 30
    assert all(ADVISORY_LINE in answer for answer in answers if answer.startswith("N-"))
    assert "published revision 1 of OP 1, 30 rows" in coml("freq publish")
    coml("freq release UTAC41D")
    coml("freq assign VTAC17 as:camp zone:2 licence:STA")
    assert "2 positions to reprogram" in coml("freq diff")
    assert "published revision 2 of OP 1, 30 rows" in coml("freq publish")
