"""A workspace, a homeserver and its rooms come in, change and leave while the program runs: one process all along."""

import random
import re
import signal

import pytest

from bot.sandbox.matrix_person import CLIENT
from tests.bridge.stage import staged, unique
from tests.bridge.talk import talking
from tests.helpers import eventually


async def code(place) -> str:
    """The one-time code, as only the asker on Slack sees it."""
    await place.workspace.slash(place.user, place.channel, "/net", "link")
    found = await eventually(lambda: [m for m in place.workspace.dms(place.user) if "Code " in m.text])
    return re.search(r"join (\d{10})", found[-1].text)[1]


async def welcomed(stage, place) -> None:
    async def told() -> bool:
        await place.look()
        return any("Net Control keeps a record" in note for note in stage.notes(place))

    await eventually(told, 30, told=stage.program.tail)


def tokens(place) -> dict[str, str]:
    return {
        "NETCONTROL_BOT_TOKEN": place.workspace.bot_token,
        "NETCONTROL_APP_TOKEN": place.workspace.app_token,
    }


@pytest.mark.harsh
@pytest.mark.timeout(180)
async def test_a_workspace_and_a_homeserver_come_in_without_a_restart(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk") as stage:
        county, state = stage.places
        pid = stage.program.pid
        written = stage.program.config.read_bytes()

        tribal = stage.add_slack("tribal", "Tribal Fire", "Sky Hill")
        added = ("account", "add", "slack", "tribal", "--label", "Tribal Fire", "--base-url", stage.slack.base_url)
        done, told = await stage.program.command(*added, **tokens(tribal))
        assert done == 0, told
        assert "slack.tribal: opened" in told
        await eventually(lambda: tribal.workspace.sockets.open)
        await tribal.workspace.invite(tribal.channel)
        await tribal.workspace.slash(tribal.user, tribal.channel, "/net", f"join {await code(county)}")
        await welcomed(stage, tribal)

        bot = await homeserver.register(unique("bot"), displayname="Net Control")
        (tmp_path / "password").write_text(f"{bot.password}\n")
        added = ("account", "add", "matrix", "blm", "--homeserver", bot.homeserver, "--user-id", bot.user_id)
        done, told = await stage.program.command(*added, "--password-file", str(tmp_path / "password"))
        assert done == 0, told
        assert "matrix.blm: opened" in told
        done, listed = await stage.program.command("account", "list")
        assert "slack.tribal" in listed, listed
        connected = {"event": "account connected", "account": "matrix.blm"}
        await stage.program.until(lambda: any(connected.items() <= line.items() for line in stage.program.this_run))

        await stage.say(tribal)
        await stage.say(county)
        await stage.say(state)
        await stage.settled()
        assert stage.program.pid == pid
        assert stage.program.is_running
        assert stage.program.config.read_bytes() == written
        secret = tmp_path / "data" / "accounts" / "slack.tribal.toml"
        assert (secret.stat().st_mode & 0o777, secret.parent.stat().st_mode & 0o777) == (0o600, 0o700)

        await stage.program.restart()  # what was added by command is there at the next start as well
        await stage.quiet()


@pytest.mark.timeout(120)
async def test_an_account_that_is_taken_away_leaves_and_the_others_are_told(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk") as stage:
        county, state = stage.places
        tribal = stage.add_slack("tribal", "Tribal Fire", "Sky Hill")
        added = ("account", "add", "slack", "tribal", "--base-url", stage.slack.base_url)
        await stage.program.command(*added, **tokens(tribal))
        await eventually(lambda: tribal.workspace.sockets.open)
        await tribal.workspace.invite(tribal.channel)
        await tribal.workspace.slash(tribal.user, tribal.channel, "/net", f"join {await code(county)}")
        await welcomed(stage, tribal)

        done, told = await stage.program.command("account", "remove", "slack.tribal")

        assert (done, "slack.tribal: closed" in told) == (0, True), told
        stage.places.remove(tribal)
        await stage.say(state)
        await stage.settled()

        async def heard() -> bool:
            await stage.look()
            return all(any("hears this room no more" in note for note in stage.notes(one)) for one in (county, state))

        await eventually(heard, told=stage.program.tail)
        await eventually(lambda: tribal.workspace.sockets.open == 0)


@pytest.mark.timeout(120)
async def test_sighup_with_a_faulty_file_changes_nothing_and_says_every_fault(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk") as stage:
        good = stage.program.config.read_text()
        stage.program.config.write_text(good.replace('timezone = "America/Boise"', 'timezone = "Boise"\ncolour = 1'))
        stage.program.send(signal.SIGHUP)
        await stage.program.until(lambda: stage.program.says("the configuration is faulty and was not taken") > 0)
        [line] = [line for line in stage.program.this_run if "faults" in line]
        assert len(line["faults"]) == 2
        done, told = await stage.program.command("reload")
        assert (done, told.count("incident.bear")) == (1, 2), told
        await stage.quiet()

        stage.program.config.write_text(good.replace("Bear Creek Fire", "Elk Creek Fire"))
        done, told = await stage.program.command("reload")
        assert (done, told) == (0, "incidents: brought up to the file\n")
        await stage.quiet()


@pytest.mark.timeout(150)
async def test_a_changed_account_and_a_further_room_are_taken_up_while_people_talk(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=1, pace="brisk") as stage:
        county, state = stage.places
        pid = stage.program.pid
        further = county.workspace.add_channel("further", county.user)
        opened = await state.person.create_room("further", public=True)
        rooms = f'"slack.county/{further.id}", "matrix.state/{opened}", '
        text = stage.program.config.read_text().replace("rooms = [", f"rooms = [{rooms}")
        text = text.replace(stage.slack.base_url, stage.slack.base_url.replace("127.0.0.1", "localhost"))
        stage.program.config.write_text(re.sub('password = ".*"', 'password = "it has changed meanwhile"', text))
        async with talking(stage, random.Random(11)):
            done, told = await stage.program.command("reload")
        assert done == 0, told
        for line in ("slack.county: opened anew", "matrix.state: opened anew", "incidents: brought up to the file"):
            assert line in told.splitlines()
        await stage.quiet()

        async def read(words: str) -> bool:
            page = await state.person.call("GET", f"{CLIENT}/rooms/{opened}/messages", dir="b", limit=50)
            return any(words in event["content"].get("body", "") for event in page["chunk"])

        last = await stage.say(county, "heard in the further rooms as well")
        await eventually(lambda: any(last.text in one.text for one in further.messages), 30, told=stage.program.tail)
        await eventually(lambda: read(last.text), 30, told=stage.program.tail)
        assert stage.program.pid == pid


@pytest.mark.timeout(120)
async def test_an_account_that_its_server_refuses_is_not_kept(homeserver, tmp_path):
    async with staged(tmp_path, homeserver, slacks=1, matrices=0, pace="brisk") as stage:
        [county] = stage.places
        add = ("account", "add", "slack")
        wrong = {"NETCONTROL_BOT_TOKEN": "xoxb-wrong", "NETCONTROL_APP_TOKEN": "xapp-wrong"}
        for words, environ, fault in (
            (("city", "--base-url", stage.slack.base_url), wrong, "AMISS slack.city: bot token"),
            (("city", "--base-url", stage.slack.base_url), tokens(county), "is the same as in slack.county"),
            (("county",), tokens(county), "there are two accounts of this name"),
            (("City!",), wrong, "a name here is made of a to z"),
            (("city",), {}, "Bot token (xoxb-…) is missing: name a file that holds it, or set NETCONTROL_BOT_TOKEN"),
        ):
            done, told = await stage.program.command(*add, *words, **environ)
            assert (done, fault in told) == (1, True), told
            assert "xoxb-" not in told.replace("(xoxb-…)", "")
        for words, fault in (
            (("remove", "slack.county"), "take it out there, then say netcontrol reload"),
            (("remove", "slack.countie"), 'There is no account slack.countie; did you mean "slack.county"?'),
        ):
            done, told = await stage.program.command("account", *words)
            assert (done, fault in told) == (1, True), told
        assert not list(tmp_path.glob("data/accounts/*"))
