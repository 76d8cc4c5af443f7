"""Edits at the hub: words, captions and files of what was said, as people see them in the other room."""

from datetime import timedelta

import pytest

from commands.domain.messages import File, Kind
from tests.bot.world import COUNTY, STATE, World

MAP = File(id="F1", name="map.pdf", mimetype="application/pdf", size=3, details={"url": "https://files.example/1"})
PLAN = File(id="F2", name="plan.pdf", mimetype="application/pdf", size=3, details={"url": "https://files.example/2"})
SHOWN_MAP, SHOWN_PLAN = "map.pdf: bytes of F1", "plan.pdf: bytes of F2"


@pytest.fixture(params=[(COUNTY, STATE), (STATE, COUNTY)], ids=["from slack", "from matrix"])
async def way(request):
    """The world, the room where people speak and the one where others read."""
    world = World()
    await world.hub.load()
    yield world, *request.param
    await world.stop()
    world.database.close()


async def after(way, first, *edits, settle=True):
    """What the other room shows after edits; each wording is (words, files)."""
    world, here, there = way
    message = world.message(here, first[0], files=first[1])
    await world.hub.heard(message)
    for number, (text, files) in enumerate(edits, 1):
        if settle:
            await world.settled()
        await world.hub.heard(world.later(message, Kind.EDITED, text, number, files=files))
    await world.settled()
    author = f"Al ({here.account.title()}): "
    return [text.removeprefix(author) for text in world.server.texts(there)]


@pytest.mark.parametrize("settle", [True, False], ids=["posted before", "still waiting"])
@pytest.mark.parametrize(
    ("wordings", "shown"),
    [
        ([("go", ()), ("go", (MAP,))], ["go", SHOWN_MAP]),
        ([("go", (MAP,)), ("go", (MAP, PLAN))], ["go", SHOWN_MAP, SHOWN_PLAN]),
        ([("go", (MAP,)), ("go", ())], ["go"]),
        ([("go", (MAP,)), ("stay", (PLAN,))], ["stay", SHOWN_PLAN]),
        ([("", (MAP,)), ("", (PLAN,))], [SHOWN_PLAN]),
        ([("", (MAP,)), ("the map", (MAP,))], [SHOWN_MAP, "the map"]),
        ([("the map", (MAP,)), ("a map", (MAP,))], ["a map", SHOWN_MAP]),
        ([("the map", (MAP,)), ("", (MAP,))], [SHOWN_MAP]),
        ([("the map", (MAP,)), ("", (MAP,)), ("a map", (MAP,))], [SHOWN_MAP, "a map"]),
        ([("the map", (MAP,)), ("", ())], []),
        ([("go", ()), ("", ())], []),
        ([("", (MAP,)), ("gone", ())], ["gone"]),
        ([("", ()), ("now said", (MAP,))], ["now said", SHOWN_MAP]),
    ],
)
async def test_an_edit_touches_words_and_files_alike(way, wordings, shown, settle):
    assert sorted(await after(way, *wordings, settle=settle)) == sorted(shown)


async def test_a_change_without_another_word_or_file_is_no_edit(way):
    world, _, there = way
    assert await after(way, ("go", (MAP,)), *[("go", (MAP,))] * 3) == ["go", SHOWN_MAP]
    assert [post.verb for post in world.server.calls if post.room == there] == ["post", "post"]


@pytest.mark.parametrize(
    ("first", "then", "lines"),
    [
        (("", (MAP,)), ("the map", (MAP,)), [SHOWN_MAP, "[{said}] the map"]),
        (("the map", (MAP,)), ("", (MAP,)), [SHOWN_MAP, "CORRECTION to : the map → (nothing)"]),
        (("go", ()), ("go", (MAP,)), ["go", SHOWN_MAP]),
        (("go", (MAP,)), ("go", ()), ["go", "CORRECTION to : removed the file map.pdf"]),
    ],
)
async def test_a_late_edit_of_files_and_captions_has_no_empty_correction(way, first, then, lines):
    world, here, there = way
    message = world.message(here, first[0], files=first[1])
    await world.hub.heard(message)
    await world.settled()
    world.ahead = timedelta(minutes=5)
    await world.hub.heard(world.later(message, Kind.EDITED, then[0], 1, files=then[1]))
    await world.settled()

    author = f"Al ({here.account.title()})"
    said = message.at.astimezone(world.courier.zone_of(there)).strftime("%H%M")
    shown = [text.replace(f"{author} {said}", "").replace(f"{author}: ", "") for text in world.server.texts(there)]
    assert [text.replace("[said ", "[") for text in shown] == [line.format(said=said) for line in lines]


async def test_files_that_came_by_an_edit_go_with_the_message(way):
    world, here, there = way
    message = world.message(here, "go")
    await world.hub.heard(message)
    await world.hub.heard(world.later(message, Kind.EDITED, "go", 1, files=(MAP,)))
    await world.settled()
    assert SHOWN_MAP in world.server.texts(there)
    await world.hub.heard(world.later(message, Kind.REMOVED))
    await world.settled()
    assert world.server.texts(there) == []


async def test_a_file_whose_end_is_told_by_itself_as_well_goes_once(way):
    world, here, there = way
    message = world.message(here, "go", files=(MAP, PLAN))
    await world.hub.heard(message)
    await world.settled()
    world.ahead = timedelta(minutes=5)
    await world.hub.heard(world.later(message, Kind.REMOVED, files=(MAP,)))
    await world.hub.heard(world.later(message, Kind.EDITED, "go", 1, files=(PLAN,)))
    await world.settled()
    texts = world.server.texts(there)
    assert SHOWN_MAP not in texts
    assert sum("removed the file map.pdf" in text for text in texts) == 1


async def test_the_words_of_one_of_several_in_a_post_go_and_come_back(way):
    world, here, there = way
    first, second = world.message(here, "one", files=(MAP,)), world.message(here, "two")
    world.accounts[there.source].outcome = lambda _: "later"
    await world.hub.heard(world.message(here, "before"))
    await world.hub.heard(first)
    await world.hub.heard(second)
    world.accounts[there.source].outcome = lambda _: "ok"
    await world.settled()
    await world.hub.heard(world.later(first, Kind.EDITED, "", 1, files=(MAP,)))
    await world.settled()
    assert not any("one" in text for text in world.server.texts(there))
    assert any("two" in text for text in world.server.texts(there))


async def test_what_is_looked_at_again_and_is_as_it_was_is_no_edit_and_leaves_no_trace(way):
    world, here, there = way
    message = world.message(here, "FIRING", files=(MAP,), bot=True)
    await world.hub.heard(message)
    await world.settled()
    for number, text in enumerate(("FIRING", "RESOLVED", "RESOLVED"), 1):
        later = world.later(message, Kind.EDITED, text, number, recovered=True, files=(MAP,))
        await world.hub.heard(later)
    await world.settled()

    assert [post.verb for post in world.server.calls if post.room == there] == ["post", "post", "edit"]
    with world.database.work() as work:
        assert work.connection.exec_driver_sql("SELECT count(*) FROM said_revision").scalar() == 1
