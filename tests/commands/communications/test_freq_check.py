"""What the checks say, what is accepted, and what is done beside the conversation."""

import pytest

from commands.domain.messages import CLOCK, Audience
from commands.domain.radio.records import RadioPlan
from commands.radio import checks
from tests.commands.conversation import ANA
from tests.commands.plan_talk import ADVISORY_LINE, hold


@pytest.fixture
def coml(say):
    hold(say, ANA, "COML")
    return say


@pytest.fixture
def clash(coml):
    coml("freq assign VTAC11 as:one area:North")
    coml("freq assign VTAC36 as:two area:South")
    return coml


def test_areas_of_which_nobody_has_spoken_are_not_evaluated(clash):
    assert "not evaluated RF-007" in clash("freq check VTAC11")
    assert "unknown: not evaluated" in clash("freq areas")


def test_areas_that_touch_overlap_and_areas_apart_do_not(clash):
    assert "NEW critical RF-001" in clash("freq areas touch North South")
    assert clash("freq areas touch South North").startswith("Refused: Ana Ruiz (Ada County) has said so already")
    assert clash("freq areas apart North South").startswith("North and South lie apart.\n0 critical")
    assert "always overlap" in clash("freq areas apart North north")


def test_an_accepted_finding_stays_with_the_name_and_the_reason(clash):
    clash("freq areas touch North South")

    answer = clash('freq accept VTAC11 rule:RF-001 reason:"ridge between"')

    assert answer.startswith("RF-001 about VTAC11 accepted by Ana Ruiz (Ada County), 1 finding: ridge between\n")
    assert "0 critical" in answer
    assert "1 accepted" in answer
    assert "Accepted by Ana Ruiz (Ada County) (2026-11-22 13:00Z): ridge between" in clash("freq check")
    assert "There is no finding RF-004 about VTAC11" in clash("freq accept VTAC11 rule:RF-004 reason:x")


def test_every_view_of_a_result_carries_the_advisory(clash):
    for line in ("freq check", "freq check VTAC11", "freq list", "freq areas", "freq change N-1 remarks:x"):
        assert ADVISORY_LINE in clash(line)
        assert "coordinated" not in clash(line).replace("No findings does not mean coordinated", "")


def test_settings_change_what_is_evaluated(clash):
    assert "near Canada: not said" in clash("freq settings")
    assert "area limit" in clash("freq check")
    clash("freq set inland:yes canada:no territories:no")

    assert "area limit" not in clash("freq check")
    assert clash("freq set").startswith("Refused: Nothing was set")


def test_a_large_plan_is_checked_beside_the_conversation(coml, monkeypatch):
    monkeypatch.setattr(checks, "AT_ONCE", 2)
    for name in ("VTAC11", "VTAC12", "VTAC13"):
        coml(f"freq assign {name} as:{name} area:all")

    answer = coml("freq assign VTAC36 as:two area:all")

    assert "The check of 4 rows runs beside this" in answer
    assert "NEW" not in answer
    told = worked_off(coml)
    assert told.startswith("Radio plan OP 1, 4 rows, checked as of Sun 22 Nov 0600 MST:\nNEW critical RF-001")
    assert "critical RF-001" in coml("freq check")
    assert "runs beside this" in coml("freq accept VTAC11 rule:RF-001 reason:x") or "accepted" in coml("freq check")


def worked_off(say):
    """What the worker does: the newest wish is checked, kept, and told by the clock."""
    store = say.store
    *overtaken, check = store.wanted_checks()
    assert all(one.plan_version < check.plan_version for one in overtaken)
    found = checks.run(checks.snapshot_of(store, store.get(RadioPlan, check.plan)))
    store.save(type(check)(**{**vars(check), "findings": found}))
    (reply,) = say.replies(f"freq checked {check.id}", CLOCK)
    assert reply.audience is Audience.MAIN
    assert say(f"freq checked {check.id}", CLOCK) == ""
    return reply.text


def test_a_check_that_was_overtaken_is_never_told(coml, monkeypatch):
    monkeypatch.setattr(checks, "AT_ONCE", 0)
    coml("freq assign VTAC11 as:one area:all")
    (check,) = coml.store.wanted_checks()
    coml("freq assign VTAC12 as:two area:all")

    assert coml(f"freq checked {check.id}", CLOCK) == ""
    assert check.id not in {one.id for one in coml.store.wanted_checks()}


def test_deep_intermodulation_is_never_looked_for_within_a_transaction(coml):
    coml("freq assign VTAC11 as:one area:all site:Hill")

    assert "runs beside this" in coml("freq set fifth:yes")


def test_nobody_but_the_clock_tells_a_result(coml):
    assert coml("freq checked 1").startswith("Refused: ")
