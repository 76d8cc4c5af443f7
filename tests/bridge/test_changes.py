"""Edits, deletions, reactions and threads reach every other copy, from whichever room they come, also later."""

import pytest

from tests.bridge.places import MatrixPlace
from tests.bridge.stage import each_alone
from tests.helpers import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_edits_reach_every_copy(shared):
    said = [await shared.say(place) for place in shared.places]
    await shared.settled()
    for each in said:
        await shared.edit(each, f"{each.text}, corrected")

    await shared.quiet()


async def test_deletions_reach_every_copy(shared):
    said = [await shared.say(place) for place in shared.places]
    await shared.settled()
    for each in said:
        await shared.delete(each)

    await shared.quiet()


async def test_threads_are_threads_in_every_room_whoever_replies(shared):
    county, state = shared.named("county", "state")
    for root in [await shared.say(county), await shared.say(state)]:
        await shared.settled()
        for place in shared.places:
            await shared.say(place, thread=root)
        await shared.settled()

    await shared.quiet()


async def test_reactions_are_counted(shared):
    county, city, state, forest = shared.places
    for said in [await shared.say(city), await shared.say(forest)]:
        await shared.settled()
        await shared.react(county, said, "👍")
        await shared.settled()
        await shared.react(state, said, "👍")
        await shared.react(said.place, said, "👀")
        await shared.settled()
        await shared.unreact(county, said, "👍")
        await shared.settled()
        await shared.unreact(state, said, "👍")
        await shared.settled()

    await shared.quiet()


async def test_changes_after_a_restart_reach_what_was_said_before_it(shared):
    [county] = shared.named("county")
    said, gone = await each_alone(shared), await each_alone(shared)
    await shared.react(county, said[2], "✅")
    await shared.settled()
    await shared.program.restart()

    for each, other in zip(said, gone, strict=True):
        await shared.edit(each, f"{each.text}, corrected")
        await shared.delete(other)
    await shared.settled()
    for place, root in zip(shared.places, reversed(said), strict=True):
        await shared.say(place, thread=root)
        await shared.react(place, root, "👍")
    await shared.unreact(county, said[2], "✅")
    await shared.quiet(40)


async def test_an_unfurled_link_is_no_edit(shared):
    county = shared.places[0]
    said = await shared.say(county, "look at https://example.org/page")
    await shared.settled()
    before = await edits(shared)
    await county.workspace.unfurl(county.channel.find(said.native))

    await shared.quiet()
    assert await edits(shared) == before


async def test_a_long_message_arrives_whole_and_can_be_edited_longer_and_shorter(shared):
    county, state = shared.named("county", "state")
    for place in (county, state):
        said = await shared.say(place, story(place.name, 700))
        await shared.settled()
        await shared.edit(said, story(place.name, 1500))
        await shared.settled()
        await shared.edit(said, story(place.name, 3))
        await shared.settled()
        await shared.edit(said, story(place.name, 900))
        await shared.settled()
        await shared.delete(said)
        await shared.settled()

    await shared.quiet()


async def test_a_reply_to_something_from_before_the_bridge_arrives_marked(shared):
    county, city = shared.named("county", "city")
    joined = next(message for message in county.channel.messages if message.bot_id)
    shared.aside("[in reply to an earlier message] ")
    await county.say("about what was said before", thread=joined.ts)

    await eventually(lambda: any("in reply to an earlier message" in m.text for m in city.channel.messages))


async def test_a_copy_removed_by_a_moderator_affects_that_room_alone(shared):
    county, city, state, forest = shared.places
    said = await shared.say(county)
    await shared.settled()
    copy = shared.copies(said)["state"].native
    await state.person.redact(state.room_id, copy)
    await shared.say(county)

    async def only_there() -> bool:
        await shared.look()
        left = [place.name for place in (city, state, forest) if any(s.text == said.text for s in place.shown())]
        return left == ["city", "forest"] and "stands 0 times" in shared.compare()

    await eventually(only_there)
    for place in shared.places:
        await shared.say(place)
    await eventually(only_there)
    shared.said.remove(said)
    shared.aside(said.text)
    await shared.quiet()


async def edits(stage) -> int:
    """How many edits the bot has made anywhere."""
    await stage.look()
    made = sum(1 for place in stage.slacks for message in place.channel.messages if message.edited and message.bot_id)
    for place in stage.places:
        if isinstance(place, MatrixPlace):
            made += sum(
                1
                for event in place.events.values()
                if (event["content"].get("m.relates_to") or {}).get("rel_type") == "m.replace"
                and event["sender"] == place.bot
            )
    return made


def story(name: str, words: int) -> str:
    """So many words, each once."""
    return " ".join(f"{name}{number}" for number in range(words))
