"""One account's way to its homeserver: JSON over HTTP, every failure a SendFault. It never sleeps and never repeats."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.platforms import Rejected, SendFault, TryLater

ANSWER_WITHIN = 20.0
"""Seconds for one call; the long poll of a sync has its own."""

Json = dict[str, Any]


class Refusal(Rejected):
    """The homeserver said no. ``code`` is its own word for it (``M_FORBIDDEN``)."""

    def __init__(self, code: str, said: str, status: int, body: Json) -> None:
        super().__init__(f"the homeserver refused it: {said or code} ({code})")
        self.code = code
        self.said = said
        self.status = status
        self.body = body


class LoggedOut(TryLater):
    """The access token is not valid any more."""


class Api:
    """Calls of the client-server API; ``path`` starts below ``/_matrix``."""

    def __init__(self, homeserver: str) -> None:
        self.homeserver = homeserver.rstrip("/")
        self.token = ""
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections, made in the running loop at the first call."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=20))
        return self._session

    async def close(self) -> None:
        """Close all connections."""
        if self._session:
            await self._session.close()

    async def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        within: float = ANSWER_WITHIN,
        unsure: type[SendFault] = TryLater,
    ) -> Json:
        """The answer's JSON. Raises TryLater, LoggedOut, Refusal; ``unsure`` where the call may have been applied."""
        async with self.answer(method, path, json=body, params=query, within=within, unsure=unsure) as answer:
            found = await answer.json(content_type=None)
        if not isinstance(found, dict):
            raise unsure("the homeserver's answer is not what Matrix promises")
        return found

    @asynccontextmanager
    async def answer(
        self, method: str, path: str, *, within: float, unsure: type[SendFault] = TryLater, **how: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The open answer of a call that succeeded, for what is streamed; ``within`` are seconds, 0 for any length.

        Raises TryLater where the call surely was not taken, ``unsure`` where nobody knows (a timeout, a broken
        connection), LoggedOut without a valid token, and Refusal with the server's code.
        """
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        how["headers"] = headers | how.pop("headers", {})
        timeout = aiohttp.ClientTimeout(total=within or None, sock_connect=ANSWER_WITHIN, sock_read=within or 60)
        try:
            async with self.session.request(
                method, f"{self.homeserver}/_matrix{path}", timeout=timeout, **how
            ) as answer:
                if answer.status >= 400:
                    raise await _fault(answer, unsure)
                yield answer
        except TimeoutError:
            raise unsure("the homeserver did not answer in time") from None
        except aiohttp.ClientConnectorError as error:
            raise TryLater(f"the homeserver cannot be reached ({type(error).__name__})") from None
        except (aiohttp.ClientError, ConnectionError) as error:
            raise unsure(f"the connection to the homeserver broke ({type(error).__name__})") from None
        except ValueError:
            raise unsure("the homeserver's answer is not JSON") from None


async def _fault(answer: aiohttp.ClientResponse, unsure: type[SendFault]) -> SendFault:
    body = await _body(answer)
    code, said = str(body.get("errcode", f"HTTP {answer.status}")), str(body.get("error", ""))
    if answer.status == 429 or code == "M_LIMIT_EXCEEDED":
        return TryLater("the homeserver limits how fast this account may act", after=_wait(answer, body))
    if code in {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"}:
        return LoggedOut("the homeserver does not accept the access token any more")
    if answer.status >= 500 or answer.status in {408, 425}:
        known = TryLater if answer.status == 503 else unsure
        return known(f"the homeserver is in trouble (HTTP {answer.status})")
    return Refusal(code, said, answer.status, body)


async def _body(answer: aiohttp.ClientResponse) -> Json:
    try:
        body = await answer.json(content_type=None)
    except (ValueError, aiohttp.ClientError):
        return {}
    return body if isinstance(body, dict) else {}


def _wait(answer: aiohttp.ClientResponse, body: Json) -> float:
    """Seconds to wait: the header's whole seconds, or the older field where it says the same more exactly."""
    header, exact = _number(answer.headers.get("Retry-After")), _number(body.get("retry_after_ms"))
    if header is None:
        return 5.0 if exact is None else max(exact / 1000, 0.05)
    return max(exact / 1000, 0.05) if exact is not None and header - 1 < exact / 1000 <= header else header


def _number(value: object) -> float | None:
    try:
        return max(float(str(value)), 0.0)
    except ValueError:
        return None  # absent, or a date


def part(text: str) -> str:
    """An id as one part of a path: whatever would end the part is percent-encoded."""
    return quote(text, safe="")
