"""Copies show who somebody is: the position first, and a person's own account where there is one."""

from dataclasses import replace

import pytest

from commands.domain.messages import Kind
from commands.domain.organisation.links import Identity
from commands.domain.organisation.roles import Holding, slot
from commands.domain.text import Mention, Paragraph, Span
from tests.bot.world import COUNTY, FIRE, STATE, World


@pytest.fixture
async def world():
    made = World()
    await made.start()
    yield made
    await made.stop()


def hold(world, person, position, place=""):
    holding = Holding(
        incident=FIRE, position=position, place=place, person=person, name="Al", since=world.now(), by=person
    )
    with world.database.work() as work:
        work.record.add(holding.__class__(**{**vars(holding), "slot": slot(holding.seat, person)}))


async def test_who_holds_a_position_is_shown_with_it(world):
    hold(world, f"{COUNTY.source}/al", "DIVS", "A")
    await world.say(COUNTY, "line holds")
    await world.settled()

    assert world.server.texts(STATE) == ["Al (DIVS A, County): line holds"]


async def test_who_holds_none_is_shown_with_the_agency(world):
    await world.say(COUNTY, "line holds")
    await world.settled()

    assert world.server.texts(STATE) == ["Al (County): line holds"]


async def test_a_person_with_paired_accounts_is_really_mentioned_on_the_other_side(world):
    with world.database.work() as work:
        for key in (f"{COUNTY.source}/bo", f"{STATE.source}/@bo"):
            work.record.add(Identity(id=key, human=f"{COUNTY.source}/bo", at=world.now()))
    drafts = []
    render = world.accounts[STATE.source].render
    world.accounts[STATE.source].render = lambda draft: drafts.append(draft) or render(draft)
    text = (Paragraph((Mention("Bo", f"{COUNTY.source}/bo"), Span(" copy?"))),)

    await world.hub.heard(world.message(COUNTY, kind=Kind.NEW).but(text=text))
    await world.settled()

    assert drafts[0].mentions == {f"{COUNTY.source}/bo": "@bo"}


async def test_two_people_shown_alike_get_their_account_shown(world):
    """Accents, case, width and look-alike letters make no other person."""
    for who, name in (("al", "Ana Ruiz"), ("eve", "ANA RUÍZ"), ("mal", "Anа Ruiz"), ("bo", "Bo Day")):
        message = world.message(COUNTY, f"{who} speaks", who)
        await world.hub.heard(message.but(who=replace(message.who, name=name)))
    await world.say(COUNTY, "and once more", who="al")
    await world.settled()

    heads = {text.partition(": ")[2]: text.partition(": ")[0] for text in world.server.texts(STATE)}
    assert heads["eve speaks"] == "ANA RUÍZ (County, eve)"
    assert heads["mal speaks"] == "Anа Ruiz (County, mal)"
    assert heads["bo speaks"] == "Bo Day (County)"
