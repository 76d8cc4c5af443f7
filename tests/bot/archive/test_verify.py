"""`netcontrol verify`: what a person reads, and what a script sees."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.__main__ import cli
from commands.domain.incidents import Incident
from commands.domain.log.logbook import Entry, Origin
from tests.blank import migrated

AT = datetime(2026, 11, 22, 13, tzinfo=UTC)


@pytest.fixture
def verify(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text("")

    def verify(*options):
        result = CliRunner().invoke(cli, ["verify", "--config", str(config), *options])
        return result.exit_code, result.output.strip()

    return verify


@pytest.fixture
def database(tmp_path):
    database = migrated(f"sqlite:///{tmp_path}/data/netcontrol.db")
    with database.work() as work:
        work.record.add(Incident(id="fire", name="Bear Creek Fire", opened=AT))
        for number in range(1, 6):
            work.record.append(
                Entry(
                    incident="fire",
                    group="main",
                    origin=Origin.PERSON,
                    words=f"line {number}",
                    at=AT,
                    said=AT,
                    author="slack.county/U1",
                    author_name="Ana Ruiz",
                )
            )
    yield database
    database.close()


def head(database):
    with database.work() as work:
        return work.record.log_head("fire").shown


def test_an_unbroken_log_is_said_so_with_its_head(verify, database):
    printed = head(database)
    code, said = verify()
    assert (code, said.splitlines()[0]) == (
        0,
        f"Bear Creek Fire: unbroken, 5 entries, head {printed}; 1 seals over 7 rows",
    )
    assert "the signing key is not here" in said
    assert verify("--incident", "fire", "--head", printed)[0] == 0
    assert verify("--incident", "Bear Creek Fire", "--head", printed.split()[1])[0] == 0


def test_a_changed_entry_is_named_and_the_exit_code_tells(verify, database):
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE log_entry SET words = 'x' WHERE number = 3"))
    code, said = verify()
    assert code == 1
    assert said.startswith("Bear Creek Fire: BROKEN at L-3: its content is not what was recorded")


def test_a_cut_tail_is_found_by_the_head_that_was_posted(verify, database):
    printed = head(database)
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM log_entry WHERE number > 3"))
        connection.execute(text("UPDATE counter SET last = 3 WHERE series = 'log'"))
    code, said = verify()
    assert code == 1
    assert "log_entry 5 is missing: it was recorded" in said
    code, said = verify("--head", printed)
    assert code == 1
    assert "BROKEN at L-4: it and everything behind it are missing" in said


def test_what_cannot_be_compared_is_said_so(verify, database):
    assert verify("--head", "L-5 zzzz") == (
        1,
        "“L-5 zzzz” is no head of a log; it reads like “L-42 9f2c-41ab-77d0-e1c3”",
    )
    assert verify("--incident", "ceder") == (1, "there is no incident 'ceder'")


def test_a_database_without_a_log_is_said_so(verify):
    assert verify() == (1, "there is no log in this database yet: the program has never run on it")
