"""Databases of their own for the tests on PostgreSQL."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url


@contextmanager
def fresh_postgres(server: str, template: str = "template1") -> Iterator[str]:
    """The URL of a new database of the server whose URL this is, copied from the template; dropped at the end."""
    url, name = make_url(server), f"test_{uuid.uuid4().hex}"
    admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as root:
        root.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        yield url.set(database=name).render_as_string(hide_password=False)
        root.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
