"""The keys that seals and checkpoints are made with: Ed25519, in a file beside the database and never in it.

A line for each key: its id, when it was made, its secret in base64; the last one is in use, the others are kept to
check what they made. The id is the first eight hexadecimal digits of the public key's SHA-256. A seal's ``mac`` is
HMAC-SHA256 of its digest, with a secret that is derived from the key.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIZE = 32
"""Bytes of a secret."""


class KeyFault(Exception):
    """There is no key, or the file that holds it is not as it should be."""


class Key:
    """What seals are marked with (HMAC) and checkpoints signed with (Ed25519): 32 bytes that the database never has."""

    def __init__(self, secret: bytes, made: datetime) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(secret)
        self._secret = secret
        self._derived = hmac.digest(secret, b"net-control seal 1", "sha256")
        self.made = made
        self.public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = hashlib.sha256(self.public).hexdigest()[:8]

    @classmethod
    def fresh(cls, at: datetime) -> Self:
        """A new key, made from the system's randomness at a time (UTC)."""
        return cls(os.urandom(SIZE), at)

    def mac(self, digest: str) -> str:
        """HMAC-SHA-256 of a digest (both in hex), which nobody without the key can make."""
        return hmac.digest(self._derived, bytes.fromhex(digest), "sha256").hex()

    def sign(self, statement: bytes) -> str:
        """The Ed25519 signature of a statement, in hex."""
        return self._private.sign(statement).hex()

    def signed(self, statement: bytes, signature: str) -> bool:
        """Is it this key's signature?"""
        try:
            self._private.public_key().verify(bytes.fromhex(signature), statement)
        except (InvalidSignature, ValueError):
            return False
        return True

    @property
    def line(self) -> str:
        """The key as its file holds it: id, when it was made, the secret in base64."""
        return f"{self.id} {self.made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {base64.b64encode(self._secret).decode()}"

    def __repr__(self) -> str:
        return f"Key({self.id})"


class KeyRing:
    """All keys of a file, the oldest first."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys = {key.id: key for key in keys}

    @property
    def current(self) -> Key:
        """The newest one, with which is signed."""
        return [*self.keys.values()][-1]

    def checks(self, key: str, digest: str, mac: str) -> bool | None:
        """Was a seal made with that key? None where there is no such key here."""
        known = self.keys.get(key)
        try:
            return None if known is None else hmac.compare_digest(known.mac(digest), mac)
        except ValueError:
            return False

    def signed(self, key: str, statement: bytes, signature: str) -> bool | None:
        """Is that a signature of the key? None where there is no such key here."""
        known = self.keys.get(key)
        return None if known is None else known.signed(statement, signature)


def read(path: Path) -> KeyRing:
    """The keys of a file. Raises KeyFault, which never says what stands in it."""
    try:
        mode = path.stat().st_mode
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise KeyFault(f"there is no signing key at {path}: “netcontrol key make” writes one") from None
    except UnicodeDecodeError:
        raise KeyFault(f"{path} is no file of signing keys") from None
    except OSError as fault:
        raise KeyFault(f"the signing key {path} cannot be read: {fault.strerror}") from None
    if mode & 0o077:
        raise KeyFault(f"the signing key {path} can be read by others: chmod 600 {path}")
    keys = [_key(line, number, path) for number, line in enumerate(lines, 1) if line.strip()]
    if not keys:
        raise KeyFault(f"{path} holds no signing key: put your copy back, or remove the file and make one")
    return KeyRing(keys)


def _key(line: str, number: int, path: Path) -> Key:
    try:
        id, made, secret = line.split()
        key = Key(base64.b64decode(secret, validate=True), datetime.fromisoformat(made))
    except (ValueError, binascii.Error):
        raise KeyFault(f"{path}, line {number}, is no signing key: put your copy of the file back") from None
    if key.id != id:
        raise KeyFault(f"{path}, line {number}: the key is not the one that its id names; put your copy back")
    return key


def make(path: Path, at: datetime) -> Key:
    """Write a first key. Raises KeyFault where there is one."""
    if path.exists():
        raise KeyFault(f"there is a signing key at {path} already; “netcontrol key rotate” puts a new one beside it")
    key = Key.fresh(at)
    _write(path, [key])
    return key


def rotate(path: Path, at: datetime) -> Key:
    """Put a new key into use; what the former ones made is still checked. Raises KeyFault."""
    ring = read(path)
    key = Key.fresh(at)
    _write(path, [*ring.keys.values(), key])
    return key


def _write(path: Path, keys: Iterable[Key]) -> None:
    """Whole or not at all, and for nobody else's eyes."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.writelines(f"{key.line}\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as fault:
        raise KeyFault(f"the signing key cannot be written to {path}: {fault.strerror}") from None
