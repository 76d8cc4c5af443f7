"""Files: fetched with the token, sent by Slack's three-step upload. Large ones pass through a temporary file."""

import asyncio
import json
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import aiohttp

from bot.platforms import Keep, Post, Posted, Rejected, SendFault, TryLater, Unknown, downloads
from bot.platforms.slack.api import Api, Fault, Known
from bot.platforms.slack.faults import send_fault
from bot.platforms.slack.send import Sender
from bot.platforms.slack.shares import called, file_of, is_elsewhere
from commands.domain.messages import File

Json = dict[str, Any]

LARGEST = 1_000_000_000
"""Bytes; Slack takes files up to 1 GB."""

DOMAINS = ("slack.com", "slack-files.com", "slack-gov.com")
"""Where Slack keeps files: the token is shown to these, and to nobody else."""

IN_MEMORY = 1_000_000
CHUNK = 65_536
SHARE_WAITS = (0.1, 0.2, 0.3, 0.5, 1, 1, 2, 2, 3)
"""Seconds between looks at a file that Slack has not shown yet."""
SHOWN_WITHIN = 120.0
"""Seconds after which a file that was taken and is not shown never will be."""

UNREADABLE = "the app may not read the file: it needs the scope files:read and has to be in the file's channel"

SLOW = aiohttp.ClientTimeout(total=None, connect=10, sock_read=60)


