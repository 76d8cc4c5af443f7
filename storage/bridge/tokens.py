"""Tokens of programs: only their digests are kept."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from commands.domain.situation.programs import PROGRAMS, TOKEN_LASTS, ApiToken
from storage.bridge.web import digest
from storage.tables.web import api_tokens

MARK = "nct_"
"""By which people, and scanners for secrets that leaked, know a token."""


class Tokens:
    """The tokens of all incidents."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def make(self, name: str, incident: str, scope: Collection[str], at: datetime) -> tuple[ApiToken, str]:
        """A new token, and the secret that is said once and kept nowhere."""
        secret = MARK + secrets.token_urlsafe(32)
        row = {"name": name, "incident": incident, "scope": sorted(scope), "made": at, "until": at + TOKEN_LASTS}
        self._db.execute(insert(api_tokens).values(digest=digest(secret), **row))
        found = self.of(secret)
        if found is None:
            raise LookupError(name)
        return found, secret

    def of(self, secret: str) -> ApiToken | None:
        """The token of this secret, good or not."""
        row = self._db.execute(select(api_tokens).where(api_tokens.c.digest == digest(secret))).first()
        return _token(row) if row else None

    def speaker(self, key: str) -> ApiToken | None:
        """The token of a program that says something, good or not; None where that is no program's key."""
        number = key.removeprefix(PROGRAMS)
        if number == key or not number.isdecimal():
            return None
        row = self._db.execute(select(api_tokens).where(api_tokens.c.id == int(number))).first()
        return _token(row) if row else None

    def every(self) -> tuple[ApiToken, ...]:
        """All, ended ones among them, oldest first."""
        return tuple(_token(row) for row in self._db.execute(select(api_tokens).order_by(api_tokens.c.id)))

    def end(self, id: int, at: datetime) -> bool:
        """Revoke one; False where there is none of that number, or it was revoked already."""
        mine = (api_tokens.c.id == id) & api_tokens.c.ended.is_(None)
        return bool(self._db.execute(update(api_tokens).where(mine).values(ended=at)).rowcount)


def _token(row: Row[Any]) -> ApiToken:
    return ApiToken(
        id=row.id,
        name=row.name,
        incident=row.incident,
        scope=frozenset(row.scope),
        made=row.made,
        until=row.until,
        ended=row.ended,
    )
