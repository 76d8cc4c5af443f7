"""`netcontrol setup` with a file of answers, against a real homeserver and the Slack sandbox, to the first message."""

import stat
from contextlib import AsyncExitStack

import pytest

from bot.cli.crossing import NAME
from bot.sandbox.slack import SlackSandbox
from tests.bridge.stage import Stage


@pytest.mark.harsh
@pytest.mark.timeout(240)
async def test_from_answers_to_the_first_message_that_crossed(homeserver, tmp_path):
    async with AsyncExitStack() as people, SlackSandbox() as slack:
        stage = Stage(tmp_path, slack, "")
        county = stage.add_slack("county", "Ada County", "Joe Park")
        state = await stage.add_matrix("state", "State EOC", "Bob Ray", homeserver, people)
        stage.write_config()
        answers = tmp_path / "answers.toml"
        text = stage.program.config.read_text().replace(f'"{county.workspace.bot_token}"', '"env:BOT_TOKEN"')
        answers.write_text(text)
        stage.program.config.unlink()

        wrong, told = await stage.program.command("setup", "--answers", str(answers), BOT_TOKEN="xoxb-revoked")
        assert wrong == 1, told
        assert "WRONG slack.county: bot token" in told
        assert not stage.program.config.exists()

        done, told = await stage.program.command(
            "setup", "--answers", str(answers), BOT_TOKEN=county.workspace.bot_token
        )
        assert done == 0, told
        assert told.count("crossed ") == 2
        assert "A message has crossed" in told
        assert county.workspace.bot_token not in told
        assert stage.program.config.read_text() == text
        assert stat.S_IMODE(stage.program.config.stat().st_mode) == 0o600
        for place in (county, state):
            await place.look()
            assert [one.text for one in place.shown() if one.author.startswith(NAME)], [
                (one.author, one.text) for one in place.shown()
            ]
        await stage.stack.aclose()
