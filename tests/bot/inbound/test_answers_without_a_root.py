"""Answers below what is not there any more, by words and by pictures, from either side."""

import pytest

from commands.domain.messages import File
from tests.bot.world import COUNTY, STATE, World

MAP = File(id="F1", name="map.png", mimetype="image/png", size=3, details={"url": "https://files.example/1"})


@pytest.fixture(params=[(COUNTY, STATE), (STATE, COUNTY)], ids=["root on slack", "root on matrix"])
async def way(request):
    """The world, the room where the root was said and the other one."""
    world = World()
    world.accounts[STATE.source].outlived = True
    await world.hub.load()
    yield world, *request.param
    await world.stop()
    world.database.close()


def shown(world, room):
    return [(shown.text, shown.thread) for shown in world.server.room(room).values()]


async def test_an_answer_below_a_removed_root_is_in_the_thread_where_there_is_one_and_a_quote_elsewhere(way):
    world, here, there = way
    root, _ = await world.say(here, "DP 12")
    await world.settled()
    [copy] = world.server.room(there)
    await world.remove(root)
    await world.settled()
    await world.say(there, "copy", "bo", thread=copy)
    await world.settled()

    author = f"Bo ({there.account.title()}): copy"
    expected = (author, root.id) if here is STATE else (f"[> an earlier message] {author}", None)
    assert shown(world, here) == [expected]


async def test_an_answer_below_a_root_whose_copy_somebody_took_away_says_what_it_is(way):
    world, here, there = way
    root, _ = await world.say(here, "DP 12")
    await world.settled()
    [copy] = world.server.room(there)
    del world.server.room(there)[copy]
    await world.remove(world.message(there, id=copy, who="cy"))
    await world.say(here, "copy", "bo", thread=root.id)
    await world.settled()

    label = here.account.title()
    assert shown(world, there) == [(f"[in reply to an earlier message] Bo ({label}): copy", None)]


@pytest.mark.parametrize("words", ["", "look"], ids=["alone", "with words"])
async def test_a_picture_that_answers_carries_the_quote_unless_its_words_do(way, words):
    world, here, there = way
    drafts = []
    account = world.accounts[there.source]
    render = account.render
    account.render = lambda draft: drafts.append(draft) or render(draft)
    first, _ = await world.say(here, "DP 12")
    await world.say(here, words, "bo", reply_to=first.id, files=(MAP,))
    await world.settled()

    quoting = [bool(draft.files) for draft in drafts if draft.quote]
    assert quoting == [not words]


async def test_an_answer_within_a_thread_is_below_the_root_and_quotes_what_it_answers(way):
    world, here, there = way
    root, _ = await world.say(here, "DP 12")
    one, _ = await world.say(here, "which", "bo", thread=root.id)
    await world.say(here, "the upper", "cy", thread=root.id, reply_to=one.id)
    await world.settled()

    copy = next(iter(world.server.room(there)))
    label = here.account.title()
    assert shown(world, there)[-1] == (f"[> Bo ({label}): which] Cy ({label}): the upper", copy)
