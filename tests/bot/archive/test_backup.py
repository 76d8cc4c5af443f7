"""`netcontrol backup` and `restore`: one archive of all, put back somewhere else, and what is refused on the way."""

import fcntl
import gzip
import io
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import tarfile
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.archive import backup
from bot.config.model import load
from bot.operations.signing import at_start
from commands.domain.incidents import Incident
from storage.migrate import migrate
from storage.store import Database
from tests.imports import ROOT
from tests.servers import fresh_postgres

AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
ACCOUNT = '[matrix.state]\nhomeserver = "http://127.0.0.1:1"\nuser_id = "@bot:state"\npassword = "s3cret"\n'


def home(folder, url=""):
    """A configuration with a data folder of its own."""
    folder.mkdir(exist_ok=True)
    config = folder / "config.toml"
    config.write_text(f'[database]\nurl = "{url}"\n' if url else "")
    return config


def filled(config):
    """A program that ran: a store with an incident, a key, an account that was added, an encryption store."""
    settings = load(config, {})
    data = settings.bot.data_dir
    database = Database(settings.database.url.get_secret_value(), at_start(settings, AT).current)
    migrate(database)
    with database.work() as work:
        work.record.add(Incident(id="fire", name="Bear Creek Fire", opened=AT))
        work.record.record_head("fire", AT)
    (data / "accounts").mkdir()
    (data / "accounts" / "matrix.state.toml").write_text(ACCOUNT)
    (data / "matrix-state").mkdir()
    (data / "matrix-state" / "session.json").write_text("{}")
    (data / "netcontrol.lock").write_text("this machine")
    (data / "reload-1.asked").write_text("")
    return database


def said(*words, config, stdin=None):
    result = CliRunner().invoke(cli, [*map(str, words), "--config", str(config)], input=stdin)
    return result.exit_code, result.output


def names(archive):
    with tarfile.open(archive) as tar:
        return tar.getnames()


def incidents(config):
    database = Database(load(config, {}).database.url.get_secret_value())
    try:
        with database.snapshot() as work:
            return [one.name for one in work.record.every_incident()]
    finally:
        database.close()


def data(config):
    return load(config, {}).bot.data_dir


@pytest.fixture(params=["sqlite", "postgresql"])
def homes(request, tmp_path):
    """Two machines: one that ran, and one that is empty."""
    urls = ["", ""]
    if request.param == "postgresql":
        request.getfixturevalue("postgres")
        urls = [request.getfixturevalue("postgres"), request.getfixturevalue("second_postgres")]
    here, there = home(tmp_path / "here", urls[0]), home(tmp_path / "there", urls[1])
    filled(here).close()
    return here, there


@pytest.fixture
def second_postgres(postgres_url):
    with fresh_postgres(postgres_url) as url:
        yield url


@pytest.fixture
def here(tmp_path):
    config = home(tmp_path / "here")
    filled(config).close()
    return config


@pytest.fixture
def archive(here, tmp_path):
    assert said("backup", tmp_path / "all.tar.gz", config=here)[0] == 0
    return tmp_path / "all.tar.gz"


def test_store_keys_and_accounts_come_back_elsewhere_are_written_on_and_proved(homes, tmp_path):
    here, there = homes

    code, output = said("backup", tmp_path / "all.tar.gz", config=here)
    assert code == 0, output
    assert "all.tar.gz" in output
    code, output = said("restore", tmp_path / "all.tar.gz", config=there)

    assert code == 0, output
    assert incidents(there) == ["Bear Creek Fire"]
    assert "posted again, marked RECOVERED: it may stand twice" in output
    assert (data(there) / "signing.key").read_bytes() == (data(here) / "signing.key").read_bytes()
    assert load(there, {}).matrix["state"].user_id == "@bot:state"
    assert (data(there) / "matrix-state" / "session.json").exists()
    settings = load(there, {})
    database = Database(settings.database.url.get_secret_value(), at_start(settings, AT).current)
    migrate(database)

    with database.work() as work:
        work.record.add(Incident(id="flood", name="Low Flood", opened=AT + timedelta(days=1)))
    database.close()

    assert incidents(there) == ["Bear Creek Fire", "Low Flood"]
    assert said("verify", config=there)[0] == 0


def test_it_is_made_while_somebody_writes_and_shows_one_moment(tmp_path):
    config = home(tmp_path / "here")
    database = filled(config)
    with database.work() as work:
        work.record.add(Incident(id="half", name="Half Done", opened=AT))
        assert said("backup", tmp_path / "all.tar.gz", config=config)[0] == 0
    database.close()

    assert said("restore", tmp_path / "all.tar.gz", config=home(tmp_path / "there"))[0] == 0
    assert incidents(tmp_path / "there" / "config.toml") == ["Bear Creek Fire"]


def test_what_belongs_to_the_moment_or_the_machine_is_left_out(archive, here):
    found = names(archive)

    assert "data/netcontrol.lock" not in found
    assert not [name for name in found if "reload-" in name or name.endswith(("-wal", "-shm"))]
    assert "store/netcontrol.db" in found
    assert "data/netcontrol.db" not in found


