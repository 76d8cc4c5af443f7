"""The board: one pinned message in each room, changed in place, at most once a minute."""

from datetime import timedelta

import pytest

from bot.schedule.boards import Boards
from commands.domain.cards import words
from commands.domain.messages import Room
from tests.bot.far_end import Account, Server
from tests.bot.world import COUNTY, FIRE, STATE, World

AL = f"{COUNTY.source}/al"


class Reading(Account):
    """Shows all that a card says, and remembers what was pinned."""

    def _body(self, draft):
        return words(draft.card) if draft.card else super()._body(draft)


@pytest.fixture
async def world():
    server = Server()
    accounts = {room.source: Reading(server, room.source, habit=room.platform) for room in (COUNTY, STATE)}
    world = World(server=server, accounts=accounts, admins=(AL,))
    await world.start()
    yield world
    await world.stop()


async def later(world, boards, **time) -> None:
    """Some time goes by, and the boards are looked at until all is out."""
    world.ahead += timedelta(**time)
    await boards.look(world.now())
    await world.settled()


async def switched_on(world) -> Boards:
    boards = Boards(world.hub)
    await world.say(COUNTY, "!board on")
    await later(world, boards)
    return boards


def boards_in(world, room) -> list[str]:
    return [text for text in world.server.texts(room) if "Bear Creek Fire: board" in text]


def calls(world, verb) -> list:
    return [post for post in world.server.calls if post.verb == verb]


async def test_without_being_asked_for_no_room_gets_a_board(world):
    await world.say(COUNTY, "!checkin E12 4")
    await later(world, Boards(world.hub), minutes=5)
    assert boards_in(world, COUNTY) == []


async def test_while_only_the_name_is_known_no_board_appears(world):
    boards = await switched_on(world)
    await later(world, boards, minutes=5)
    assert boards_in(world, COUNTY) == boards_in(world, STATE) == []


async def test_where_an_incident_is_opened_in_a_room_it_appears_with_the_first_that_is_known(world):
    lone = Room.parse("slack.county/C7")
    await world.say(lone, "!incident open Alder Fire")
    await world.hub.ready(lone, name="alder")
    boards = Boards(world.hub)
    await later(world, boards)
    assert not [text for text in world.server.texts(lone) if "Alder Fire: board" in text]
    await world.say(lone, "!checkin E12 4")
    await later(world, boards, seconds=11)
    assert len([text for text in world.server.texts(lone) if "Alder Fire: board" in text]) == 1
    assert boards_in(world, COUNTY) == [], "another incident's rooms have nothing to do with it"


async def test_each_room_gets_one_board_pinned_once_and_changed_in_place(world):
    boards = await switched_on(world)
    await world.say(COUNTY, '!checkin E12 4 agency:"Crescent FD"')
    await later(world, boards, minutes=2)
    await later(world, boards, minutes=2)
    await world.say(COUNTY, "!checkin E13 3")
    await later(world, boards, minutes=2)
    for room in (COUNTY, STATE):
        (board,) = boards_in(world, room)
        assert "Checked in: 2 resources, 7 persons" in board
        (pin,) = [post for post in calls(world, "pin") if post.room == room]
        assert world.server.room(room)[pin.target].text == board


async def test_what_has_not_changed_is_not_edited_and_no_more_than_once_a_minute(world):
    boards = await switched_on(world)
    await world.say(COUNTY, "!checkin E12 4")
    await later(world, boards, minutes=2)
    for _ in range(3):
        await later(world, boards, minutes=2)
    assert calls(world, "edit") == []
    await world.say(COUNTY, "!checkin E13 4")
    await later(world, boards, minutes=2)
    await world.say(COUNTY, "!checkin E14 4")
    await later(world, boards, seconds=20)
    assert len(calls(world, "edit")) == 2
    await later(world, boards, seconds=61)
    assert len(calls(world, "edit")) == 4


async def test_while_an_emergency_is_open_the_board_stands_still(world):
    boards = await switched_on(world)
    await world.say(COUNTY, "!checkin E12 4")
    await later(world, boards, minutes=2)
    await world.say(COUNTY, "!emergency")
    await world.say(COUNTY, "!checkin E13 4")
    await later(world, boards, minutes=2)
    assert calls(world, "edit") == []
    await world.say(COUNTY, "!emergency clear")
    await later(world, boards, minutes=2)
    assert "8 persons" in boards_in(world, STATE)[0]


async def test_after_a_restart_the_same_board_goes_on(world):
    boards = await switched_on(world)
    await world.say(COUNTY, "!checkin E12 4")
    await later(world, boards, minutes=2)
    await world.restart()
    boards = Boards(world.hub)
    await world.say(COUNTY, "!checkin E13 4")
    for _ in range(2):
        await later(world, boards, minutes=2)
    (board,) = boards_in(world, COUNTY)
    assert "8 persons" in board
    assert len(calls(world, "pin")) == 2


async def test_switched_off_or_closed_it_says_that_it_is_not_kept_up(world):
    boards = await switched_on(world)
    await world.say(COUNTY, "!checkin E12 4")
    await later(world, boards, minutes=2)
    await world.say(COUNTY, "!board off")
    await later(world, boards, minutes=2)
    assert "This board is not kept up: switched off" in boards_in(world, COUNTY)[0]
    await world.say(COUNTY, "!board on")
    await later(world, boards, minutes=2)
    assert "Checked in: 1 resource, 4 persons" in boards_in(world, STATE)[0]


async def test_a_board_that_somebody_removed_comes_back_with_its_next_change(world):
    boards = await switched_on(world)
    await world.say(COUNTY, "!checkin E12 4")
    await later(world, boards, minutes=2)
    world.server.room(COUNTY).clear()
    await world.say(COUNTY, "!checkin E13 4")
    await later(world, boards, minutes=2)  # the edit is refused: there is nothing to change
    assert boards_in(world, COUNTY) == []
    await world.say(COUNTY, "!checkin E14 4")
    for _ in range(2):
        await later(world, boards, minutes=2)
    (board,) = boards_in(world, COUNTY)
    assert "12 persons" in board


async def test_a_pin_that_is_refused_disturbs_nobody(world):
    world.accounts[COUNTY.source].outcome = lambda post: "refused" if post.verb == "pin" else "ok"
    boards = await switched_on(world)
    await world.say(COUNTY, "!checkin E12 4")
    for _ in range(3):
        await later(world, boards, minutes=2)
    assert len(boards_in(world, COUNTY)) == 1
    assert len([post for post in calls(world, "pin") if post.room == COUNTY]) == 1
    assert not [text for text in world.server.texts(STATE) if "Not " in text]
    assert not [text for text in world.server.texts(COUNTY) if "Not " in text]
    with world.database.work() as work:
        assert work.record.unposted(FIRE, world.now()) == ()
