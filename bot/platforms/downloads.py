"""What people attached, fetched without being led anywhere else: by whom, from where, how much and for how long.

An event names the address of its file, so whoever can forge an event could have the program fetch what lies inside
its own network, or show its token to a stranger. So each address, and each that it redirects to, is looked at first.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import getproxies

import aiohttp

from bot.platforms import Rejected, TryLater

REDIRECTS = 5
CHUNK = 65_536
WITHIN = 900.0
"""Seconds for one file."""

_PORTS = {"https": 443, "http": 80}
_LED_ON = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Sources:
    """Where files of one account may come from: its own address (``base_url``), and hosts below these ``domains``.

    Of the domains only https at its usual port is taken, and no address inside a network of ours. The account's own
    host may be wherever its configuration says.
    """

    base_url: str
    domains: tuple[str, ...] = ()

    def refusal(self, url: str) -> str:
        """Why nothing is fetched from this address, for a person to read; empty where it may be."""
        try:
            asked, home = urlsplit(url), urlsplit(self.base_url)
            if asked.username is not None or not asked.hostname:
                return "the file's address is none"
            if _origin(asked) == _origin(home):
                return ""
        except ValueError:  # a port that is none, a bracket too many
            return "the file's address is none"
        if not any(asked.hostname.endswith(f".{domain}") for domain in self.domains):
            return f"the file lies elsewhere ({asked.hostname[:100]}): open it there"
        if _origin(asked)[::2] != ("https", 443):
            return "the file's address is not of the protected kind (https)"
        return ""

    def is_home(self, url: str) -> bool:
        """Is it the account's own host, which may lie in a network of ours?"""
        return urlsplit(url).hostname == urlsplit(self.base_url).hostname


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or _PORTS.get(url.scheme)


@asynccontextmanager
async def answer(
    session: aiohttp.ClientSession, sources: Sources, url: str, headers: Mapping[str, str]
) -> AsyncIterator[aiohttp.ClientResponse]:
    """The open answer for a file; redirects are followed to where files may come from, and nowhere else.

    Raises Rejected where an address may not be asked, TryLater where it cannot be reached now.
    """
    for _ in range(REDIRECTS + 1):
        await _look_at(sources, url)
        timeout = aiohttp.ClientTimeout(total=WITHIN, connect=10, sock_read=60)
        async with session.get(url, headers=headers, timeout=timeout, allow_redirects=False) as found:
            if found.status not in _LED_ON:
                yield found
                return
            url = urljoin(url, found.headers.get("Location", ""))
    raise Rejected("the file's address leads round in circles")


async def _look_at(sources: Sources, url: str) -> None:
    if why := sources.refusal(url):
        raise Rejected(why)
    scheme, host, _ = _origin(urlsplit(url))
    if sources.is_home(url) or scheme in getproxies():
        return  # behind a proxy it is the proxy that looks names up
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        raise TryLater("the host of the file's address cannot be found", after=2.0) from None
    if any(not ipaddress.ip_address(str(address[4][0]).partition("%")[0]).is_global for address in found):
        raise Rejected("the file's address lies inside a network that is not public")


async def bounded(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """The same bytes, as long as they are no more than ``most``. Raises Rejected."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise Rejected(f"the file is larger than {most // 1_000_000:,} MB")
        yield chunk