class Files:
    """The files of one account."""

    def __init__(self, api: Api, sender: Sender, base_url: str, bot_token: str) -> None:
        self._api, self._sender = api, sender
        self._sources = downloads.Sources(base_url, DOMAINS)
        self._authorisation = {"Authorization": f"Bearer {bot_token}"}

    async def open(self, file: File) -> AsyncIterator[bytes]:
        """The bytes of a file that was said on this account; raises a SendFault."""
        file = await self.describe(file)
        url = str(file.details["url"])
        try:
            async with downloads.answer(self._api.session, self._sources, url, self._authorisation) as response:
                _check(response)
                if response.content_type == "text/html" and file.mimetype != "text/html":
                    raise await self._why_no_bytes(file)
                async for chunk in downloads.bounded(response.content.iter_chunked(CHUNK), LARGEST):
                    yield chunk
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise TryLater(f"Slack does not send the file ({type(error).__name__})", after=2.0) from None

    async def describe(self, file: File) -> File:
        """The file with all that Slack tells of it: events often name no more than its id. Raises a SendFault."""
        if file.details.get("url"):
            return file
        try:
            told = (await self._api.read("files.info", file=file.id))["file"]
        except Fault as fault:
            raise _undescribed(fault) from None
        if is_elsewhere(told):
            where = told.get("permalink") or "ask who posted it"
            raise Rejected(f"it is a {called(told)}, to be read in Slack: {where}")
        known = file_of(told)
        if not known.details:
            raise Rejected("Slack gives no address for the file")
        return known

    async def _why_no_bytes(self, file: File) -> SendFault:
        """Slack showed a page instead of a file: a log-in, where the app may not read files; else nobody knows why."""
        try:
            await self._api.read("files.info", file=file.id)
        except Fault as fault:
            return _undescribed(fault)
        return Rejected("Slack shows a page instead of the file")

    async def send(self, post: Post, file: File, chunks: AsyncIterator[bytes], keep: Keep) -> Posted:
        """Upload a file and show it in the room; raises a SendFault."""
        if post.progress.get("completed"):
            return await self._shown(post, str(post.progress["file_id"]), _channel(post))
        self._sender.begin(post)
        try:
            file_id = await self._upload(file, chunks)
            channel = await self._sender.channel(post)
            await keep({"file_id": file_id, "channel": channel})
            await self._complete(post, file, file_id, channel)
        except Fault as fault:
            return self._sender.settled(post, fault)
        await keep({"file_id": file_id, "channel": channel, "completed": self._api.now().timestamp()})
        return await self._shown(post, file_id, channel)

    async def look(self, post: Post) -> Posted | None:
        """Is the file there? None if its upload was never finished; raises TryLater while that cannot be told."""
        file_id = str(post.progress.get("file_id") or "")
        if not file_id:
            return None
        if (early := self._sender.too_early(post)) > 0:
            raise TryLater("the upload may still be on its way", after=early)
        try:
            ts = await self._share(file_id, _channel(post))
        except Fault as fault:
            if fault.code == "file_not_found":
                return None
            raise TryLater(f"cannot look for the file: {fault.code}", after=max(1.0, fault.after)) from None
        if ts is None:
            self._give_up_late(post)
            raise TryLater("Slack has not shown the file yet", after=2.0)
        return Posted(ts, ts)

    async def _upload(self, file: File, chunks: AsyncIterator[bytes]) -> str:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
            length = await _spooled(spool, chunks)
            words = {"alt_txt": file.details["alt"]} if file.details.get("alt") else {}
            ticket = await self._api.write("files.getUploadURLExternal", filename=file.name, length=length, **words)
            await self._put(str(ticket["upload_url"]), spool, length)
        return str(ticket["file_id"])

    async def _put(self, url: str, spool: IO[bytes], length: int) -> None:
        spool.seek(0)
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(length)}
        try:
            async with self._api.session.post(url, data=_read(spool), headers=headers, timeout=SLOW) as response:
                if response.status != 200:
                    raise Fault(
                        "upload", f"Slack does not take the file (HTTP {response.status})", Known.NOT_APPLIED, 2.0
                    )
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            # Nothing is shown before the upload is completed: it may begin again.
            raise Fault(
                "upload", f"Slack does not take the file ({type(error).__name__})", Known.NOT_APPLIED, 2.0
            ) from None

    async def _complete(self, post: Post, file: File, file_id: str, channel: str) -> None:
        said = post.payload
        arguments: Json = {
            "files": json.dumps([{"id": file_id, "title": file.name}]),
            "channel_id": channel,
            "initial_comment": said.get("text"),
            "thread_ts": said.get("thread_ts"),
            "username": said.get("username"),
        }
        await self._api.write(
            "files.completeUploadExternal", **{key: value for key, value in arguments.items() if value}
        )

    def _give_up_late(self, post: Post) -> None:
        """Slack answers, and yet the file is nowhere: that ends, since everything behind it in the room waits."""
        done = post.progress.get("completed")
        if isinstance(done, float) and self._api.now().timestamp() - done > SHOWN_WITHIN:
            raise Rejected("Slack took the file and never showed it")

    async def _shown(self, post: Post, file_id: str, channel: str) -> Posted:
        """Slack shows a file some time after its upload is completed: its message is known only then."""
        for wait in SHARE_WAITS:
            await asyncio.sleep(wait)
            try:
                ts = await self._share(file_id, channel)
            except Fault as fault:
                raise Unknown(
                    f"cannot see whether the file is there: {fault.code}", after=max(2.0, fault.after)
                ) from None
            if ts:
                return Posted(ts, ts)
        self._give_up_late(post)
        raise Unknown("Slack has taken the file and not shown it yet", after=5.0)

    async def _share(self, file_id: str, channel: str) -> str | None:
        """The timestamp of the message that shows the file in a channel."""
        shares = (await self._api.read("files.info", file=file_id))["file"].get("shares") or {}
        found = [share for kind in shares.values() for share in kind.get(channel) or []]
        return str(found[0]["ts"]) if found else None


def _channel(post: Post) -> str:
    """Where an upload that was begun is to be shown."""
    return str(post.progress.get("channel") or post.room.id)


def _undescribed(fault: Fault) -> SendFault:
    if fault.code == "missing_scope":
        return Rejected(UNREADABLE)
    return send_fault(fault, "file") if fault.known is Known.REFUSED else TryLater(fault.code, after=2.0)


def _check(response: aiohttp.ClientResponse) -> None:
    if response.status == 429 or response.status >= 500:
        raise TryLater(f"Slack does not send the file (HTTP {response.status})", after=2.0)
    if response.status != 200:
        raise Rejected(f"Slack does not give the file out (HTTP {response.status})")


async def _spooled(spool: IO[bytes], chunks: AsyncIterator[bytes]) -> int:
    length = 0
    async for chunk in chunks:
        length += len(chunk)
        if length > LARGEST:
            raise Rejected("the file is larger than Slack allows (1 GB)")
        await asyncio.to_thread(spool.write, chunk) if length > IN_MEMORY else spool.write(chunk)
    if not length:
        raise Rejected("the file is empty, which Slack refuses")
    return length


async def _read(spool: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(spool.read, CHUNK * 16):
        yield chunk
