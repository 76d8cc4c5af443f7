"""Secrets in the store: encrypted, bound to their place, and never overwritten with another key."""

import pytest
from sqlalchemy import select, update

from storage.secret_box import WrongSecretKey
from storage.store import Database
from storage.tables.bridge import secrets
from tests.blank import migrated

WORDS = "correct horse battery staple again"


@pytest.fixture(params=["file", "postgres"])
def database(request, tmp_path):
    url = f"sqlite:///{tmp_path}/net.db"
    if request.param == "file":
        migrated(url).close()
    made = Database(url if request.param == "file" else request.getfixturevalue("postgres_migrated"))
    yield made
    made.close()


def test_what_is_kept_is_read_again_and_stands_nowhere_in_clear(database):
    with database.work() as work:
        work.secrets.save(work.secrets.box(WORDS), "matrix.state", {"device": b"a token", "gone": b"x"})
    with database.work() as work:
        work.secrets.save(work.secrets.box(WORDS), "matrix.state", {"gone": None})
    with database.work() as work:
        assert work.secrets.all(work.secrets.box(WORDS), "matrix.state") == {"device": b"a token"}
        assert work.secrets.all(work.secrets.box(WORDS), "matrix.other") == {}
        kept = b"".join(work.connection.execute(select(secrets.c.content)).scalars())
    assert b"token" not in kept


def test_with_another_key_nothing_is_read_and_nothing_changed(database):
    with database.work() as work:
        work.secrets.save(work.secrets.box(WORDS), "matrix.state", {"device": b"a token"})
        before = work.connection.execute(select(secrets).order_by(secrets.c.owner, secrets.c.name)).all()
    with pytest.raises(WrongSecretKey, match=r"another .bot. secret_key"), database.work() as work:
        work.secrets.box(WORDS + "!")
    with database.work() as work:
        after = work.connection.execute(select(secrets).order_by(secrets.c.owner, secrets.c.name)).all()
    assert after == before


def test_a_row_that_was_put_in_the_place_of_another_is_not_taken_for_it(database):
    with database.work() as work:
        box = work.secrets.box(WORDS)
        work.secrets.save(box, "matrix.state", {"device": b"one"})
        work.connection.execute(update(secrets).where(secrets.c.owner == "matrix.state").values(owner="matrix.forest"))
    with pytest.raises(WrongSecretKey), database.work() as work:
        work.secrets.all(work.secrets.box(WORDS), "matrix.forest")
