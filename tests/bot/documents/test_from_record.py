"""Forms from the command line are the same documents as in the rooms."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.documents.forms.render import render
from bot.documents.from_record import write
from commands.domain.errors import Refused
from commands.radio.documents import Form, Wanted
from storage.store import Database
from tests.bot.world import COUNTY, FIRE, World

NOON = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


@pytest.fixture
async def url(tmp_path):
    world = World(f"sqlite:///{tmp_path}/net.db", admins=(f"{COUNTY.source}/al",))
    await world.hub.load()
    await world.say(COUNTY, '!freq assign VTAC14 as:"Div A tactical" zone:1 ch:4')
    await world.say(COUNTY, "!freq assign VTAC12 as:travel zone:2")
    world.database.close()
    return world.url


def test_a_205_is_written_to_a_file(url, tmp_path):
    out = tmp_path / "plan.pdf"

    assert write(Database(url), FIRE, Wanted(form=Form.ICS_205), out, at=NOON, zone="UTC") == [out]

    text = " ".join(PdfReader(BytesIO(out.read_bytes())).pages[0].extract_text().split())
    assert "VTAC14 Div A 159.4725 N 156.7" in text
    assert "11/22/2026 1200 MST" in text


def test_several_files_go_into_a_folder(url, tmp_path):
    paths = write(Database(url), FIRE, Wanted(form=Form.CARDS), tmp_path, at=NOON, zone="UTC")

    assert [path.name for path in paths] == [f"bear-creek-channels-zone-{zone}-OP-1-draft.png" for zone in "12"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_several_files_for_one_name_are_refused_with_a_name_that_would_do(url, tmp_path):
    with pytest.raises(Refused, match=r"several files: name a folder, such as .*cards"):
        write(Database(url), FIRE, Wanted(form=Form.CARDS), tmp_path / "cards.png", at=NOON, zone="UTC")
    assert not (tmp_path / "cards.png").exists()


def test_an_unknown_incident_is_refused_with_those_that_are_known(url):
    with pytest.raises(Refused, match="There is no incident mud"):
        write(Database(url), "mud", Wanted(form=Form.ICS_205), None, at=NOON, zone="UTC")


def test_the_command_line_says_what_was_written_and_what_was_wrong(url, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(f'[database]\nurl = "{url}"\n[incident.bear-creek]\nname = "Bear Creek Fire"\n', encoding="utf-8")
    out = tmp_path / "out.csv"
    words = ["form", "csv", "--incident", FIRE, "-o", str(out), "--config", str(config)]

    done = CliRunner().invoke(cli, words)

    assert (done.exit_code, done.output.strip()) == (0, str(out)), done.output
    assert "VTAC14" in out.read_text(encoding="utf-8")
    wrong = CliRunner().invoke(cli, ["form", "204", "--unit", "Z", *words[2:]])
    assert wrong.exit_code == 1
    assert "The plan has nothing for Z" in wrong.output


def test_a_form_is_the_same_each_time_it_is_made(url):
    made = []
    for name in ("a.csv", "b.csv"):
        del name
        with Database(url).work() as work:
            from bot.documents.from_record import call_for  # noqa: PLC0415
            from commands.radio.documents import documents  # noqa: PLC0415

            (document,), _ = documents(call_for(work, FIRE, NOON, "UTC"), Wanted(form=Form.CSV))
        made.append(render(document).content)
    assert made[0] == made[1]
