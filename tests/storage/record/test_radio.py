"""Radio plans are the same on both engines: values come back whole, numbers stay, the second of two is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from commands.domain.errors import Stale
from commands.domain.incidents import Incident
from commands.domain.radio.cache import CacheIssue, CacheRadio
from commands.domain.radio.findings import Level
from commands.domain.radio.pace import Heard, Net, Pace, State
from commands.domain.radio.records import OwnChannel, PlanCheck, PlanRevision, PlanRow, RadioLoad, RadioNet, RadioPlan
from tests.commands.radio_plans import checked, named, own

NOON = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
FIRE = "bear-creek"
ROWS = named("VTAC11", "7CALL50", "8TAC91", "NWR 162.550", zone="1", posts=("Camp", "ICP"), power=40.0)


@pytest.fixture
def plan(migrated):
    with migrated.work() as work:
        work.record.add(Incident(id=FIRE, name="Bear Creek Fire", opened=NOON))
        plan = work.record.add(RadioPlan(incident=FIRE, period="OP 1", at=NOON, by="Ana"))
        for number, row in enumerate(ROWS, 1):
            work.record.add(kept(plan.id, number, row))
    return plan


def kept(plan, number, row):
    return PlanRow(incident=FIRE, plan=plan, number=number, name_key=row.name, row=row, at=NOON, by="Ana")


def test_rows_come_back_to_the_hertz_and_the_tone(migrated, plan):
    with migrated.work() as work:
        assert tuple(one.row for one in work.record.plan_rows(plan.id)) == ROWS
        assert work.record.plan_row_count(plan.id) == len(ROWS)


def test_released_rows_are_left_out_and_kept(migrated, plan):
    with migrated.work() as work:
        first = work.record.plan_rows(plan.id)[0]
        work.record.save(replace(first, released=NOON))
        assert [one.number for one in work.record.plan_rows(plan.id)] == [2, 3, 4]
        assert work.record.get(PlanRow, first.id).released == NOON


def test_a_plan_is_copied_with_its_numbers_and_without_what_was_released(migrated, plan):
    with migrated.work() as work:
        work.record.save(replace(work.record.plan_rows(plan.id)[1], released=NOON))
        second = work.record.add(RadioPlan(incident=FIRE, period="OP 2", at=NOON, by="Ana"))
        work.record.copy_rows(plan.id, second.id)

        rows = work.record.plan_rows(second.id)
        assert [(one.number, one.version) for one in rows] == [(1, 1), (3, 1), (4, 1)]
        assert rows[0].row == ROWS[0]
        assert work.record.radio_plan(FIRE).period == "OP 2"
        assert work.record.radio_plan(FIRE, "op 1").id == plan.id


def test_of_two_changes_of_one_plan_the_second_is_told(migrated, plan):
    with migrated.work() as work:
        work.record.save(plan)
    with pytest.raises(Stale), migrated.work() as work:
        work.record.save(plan)


def test_a_number_stands_once_in_a_plan(migrated, plan):
    with pytest.raises(Stale), migrated.work() as work:
        work.record.add(kept(plan.id, 1, ROWS[0]))


def test_revisions_loads_and_marks_are_never_forgotten(migrated, plan):
    with migrated.work() as work:
        for number in (1, 2):
            revision = PlanRevision(
                incident=FIRE,
                plan=plan.id,
                number=number,
                period="OP 1",
                digest="d",
                rows=ROWS[:number],
                at=NOON,
                by="A",
            )
            work.record.add(revision)
        work.record.keep_loads([RadioLoad(incident=FIRE, zone="1", number=4, channel=ROWS[0].channel)])
        work.record.keep_loads([])

        assert work.record.last_revision(FIRE).rows == ROWS[:2]
        assert work.record.last_revision(FIRE, before=2).number == 1
        assert work.record.last_revision(FIRE, plan=plan.id + 1) is None
        assert [mark.number for mark in work.record.revision_marks(FIRE)] == [1, 2]
        assert work.record.radio_loads(FIRE)[0].channel == ROWS[0].channel


def test_findings_and_acceptances_come_back_as_they_were(migrated, plan):
    found = checked(*ROWS, own(159_472_500)).findings
    with migrated.work() as work:
        wanted = PlanCheck(incident=FIRE, plan=plan.id, plan_version=1, asked=NOON, by="Ana")
        check = work.record.add(wanted)
        assert [one.id for one in work.record.wanted_checks()] == [check.id]
        work.record.save(replace(check, findings=found, done=NOON))

        assert work.record.wanted_checks() == ()
        assert work.record.plan_check(plan.id, 1).findings == found
        assert work.record.last_check(plan.id, before=2).findings[0].level in Level
        assert work.record.last_check(plan.id, before=1) is None


def test_nets_keep_who_was_heard(migrated, plan):
    net = Net(
        name="Div A",
        channel="VTAC12",
        pace=Pace(primary="VTAC14", alternate="VTAC12"),
        state=State.MOVING,
        expected=("Div A", "E12"),
        ordered_at=NOON,
        heard=(Heard("E12", NOON, "Ben"),),
    )
    with migrated.work() as work:
        work.record.add(RadioNet(incident=FIRE, name_key="diva", net=net))
    with migrated.work() as work:
        assert work.record.radio_nets(FIRE)[0].net == net
    with pytest.raises(Stale), migrated.work() as work:
        work.record.add(RadioNet(incident=FIRE, name_key="diva", net=net))


def test_own_channels_are_found_by_name_until_they_are_given_back(migrated, plan):
    with migrated.work() as work:
        mine = OwnChannel(incident=FIRE, name_key="ridge", channel=own(154_175_000).channel, at=NOON, by="Ana")
        added = work.record.add(mine)
        work.record.save(replace(added, returned=NOON))

        assert work.record.own_channels(FIRE) == ()
        assert len(work.record.own_channels(FIRE, returned=True)) == 1
        assert work.record.own_channel(FIRE, "ridge").returned == NOON


def test_radios_that_are_late_come_first(migrated, plan):
    with migrated.work() as work:
        for serial, due in (("1", None), ("2", NOON + timedelta(hours=2)), ("3", NOON)):
            radio = work.record.add(CacheRadio(incident=FIRE, serial=serial, serial_key=serial))
            issue = CacheIssue(incident=FIRE, radio=radio.id, serial=serial, to="Ana", due=due, at=NOON, by="Ben")
            work.record.save(replace(radio, issue=work.record.add(issue).id))

        assert [one.serial for one in work.record.cache_issues(FIRE)] == ["3", "2", "1"]
        assert work.record.cache_count(FIRE) == (3, 3)
        assert work.record.cache_serials(FIRE) == ("1", "2", "3")
