"""Which accounts are one person: both see both names and confirm in time; it is told, logged, and can be ended."""

import pytest

from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.messages import Audience, Person, Room
from commands.domain.organisation.links import PAIR_WITHIN
from storage.tables.organisation import codes
from tests.commands.conversation import ANA, BEN, HERE

EVE = Person("matrix.forest/@eve:forest.example", "Ben Ito", "Forest")
KIM = Person("slack.county/U9", "Kim Lee", "Ada County")
ADMIN = {"admin": True}
BOTH = "Ana Ruiz (slack.county/U1) and Ben Ito (matrix.state/@ben:state.example)"


@pytest.fixture
def inside(say):
    """The incident has rooms on both platforms."""
    for room in (HERE, Room("matrix", "state", "!a:state.example")):
        say.work.rooms.put(LinkedRoom(room=room, incident="bear-creek", group="main", state=RoomState.LINKED))
    return say


def digits(say):
    query = codes.select().where(codes.c.incident == "").order_by(codes.c.id.desc())
    return say.connection.execute(query).first().digits


def said(say, asker=ANA, other=BEN):
    """One account has asked for a code, and the other has said it."""
    say("link me", asker)
    return say.replies(f"link me {digits(say)}", other)


def paired(say, asker=ANA, other=BEN):
    said(say, asker, other)
    say("link me confirm", asker)
    return say.replies("link me confirm", other)


def one(say):
    return say.store.same_person(ANA.key)


def entries(say):
    return [entry.words for entry in say.store.log_page("bear-creek", 0, 1000)]


def test_the_code_is_private_and_told_to_be_kept(say):
    (code,) = say.replies("link me")
    assert code.audience is Audience.PRIVATE
    assert code.text.endswith("It is good once, for 10 min; then both accounts confirm. Give it to nobody else.")
    assert say(f"link me {digits(say)}").startswith("Refused: That is your own code")


def test_both_sides_are_shown_both_names_and_asked(say):
    here, there = said(say)
    for reply in (here, there):
        assert (
            "Ana Ruiz (slack.county/U1) asked for a code, and Ben Ito (matrix.state/@ben:state.example)" in reply.text
        )
        assert reply.audience is Audience.PRIVATE
        assert [choice.command for choice in reply.choices] == [
            f"link me confirm {digits(say)}",
            f"link me decline {digits(say)}",
        ]
    assert (here.to, there.to, there.rooms) == ((), (ANA.key,), ("slack.county/C1",))
    assert one(say) == (ANA.key,)


@pytest.mark.parametrize(("first", "second"), [(ANA, BEN), (BEN, ANA)])
def test_positions_count_on_both_accounts_when_both_have_confirmed_and_no_sooner(say, first, second):
    say("role take IC", **ADMIN)
    assert say("period 0600-1800", BEN).startswith("Refused: ")
    said(say)
    assert "Nothing counts before" in say("link me confirm", first)
    assert "Nothing counts before" in say(f"link me confirm {digits(say)}", first), "twice by one account is once"
    assert one(say) == (ANA.key,)
    assert say("period 0600-1800", BEN).startswith("Refused: ")
    done, other = say.replies(f"link me yes {digits(say)}", second)
    assert done.text.startswith(
        "You are one person on matrix.state/@ben:state.example, slack.county/U1: your positions count on each. An "
        "administrator's rights stay with the account that the configuration names."
    )
    assert (other.text, other.to) == (done.text, (first.key,))
    assert say("period 0600-1800", BEN).startswith("Operational period 1, Sun 22 Nov 0600 MST")
    assert say("role take IC", BEN).startswith("You hold IC already")


def test_it_is_told_in_the_rooms_of_each_position_and_logged_with_both_accounts(inside):
    inside("role take IC", **ADMIN)
    *_, told = paired(inside)
    words = f"{BOTH} are one person from now on, as both accounts have confirmed. It concerns IC."
    assert told.text == words
    assert told.rooms == tuple(str(room.room) for room in inside.store.rooms_of("bear-creek"))
    assert told.rooms
    assert words in entries(inside)


def test_where_no_position_is_concerned_it_is_logged_for_the_roster_and_told_to_nobody_else(say):
    say("checkin", BEN)
    assert len(paired(say)) == 2
    assert f"{BOTH} are one person from now on, as both accounts have confirmed." in entries(say)


def test_after_ten_minutes_nothing_is_confirmed(say):
    said(say)
    say("link me confirm")
    say.now += PAIR_WITHIN
    before = say.rows()
    assert say("link me confirm", BEN).startswith("Refused: No pairing waits for this account's word")
    assert say.rows() == before


def test_a_persons_code_is_good_for_ten_minutes(say):
    say("link me")
    say.now += PAIR_WITHIN
    assert say(f"link me {digits(say)}", BEN).startswith("There is no open code")


def test_nobody_but_the_two_confirms_or_declines(say):
    said(say)
    say("link me confirm")
    for word in ("confirm", "decline"):
        assert say(f"link me {word} {digits(say)}", KIM).startswith("Refused: No pairing waits")
    assert one(say) == (ANA.key,)


