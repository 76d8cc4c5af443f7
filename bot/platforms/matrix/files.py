"""Files, streamed both ways: authenticated media, decrypted and encrypted on the way where the room is encrypted."""

import base64
import hashlib
import re
import secrets
import tempfile
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import IO, Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from bot.platforms import Keep, Post, Posted, Rejected, TryLater
from bot.platforms.downloads import bounded
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.api import Json, Refusal, part
from bot.platforms.matrix.direct import direct_room
from bot.platforms.matrix.send import Sender, explained
from commands.domain.exercises import is_marked, marked
from commands.domain.messages import File

CHUNK = 64 * 1024
HELD_IN_MEMORY = 1024 * 1024
LARGEST = 1_000_000_000
"""Bytes of a file that is fetched; homeservers take 50 MB as a rule."""
MXC = re.compile(
    r"mxc://(?P<server>[A-Za-z0-9.\-]{1,230}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?)/(?P<media>[A-Za-z0-9_\-]{1,255})"
)
"""A media address: a server name by its grammar, and an opaque id (Matrix 1.x, "Matrix Content URIs")."""
TRANSFER_WITHIN = 600.0
"""Seconds for one file, either way."""


async def open_file(account: Account, file: File) -> AsyncIterator[bytes]:
    """The file's bytes in the clear. Raises SendFaults, also after the last byte where the file was tampered with."""
    if not file.details:  # an imported record's
        raise Rejected("the record does not tell how it is opened: that stayed with the program which heard it")
    if not account.api.token:
        await account.recall()
    locked = file.details.get("file")
    raw = _download(account, str(file.details.get("url") or file.id))
    async for chunk in _unlocked(raw, locked) if isinstance(locked, Mapping) else raw:
        yield chunk


async def _download(account: Account, mxc: str) -> AsyncIterator[bytes]:
    named = MXC.fullmatch(mxc)
    if named is None:
        raise Rejected("the file's address is not one of Matrix")
    where = f"{part(named['server'])}/{part(named['media'])}"
    for path in (f"/client/v1/media/download/{where}", f"/media/v3/download/{where}"):
        try:
            async with account.api.answer("GET", path, within=TRANSFER_WITHIN, allow_redirects=False) as answer:
                if answer.status != HTTPStatus.OK:
                    raise Rejected("the homeserver keeps the file elsewhere, and nothing is fetched from there")
                async for chunk in bounded(answer.content.iter_chunked(CHUNK), LARGEST):
                    yield chunk
                return
        except Refusal as refusal:
            if refusal.code != "M_UNRECOGNIZED":
                raise Rejected(f"the file cannot be fetched: {refusal.reason}") from None
    raise Rejected("the homeserver knows no way to fetch files")


async def _unlocked(raw: AsyncIterator[bytes], locked: Mapping[str, Any]) -> AsyncIterator[bytes]:
    try:
        key, start = _bytes(locked["key"]["k"]), _bytes(locked["iv"])
        wanted = _bytes(locked["hashes"]["sha256"])
        reader = Cipher(AES(key), CTR(start)).decryptor()
    except (KeyError, TypeError, ValueError):
        raise Rejected("the file's key is not what Matrix promises") from None
    digest = hashlib.sha256()
    async for chunk in raw:
        digest.update(chunk)
        yield reader.update(chunk)
    if digest.digest() != wanted:
        raise Rejected("the file is not the one that was sent: its checksum differs")


async def send_file(
    account: Account, sender: Sender, post: Post, file: File, chunks: AsyncIterator[bytes], keep: Keep
) -> Posted:
    """Upload (once: what was uploaded is kept) and post the event that shows the file. Raises SendFaults."""
    await account.ready()
    view = account.rooms.joined.get(post.room.id)
    room = await direct_room(account, post.target, like=post.room.id) if post.target else post.room.id
    there = account.rooms.joined.get(room)
    secret = bool(there and there.encrypted) or account.vault.known_encrypted(room)
    try:
        done = post.progress or await _upload(account, file, chunks, secret=secret)
        if not post.progress:
            await keep(done)
        content = post.payload["content"]
        return await sender.event(post, {**content, **done, **_described(file, content)}, room=room)
    except Refusal as refusal:
        if refusal.code == "M_TOO_LARGE":
            raise Rejected("the file is larger than the homeserver takes") from None
        raise explained(refusal, post, in_room=view is not None) from None


def _described(file: File, content: Json) -> Json:
    """A picture's words are its caption, for those who do not see it; marked where its name is."""
    words = str(file.details.get("alt") or "")
    caption = marked(words) if is_marked(str(content["body"])) else words
    return {"body": caption, "filename": file.name} if words else {}


async def _upload(account: Account, file: File, chunks: AsyncIterator[bytes], *, secret: bool) -> Json:
    """Where the file is now, as its event says it. It is put by first: a homeserver wants to know the true size."""
    lock = Lock() if secret else None
    with tempfile.SpooledTemporaryFile(max_size=HELD_IN_MEMORY, dir=str(account.folder)) as spool:
        async for chunk in lock.locked(chunks) if lock else chunks:
            spool.write(chunk)
        found = await _handed_over(account, file, spool, secret=secret)
    mxc = str(found["content_uri"])
    return {"file": lock.info(mxc)} if lock else {"url": mxc}


async def _handed_over(account: Account, file: File, spool: IO[bytes], *, secret: bool) -> Json:
    size = spool.tell()
    spool.seek(0)
    headers = {"Content-Type": "application/octet-stream" if secret else file.mimetype, "Content-Length": str(size)}
    query = {} if secret else {"filename": file.name}
    async with account.api.answer(
        "POST", "/media/v3/upload", within=TRANSFER_WITHIN, data=_read(spool), headers=headers, params=query
    ) as answer:
        found = await answer.json(content_type=None)
    if not isinstance(found, dict) or "content_uri" not in found:
        raise TryLater("the homeserver's answer is not what Matrix promises")
    return found


async def _read(spool: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := spool.read(CHUNK):
        yield chunk


class Lock:
    """A fresh key for one attachment (AES-CTR with half of the counter for the blocks, as the specification says)."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._start = secrets.token_bytes(8) + bytes(8)
        self._digest = hashlib.sha256()

    async def locked(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The chunks as the homeserver may see them: AES-256 in counter mode, as Matrix has encrypted attachments."""
        writer = Cipher(AES(self._key), CTR(self._start)).encryptor()
        async for chunk in chunks:
            out = writer.update(chunk)
            self._digest.update(out)
            yield out

    def info(self, mxc: str) -> Json:
        """What a reader needs (the event's ``file``): key, counter and digest; asked once all was locked."""
        key = base64.urlsafe_b64encode(self._key).decode().rstrip("=")
        return {
            "url": mxc,
            "v": "v2",
            "key": {"kty": "oct", "key_ops": ["encrypt", "decrypt"], "alg": "A256CTR", "k": key, "ext": True},
            "iv": base64.b64encode(self._start).decode().rstrip("="),
            "hashes": {"sha256": base64.b64encode(self._digest.digest()).decode().rstrip("=")},
        }


def _bytes(text: str) -> bytes:
    """Unpadded base64 of either alphabet."""
    return base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "=" * (-len(text) % 4))
