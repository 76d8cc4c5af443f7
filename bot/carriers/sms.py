"""Texts and calls by an HTTP API of Twilio's shape. It knows no idempotency: what is unknown is looked for."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import escape
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog

from bot.carriers import Ears, Handed, Outgoing, Taken
from bot.config.carriers import SmsConfig
from bot.platforms import Finding, Rejected, SendFault, TryLater, Unknown
from commands.domain.notification.ways import WayKind

log = structlog.get_logger()

API = "2010-04-01"
PAGE = "200"
MOST_PAGES = 25
LARGEST = 2_000_000
"""Bytes of one answer that are read."""

LEEWAY = timedelta(minutes=5)
"""So far the provider's clock may be behind ours."""

EACH_BY_ITSELF = 10
"""So many messages are asked for one by one; more by the list."""

LAND_LINE = "a land line takes no text, add it as voice"

WORDS = {
    21211: "no such number",
    21214: "no such number",
    21217: "no such number",
    21606: "our number sends no texts",
    21610: "opted out (STOP)",
    21614: LAND_LINE,
    30003: "the telephone is off or out of reach",
    30004: "blocked by its carrier",
    30005: "no such number",
    30006: LAND_LINE,
    30007: "filtered by its carrier",
    30034: "our number is not registered for texts",
}
"""What the provider's error numbers say of a number, or of ours."""


