"""What one transaction means: all or nothing, reading and writing as one step, faults with a meaning."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, null, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from commands.domain.errors import Stale
from storage.migrate import migrate
from storage.store import Database, DatabaseAway
from storage.tables.bridge import heard

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def test_what_was_done_is_there_afterwards(migrated):
    with migrated.work() as work:
        work.keeping.set_fact("n", 1)

    with migrated.work() as work:
        assert work.keeping.fact("n") == 1


def test_an_exception_undoes_everything(migrated):
    def failing():
        with migrated.work() as work:
            work.keeping.set_fact("n", 1)
            raise KeyError

    with pytest.raises(KeyError):
        failing()

    with migrated.work() as work:
        assert work.keeping.fact("n") is None


def test_what_fails_in_a_part_is_undone_alone(migrated):
    def failing(work):
        with work.part():
            work.keeping.set_fact("within", 2)
            raise KeyError

    with migrated.work() as work:
        work.keeping.set_fact("before", 1)
        with pytest.raises(KeyError):
            failing(work)
        with work.part():
            work.keeping.set_fact("after", 3)

    with migrated.work() as work:
        assert [work.keeping.fact(key) for key in ("before", "within", "after")] == [1, None, 3]


def test_a_row_that_is_there_already_is_stale(migrated):
    with migrated.work() as work:
        work.talk.first_time("key", AT)

    with pytest.raises(Stale), migrated.work() as work:
        work.connection.execute(insert(heard).values(key="key", at=AT))


def test_a_mistake_in_the_code_is_not_taken_for_an_outage(migrated):
    with pytest.raises(StatementError, match="needs its zone"), migrated.work() as work:
        work.talk.first_time("key", datetime(2026, 11, 22))  # noqa: DTZ001  it is the mistake


def test_a_wrong_statement_is_not_taken_for_an_outage(migrated):
    with pytest.raises(DBAPIError), migrated.work() as work:
        work.connection.execute(text("SELECT nothing_like_it FROM heard"))


def test_a_database_that_is_not_there_is_away():
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1")
    with pytest.raises(DatabaseAway), database.work():
        pass
    database.close()


def test_a_file_that_cannot_be_opened_is_away(tmp_path):
    (tmp_path / "folder.db").mkdir()
    database = Database(f"sqlite:///{tmp_path}/folder.db")
    with pytest.raises(DatabaseAway), database.work():
        pass
    database.close()


def counted(database, rounds):
    """Read a number and write the next one, again where another was faster."""
    done = 0
    while done < rounds:
        try:
            with database.work() as work:
                work.keeping.set_fact("count", (work.keeping.fact("count") or 0) + 1)
        except Stale:
            continue
        done += 1


@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_reading_and_then_writing_is_one_step_for_two_threads(kind, request, tmp_path):
    url = f"sqlite:///{tmp_path}/net.db" if kind == "file" else request.getfixturevalue("postgres")
    one, two = Database(url), Database(url)
    migrate(one)
    with one.work() as work:
        work.keeping.set_fact("count", 0)

    threads = [threading.Thread(target=counted, args=(each, 40)) for each in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with one.work() as work:
        assert work.keeping.fact("count") == 80
    one.close()
    two.close()


def test_a_file_is_written_so_that_a_power_cut_loses_nothing_committed(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/net.db")
    with database.work() as work:
        settings = {
            name: work.connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    database.close()

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_words_of_any_language_are_compared_without_regard_to_case(migrated):
    with migrated.work() as work:
        assert work.connection.execute(select(func.lower("ÉQUIPE Ñ Ü"))).scalar() == "équipe ñ ü"
        assert work.connection.execute(select(func.lower(null()))).scalar() is None
