"""The live board's own secret, in data_dir: with it links and the tokens of forms are made and known again.

The store holds one half of a link alone, the link's id; so nobody signs in with what a copy of the database tells.
"""

import base64
import hashlib
import hmac
import re
import secrets
from pathlib import Path

from bot.runtime import private_files
from commands.domain.situation.web import LINK_MARK

NAME = "board.key"
_MARK = re.compile(f"{LINK_MARK}([0-9a-f]{{24}})")


class BoardKey:
    """Makes links and tokens of forms, and knows its own again."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def link(self, id: str) -> str:
        """What stands behind ``/in/``: the link's id and its proof, 43 characters of an address."""
        made = bytes.fromhex(id)
        return _text(made + self._mac(b"link", made)[:20])

    def id_of(self, token: str) -> str:
        """The id of a link that we made; empty for any other text."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError:
            return ""
        good = len(raw) == 32 and hmac.compare_digest(self._mac(b"link", raw[:12])[:20], raw[12:])
        return raw[:12].hex() if good else ""

    def token(self, session: int) -> str:
        """A fresh token for the forms of one page, as this session is shown it."""
        nonce = secrets.token_hex(8)
        return f"{nonce}.{self._proof(session, nonce)}"

    def is_own(self, token: str, session: int) -> bool:
        """Was this token made for a page of this session?"""
        nonce, dot, proof = token.partition(".")
        return bool(dot) and hmac.compare_digest(self._proof(session, nonce).encode(), proof.encode("utf-8", "replace"))

    def _proof(self, session: int, nonce: str) -> str:
        return _text(self._mac(b"form", f"{session}/{nonce}".encode("utf-8", "replace"))[:16])

    def _mac(self, what: bytes, made: bytes) -> bytes:
        return hmac.new(self._secret, what + b"/" + made, hashlib.sha256).digest()

    def opened(self, text: str) -> str:
        """A reply's text as it goes out: whole links instead of their marks."""
        return _MARK.sub(lambda found: self.link(found[1]), text)


def at_hand(data_dir: Path) -> BoardKey:
    """The key in this folder; made where there is none yet."""
    path = data_dir / NAME
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        secret = b""
    if len(secret) < 32:
        secret = secrets.token_bytes(32)
        private_files.write(path, secret)
    return BoardKey(secret)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
