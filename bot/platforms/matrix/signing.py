"""Cross-signing: the account vouches for the bot's own device, so that other clients trust it with their keys.

nio does not do this. The three keys are made here, kept as seeds with the device, and published by plain HTTP; see
"Cross-signing" in the Matrix specification. Keys that somebody made elsewhere for the account are never replaced.
"""

import base64
import json
import secrets
from dataclasses import replace
from typing import Any

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.platforms import SendFault
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Json, Refusal
from bot.platforms.matrix.cabinet import CROSS_SIGNING, Cabinet

log = structlog.get_logger(__name__)

USAGES = ("master", "self_signing", "user_signing")
MADE_ELSEWHERE = (
    "the account has cross-signing keys not made here: verify the bot's device from the client that has them,"
    " or reset them there and restart"
)
NEEDS_PASSWORD = "the homeserver asks for the account's password once to publish cross-signing keys: configure it"  # noqa: S105


class Signer:
    """One Ed25519 key of the account."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = base64.b64encode(self._key.public_key().public_bytes_raw()).decode().rstrip("=")

    def signed(self, user_id: str, value: Json) -> Json:
        """``value`` with this key's signature (Ed25519, over its canonical JSON) beside those it had."""
        signature = base64.b64encode(self._key.sign(canonical(value))).decode().rstrip("=")
        return _with_signature(value, user_id, f"ed25519:{self.public}", signature)


def canonical(value: Json) -> bytes:
    """The bytes that are signed: canonical JSON without signatures and unsigned."""
    bare = {key: each for key, each in value.items() if key not in {"signatures", "unsigned"}}
    return json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


async def cross_sign(account: Account) -> str:
    """Make sure that the account's keys are published and this device is signed; what is in the way, else empty."""
    if account.device.signed:
        return ""
    try:
        fault = await _cross_sign(account)
    except SendFault as failure:
        fault = failure.reason
    if fault:
        log.warning("matrix.device_not_signed", source=account.source, why=fault)
    return fault


async def _cross_sign(account: Account) -> str:
    user, cabinet = account.user_id, account.cabinet
    found = await account.api.call("POST", "/client/v3/keys/query", {"device_keys": {user: []}})
    keys = _keys(cabinet)
    there = (found.get("master_keys") or {}).get(user)
    if there and keys and keys["master"].public in (there.get("keys") or {}).values():
        pass  # published by an earlier run
    elif there:
        return MADE_ELSEWHERE
    else:
        keys = keys or _made(cabinet)
        await cabinet.flush()  # kept before anybody sees them
        if fault := await _publish(account, keys):
            return fault
    return await _sign_device(account, keys, (found.get("device_keys") or {}).get(user) or {})


def _keys(cabinet: Cabinet) -> dict[str, Signer] | None:
    seeds = cabinet.read(CROSS_SIGNING)
    return {usage: Signer(base64.b64decode(seeds[usage])) for usage in USAGES} if seeds else None


def _made(cabinet: Cabinet) -> dict[str, Signer]:
    """New keys."""
    cabinet.write(CROSS_SIGNING, {usage: base64.b64encode(secrets.token_bytes(32)).decode() for usage in USAGES})
    keys = _keys(cabinet)
    assert keys  # noqa: S101  (written one line above)
    return keys


async def _publish(account: Account, keys: dict[str, Signer]) -> str:
    body = {f"{usage}_key": _public(account.user_id, usage, keys) for usage in USAGES}
    try:
        await account.api.call("POST", "/client/v3/keys/device_signing/upload", body)
    except Refusal as refusal:
        if refusal.status != 401 or "session" not in refusal.body:
            raise
        if not account.settings.password:
            return NEEDS_PASSWORD
        body["auth"] = _proof(account, str(refusal.body["session"]))
        await account.api.call("POST", "/client/v3/keys/device_signing/upload", body)
    return ""


def _proof(account: Account, session: str) -> Json:
    return {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": account.user_id},
        "password": account.settings.password.get_secret_value(),
        "session": session,
    }


def _public(user_id: str, usage: str, keys: dict[str, Signer]) -> Json:
    public = keys[usage].public
    value: Json = {"user_id": user_id, "usage": [usage], "keys": {f"ed25519:{public}": public}}
    return value if usage == "master" else keys["master"].signed(user_id, value)


async def _sign_device(account: Account, keys: dict[str, Signer], devices: dict[str, Any]) -> str:
    """Sign our own device with the account's key, and the account's key with our device."""
    user, device_id, olm = account.user_id, account.device.device_id, account.vault.olm
    there = devices.get(device_id)
    if not there or not olm or there["keys"].get(f"ed25519:{device_id}") != olm.account.identity_keys["ed25519"]:
        return "the homeserver does not have this device's keys"
    master = _public(user, "master", keys)
    by_device = olm.sign_json(json.loads(canonical(master)))
    signed = {
        device_id: keys["self_signing"].signed(user, {key: each for key, each in there.items() if key != "unsigned"}),
        keys["master"].public: _with_signature(master, user, f"ed25519:{device_id}", by_device),
    }
    answer = await account.api.call("POST", "/client/v3/keys/signatures/upload", {user: signed})
    if answer.get("failures"):
        return "the homeserver did not take the signatures of this device"
    account.keep(replace(account.device, signed=True))
    return ""


def _with_signature(value: Json, user_id: str, key_id: str, signature: str) -> Json:
    signatures = value.get("signatures") or {}
    return {**value, "signatures": {**signatures, user_id: {**signatures.get(user_id, {}), key_id: signature}}}
