"""A source's page, fetched within bounds: asked only for what changed, and never led inside a network of ours."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from bot.platforms import SendFault
from bot.platforms.downloads import CHUNK, Sources, answer

MOST = 32_000_000
"""Bytes of one answer, unpacked; the largest real ones have about half."""

WITHIN = 30.0
"""Seconds for one answer."""

AGENT = "Net-Control (incident communications; reads public warnings)"


class NoAnswer(Exception):
    """The source cannot be read now; the words are fit for a person. ``after``: seconds to wait at least."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        super().__init__(why)
        self.why = why
        self.after = after


@dataclass(frozen=True)
class Fetched:
    """An answer; ``body`` is None where nothing changed. ``marks`` are to be kept once it could be read."""

    body: bytes | None
    marks: Mapping[str, str] = field(default_factory=dict)


@asynccontextmanager
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """One for a source, for as long as it runs."""
    async with aiohttp.ClientSession(trust_env=True, cookie_jar=aiohttp.DummyCookieJar()) as found:
        yield found


async def fetch(
    on: aiohttp.ClientSession, home: str, url: str, headers: Mapping[str, str], marks: Mapping[str, str]
) -> Fetched:
    """Ask for a page of the source whose own address is ``home``. Raises NoAnswer.

    ``marks`` are the validators of what is known: If-None-Match, If-Modified-Since.
    """
    try:
        async with asyncio.timeout(WITHIN):
            async with answer(on, _sources(home), url, {"User-Agent": AGENT, **headers, **marks}) as found:
                return await _read(found)
    except TimeoutError:
        raise NoAnswer(f"it did not answer within {WITHIN:.0f} seconds") from None
    except SendFault as fault:
        raise NoAnswer(fault.reason.replace("the file", "what it refers to"), fault.after) from None
    except (aiohttp.ClientError, OSError, ValueError) as fault:
        raise NoAnswer(_words(fault)) from None


async def _read(found: aiohttp.ClientResponse) -> Fetched:
    if found.status == 304:
        return Fetched(None)
    if found.status != 200:
        raise NoAnswer(f"it answered {found.status}", _after(found))
    parts, size = [], 0
    async for chunk in found.content.iter_chunked(CHUNK):
        size += len(chunk)
        if size > MOST:
            raise NoAnswer(f"its answer is larger than {MOST // 1_000_000} MB")
        parts.append(chunk)
    kept = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    marks = {ask: found.headers[name][:1_000] for name, ask in kept.items() if name in found.headers}
    return Fetched(b"".join(parts), marks)


def _after(found: aiohttp.ClientResponse) -> float:
    after = found.headers.get("Retry-After", "")
    return min(float(after), 600.0) if re.fullmatch(r"\d{1,6}", after) else 0.0


def _sources(home: str) -> Sources:
    """The source's own host, and others below the domain that it lies in."""
    host = urlsplit(home).hostname or ""
    labels = host.split(".")
    return Sources(home, (".".join(labels[-2:]),) if len(labels) > 2 and not labels[-1].isdecimal() else ())


def _words(fault: BaseException) -> str:
    match fault:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return "its certificate is not trusted"
        case aiohttp.ClientConnectorError():
            return "it cannot be reached"
        case aiohttp.ClientPayloadError():
            return "its answer broke off"
        case _:
            return f"its answer could not be read ({type(fault).__name__})"