def test_whoever_overhears_a_code_is_declined_by_whoever_asked_for_it(say):
    said(say, ANA, EVE)
    say("link me confirm", EVE)
    here, there = say.replies("link me decline")
    assert here.text == (
        "Ana Ruiz (slack.county/U1) and Ben Ito (matrix.forest/@eve:forest.example) are not paired: declined."
    )
    assert there.to == (EVE.key,)
    assert say("link me confirm", EVE).startswith("Refused: No pairing waits")
    assert one(say) == (ANA.key,)


def test_of_several_that_wait_the_code_says_which(say):
    said(say, ANA, EVE)
    say("link me")
    say(f"link me {digits(say)}", BEN)
    assert say("link me confirm").startswith("Refused: More than one account says that it is you")
    say(f"link me confirm {digits(say)}")
    say("link me confirm", BEN)
    assert one(say) == (BEN.key, ANA.key)


def test_a_second_account_on_the_same_platform_account_is_refused(say):
    say("link me")
    refused = say(f"link me {digits(say)}", KIM)
    assert refused.startswith("Refused: That would make two accounts on slack.county one person; one of each is enough")
    paired(say)
    say("link me", BEN)
    assert "two accounts on slack.county" in say(f"link me {digits(say)}", KIM)
    say("link me", KIM)
    assert "two accounts on slack.county" in say(f"link me {digits(say)}", BEN)


def test_a_second_account_is_refused_also_where_both_were_asked_at_once(say):
    say("link me", BEN)
    first = digits(say)
    say("link me", BEN)
    second = digits(say)
    say(f"link me {first}", ANA)
    say(f"link me {second}", KIM)
    say(f"link me confirm {first}", BEN)
    say(f"link me confirm {second}", BEN)
    say("link me confirm", ANA)
    assert "two accounts on slack.county" in say("link me confirm", KIM)
    assert say.store.same_person(BEN.key) == (BEN.key, ANA.key)


def test_who_is_paired_already_is_told_so(say):
    paired(say)
    say("link me")
    assert say(f"link me {digits(say)}", BEN).startswith("Refused: These accounts are one person already")


@pytest.mark.parametrize("who", [ANA, BEN])
def test_off_ends_it_from_either_account(inside, who):
    inside("role take IC", **ADMIN)
    paired(inside)
    here, other, told = inside.replies("link me off", who)
    assert "are no longer one person: ended by" in here.text
    assert (here.to, len(other.to)) == ((), 1)
    assert told.rooms
    assert told.text in entries(inside)
    assert inside.store.same_person(ANA.key) == (ANA.key,)
    assert inside.store.same_person(BEN.key) == (BEN.key,)
    assert inside("period 0600-1800", BEN).startswith("Refused: ")
    assert inside("period 0600-1800").startswith("Operational period 1")
    assert inside("link me off", who).startswith("Refused: This account is paired with no other")


@pytest.mark.parametrize("who", [ANA, BEN, EVE])
def test_of_three_accounts_the_one_that_leaves_is_alone(say, who):
    paired(say)
    paired(say, ANA, EVE)
    everyone = {ANA.key, BEN.key, EVE.key}
    assert set(one(say)) == everyone
    say("link me off", who)
    assert say.store.same_person(who.key) == (who.key,)
    (rest,) = {say.store.same_person(key) for key in everyone - {who.key}}
    assert set(rest) == everyone - {who.key}
    paired(say, BEN, ANA) if who is not EVE else paired(say, EVE, ANA)
    assert set(one(say)) == everyone


def test_administrators_list_and_cut_pairings_and_nobody_else(inside):
    inside("role take IC", **ADMIN)
    assert inside("link pairs", **ADMIN) == "No accounts of Bear Creek Fire's people are paired."
    paired(inside)
    for line in ("link pairs", "link cut slack.county/U1"):
        assert "is for the incident's administrators; ask one of them." in inside(line)
    assert "slack.county/U1" in inside("link pairs", KIM, **ADMIN)
    assert "matrix.state/@ben:state.example" in inside("link pairs", KIM, **ADMIN)
    refused = inside("link cut slack.county/U2", KIM, **ADMIN)
    assert refused.startswith("Refused: No account “slack.county/U2” is paired here; nothing was changed. Did you mean")
    own, others, told = inside.replies("link cut @ben:state.example", KIM, **ADMIN)
    assert own.text.endswith("(matrix.state/@ben:state.example) is a person of its own again.")
    assert set(others.to) == {ANA.key, BEN.key}
    assert told.text.endswith("are no longer one person: cut by Kim Lee. It concerns IC.")
    assert one(inside) == (ANA.key,)


def test_a_code_for_a_room_is_none_for_a_person(inside):
    inside("link", **ADMIN)
    query = codes.select().where(codes.c.incident != "")
    room = inside.connection.execute(query).first().digits
    assert "There is no open code" in inside(f"link me {room}", BEN)
    inside("link me", BEN)
    assert "There is no open code" in inside(f"join {digits(inside)}", BEN, incident=None)
