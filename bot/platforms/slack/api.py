"""Calls of Slack's Web API: one connection pool, no retries by the library, each fault named by what is known."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]

TIMEOUT = 10.0
"""Seconds that a call may take. A post whose answer is missing is looked for no sooner than this after it was sent."""

READ_TRIES = 6
LONGEST_PAUSE = 60.0
PAGE = 200

TAKE_JSON = {"chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.publish"}
"""Methods whose arguments are nested, sent as JSON; some of the others take no JSON."""

SHAKY = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
LIMITED = {"ratelimited", "rate_limited"}
TOKEN_FAULTS = {
    "invalid_auth": "Slack refuses the token",
    "not_authed": "Slack got no token",
    "token_revoked": "the token was revoked",
    "token_expired": "the token has expired",
    "account_inactive": "the app was removed from the workspace, or the workspace is gone",
    "org_login_required": "the workspace is being moved to another organisation",
    "not_allowed_token_type": "this is the wrong kind of token",
}

# The SDK writes the wss:// address, which is a key, and whole events into these logs.
for noisy in ("slack_sdk", "slack_bolt"):
    logging.getLogger(noisy).setLevel(logging.ERROR)


class Known(StrEnum):
    """What is known of a call that did not succeed."""

    NOT_APPLIED = "not applied"  # surely: no connection, or Slack asked to wait
    PERHAPS = "perhaps applied"  # the answer is missing, or Slack stumbled
    REFUSED = "refused"  # Slack understood and said no


class Fault(Exception):
    """A call did not succeed. ``code`` is Slack's word, or ours for what came before Slack; it holds no secret."""

    def __init__(self, method: str, code: str, known: Known, after: float = 0.0, needed: str = "") -> None:
        super().__init__(f"{method}: {code}" + (f" (needs {needed})" if needed else ""))
        self.method = method
        self.code = code
        self.known = known
        self.after = after
        self.needed = needed  # the missing scope


class Api:
    """One app in one workspace. Made without a running loop; opens its connections with the first call."""

    def __init__(self, base_url: str, bot_token: str, app_token: str) -> None:
        self._base_url, self._bot_token, self._app_token = base_url, bot_token, app_token
        self._session: aiohttp.ClientSession | None = None
        self._web: AsyncWebClient | None = None
        self._ahead = timedelta()  # of Slack's clock before ours
        self.scopes: frozenset[str] = frozenset()  # that the bot token has, by Slack's own header

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections, made in the running loop at the first call and anew after ``close``; proxies are the
        environment's.
        """
        if self._session is None or self._session.closed:
            # Slack drops idle connections: one that is reused too late turns a post into an unknown.
            connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(), keepalive_timeout=10, limit=20)
            timeout = aiohttp.ClientTimeout(total=TIMEOUT, connect=TIMEOUT / 2)
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=True)
        return self._session

    @property
    def web(self) -> AsyncWebClient:
        """Slack's own client on these connections, with the bot's token and without retries of its own."""
        if self._web is None or self._web.session is not self.session:
            self._web = AsyncWebClient(
                token=self._bot_token,
                base_url=self._base_url,
                session=self.session,
                timeout=int(TIMEOUT),
                retry_handlers=[],
            )
            self._web.proxy = None  # the session knows the environment's proxies, and its exceptions from them
        return self._web

    def now(self) -> datetime:
        """The time by Slack's clock, within a second or two."""
        return datetime.now(UTC) + self._ahead

    async def write(self, method: str, **arguments: Any) -> Json:
        """A call that changes something, tried once. Raises Fault."""
        if method in TAKE_JSON:
            return await self._call(method, http_verb="POST", json=arguments)
        return await self._call(method, http_verb="POST", params=arguments)

    async def get(self, method: str, **arguments: Any) -> Json:
        """A call that only reads, tried once. Raises Fault."""
        return await self._call(method, http_verb="GET", params=arguments)

    async def read(self, method: str, **arguments: Any) -> Json:
        """A call that only reads, tried again while Slack stumbles or asks to wait. Raises Fault."""
        for attempt in range(1, READ_TRIES + 1):
            try:
                return await self.get(method, **arguments)
            except Fault as fault:
                if fault.known is Known.REFUSED or attempt == READ_TRIES:
                    raise
                await asyncio.sleep(min(max(fault.after, 0.25 * 2**attempt), LONGEST_PAUSE))
        raise AssertionError("unreachable")

    async def pages(self, method: str, key: str, **arguments: Any) -> AsyncIterator[Json]:
        """Every item of a listing, page by page, in Slack's order. Raises Fault."""
        cursor = ""
        while True:
            page = await self.read(method, **{"limit": PAGE} | arguments | ({"cursor": cursor} if cursor else {}))
            for item in page.get(key) or []:
                yield item
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def socket_address(self) -> str:
        """A fresh address for one Socket Mode connection; it is a secret. Raises Fault."""
        answer = await self._call(
            "apps.connections.open", http_verb="POST", headers={"Authorization": f"Bearer {self._app_token}"}
        )
        return str(answer["url"])

    async def _call(self, method: str, **request: Any) -> Json:
        try:
            answer = await self.web.api_call(method, **request)
        except SlackApiError as error:
            raise self._refusal(method, error) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Fault(method, f"Slack cannot be reached ({type(error).__name__})", Known.NOT_APPLIED, 1.0) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Fault(method, f"Slack's answer is missing ({type(error).__name__})", Known.PERHAPS, 1.0) from None
        self._note(answer.headers)
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    def _refusal(self, method: str, error: SlackApiError) -> Fault:
        response = error.response
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
        headers = getattr(response, "headers", None) or {}
        self._note(headers)
        data = getattr(response, "data", None)
        data = data if isinstance(data, dict) else {}
        code = str(data.get("error") or f"HTTP {status}")
        if status == 429 or code in LIMITED:
            return Fault(method, "ratelimited", Known.NOT_APPLIED, _seconds(headers.get("Retry-After"), 1.0))
        if status >= 500 or code in SHAKY or not data:
            return Fault(method, code, Known.PERHAPS, _seconds(headers.get("Retry-After"), 1.0))
        return Fault(method, code, Known.REFUSED, needed=str(data.get("needed") or ""))

    def _note(self, headers: Any) -> None:
        """Slack's clock and the token's scopes stand in the headers of every answer."""
        scopes = headers.get("x-oauth-scopes") or headers.get("X-OAuth-Scopes")
        if scopes:
            self.scopes = frozenset(scope.strip() for scope in scopes.split(","))
        with contextlib.suppress(KeyError, TypeError, ValueError):
            self._ahead = parsedate_to_datetime(headers["Date"]) - datetime.now(UTC)

    async def close(self) -> None:
        """Close all connections; the next call opens new ones."""
        if self._session is not None:
            await self._session.close()


def _seconds(text: Any, otherwise: float) -> float:
    try:
        return max(0.0, float(text))
    except (TypeError, ValueError):
        return otherwise
