"""`netcontrol key`, and `netcontrol verify` with it: what a person reads, and what a script sees."""

import stat
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.config.model import load
from bot.operations.signing import at_start, place
from commands.domain.incidents import Incident
from storage.migrate import migrate
from storage.sealing import keys
from storage.store import Database

AT = datetime(2026, 11, 22, 13, tzinfo=UTC)


@pytest.fixture
def run(tmp_path):
    config = tmp_path / "config.toml"
    if not config.exists():
        config.write_text("")

    def run(*words):
        result = CliRunner().invoke(cli, [*words, "--config", str(config)])
        return result.exit_code, result.output.strip()

    return run


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "signing.key"


def sealed(tmp_path, key):
    """A store with one incident and a signed head."""
    database = Database(f"sqlite:///{tmp_path}/data/netcontrol.db", key)
    migrate(database)
    with database.work() as work:
        work.record.add(Incident(id="fire", name="Bear Creek Fire", opened=AT))
        head = work.record.record_head("fire", AT)
    database.close()
    return head.shown


def test_a_key_is_made_for_nobody_else_to_read_and_only_once(run, file):
    code, said = run("key", "make")
    assert code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secret = file.read_text().split()[2]
    ring = keys.read(file)
    assert f"Key {ring.current.id} is in {file}" in said

    code, shown = run("key", "show")
    assert code == 0
    assert f"{ring.current.id}  Ed25519 public {ring.current.public.hex()}" in shown
    assert secret not in said + shown + repr(ring.current)

    code, said = run("key", "make")
    assert (code, "there is a signing key at" in said, file.read_text().split()[2]) == (1, True, secret)


def test_a_new_key_seals_on_and_the_former_ones_work_is_still_checked(run, file, tmp_path):
    run("key", "make")
    first = keys.read(file).current
    sealed(tmp_path, first)
    assert run("key", "rotate")[0] == 0
    ring = keys.read(file)
    assert ring.current.id != first.id
    database = Database(f"sqlite:///{tmp_path}/data/netcontrol.db", ring.current)
    with database.work() as work:
        work.record.next_number("fire", "request")
        assert work.record.record_head("fire", AT).key == ring.current.id
    database.close()
    code, said = run("verify")
    assert (code, said) == (0, "Bear Creek Fire: unbroken, no entries; 2 seals over 2 rows")


@pytest.mark.parametrize("verb", ["show", "rotate"])
def test_without_a_key_it_is_said_how_one_is_made(run, file, verb):
    code, said = run("key", verb)
    assert (code, said) == (1, f"there is no signing key at {file}: “netcontrol key make” writes one")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "holds no signing key: put your copy back"),
        ("nonsense\n", ", line 1, is no signing key"),
        ("3fa9c1d2 2026-11-22T13:00:00Z AAAA\n", ", line 1, is no signing key"),
        (f"3fa9c1d2 2026-11-22T13:00:00Z {'A' * 43}=\n", ", line 1: the key is not the one that its id names"),
        ("ключ\n", "is no file of signing keys"),
    ],
)
def test_a_damaged_key_file_is_told_without_its_content(run, file, words, told):
    run("key", "make")
    file.write_text(words)
    for verb in (("key", "show"), ("key", "rotate")):
        code, said = run(*verb)
        assert code == 1
        assert told in said
        assert "AAAA" not in said


def test_a_key_that_others_can_read_is_refused(run, file):
    run("key", "make")
    file.chmod(0o644)
    assert run("key", "show") == (1, f"the signing key {file} can be read by others: chmod 600 {file}")


def test_a_configured_key_has_to_be_there_and_the_one_in_data_dir_is_made(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text("")
    assert at_start(load(config, {}), AT).current.id == keys.read(place(load(config, {}))).current.id
    config.write_text('[bot]\nsigning_key = "safe/net.key"\n')
    with pytest.raises(keys.KeyFault, match=f"there is no signing key at {tmp_path}/safe/net.key"):
        at_start(load(config, {}), AT)


def test_a_record_of_another_key_is_told(run, file, tmp_path):
    sealed(tmp_path, keys.Key(bytes(range(32)), AT))
    code, said = run("verify")
    assert code == 0
    assert "the signing key is not here (56475aa7): what was made anew without it is not seen" in said
    run("key", "make")
    code, said = run("verify")
    assert code == 1
    assert "BROKEN at the seals from 1 on were made with key 56475aa7, which the key file does not hold" in said


def test_heads_that_were_copied_from_a_room_are_looked_for(run, file, tmp_path):
    run("key", "make")
    head = sealed(tmp_path, keys.read(file).current)
    posted = tmp_path / "heads.txt"
    posted.write_text(f"[14:02] Net Control: Log L-3 · {head}\nthanks\n")
    code, said = run("verify", "--heads", str(posted))
    assert (code, said.splitlines()[-1]) == (0, "1 posted heads stand in the record")

    other = head.replace("head 1 ", "head 9 ")
    posted.write_text(f"{head}\n{other}\n")
    code, said = run("verify", "--heads", str(posted))
    assert (code, said.splitlines()[-1]) == (
        1,
        f"BROKEN: “{other}” was posted, and no record here has it: one was written anew, or cut",
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "No such file"),
        (b"\xff\xfe\x00", "is no text"),
        (b"good morning\n", "holds no head: copy the lines with “Record head”"),
        (b"\nRecord head 12 9f2c-41 key 3fa9c1d2\n", ", line 2 holds no whole head; it reads like"),
    ],
)
def test_a_file_without_heads_is_told(run, file, tmp_path, content, told):
    run("key", "make")
    sealed(tmp_path, keys.read(file).current)
    posted = tmp_path / "heads.txt"
    if content is not None:
        posted.write_bytes(content)
    code, said = run("verify", "--heads", str(posted))
    assert code == 1
    assert told in said


def test_a_store_that_is_not_under_seal_yet_is_told(run, tmp_path):
    database = Database(f"sqlite:///{tmp_path}/data/netcontrol.db")
    migrate(database)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE seal"))
    database.close()
    assert run("verify") == (
        1,
        "this database is not under seal yet: the first start of this version seals what is there",
    )
