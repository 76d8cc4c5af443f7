"""Contact details: taken where nobody reads along, shown to a few."""

import pytest

from commands.domain.messages import Audience, Person
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold

SECRET = "555 1234"


@pytest.mark.parametrize(
    "line",
    [
        f'checkin contact:"{SECRET}"',
        f'contact phone:"{SECRET}"',
        f'checkin E12 4 contact:"{SECRET}"',
        f"contact me {SECRET}",
        f"contact Ana Ruiz cell {SECRET}",
        f"contact Ana Ruiz phone {SECRET}",
        "contact 555-1234",
    ],
)
def test_typed_in_a_room_they_are_refused_with_a_warning_that_others_have_seen_them(say, line):
    say("checkin")
    before = say.rows()
    answer = say(line, overheard=True)
    assert answer.startswith(
        "Refused: Contact details are not taken in a room: nothing was recorded, but others here have seen them"
    )
    assert SECRET not in answer
    assert say.rows() == before


def test_a_form_or_a_direct_message_is_taken_and_no_room_reads_it(say):
    replies = say.replies(f'checkin contact:"{SECRET}"')
    replies += say.replies(f'contact phone:"{SECRET} ext 2"')
    assert SECRET not in str(replies)
    assert SECRET not in str(say.store.movements("bear-creek"))
    assert say.store.own_checkin("bear-creek", ANA.key).contact == f"{SECRET} ext 2"
    for line in ("roster", "resource list", "roster csv", "sitrep", "status Ana Ruiz"):
        assert SECRET not in str(say.replies(line)), line


@pytest.mark.parametrize(
    ("position", "may"),
    [(one, True) for one in ("COML", "COMT", "INCM", "INTD", "RADO", "AUXC", "RESL", "IC", "OSC", "SOFR", "MEDL")]
    + [(one, False) for one in ("PIO", "LSC", "DIVS", "AREP", "FOBS")],
)
def test_they_are_shown_to_a_few_positions_only_and_privately(say, position, may):
    say(f'checkin E12 4 contact:"{SECRET}"')
    hold(say, BEN, position)
    for line in ("contact E12", "contact list"):
        if may:
            (reply,) = say.replies(line, BEN)
            assert SECRET in reply.text
            assert reply.audience is Audience.PRIVATE
            assert not reply.documents
        else:
            answer = say(line, BEN)
            assert answer.startswith("Refused"), line
            assert SECRET not in answer


def test_everybody_reads_their_own(say):
    say(f'checkin contact:"{SECRET}"')
    assert SECRET in say("contact")
    assert say("contact", BEN).startswith("Refused: You are not checked in")


def test_who_has_nothing_to_do_with_it_changes_nothing(say):
    say("checkin E12 4")
    stranger = Person("slack.county/U99", "Stran Ger", "Ada County")
    assert say(f'contact E12 phone:"{SECRET}"', stranger).startswith("Refused: what is kept of E12 is for")


@pytest.mark.parametrize(
    "said", ["contact me 208-555-0100", "contact 208-555-0100", "contact Ana Ruiz phone 208-555-0100"]
)
def test_the_number_needs_no_key(say, said):
    say("checkin")
    assert say(said) == "Kept for Ana Ruiz; only a few positions can read it."
    assert say.store.own_checkin("bear-creek", ANA.key).contact == "208-555-0100"
