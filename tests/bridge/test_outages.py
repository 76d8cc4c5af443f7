"""Slack away, a homeserver away, the program away: what was said meanwhile arrives in order, framed as not current."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.sandbox.homeserver import Homeserver
from bot.sandbox.slack import Habits
from tests.bridge.places import Place
from tests.bridge.stage import Stage, staged
from tests.bridge.talk import Talk
from tests.helpers import eventually

SEED = 20_260_802

QUICK = Habits().faster(20)


@dataclass(frozen=True, kw_only=True)
class Outage:
    """How many messages are said meanwhile, over how many seconds, and how long their recovery may take.

    By default everything is quick: Slack's repeats, and what the program posts.
    """

    messages: int
    over: float = 0.0
    patience: float = 90.0
    habits: Habits = QUICK
    pace: str = "brisk"


FEW = Outage(messages=25)
MANY = Outage(messages=1_000, patience=600)
TEN_MINUTES = Outage(messages=1_000, over=600, patience=900, habits=Habits(), pace="")
"""The program as it is, at Slack's own limits."""


async def meanwhile(stage: Stage, places: list[Place], outage: Outage) -> None:
    """What people do while something is away; some of it concerns what was said before."""
    talk = Talk(stage, random.Random(SEED), places)
    began, before = time.monotonic(), len(stage.said)
    while (said := len(stage.said) - before) < outage.messages:
        await talk.one()
        await asyncio.sleep(max(0.0, began + outage.over * said / outage.messages - time.monotonic()))
    for place in places:  # at least one of each kind
        root = await stage.say(place)
        await stage.say(place, thread=root)
        gone = await stage.say(place)
        await stage.edit(root, f"{root.text}, corrected meanwhile")
        await stage.delete(gone)


async def before(stage: Stage) -> None:
    """Something from everywhere, that is edited, answered or taken back during the outage."""
    for place in stage.places:
        for _ in range(2):
            await stage.say(place)
    await stage.settled()


async def change_old(stage: Stage, places: list[Place]) -> None:
    for place in places:
        first, second = [said for said in stage.said if said.place is place][:2]
        await stage.edit(first, f"{first.text}, corrected late")
        await stage.say(place, thread=first)
        await stage.delete(second)


async def framed(stage: Stage, places: Sequence[Place]) -> bool:
    """Each of these places was told that what was recovered is not current, and where that ended."""
    await stage.look()
    for place in places:
        begun, ended = (
            sum(note.startswith(words) for note in stage.notes(place)) for words in ("RECOVERED", "LIVE AGAIN")
        )
        assert begun == ended > 0, f"{place.name}: {begun} frames begun, {ended} ended"
    return True


async def program_away(folder, homeserver, outage: Outage) -> None:
    async with staged(folder, homeserver, habits=outage.habits, pace=outage.pace) as stage:
        await before(stage)
        await stage.program.stop()
        await change_old(stage, stage.places)
        await meanwhile(stage, stage.places, outage)
        await stage.program.start(connected=False)  # that comes after much of the catching up
        await stage.settled(outage.patience)

        await stage.quiet(outage.patience)
        await eventually(lambda: framed(stage, stage.places), told=stage.program.tail)


async def slack_away(folder, homeserver, outage: Outage) -> None:
    async with staged(folder, homeserver, habits=outage.habits, pace=outage.pace) as stage:
        await before(stage)
        await stage.slack.stop()
        await stage.program.until(lambda: stage.program.says("account disconnected") > 1)
        await change_old(stage, stage.places)
        await meanwhile(stage, stage.places, outage)
        await stage.slack.start()

        await stage.quiet(outage.patience)
        await eventually(lambda: framed(stage, stage.matrices), told=stage.program.tail)


async def homeserver_away(folder, homeserver, outage: Outage) -> None:
    """The rest goes on while one homeserver is away; what is said for it waits."""
    (folder / "other").mkdir()
    async with (
        Homeserver(folder / "other") as other,
        staged(folder, [homeserver, other], habits=outage.habits, pace=outage.pace) as stage,
    ):
        await before(stage)
        away = stage.matrices[1]
        there = [place for place in stage.places if place is not away]
        await away.person.close()
        await other.stop()
        await stage.program.until(lambda: stage.program.says("account disconnected") > 0)
        await change_old(stage, there)
        await meanwhile(stage, there, outage)
        await other.start()

        await stage.quiet(outage.patience)


@pytest.mark.timeout(150)
async def test_what_was_said_while_the_program_was_away_is_recovered_and_framed(homeserver, tmp_path):
    await program_away(tmp_path, homeserver, FEW)


@pytest.mark.harsh
@pytest.mark.timeout(150)
async def test_what_was_said_while_slack_was_away_is_recovered_and_framed(homeserver, tmp_path):
    await slack_away(tmp_path, homeserver, FEW)


@pytest.mark.harsh
@pytest.mark.timeout(150)
async def test_what_was_said_while_a_homeserver_was_away_waits_for_it(homeserver, tmp_path):
    await homeserver_away(tmp_path, homeserver, FEW)


@pytest.mark.soak
@pytest.mark.parametrize("away", [program_away, slack_away, homeserver_away])
async def test_a_thousand_messages_of_an_outage_are_recovered(homeserver, tmp_path, away):
    await away(tmp_path, homeserver, MANY)


@pytest.mark.soak
async def test_ten_minutes_without_the_program_without_slack_and_without_a_homeserver(homeserver, tmp_path):
    """Ten real minutes, on three stages side by side, since most of them is waiting."""
    away = (program_away, slack_away, homeserver_away)
    folders = [tmp_path / each.__name__ for each in away]
    for folder in folders:
        folder.mkdir()
    pairs = zip(away, folders, strict=True)
    ends = await asyncio.gather(
        *(each(folder, homeserver, TEN_MINUTES) for each, folder in pairs), return_exceptions=True
    )
    faults = [end for end in ends if isinstance(end, Exception)]
    if faults:
        raise ExceptionGroup("not all was recovered", faults)
