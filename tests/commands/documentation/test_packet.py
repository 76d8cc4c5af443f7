"""The packet: by hand, by the clock, and what it must not tell."""

from datetime import timedelta

from commands.domain.messages import Audience
from commands.domain.paper.packets import Packet
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold
from tests.commands.paper_story import PHONE, play, printed
from tests.commands.plan_talk import build


def test_a_packet_holds_roster_plan_requests_actions_and_positions(say):
    play(say)
    build(say, BEN)

    data = printed(say, "packet").data

    assert data["strength"].startswith("4 resources, 47 persons")
    assert [row[0] for row in data["roster"]] == ["Crew 7", "Strike 2131C", "E12", "Ben Ito"]
    assert len(data["radio"]["rows"]) == 30
    assert data["requests"][0][:5] == ["R-1", "20 VHF portables", "Div A, Camp 1", "urgent", "ordered"]
    assert data["actions"] == [["T-1", "refuel Rptr 4 generator", "", "11/22 0900"]]
    assert ["COML", "Ben Ito (State EOC)", ""] in data["contacts"]
    assert data["as_of"] == "11/22/2026 0600 MST"


def test_contacts_are_in_the_copy_for_those_who_may_read_them_alone(say):
    play(say)

    assert PHONE in str(printed(say, "packet", BEN, direct=True).data)
    say.wait(minutes=5)
    assert PHONE not in str(printed(say, "packet", BEN).data)
    assert PHONE not in str(printed(say, "packet", ANA.__class__("slack.county/U5", "Lee"), direct=True).data)


def test_the_par_column_shows_crews_and_never_a_single_person(say):
    play(say)
    say("par start within:10m")
    say("par E12 3 of 4")
    say('par "Strike 2131C" 22')

    column = {row[0]: row[7] for row in printed(say, "packet").data["roster"]}
    say("par here", BEN)
    say.wait(minutes=5)
    again = {row[0]: row[7] for row in printed(say, "packet").data["roster"]}

    assert column == {"Crew 7": "", "Strike 2131C": "22 of 22 11/22 0600", "E12": "3 of 4 11/22 0600", "Ben Ito": ""}
    assert again["Ben Ito"] == ""


def test_the_clock_posts_one_in_the_main_group_and_says_how_late(say):
    hold(say, ANA, "IC")
    assert say("packet every 1h").startswith("A packet is posted every 1 h 00 min, the next Sun 22 Nov 0700 MST")
    (schedule,) = [one for one in say.store.schedules("bear-creek") if one.command == "packet"]
    assert schedule.every == timedelta(hours=1)
    due = say.now + timedelta(hours=1)
    say.wait(minutes=90)

    from commands.domain.messages import CLOCK  # noqa: PLC0415

    (reply,) = say.replies("packet", CLOCK, due=due)

    assert reply.audience is Audience.MAIN
    assert "30 min late: due Sun 22 Nov 0700 MST" in reply.text
    assert [one.shown for one in say.store.packets_to_write()] == ["PK-1"]
    assert "no more packets" in say("packet stop")
    assert say("packet stop").startswith("Refused: The clock makes no packets")


def test_how_often_is_bounded_and_for_those_who_may_set_reports(say):
    hold(say, ANA, "IC")

    assert "every 15 min to 1 d 0 h" in say("packet every 1m")
    assert "is for IC (Ana Ruiz)" in say("packet every 1h", BEN)
    say("packet every 2h")
    assert "already. Nothing was changed." in say("packet every 2h")
    say("packet every 1h")
    assert [one.every for one in say.store.schedules("bear-creek")] == [timedelta(hours=1)]


def test_a_packet_is_numbered_and_waits_for_the_folder(say):
    say("packet")
    say.wait(minutes=2)
    say("packet a4")

    waiting = say.store.packets_to_write()
    assert [(one.number, one.paper) for one in waiting] == [(1, "us-letter"), (2, "a4")]
    assert all(isinstance(one, Packet) for one in waiting)
    assert "PK-1 is not in the server's folder: No space left" in say.clock(
        'packet unwritten 1 "No space left"', due=say.now
    )
