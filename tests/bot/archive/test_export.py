"""An incident leaves the store whole, and comes back equal: on SQLite and PostgreSQL, and from one to the other."""

import csv
import hashlib
import json
import stat
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.archive.export import export
from bot.archive.restore import bring_in
from bot.archive.verify import Asked, verify
from commands.domain.bridging import LinkedRoom
from commands.domain.errors import Refused
from commands.domain.logistics.requests import Request
from commands.domain.messages import File, Kind, Message, Person
from commands.domain.text import plain
from storage.migrate import migrate
from storage.store import Database
from tests.blank import contents, migrated
from tests.commands.conversation import ANA, BEN, HERE, START, Conversation
from tests.commands.paper_story import PHONE, SECRET, play
from tests.commands.plan_talk import build
from tests.servers import fresh_postgres
from tools.record_schema import WHERE, written

AT = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


def told(work) -> None:
    """Some talk: reworded, removed, with a file and a reaction."""
    for number, text in enumerate(("Radio check", "Wrong room", "Map of Div A"), 1):
        message = Message(
            kind=Kind.NEW,
            room=HERE,
            key=f"k{number}",
            id=f"m{number}",
            who=BEN if number == 1 else Person(ANA.key, "", "Ada County"),
            at=START,
            order=number,
            text=plain(text),
            files=(File(id="F1", name="map.pdf", size=12, details={"url": "https://secret"}),) if number == 3 else (),
        )
        id = work.talk.add(message, incident="bear-creek", group="main", sort=number, late=False)
    first, wrong = (work.talk.find(HERE, name) for name in ("m1", "m2"))
    work.talk.reword(first, text=plain("Radio check, VTAC14"), revision=5, at=START)
    work.talk.remove(wrong, START)
    work.talk.react(id, emoji="✅", who=BEN.key, room=HERE, event="r1")
    work.people.remember(ANA.key, "Ana Ruiz", START)
    work.rooms.put(LinkedRoom(room=HERE, incident="bear-creek", group="main", name="#net"))


def _tell(database: Database) -> None:
    with database.work() as work:
        say = play(Conversation(work.connection, work=work))
        say(f"log {SECRET}", BEN, group="finance")
        say(f"request 3 safes substitutes:{SECRET}", BEN, group="finance")
        build(say, BEN)
        say("freq publish", BEN)
        say("par start within:10m")
        say("par E12 3 of 4")
        say('announce "Weather at 1500" to:divs ack by:15m')
        told(work)


@cache
def _story() -> bytes:
    database = migrated("sqlite://")
    _tell(database)
    made = contents(database)
    database.close()
    return made


@pytest.fixture(scope="module")
def postgres_story(postgres_url, postgres_template):
    """The name of a PostgreSQL database with the story in it, to be copied."""
    with fresh_postgres(postgres_url, postgres_template) as url:
        database = Database(url)
        _tell(database)
        database.close()
        yield make_url(url).database


@pytest.fixture(params=["file", "postgres"])
def full(request, tmp_path):
    """A store with a story in it, which is told once for each kind of database."""
    with ExitStack() as stack:
        if request.param == "file":
            (tmp_path / "net.db").write_bytes(_story())
            url = f"sqlite:///{tmp_path}/net.db"
        else:
            server, story = (request.getfixturevalue(name) for name in ("postgres_url", "postgres_story"))
            url = stack.enter_context(fresh_postgres(server, story))
        database = Database(url)
        stack.callback(database.close)
        yield database


