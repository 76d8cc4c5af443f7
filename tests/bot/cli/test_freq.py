"""Files of channels from the command line: the same readers as in the rooms, without a message's length."""

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from storage.store import Database
from tests.bot.world import FIRE, World

ROWS = 400
TABLE = "channel_name,rx_mhz,tx_mhz,rx_tone,tx_tone,width,emission,mode,colour\n" + "".join(
    f"CH {number},155.{7000 + number * 5 % 2000:04d},,,,W,,A,red\n" for number in range(ROWS)
)

CONFIG = """[bot]
data_dir = "{data}"
[database]
url = "{url}"
[incident.bear-creek]
name = "Bear Creek Fire"
"""


@pytest.fixture
async def config(tmp_path):
    world = World(f"sqlite:///{tmp_path}/net.db")
    await world.hub.load()
    world.database.close()
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(url=world.url, data=tmp_path / "data"))
    return path


def run(config, file, incident=FIRE):
    return CliRunner().invoke(cli, ["freq", "import", str(file), "--incident", incident, "--config", str(config)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_longer_than_a_message_is_taken_in_and_says_what_was_not_kept(config, tmp_path, encoding):
    file = tmp_path / "channels.csv"
    file.write_text(TABLE.replace("CH 0,", "Höhe,"), encoding=encoding)
    assert len(TABLE) > 10_000
    result = run(config, file)
    assert result.exit_code == 0, result.output
    assert f"{ROWS} channels taken in from" in result.output
    assert "Not kept, columns: colour (400, such as “red”)" in result.output
    with Database(f"sqlite:///{tmp_path}/net.db").work() as work:
        assert len(work.record.own_channels(FIRE)) == ROWS
        assert "Höhe" in {one.channel.name for one in work.record.own_channels(FIRE)}


@pytest.mark.parametrize(
    ("content", "incident", "told"),
    [
        ("nothing,of,the,kind\n1,2,3,4\n", FIRE, "Nothing was taken in: the first 2 lines have no heading known here"),
        (TABLE, "mud", "There is no incident mud"),
        ("x" * 1_000_001, FIRE, "more than 1,000,000 bytes"),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_keeps_nothing(config, tmp_path, content, incident, told):
    file = tmp_path / "channels.csv"
    file.write_text(content)
    result = run(config, file, incident)
    assert result.exit_code == 1
    assert told in " ".join(result.output.split())
    with Database(f"sqlite:///{tmp_path}/net.db").work() as work:
        assert work.record.own_channels(FIRE) == ()


def test_a_file_that_is_not_there_is_named(config, tmp_path):
    result = run(config, tmp_path / "none.csv")
    assert result.exit_code == 1
    assert "none.csv: No such file or directory" in result.output
