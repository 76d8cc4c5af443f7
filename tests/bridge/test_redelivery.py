"""Slack says the same again, at once, in minutes, after a day, or out of order: each stands once, as it was meant."""

import asyncio
import random
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.sandbox.slack import Envelope, Habits
from storage.store import Database
from storage.tables.base import Utc, metadata
from tests.bridge.places import SlackPlace
from tests.bridge.stage import Stage, staged
from tests.bridge.talk import Talk
from tests.helpers import eventually, just_now

SEED = 20_260_804
QUICK = Habits().faster(60)
"""Slack comes again with what was not acknowledged after 0, 1 and 5 s."""
DAY = 86_400
PATIENCE = 600
"""Seconds in which all must be there, on a machine that may have other things to do."""


@dataclass
class Clock:
    """Slack's clock, which can be put forward."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return just_now().timestamp() + self.ahead


def age(stage: Stage, back: timedelta) -> None:
    """Let all that the program remembers have happened so much earlier; it must not run."""
    database = Database(f"sqlite:///{stage.folder / 'data' / 'netcontrol.db'}")
    with database.work() as work:
        for table in metadata.sorted_tables:
            for column in table.c:
                if isinstance(column.type, Utc):
                    for moment in work.connection.scalars(select(column).distinct().where(column.is_not(None))).all():
                        shifted = update(table).where(column == moment).values({column.name: moment - back})
                        work.connection.execute(shifted)
    database.close()


async def talk_of_all_kinds(stage: Stage, messages: int) -> None:
    talk = Talk(stage, random.Random(SEED), reacting=True)
    while len(stage.said) < messages:
        await talk.one()


def spoken(place: SlackPlace) -> list[Envelope]:
    return [each for each in place.workspace.sockets.envelopes if each.kind == "events_api"]


async def send_all_again(stage: Stage) -> None:
    """Every event that there ever was comes once more, in no order."""
    for place in stage.slacks:
        again = spoken(place)
        random.Random(SEED).shuffle(again)
        for envelope in again:
            place.workspace.sockets.redeliver(envelope)
    for place in stage.slacks:
        await eventually(lambda sockets=place.workspace.sockets: not sockets.waiting, 60)


async def said_again(folder, homeserver, messages: int) -> None:
    clock = Clock()
    async with staged(folder, homeserver, habits=QUICK, pace="brisk", now=clock) as stage:
        await talk_of_all_kinds(stage, messages)
        await stage.quiet(PATIENCE)
        for later in (0, 60, 300, DAY):
            if later == DAY:
                await stage.program.stop()
                age(stage, timedelta(seconds=DAY))
                await stage.program.start()
            clock.ahead = later
            await send_all_again(stage)
            await stage.quiet(PATIENCE)
        await stage.program.restart()
        await send_all_again(stage)
        await stage.quiet(PATIENCE)
        assert min(len(spoken(place)) for place in stage.slacks) > messages / 4


async def unacknowledged(folder, homeserver, messages: int) -> None:
    """Slack never learns that anything was heard: it sends each event four times, while people go on talking."""
    async with staged(folder, homeserver, habits=QUICK, pace="brisk") as stage:
        sockets = [place.workspace.sockets for place in stage.slacks]
        for each in sockets:
            each.envelopes.clear()
            each.forgetful = True
        await talk_of_all_kinds(stage, messages)
        await eventually(lambda: not any(each.waiting for each in sockets), 60)
        for each in sockets:
            assert all(one.lost and one.attempt == 3 for one in each.envelopes if one.kind == "events_api")
            each.forgetful = False
        await stage.quiet(PATIENCE)


async def out_of_order(folder, homeserver, messages: int) -> None:
    """Events of Slack take up to a second each, so that changes come before what they change."""
    async with staged(folder, homeserver, habits=QUICK, pace="brisk") as stage:
        stage.ordered = False
        rng = random.Random(SEED)
        for place in stage.slacks:
            delay(place, rng)
        for _ in range(messages):
            await change_at_once(stage, rng)
        for place in stage.slacks:
            await eventually(lambda sockets=place.workspace.sockets: not sockets.waiting, 60)
        await stage.quiet(PATIENCE)
        assert not [told for place in stage.slacks for told in place.workspace.ephemerals(place.user)]


def delay(place: SlackPlace, rng: random.Random) -> None:
    sockets = place.workspace.sockets
    put = sockets.put

    def later(envelope: Envelope) -> bool:
        asyncio.get_running_loop().call_later(rng.uniform(0, 1), put, envelope)
        return True

    sockets.put = later


async def change_at_once(stage: Stage, rng: random.Random) -> None:
    """Somebody says something and changes it before anybody can have seen it."""
    said = await stage.say(rng.choice(stage.slacks))
    if rng.random() < 0.3:
        await stage.react(said.place, said, "👍")
    for _ in range(rng.randint(0, 3)):
        await stage.edit(said, f"{said.text}, corrected")
    if rng.random() < 0.2:
        await stage.delete(said)


@pytest.mark.harsh
@pytest.mark.timeout(120)
async def test_the_same_envelope_at_once_in_minutes_and_after_a_day_says_nothing_again(homeserver, tmp_path):
    await said_again(tmp_path, homeserver, 25)


@pytest.mark.timeout(120)
async def test_what_is_never_acknowledged_is_heard_once(homeserver, tmp_path):
    await unacknowledged(tmp_path, homeserver, 25)


@pytest.mark.harsh
@pytest.mark.timeout(120)
async def test_changes_that_come_before_their_originals_stand_in_the_end(homeserver, tmp_path):
    await out_of_order(tmp_path, homeserver, 25)


@pytest.mark.soak
@pytest.mark.parametrize("again", [said_again, unacknowledged, out_of_order])
async def test_a_thousand_messages_that_come_again_or_out_of_order(homeserver, tmp_path, again):
    await again(tmp_path, homeserver, 1_000)


@pytest.mark.timeout(120)
async def test_an_edit_that_comes_before_its_original_stands_for_it(homeserver, tmp_path):
    """While nothing is acknowledged, Slack repeats the original after its edit."""
    async with staged(tmp_path, homeserver, habits=QUICK, pace="brisk") as stage:
        county = stage.slacks[0]
        county.workspace.sockets.deaf = True  # what is said now is written on no socket, and comes again
        said = await stage.say(county)
        county.workspace.sockets.deaf = False
        await stage.edit(said, f"{said.text}, corrected")

        await stage.quiet()