@pytest.fixture
def blank(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/blank.db")
    yield database
    database.close()


def exported(database, folder: Path, **more) -> Path:
    return export(database, "bear-creek", folder, at=AT, zone="UTC", **({"forms": False} | more))


def bodies(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_what_was_exported_is_read_back_equal_and_exports_again_the_same(full, blank, tmp_path):
    first = exported(full, tmp_path / "out")
    said = []

    bring_in(blank, first, said.append)

    assert "equal byte for byte. Log unbroken" in said[0]
    again = exported(blank, tmp_path / "again")
    assert bodies(first) == bodies(again)
    assert verify(blank, Asked(incident="bear-creek"), lambda _: None)
    with blank.work() as work:
        found = work.record.find("bear-creek", ("main",), ("2131C",))
        assert {one.source.value for one in found} == {"log"}
        assert work.record.find("bear-creek", ("main",), ("check",))[0].words == "Radio check, VTAC14"
        assert not work.record.rooms_of("bear-creek")  # nothing is posted anywhere
        say = Conversation.__new__(Conversation)
        say.work, say.connection, say.store, say.now = work, work.connection, work.record, AT
        say.incident = work.record.every_incident()[0]
        assert say("request 2 pumps").startswith("R-3: 2 pumps")


def test_postgres_takes_back_what_sqlite_gave_and_counts_on(postgres, tmp_path):
    source, target = Database(f"sqlite:///{tmp_path}/net.db"), Database(postgres)
    migrate(source)
    with source.work() as work:
        play(Conversation(work.connection, work=work))
        told(work)

    bring_in(target, exported(source, tmp_path / "out"), lambda _: None)

    with target.work() as work:
        say = Conversation.__new__(Conversation)
        say.work, say.connection, say.store, say.now = work, work.connection, work.record, AT
        say.incident = work.record.every_incident()[0]
        assert say("request 2 pumps").startswith("R-2: 2 pumps")
        assert say("checkin E77 3").startswith("E77 checked in")
    source.close()
    target.close()


def test_the_folder_holds_every_file_of_its_manifest_for_the_accounts_own_eyes(full, tmp_path):
    out = exported(full, tmp_path / "out", forms=True)
    manifest = json.loads((out / "manifest.json").read_text())

    listed = {one["path"]: one for one in manifest["files"]}
    there = bodies(out)
    assert set(listed) | {"manifest.json"} == set(there)
    for path, one in listed.items():
        assert (one["size"], one["sha256"]) == (len(there[path]), hashlib.sha256(there[path]).hexdigest())
        assert stat.S_IMODE((out / path).stat().st_mode) == 0o600
    forms = {path.split("ICS-")[1].split("-20")[0] for path in listed if path.startswith("forms/bear")}
    assert {"201", "205A", "209", "211", "213-MSG-1", "213RR-R-1", "214-COML", "221-D-1", "309"} <= forms
    assert any(path.startswith("forms/finance/") and "213RR-R-2" in path for path in listed)
    assert not any("213RR-R-2" in path for path in listed if path.startswith("forms/bear"))
    assert manifest["log_head"]["number"] == manifest["records"]["log_entry"]


def test_very_many_forms_are_made_by_several_processes_in_their_order_and_told_of(full, tmp_path, monkeypatch):
    alone = bodies(exported(full, tmp_path / "out", forms=True))
    monkeypatch.setattr("bot.documents.forms.many.FEW", 3)
    monkeypatch.setattr("bot.documents.forms.many.TOLD_EVERY", -1.0)
    said = []

    assert bodies(exported(full, tmp_path / "again", forms=True, say=said.append)) == alone
    forms = [path for path in alone if path.startswith("forms/")]
    assert said[-1].startswith(f"forms: {len(forms)} of about {len(forms)}, about 0 min left")


def test_the_conversation_has_times_rooms_authors_and_what_became_of_it(full, tmp_path):
    text = (exported(full, tmp_path / "out") / "conversation.txt").read_text()

    assert "11/22/2026 0600 MST | #net [main] | Ben Ito (State EOC): Radio check, VTAC14 [reworded" in text
    assert "Ana Ruiz (Ada County): Wrong room [REMOVED 11/22/2026 0600 MST]" in text
    assert "Map of Div A [file map.pdf (12 bytes, digest unknown)]" in text
    assert "https://secret" not in text
    assert b"https://secret" not in (tmp_path / "out" / "records" / "said.jsonl").read_bytes()


def test_each_noun_is_a_table_for_a_spreadsheet(full, tmp_path):
    with full.work() as work:
        request = work.record.request("bear-creek", 1)
        work.record.save(Request(**{**vars(request), "substitutes": "=1+1"}))
    out = exported(full, tmp_path / "out")

    with (out / "csv" / "request.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["number"] for row in rows] == ["1", "2"]
    assert rows[0]["substitutes"] == "'=1+1"
    with (out / "csv" / "resource.csv").open(newline="") as file:
        crews = {row["name"]: json.loads(row["crew"]) for row in csv.DictReader(file)}
    assert crews["E12"] == ["J. Ortega", "M. Lind"]
    assert PHONE in (out / "csv" / "resource.csv").read_text()


def test_the_published_schema_is_what_is_written():
    assert WHERE.read_text(encoding="utf-8") == written(), "run: python tools/record_schema.py"


def test_the_published_schema_names_no_place_in_the_code():
    """Two kinds of one name would be told apart by the path of their module, which may change."""
    assert [name for name in json.loads(written())["$defs"] if "__" in name] == []


def test_every_record_fits_the_published_schema(full, tmp_path):
    out = exported(full, tmp_path / "out")
    schema = json.loads(WHERE.read_text(encoding="utf-8"))

    for name, kind in schema["properties"].items():
        known = schema["$defs"][kind["items"]["$ref"].rpartition("/")[2]]
        for line in (out / "records" / f"{name}.jsonl").read_text().splitlines():
            assert set(json.loads(line)) == set(known["properties"]), name


@pytest.mark.parametrize("path", ["records/request.jsonl", "records/log_entry.jsonl", "log.txt"])
def test_a_file_that_was_changed_is_named_and_nothing_is_read(full, blank, tmp_path, path):
    out = exported(full, tmp_path / "out")
    (out / path).write_bytes((out / path).read_bytes().replace(b"a", b"b", 1))

    with pytest.raises(Refused, match=rf"{path} is not what was exported"):
        bring_in(blank, out, lambda _: None)
    migrate(blank)
    with blank.work() as work:
        assert not work.record.every_incident()


def test_a_log_that_was_forged_with_its_manifest_is_found_by_its_chain(full, blank, tmp_path):
    out = exported(full, tmp_path / "out")
    path = out / "records" / "log_entry.jsonl"
    path.write_bytes(path.read_bytes().replace(b"strike team 2131C at DP 12", b"strike team 2131C at DP 13"))
    manifest = json.loads((out / "manifest.json").read_text())
    for one in manifest["files"]:
        one["sha256"] = hashlib.sha256((out / one["path"]).read_bytes()).hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(Refused, match="The log is broken at L-"):
        bring_in(blank, out, lambda _: None)
    with blank.work() as work:
        assert not work.record.every_incident()


def test_a_store_with_something_in_it_takes_nothing(full, tmp_path):
    out = exported(full, tmp_path / "out")

    with pytest.raises(Refused, match="The store is not empty \\(there is bear-creek\\)"):
        bring_in(full, out, lambda _: None)
    with pytest.raises(Refused, match="not an empty folder"):
        exported(full, tmp_path / "out")
    with pytest.raises(Refused, match="There is no incident fire"):
        export(full, "fire", tmp_path / "other", at=AT, zone="UTC")
    with pytest.raises(Refused, match=r"holds no manifest\.json"):
        bring_in(full, tmp_path, lambda _: None)


def test_the_shell_exports_and_imports(tmp_path, monkeypatch):
    source = migrated(f"sqlite:///{tmp_path}/net.db")
    with source.work() as work:
        play(Conversation(work.connection, work=work))
    source.close()
    for name in ("net", "other"):
        config = f'[database]\nurl = "sqlite:///{tmp_path}/{name}.db"\n[slack.county]\nbot_token = "xoxb-1"\n'
        config += 'app_token = "xapp-1"\nlabel = "County"\n'
        (tmp_path / f"{name}.toml").write_text(config)
    out, run = str(tmp_path / "out"), CliRunner().invoke

    done = run(cli, ["export", "--incident", "bear-creek", "-o", out, "--no-forms", "--config", f"{tmp_path}/net.toml"])
    assert (done.exit_code, done.output.strip()) == (0, out)
    done = run(cli, ["import", out, "--config", f"{tmp_path}/other.toml"])
    assert done.exit_code == 0, done.output
    assert "Bear Creek Fire: " in done.output
    again = run(cli, ["import", out, "--config", f"{tmp_path}/other.toml"])
    assert (again.exit_code, "The store is not empty" in again.output) == (1, True)
    paper = ["--incident", "bear-creek", "--config", f"{tmp_path}/other.toml", "-o", str(tmp_path / "form.pdf")]
    done = run(cli, ["form", "211", *paper])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")
    assert run(cli, ["form", "999", *paper]).exit_code == 1
    assert run(cli, ["form", "213RR", "--of", "R-9", *paper]).exit_code == 1