class Sms:
    """One account with one number."""

    name = "sms"
    batch = 1
    wide = True
    looks = True

    def __init__(self, config: SmsConfig) -> None:
        self._config = config
        self.rate = config.rate
        self.kinds = frozenset({WayKind.SMS, WayKind.VOICE} if config.voice else {WayKind.SMS})
        self._session: aiohttp.ClientSession | None = None
        self._known: set[str] = set()  # what was heard since the start
        self._root = f"{config.base_url.rstrip('/')}/{API}/Accounts/{quote(config.account.get_secret_value(), safe='')}"

    async def send(self, outgoing: Outgoing) -> Handed:
        """Hand one text or call over; raises a SendFault."""
        form = {"To": outgoing.address, "From": self._config.sender}
        if outgoing.notice.kind is WayKind.VOICE:
            found = await self._call("POST", "Calls.json", form | {"Twiml": _said(outgoing.text), "Timeout": "30"})
        else:
            found = await self._call("POST", "Messages.json", form | {"Body": outgoing.text})
        return Handed(str(found.get("sid", "")), str(found.get("status", "")))

    async def look(self, outgoing: Outgoing, taken: Taken) -> Handed | None:
        """Is it in the provider's list? Told by number, time and words."""
        begun = outgoing.notice.attempted or outgoing.notice.at
        voice = outgoing.notice.kind is WayKind.VOICE
        times = {"StartTime>" if voice else "DateSent>": (begun - LEEWAY).date().isoformat()}
        query = {"To": outgoing.address, "From": self._config.sender, **times}
        found: dict[str, Handed] = {}
        try:
            async for one in self._listed("Calls" if voice else "Messages", query):
                same = voice or one.get("body") == outgoing.text
                if same and one.get("to") == outgoing.address and not _before(one, begun - LEEWAY):
                    found[str(one["sid"])] = Handed(str(one["sid"]), str(one.get("status", "")))
        except SendFault as fault:
            raise TryLater(f"it cannot be looked for: {fault.reason}") from None
        other = await taken(frozenset(found))
        return next((handed for sid, handed in found.items() if sid not in other), None)

    async def run(self, ears: Ears) -> None:
        """Ask for answers, and for what became of what was handed over, until cancelled."""
        count = 0
        while True:
            busy = await ears.expecting()
            try:
                await self._hear(ears)
                if count % 3 == 0:
                    await self._ask(ears)
            except SendFault as fault:
                log.warning("the text provider was not asked", why=fault.reason)
            count += 1
            await asyncio.sleep(self._config.poll if busy else min(self._config.idle_poll, self._config.poll * 12))

    async def _hear(self, ears: Ears) -> None:
        since = await ears.since(self.name)
        begin = max(since, datetime.now(UTC) - timedelta(days=2))
        query = {"To": self._config.sender, "DateSent>": begin.date().isoformat()}
        fresh = [one async for one in self._listed("Messages", query) if self._is_news(one, since)]
        for one in reversed(fresh):  # the list begins with the newest
            await ears.heard(WayKind.SMS, str(one["sid"]), str(one.get("from", "")), str(one.get("body", "")))
            self._known.add(str(one["sid"]))

    def _is_news(self, one: Mapping[str, Any], since: datetime) -> bool:
        inbound = str(one.get("direction", "inbound")).startswith("inbound")
        return inbound and str(one.get("sid")) not in self._known and not _before(one, since - timedelta(seconds=60))

    async def _ask(self, ears: Ears) -> None:
        """How does it stand with what was handed over?"""
        waiting = await ears.unclaimed(frozenset({WayKind.SMS}))
        if len(waiting) > EACH_BY_ITSELF:
            query = {
                "From": self._config.sender,
                "DateSent>": (datetime.now(UTC) - timedelta(hours=1)).date().isoformat(),
            }
            told = {str(one["sid"]): one async for one in self._listed("Messages", query)}
        else:
            told = {sid: await self._call("GET", f"Messages/{quote(sid, safe='')}.json") for sid in waiting}
        for sid in waiting:
            if one := told.get(sid):
                await ears.claimed(sid, str(one.get("status", "")), _why(one.get("error_code")))

    async def _listed(self, kind: str, query: Mapping[str, str]) -> AsyncIterator[dict[str, Any]]:
        """Everything in a list of the provider's, page by page."""
        page = await self._call("GET", f"{kind}.json", {**query, "PageSize": PAGE})
        for _ in range(MOST_PAGES):
            for one in page.get(kind.lower()) or ():
                if isinstance(one, dict) and one.get("sid"):
                    yield one
            onward = page.get("next_page_uri")
            if not isinstance(onward, str) or not onward.startswith("/"):
                return
            page = await self._call("GET", "", address=self._config.base_url.rstrip("/") + onward)

    async def _call(
        self, method: str, path: str, values: Mapping[str, str] | None = None, address: str = ""
    ) -> dict[str, Any]:
        """One call; what may have been done although no good answer came is Unknown."""
        form, query = (values, None) if method == "POST" else (None, values)
        try:
            async with self._http().request(
                method, address or f"{self._root}/{path}", data=form, params=query
            ) as answer:
                return await self._read(method, answer)
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as fault:
            raise TryLater(f"the provider cannot be reached ({type(fault).__name__})") from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as fault:
            raise Unknown(f"the provider's answer was lost ({type(fault).__name__})") from None

    async def _read(self, method: str, answer: aiohttp.ClientResponse) -> dict[str, Any]:
        if answer.status == 429:
            raise TryLater("the provider asks for a pause (429)", after=_seconds(answer.headers.get("Retry-After")))
        if answer.status in (401, 403):
            raise TryLater(f"the provider refuses account and token ({answer.status})", after=30)
        if answer.status >= 500:
            raise (Unknown if method == "POST" else TryLater)(f"the provider is in trouble ({answer.status})")
        body = await answer.content.read(LARGEST)
        while more := await answer.content.read(LARGEST):
            body += more
            if len(body) > LARGEST:
                raise Unknown("the provider's answer is too long")
        found = await asyncio.to_thread(_json, body)
        if answer.status >= 400:
            code = found.get("code")
            if code == 20429:
                raise TryLater("the provider asks for a pause (20429)", after=1.0)
            raise Rejected(_why(code) or f"the provider refuses it ({answer.status})")
        return found

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            config = self._config
            pair = f"{config.account.get_secret_value()}:{config.token.get_secret_value()}"
            headers = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
            timeout = aiohttp.ClientTimeout(total=config.timeout)
            self._session = aiohttp.ClientSession(headers=headers, timeout=timeout)
        return self._session

    async def check(self) -> list[Finding]:
        """Ask the provider for the sender's number."""
        where, what = "carrier.sms", f"the number {self._config.sender}"
        try:
            found = await self._call("GET", "IncomingPhoneNumbers.json", {"PhoneNumber": self._config.sender})
        except SendFault as fault:
            remedy = "look at base_url, account and token under [carrier.sms]"
            return [Finding(where, ok=False, what=what, wrong=fault.reason, remedy=remedy)]
        own = [
            one for one in found.get("incoming_phone_numbers") or () if one.get("phone_number") == self._config.sender
        ]
        if own:
            return [Finding(where, ok=True, what=f"{what} belongs to the account")]
        remedy = "write a number of the account under from, with + and its country"
        return [Finding(where, ok=False, what=what, wrong="the account does not have it", remedy=remedy)]

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def _json(body: bytes) -> dict[str, Any]:
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _why(code: Any) -> str:
    """What an error number of the provider's says; empty where there is none."""
    if code in (None, ""):
        return ""
    number = int(code) if str(code).isdecimal() else 0
    return f"{WORDS[number]} ({number})" if number in WORDS else f"the provider's error {str(code)[:20]}"


def _seconds(text: str | None) -> float:
    try:
        return min(300.0, max(0.1, float(text or 1)))
    except ValueError:
        return 1.0


def _before(one: Mapping[str, Any], moment: datetime) -> bool:
    """Was it made before a moment? What has no time that can be read is taken for new."""
    text = one.get("date_created") or one.get("date_sent") or one.get("start_time")
    if not isinstance(text, str):
        return False
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            made = read(text)
        except (ValueError, TypeError):
            continue
        return (made if made.tzinfo else made.replace(tzinfo=UTC)) < moment
    return False


def _said(text: str) -> str:
    """What a call says, twice; picking up acknowledges nothing."""
    words = f'<Say>{escape(text)}</Say><Pause length="2"/>'
    return f"<Response>{words}{words}</Response>"


def connect(config: SmsConfig) -> Sms:
    """The carrier of ``[carrier.sms]``."""
    return Sms(config)
