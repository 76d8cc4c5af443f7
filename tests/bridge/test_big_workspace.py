"""A workspace of ten thousand people: nobody lists them, and each who speaks is looked up once at most."""

import pytest

from tests.bridge.places import MatrixPlace, SlackPlace
from tests.bridge.stage import Stage, staged
from tests.helpers import eventually

PEOPLE = 10_000


async def spoken_by(stage: Stage, county: SlackPlace, state: MatrixPlace, names: list[str], words: str) -> None:
    """Each of these people says something; all of it is shown under their names, in order."""
    for name in names:
        await county.workspace.say(name, county.channel, f"{words} by {name}")
    expected = [(f"Person {name} (Ada County)", f"{words} by {name}") for name in names]

    async def shown() -> bool:
        await state.look()
        return len([one for one in state.shown() if one.text.startswith(words)]) >= len(expected)

    await eventually(shown, 60 + len(names) / 4, told=stage.program.tail)
    await stage.quiet(60)
    assert [(one.author, one.text) for one in state.shown() if one.text.startswith(words)] == expected


async def many_authors(folder, homeserver, authors: int) -> None:
    async with staged(folder, homeserver, slacks=1, pace="brisk", opened=False) as stage:
        county, state = stage.slacks[0], stage.matrices[0]
        names = [f"n{number}" for number in range(PEOPLE)]
        users = [county.workspace.add_user(name, real_name=f"Person {name}") for name in names]
        county.channel.members.update(dict.fromkeys(user.id for user in users))
        stage.aside("first", "again")
        await stage.open()

        await spoken_by(stage, county, state, names[:authors], "first")
        asked = stage.slack.calls["users.info"]
        assert asked <= authors + 1  # and the person of the stage
        await stage.program.restart()
        await spoken_by(stage, county, state, names[: authors // 10], "again")
        once_more = authors // 10 + 1  # whoever speaks again may be called otherwise since
        assert stage.slack.calls["users.info"] <= asked + once_more
        assert stage.slack.calls["users.list"] == 0


@pytest.mark.timeout(150)
async def test_in_a_workspace_of_ten_thousand_each_author_is_looked_up_once(homeserver, tmp_path):
    await many_authors(tmp_path, homeserver, 60)


@pytest.mark.soak
async def test_two_thousand_of_ten_thousand_people_speak(homeserver, tmp_path):
    await many_authors(tmp_path, homeserver, 2_000)
