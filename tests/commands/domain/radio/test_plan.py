from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.errors import Refused
from commands.domain.radio.plan import Plan, Position, amend, assign, next_free, release
from commands.domain.radio.plan_revisions import Change, copy, diff, digest, overlapping, publish, renumbered
from tests.commands.radio_plans import named

NOON = datetime(2026, 8, 14, 12, tzinfo=UTC)


def plan_of(*names, zone="1"):
    plan = Plan(period="OP 3")
    for row in named(*names, zone=zone):
        plan = assign(plan, row)
    return plan


def published(plan):
    return publish(plan, at=NOON, by="K. Ames")


def with_id(row, id):
    return replace(row, id=id)


def test_new_channels_go_to_the_end_of_their_zone():
    plan = plan_of("VTAC11", "VTAC12")

    assert [row.position for row in plan.rows] == [1, 2]
    assert assign(plan, with_id(named("VTAC14", zone="2")[0], "N-3")).rows[-1].position == 1


def test_a_position_in_use_is_refused_with_the_next_free_one():
    plan = plan_of("VTAC11", "VTAC12")

    with pytest.raises(Refused, match=r"zone 1 ch 2 is N-2 VTAC12 \(net 2\)\. The next free one is zone 1 ch 3"):
        assign(plan, with_id(named("VTAC14", zone="1", position=2)[0], "N-3"))
    with pytest.raises(Refused, match="Positions begin with 1"):
        assign(plan, with_id(named("VTAC14", zone="1", position=0)[0], "N-3"))


def test_a_position_is_never_given_to_another_channel_once_radios_have_it():
    plan = release(published(plan_of("VTAC11", "VTAC12")), "N-2")

    with pytest.raises(Refused, match="is VTAC12 in radios that are already out"):
        assign(plan, with_id(named("VTAC14", zone="1", position=2)[0], "N-3"))
    assert next_free(plan, "1") == 3
    assert assign(plan, with_id(named("VTAC12", zone="1", position=2)[0], "N-4")).holds(Position("1", 2))


def test_before_the_first_publication_a_position_may_be_given_anew():
    plan = release(plan_of("VTAC11", "VTAC12"), "N-2")

    assert assign(plan, with_id(named("VTAC14", zone="1", position=2)[0], "N-3")).rows[-1].name == "VTAC14"


def test_positions_are_remembered_through_copies_and_further_periods():
    second = copy(published(plan_of("VTAC11", "VTAC12")), "OP 4")
    third = copy(published(release(second, "N-2")), "OP 5")

    with pytest.raises(Refused, match="VTAC12 in radios"):
        assign(third, with_id(named("VTAC14", zone="1", position=2)[0], "N-3"))
    assert (third.period, third.revision, third.published) == ("OP 5", 0, ())
    assert [row.name for row in third.rows] == ["VTAC11"]


def test_renumbering_is_a_critical_finding():
    plan = published(plan_of("VTAC11", "VTAC12"))
    imported = replace(plan, rows=(replace(plan.rows[0], position=2), replace(plan.rows[1], position=1)))

    found = renumbered(imported)

    assert [(f.level.shown, f.rule) for f in found] == [("critical", "position")] * 2
    assert "radios already out have VTAC12 there" in found[0].what
    assert renumbered(plan) == ()


def test_a_revision_is_frozen_with_its_digest_and_numbers_grow():
    first = published(plan_of("VTAC11"))
    second = published(assign(first, with_id(named("VTAC12", zone="1")[0], "N-2")))

    assert [revision.number for revision in second.published] == [1, 2]
    assert second.published[0] == first.published[0]
    assert first.published[0].digest != second.published[1].digest
    assert (second.published[1].by, second.published[1].at) == ("K. Ames", NOON)


def test_an_empty_or_unchanged_plan_is_not_published():
    with pytest.raises(Refused, match="assign a channel first"):
        published(Plan(period="OP 3"))
    with pytest.raises(Refused, match="Nothing has changed since revision 1"):
        published(published(plan_of("VTAC11")))


