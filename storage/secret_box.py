"""Secrets that stand in the store: encrypted with a key that only the configuration has.

The key is derived from the configured words by scrypt (RFC 7914; N 2^14, r 8, p 1) with a salt of the store's own. Each
value is sealed by AES-256-GCM under a fresh 96-bit nonce, bound to its owner and name, so that no value can be put in
the place of another one.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

SALT = 16
NONCE = 12
KEY = 32
"""Bytes of each."""


class WrongSecretKey(Exception):
    """What the store holds was encrypted with other words than those of the configuration."""


class Box:
    """Seals and opens values, given as bytes; ``owner`` and ``name`` say whose and which."""

    def __init__(self, words: str, salt: bytes) -> None:
        derive = Scrypt(salt=salt, length=KEY, n=2**14, r=8, p=1).derive
        self._cipher = AESGCM(derive(words.encode()))

    def seal(self, owner: str, name: str, value: bytes) -> bytes:
        """A value as it may stand in the store."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, value, _bound(owner, name))

    def open(self, owner: str, name: str, sealed: bytes) -> bytes:
        """The value again. Raises WrongSecretKey, also for one that stood under another name or was changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(owner, name))
        except (InvalidTag, ValueError):
            raise WrongSecretKey(
                "the secrets in the store were encrypted with another [bot] secret_key: set the one that was used"
                " before; nothing was changed"
            ) from None


def _bound(owner: str, name: str) -> bytes:
    return f"{len(owner)}:{owner}/{name}".encode()
