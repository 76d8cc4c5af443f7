"""Documents are posted as files in every room that hears the answer; what cannot be made or posted is told."""

import pytest

from commands.domain.messages import Document
from commands.radio import checks as radio_checks
from tests.bot.world import COUNTY, STATE, World

COML = f"{COUNTY.source}/al"
LINES = ("assign VTAC11 as:one area:all", "assign VTAC12 as:two area:all")


@pytest.fixture
async def world():
    world = World(admins=(COML,))
    await world.start()
    for line in LINES:
        await world.say(COUNTY, f"!freq {line}")
    yield world
    await world.stop()


def texts(world, room):
    return [shown.text for shown in world.server.room(room).values()]


async def test_an_export_is_a_file_in_both_rooms(world):
    await world.say(COUNTY, "!freq export csv")
    await world.settled()

    for room in (COUNTY, STATE):
        *_, answer, file = texts(world, room)
        assert answer.startswith("radio plan of OP 1")
        assert file.startswith("bear-creek-radio-plan-OP-1-draft.csv: # Bear Creek Fire")
        assert "VTAC12,simplex,154.4525" in file


async def test_a_private_answers_file_goes_to_each_of_its_readers_and_into_no_room(world):
    report = 'medical severity:red nature:"broken leg" location:"DP 4"'
    await world.say(STATE, "!role take MEDL", who="me")
    await world.say(COUNTY, "!role take COML", who="al")
    await world.say(COUNTY, f"!{report}", who="bo")
    await world.settled()

    files = [to for to, text in world.server.whispers if text.startswith("bear-creek-MIR-1-") and ".pdf: %PDF" in text]
    assert sorted(files) == ["al", "me"]
    for room in (COUNTY, STATE):
        assert not any("broken leg" in text or "MIR-1-" in text for text in texts(world, room)[1:])


async def test_who_cannot_be_written_to_is_told_so_and_nothing_of_what_it_was(world):
    await world.say(COUNTY, "!role take COML", who="al")
    world.accounts[COUNTY.source].outcome = lambda post: "refused" if post.verb == "direct" else "ok"
    await world.say(COUNTY, '!medical severity:red nature:"broken leg" location:"DP 4"', who="bo")
    await world.settled()

    told = {(to, text) for to, text in world.server.whispers}
    for to, what in (("al", "A private answer for you"), ("al", "A file for you"), ("bo", "A private answer for you")):
        words = (
            f"{what} could not be sent by direct message: no such thing. Write to me directly, and ask there once more."
        )
        assert (to, words) in told
    assert not any("leg" in text for _, text in told)


async def test_a_file_is_posted_once_whatever_happens_on_the_way(tmp_path):
    outcomes = iter(["lost answer", "lost call", "later"])
    world = World(f"sqlite:///{tmp_path}/net.db", admins=(COML,))
    await world.start()
    await world.say(COUNTY, f"!freq {LINES[0]}")
    await world.settled()
    world.accounts[COUNTY.source].outcome = lambda post: next(outcomes, "ok") if "csv:" in str(post.payload) else "ok"
    await world.say(COUNTY, "!freq export csv")
    await world.settled()

    assert sum("csv: " in text for text in texts(world, COUNTY)) == 1
    await world.restart()
    await world.settled()
    assert sum("csv: " in text for text in texts(world, COUNTY)) == 1
    await world.stop()


async def test_a_form_that_cannot_be_set_is_told_and_the_lane_goes_on(world, monkeypatch):
    monkeypatch.setattr("commands.radio.documents._MAKERS", {"csv": lambda _: ((_broken(),), ())})
    await world.say(COUNTY, "!freq export csv")
    await world.say(COUNTY, "all well")
    await world.settled()

    for room in (COUNTY, STATE):
        assert "broken.pdf could not be posted: there is no template nowhere" in texts(world, room)
    assert any("all well" in text for text in texts(world, STATE))


def _broken():
    return Document(template="nowhere", filename="broken.pdf", title="broken", data={})


async def test_a_refused_file_is_told_in_its_room(world):
    refuse = world.accounts[STATE.source]
    refuse.outcome = lambda post: "refused" if "csv: " in str(post.payload) else "ok"
    await world.say(COUNTY, "!freq export csv")
    await world.settled()

    assert "bear-creek-radio-plan-OP-1-draft.csv could not be posted: no such thing" in texts(world, STATE)
    assert any("csv: # Bear" in text for text in texts(world, COUNTY))


async def test_the_table_of_a_large_plan_waits_for_nobody(world, monkeypatch):
    """The command answers at once; the findings follow from the worker."""
    monkeypatch.setattr(radio_checks, "AT_ONCE", 0)
    await world.say(COUNTY, "!freq assign VTAC36 as:three area:all")
    await world.settled()

    assert any("The check of 3 rows runs beside this" in text for text in texts(world, STATE))