def test_the_digest_does_not_depend_on_order_but_on_every_value():
    plan = plan_of("VTAC11", "VTAC12")
    row = plan.rows[0]
    others = (
        replace(row, remarks="x"),
        replace(row, area="North"),
        replace(row, transmit=True),
        replace(row, channel=replace(row.channel, tx=151_137_501, rx=151_137_501)),
        replace(row, channel=replace(row.channel, rx_tones=())),
    )

    assert digest(plan) == digest(replace(plan, rows=plan.rows[::-1]))
    assert len({digest(plan), *(digest(replace(plan, rows=(each, plan.rows[1]))) for each in others)}) == 6


def test_the_difference_names_the_positions_to_reprogram():
    before = plan_of("VTAC11", "VTAC12", "VTAC13", "VTAC14").rows
    changed = replace(before[0], channel=replace(before[0].channel, rx_tones=()))
    exchanged = replace(before[2], channel=before[3].channel)
    added = with_id(named("VCALL10", zone="1", position=5)[0], "N-5")

    found = diff(before, (changed, exchanged, replace(before[3], remarks="only words"), added))

    assert [(each.position.number, each.change) for each in found] == [
        (1, Change.CHANGED),
        (2, Change.REMOVED),
        (3, Change.REPLACED),
        (5, Change.ADDED),
    ]
    assert found[2].shown.startswith("zone 1 ch 3 replaced; was: VTAC13 RX 158.7375 N 156.7")


def test_a_row_is_amended_in_its_place():
    plan = plan_of("VTAC11", "VTAC12")

    after = amend(plan, replace(plan.rows[0], remarks="via Ridge"))

    assert [row.name for row in after.rows] == ["VTAC11", "VTAC12"]
    assert after.rows[0].remarks == "via Ridge"


def test_rows_are_found_by_name_or_id_and_a_stranger_is_not_released():
    plan = plan_of("VTAC11", "VTAC12")

    assert plan.find("vtac 12") == plan.find("n2") == (plan.rows[1],)
    with pytest.raises(Refused, match="N-9 is not in the plan of OP 3"):
        release(plan, "N-9")


def test_plans_in_force_at_the_same_time_are_found():
    day = Plan(period="OP 3", starts=NOON, ends=NOON + timedelta(hours=12))
    old = replace(published(plan_of("VTAC11")), period="OP 2", starts=NOON - timedelta(hours=12), ends=NOON)

    assert overlapping(day, (old,)) == ()
    (finding,) = overlapping(day, (replace(old, ends=NOON + timedelta(hours=1)),))
    assert "OP 3 and OP 2" in finding.what
    assert overlapping(day, (replace(old, ends=NOON + timedelta(hours=1), published=()),)) == ()


STEPS = st.lists(
    st.tuples(st.sampled_from(["assign", "release", "publish", "copy"]), st.integers(0, 7), st.integers(0, 5)),
    max_size=30,
)
NAMES = ("VTAC11", "VTAC12", "VTAC13", "VTAC14", "VCALL10", "VTAC36", "VTAC37", "VTAC38")


@given(STEPS)
def test_whatever_is_done_no_position_in_the_field_gets_another_channel(steps):
    plan, given_out = Plan(period="OP 1"), {}
    for number, (verb, which, position) in enumerate(steps):
        try:
            plan = _do(plan, verb, NAMES[which], position or None, number)
        except Refused:
            continue
        assert renumbered(plan) == ()
        for load in plan.loaded:
            assert given_out.setdefault(load.position, load.channel.name) == load.channel.name


def _do(plan, verb, name, position, number):
    if verb == "assign":
        return assign(plan, with_id(named(name, zone="1", position=position)[0], f"N-{number}"))
    if verb == "release":
        return release(plan, plan.rows[number % len(plan.rows)].id if plan.rows else "N-0")
    return published(plan) if verb == "publish" else copy(plan, f"OP {number + 2}")
