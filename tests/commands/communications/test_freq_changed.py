"""After a move or a failure no paper of the plan goes on as if nothing had happened."""

import pytest

from tests.commands.conversation import ANA, BEN
from tests.commands.paper_story import printed as paper
from tests.commands.plan_talk import hold

MOVED = "CHANGED 0600: Div A is on VTAC12"


@pytest.fixture
def plan(say):
    hold(say, ANA, "COML")
    say('freq assign VTAC14 as:"Div A tactical" div:A zone:1 ch:4')
    say('freq assign VTAC12 as:"Div K tactical" div:K')
    say("freq publish")
    return say


def printed(say, line):
    (reply,) = say.replies(f"freq export {line}")
    return reply.documents[0]


def moved(say):
    (reply,) = say.replies('freq move VTAC14 to VTAC12 hear:"Div A"')
    say("freq heard A on VTAC12", BEN)
    return reply


def test_a_move_offers_publishing_and_stands_on_every_paper(plan):
    assert moved(plan).choices[-1].command == "freq publish"
    plan.wait(minutes=1)

    for form in ("205", "204 A", "cards", "text", "csv", "json", "205 rev:1"):
        assert MOVED in str(printed(plan, form).data), form
    (reply,) = plan.replies("freq export chirp")
    assert MOVED in reply.text
    plan_205, plan_204 = printed(plan, "205").data, printed(plan, "204 A").data
    assert plan_205["changed"] == [MOVED]
    assert [row[-1] for row in plan_205["rows"]] == [MOVED, ""]
    assert plan_204["sheets"][0]["rows"][0][1] == f"1-4 VTAC14; {MOVED}"
    assert f"\n{MOVED}\n" in plan("freq list")
    assert "CHANGED 0600 MOVED to VTAC12" in plan("freq list")


def test_the_packet_has_it(plan):
    moved(plan)

    assert paper(plan, "packet").data["radio"]["changed"] == [MOVED]


def test_a_move_that_is_under_way_says_how_far_it_is(plan):
    plan('freq move VTAC14 to VTAC12 hear:"Div A, E12"')
    plan("freq heard Div A on VTAC12")

    assert printed(plan, "205").data["changed"] == ["CHANGED 0600: Div A is on VTAC12 (ordered, 1 of 2 heard)"]


def test_a_failed_channel_says_so_until_it_works_again(plan):
    (reply,) = plan.replies("freq down VTAC14 no power", BEN)
    assert reply.choices[-1].command == "freq publish"
    assert printed(plan, "205").data["changed"] == ["CHANGED 0600: VTAC14 is DOWN (no power)"]

    plan("freq up VTAC14")
    assert printed(plan, "205").data["changed"] == []


def test_what_has_only_moved_can_be_published_once(plan):
    plan.wait(minutes=1)
    moved(plan)
    plan.wait(minutes=1)

    assert "published revision 2" in plan("freq publish")
    assert "Nothing has changed since revision 2" in plan("freq publish")
    assert printed(plan, "205").data["standing"] == "Revision 2"


def test_a_division_with_two_nets_is_not_named_for_one_of_them(plan):
    plan('freq assign VTAC13 as:"Div A logistics" div:A')
    moved(plan)

    assert printed(plan, "205").data["changed"] == ["CHANGED 0600: Div A tactical is on VTAC12"]


def test_an_unpublished_plan_is_a_draft_across_the_page_and_names_who_drafted_it(plan):
    published = printed(plan, "205").data
    assert (published["draft"], published["prepared_by"]) == (False, ANA.shown)

    hold(plan, BEN, "COMT")
    plan("freq change N-1 remarks:valley", BEN)
    draft, first = printed(plan, "205"), printed(plan, "205 rev:1")

    assert (draft.data["draft"], draft.data["prepared_by"]) == (True, BEN.shown)
    assert (first.data["draft"], first.data["prepared_by"]) == (False, ANA.shown)