def test_it_is_for_its_owner_alone(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_in_a_folder_each_has_its_own_name_and_one_that_is_there_is_not_written_over(here, tmp_path):
    (tmp_path / "kept").mkdir()

    code = said("backup", tmp_path / "kept", config=here)[0]
    again, refusal = said("backup", tmp_path / "kept" / next((tmp_path / "kept").iterdir()).name, config=here)

    assert (code, again) == (0, 1)
    assert "is there already" in refusal
    assert backup.last(data(here)) is not None


def test_a_full_disk_leaves_no_half_archive(here, tmp_path):
    (tmp_path / "small").mkdir()
    (data(here) / "packets").mkdir()
    (data(here) / "packets" / "noise").write_bytes(os.urandom(3_000_000))

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    done = subprocess.run(
        [sys.executable, "-m", "bot", "backup", str(tmp_path / "small" / "all.tar.gz"), "--config", str(here)],
        cwd=ROOT, preexec_fn=small, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "No half archive was left" in done.stderr
    assert list((tmp_path / "small").iterdir()) == []


def rewritten(archive, to, change):
    """The archive with its header changed."""
    with tarfile.open(archive) as old, tarfile.open(to, "w:gz") as new:
        for member in old:
            content = old.extractfile(member).read()
            content = change(member.name, content)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return to


def newer_step(name, content):
    return (
        json.dumps(json.loads(content) | {"step": "9999", "program": "99.0"}).encode()
        if name == "header.json"
        else content
    )


def newer_form(name, content):
    return json.dumps(json.loads(content) | {"format": 2}).encode() if name == "header.json" else content


def other_bytes(name, content):
    return content + b"x" if name.startswith("store/") else content


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: rewritten(path, path.with_name("a"), newer_step), "made by a newer program (99.0, step 9999)"),
        (lambda path: rewritten(path, path.with_name("a"), newer_form), "made by a newer program"),
        (
            lambda path: rewritten(path, path.with_name("a"), other_bytes),
            "store/netcontrol.db is not as it was",
        ),
        (lambda path: cut(path, 0.6), "is damaged"),
        (lambda path: other(path, flipped(path.read_bytes())), "is damaged"),
        (lambda path: other(path, gzip.compress(b"no tar")), "is damaged, or no archive"),
        (lambda path: other(path, b"hello"), "no archive of netcontrol backup"),
        (lambda path: other(path, b""), "no archive of netcontrol backup"),
        (lambda path: path.with_name("nowhere"), "No such file"),
        (lambda path: path.parent, "Is a directory"),
    ],
    ids=["newer step", "newer form", "changed", "cut", "flipped", "no tar", "text", "empty", "missing", "folder"],
)
def test_what_is_damaged_or_newer_changes_nothing(archive, tmp_path, spoil, words):
    there = home(tmp_path / "there")

    code, output = said("restore", spoil(archive), config=there)

    assert code == 1
    assert words in output
    assert "Nothing was changed" in output
    assert not data(there).exists()


def cut(path, share):
    content = path.read_bytes()
    return other(path, content[: int(len(content) * share)])


def flipped(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


def other(path, content):
    path.write_bytes(content)
    return path


def test_a_name_that_leads_out_is_not_written(archive, tmp_path):
    with tarfile.open(archive) as old:
        parts = {member.name: old.extractfile(member).read() for member in old}
    digests = json.loads(parts["digests.json"])
    digests["../../evil"] = digests["config.toml"]
    parts = {**parts, "../../evil": parts["config.toml"], "digests.json": json.dumps(digests).encode()}
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as new:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))

    code, output = said("restore", tmp_path / "evil.tar.gz", config=home(tmp_path / "there"))

    assert code == 1
    assert "nothing was written" in output
    assert not list(tmp_path.rglob("evil"))


def test_over_a_running_program_it_is_refused(archive, here, tmp_path):
    with (data(here) / "netcontrol.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, output = said("restore", archive, "--yes", config=here)

    assert code == 1
    assert "stop it first" in output


def test_on_postgresql_whoever_holds_the_lease_counts_as_running(postgres, tmp_path):
    config = home(tmp_path / "here", postgres)
    database = filled(config)
    assert said("backup", tmp_path / "all.tar.gz", config=config)[0] == 0
    with database.work() as work:
        work.leases.take("accounts", "elsewhere:1#1", timedelta(minutes=1))
    database.close()

    code, output = said("restore", tmp_path / "all.tar.gz", "--yes", config=config)

    assert code == 1
    assert "runs on that database" in output


def test_what_is_there_is_shown_asked_about_and_put_aside(archive, here):
    code, output = said("restore", archive, config=here)
    assert code == 1
    assert "signing.key" in output
    assert "--yes" in output
    (data(here) / "later").write_text("mine")

    code, output = said("restore", archive, "--yes", config=here)

    assert code == 0, output
    assert not (data(here) / "later").exists()
    assert [path.read_text() for path in data(here).glob("replaced-*/later")] == ["mine"]
    assert incidents(here) == ["Bear Creek Fire"]


def test_another_kind_of_store_is_refused(archive, postgres, tmp_path):
    code, output = said("restore", archive, config=home(tmp_path / "there", postgres))

    assert code == 1
    assert "set url under [database]" in output


def test_without_a_configuration_the_archives_own_is_written(archive, tmp_path):
    (tmp_path / "there").mkdir()

    code, output = said("restore", archive, config=tmp_path / "there" / "config.toml")

    assert code == 0, output
    assert incidents(tmp_path / "there" / "config.toml") == ["Bear Creek Fire"]


def test_a_key_that_lies_elsewhere_comes_along(tmp_path):
    here = home(tmp_path / "here")
    filled(here).close()
    (data(here) / "signing.key").rename(tmp_path / "safe.key")
    here.write_text(f'[bot]\nsigning_key = "{tmp_path}/safe.key"\n')
    there = home(tmp_path / "there")
    there.write_text(f'[bot]\nsigning_key = "{tmp_path}/there/other.key"\n')

    said("backup", tmp_path / "all.tar.gz", config=here)
    code, output = said("restore", tmp_path / "all.tar.gz", config=there)

    assert code == 0, output
    assert (tmp_path / "there" / "other.key").read_bytes() == (tmp_path / "safe.key").read_bytes()
