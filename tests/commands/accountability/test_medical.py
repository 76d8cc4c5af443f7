"""The Medical Incident Report: told to few, read on the air, and nothing of it in the other rooms."""

from dataclasses import replace

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.messages import Audience, Person, Room
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold
from tests.commands.ticking import public

REPORT = 'medical severity:red nature:"broken leg, rockfall" location:"drop point 4" transport:"Helicopter from H-2"'
MEDL = Person("slack.county/U25", "Me Dical", "Ada County")


def test_the_form_has_the_eight_parts_and_asks_for_three_things(say):
    (reply,) = say.replies("medical form")
    assert reply.form is not None
    assert [field.key for field in reply.form.fields if field.required] == ["severity", "nature", "location"]
    assert {field.hint[0] for field in reply.form.fields if field.hint[0].isdigit()} == set("12345678")


def test_without_a_restricted_group_it_goes_to_a_few_by_name(say):
    hold(say, MEDL, "MEDL")
    hold(say, BEN, "PIO")
    replies = say.replies(REPORT, ANA)
    for reply in public(replies):
        assert "leg" not in f"{reply.text} {reply.card} {reply.documents}"
    assert [reply.text for reply in public(replies)] == [
        "MEDICAL INCIDENT MIR-1 (RED), Ana Ruiz. Keep the channel clear."
    ]
    whole = next(reply for reply in replies if reply.to)
    assert whole.to == (MEDL.key,)
    assert "4 Transport plan: Helicopter from H-2" in whole.text
    assert whole.documents[0].data["air"][0] == "Emergency traffic. Medical incident report. Break."


def test_it_is_kept_in_the_restricted_group_where_there_is_one(say):
    room = LinkedRoom(
        room=Room("slack", "county", "CMED"), incident="bear-creek", group="medical", state=RoomState.LINKED
    )
    say.store.link_room(replace(room, linked_at=say.now))
    whole = say.replies(REPORT, ANA)[0]
    assert (whole.audience, whole.group) == (Audience.ROOM, "medical")
    assert "broken leg" in whole.text
    assert whole.documents[0].data["air"][0] == "Emergency traffic. Medical incident report. Break."


def test_who_reports_gets_the_text_to_read_on_the_air(say):
    asker = say.replies(REPORT, ANA)[-1]
    assert asker.audience is Audience.PRIVATE
    assert asker.text.splitlines()[1] == "Emergency traffic. Medical incident report. Break."
    assert asker.text.endswith("End of report. Confirm by reading back.")
    assert "Others in this room have read" in say.replies(REPORT, BEN, overheard=True)[-1].text


def test_it_is_shown_privately_to_those_who_were_told(say):
    say(REPORT, ANA)
    hold(say, MEDL, "MEDL")
    for who in (ANA, MEDL):
        for line in ("medical show MIR-1", "medical air MIR-1"):
            (reply,) = say.replies(line, who)
            assert reply.audience is Audience.PRIVATE
            assert not reply.documents
            assert "broken leg" in reply.text
    assert say("medical show MIR-1", BEN).startswith("Refused: MIR-1 is for")
    assert say("medical show MIR-7", ANA).startswith("Refused: There is no MIR-7")


def test_the_paper_is_for_those_who_were_told_and_never_in_another_room(say):
    hold(say, MEDL, "MEDL")
    say(REPORT, ANA)
    for who in (ANA, MEDL):
        (reply,) = say.replies("form MIR MIR-1", who, direct=True)
        (paper,) = reply.documents
        assert (paper.template, paper.filename) == ("icsmir", "bear-creek-MIR-1-20261122-1300Z.pdf")
        assert paper.data["status"][0] == ["Nature of injury or illness, mechanism", "broken leg, rockfall"]
    assert "MIR-1 was told to few, so it is not posted in this room" in say("form MIR MIR-1", MEDL)
    assert say("form MIR MIR-1", BEN, direct=True).startswith("Refused: MIR-1 is for")
    assert say("form MIR MIR-1", BEN).startswith("Refused: MIR-1 is for")
    assert say("form MIR MIR-9", MEDL, direct=True) == "Refused: There is no MIR-9 here."
    assert say("form MIR", MEDL, direct=True) == "Refused: Say which one: form MIR MIR-1. Nothing was printed."
    (reply,) = say.replies("form mir 1", BEN, group="medical")
    assert reply.documents
