"""Socket Mode: two connections at a time, each replaced before it ends.

A connection is replaced by a new one *before* the old one is closed, whether Slack warns of a refresh or not, and the
second is opened a little after the first, so that Slack does not refresh both at once. Each has a heartbeat: a line
on which nothing comes back is closed within half a minute. Acknowledgements in hand are sent before a line is closed.

The SDK's own client closes first and opens then, and keeps trying an address that has expired; of the SDK only the
envelopes' shapes are used here, and of Bolt its dispatcher.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.platforms.slack.api import LONGEST_PAUSE, TOKEN_FAULTS, Api, Fault, Known
from bot.platforms.slack.names import micros
from bot.platforms.slack.order import Order

log = structlog.get_logger("slack.socket")

LINES = 2
STAGGER = 5.0  # seconds between the first connection and the second
HEARTBEAT = 15.0
HELLO = 2.0  # seconds that Slack may take to say hello
RETIRED = 10.0  # seconds after which a line that Slack refreshes is closed, its successor being open
FINISH = 3.0  # seconds for acknowledgements in hand when a line is left
UNNOTICED = 2 * HEARTBEAT  # seconds for which a line may have been dead before that is noticed
STEADY = 5.0  # seconds after which a line counts as good
SHORTEST_PAUSE = 0.5

Up = Callable[[float | None], Awaitable[None]]
Down = Callable[[str], Awaitable[None]]
Withheld = Callable[[float], None]
Own = Callable[[dict[str, Any]], bool]
"""Whether an event is no more than a post of ours."""
"""Told of a minute (in seconds) in which Slack kept events back: there were more than 30,000 in an hour."""


class End(StrEnum):
    """Why a line is to be replaced."""

    REFRESH = "refresh"  # Slack asked for it and still serves the old one
    CROWDED = "too many connections"  # the old one has to go first
    BROKEN = "broken"  # closed or silent: something may have been missed


ENDS = {"warning": End.REFRESH, "refresh_requested": End.REFRESH, "too_many_websockets": End.CROWDED}


class Line:
    """One open connection."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, app: AsyncApp, order: Order, withheld: Withheld, own: Own
    ) -> None:
        self._socket, self._app, self._order, self._withheld, self._own = socket, app, order, withheld, own
        self._answers: set[asyncio.Task[None]] = set()
        self.ended: asyncio.Future[End] = asyncio.get_running_loop().create_future()
        self._reader: asyncio.Task[None] | None = None
        self._first: dict[str, object] = {}  # the frame that came as a greeting

    async def greet(self) -> None:
        """Wait for Slack's hello, the sign that events come this way. Raises ConnectionError."""
        try:
            frame = await asyncio.wait_for(self._socket.receive(), HELLO)
        except TimeoutError:
            log.warning("no hello, listening all the same")
            return
        if frame.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError("Slack closed the connection at once")
        self._first = json.loads(frame.data)

    def read(self) -> None:
        """Begin to take frames."""
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            self._take(self._first)
            async for frame in self._socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._take(json.loads(frame.data))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            log.warning("connection broke", fault=type(error).__name__)
        finally:
            self._end(End.BROKEN)

    def _take(self, frame: dict[str, object]) -> None:
        """Frames are answered in tasks: events in Slack's order, what people press and type at once."""
        if frame.get("type") == "disconnect":
            self._end(ENDS.get(str(frame.get("reason")), End.BROKEN))
            return
        request = SocketModeRequest.from_dict(frame)
        if request is not None and request.type == "events_api":
            if request.payload.get("type") == "app_rate_limited":
                self._withheld(float(request.payload.get("minute_rate_limited") or 0))
            event = request.payload.get("event") or {}
            self._order.take(micros(str(event.get("event_ts") or event.get("ts"))), partial(self._begin, request))
        elif request is not None:
            self._begin(request)

    def _begin(self, request: SocketModeRequest) -> None:
        if self._socket.closed:
            return  # nobody could be told that it was heard: Slack sends it again
        task = asyncio.create_task(self._answer(request))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, request: SocketModeRequest) -> None:
        """Acknowledge what was committed. What is not acknowledged is sent again by Slack."""
        if request.type == "events_api" and self._own(request.payload.get("event") or {}):
            await self._acknowledge(request, None)  # Bolt would find nobody to tell, at some cost for every post
            return
        response = await run_async_bolt_app(self._app, request)
        if response.status == 404:  # nobody listens to it: do not let Slack send it three times more
            await self._acknowledge(request, None)
        elif response.status == 200:
            await self._acknowledge(request, json.loads(response.body) if response.body else None)
        else:
            log.warning("not acknowledged", kind=request.type, status=response.status)

    async def _acknowledge(self, request: SocketModeRequest, payload: dict[str, object] | None) -> None:
        answer = SocketModeResponse(envelope_id=request.envelope_id, payload=payload)
        try:
            await self._socket.send_str(json.dumps(answer.to_dict()))
        except (aiohttp.ClientError, OSError):
            log.info("acknowledgement lost, Slack will send it again", kind=request.type)

    def _end(self, why: End) -> None:
        if not self.ended.done():
            self.ended.set_result(why)

    def drop(self) -> None:
        """Have this line replaced."""
        self._end(End.BROKEN)

    async def close(self) -> None:
        """Close the socket, once the envelopes read from it are answered; waits a few seconds at most."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=FINISH)
        await self._socket.close()
        if self._reader is not None:
            await asyncio.wait({self._reader}, timeout=FINISH)
            self._reader.cancel()


class Wire:
    """The connections of one app.

    ``up(since)`` is called when a line has opened, before a frame of it is read. ``since`` is None where nothing can
    have been missed, otherwise the time by Slack's clock (in seconds) from which on something may have been; 0 at the
    very beginning. ``down(why)`` is called while no line is left.
    """

    def __init__(self, api: Api, app: AsyncApp, up: Up, down: Down, withheld: Withheld, own: Own) -> None:
        self._api, self._app, self._withheld, self._own = api, app, withheld, own
        self._up, self._down = up, down
        self._order = Order()
        self._open: set[Line] = set()
        self._all: set[Line] = set()
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def lines(self) -> int:
        """How many connections are open."""
        return len(self._open)

    async def run(self) -> None:
        """Keep the lines until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for number in range(LINES):
                    group.create_task(self._keep(number))
        finally:
            for task in self._leaving:
                task.cancel()
            await asyncio.gather(*(line.close() for line in tuple(self._all)), return_exceptions=True)

    def renew(self) -> None:
        """Replace every line: the account seems to be connected but deaf."""
        for line in self._open:
            line.drop()

    async def _keep(self, number: int) -> None:
        await asyncio.sleep(STAGGER * number)
        since: float | None = None if self._open else 0.0
        pause = SHORTEST_PAUSE
        while True:
            try:
                line = await self._connect()
            except Fault as fault:
                await self._failed(TOKEN_FAULTS.get(fault.code, fault.code))
                await asyncio.sleep(max(pause, fault.after))
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            opened = time.monotonic()
            end = await self._serve(line, since)
            sure = end is End.REFRESH and self._open  # the other line heard all the while
            since = None if sure else self._api.now().timestamp() - UNNOTICED
            if end is not End.REFRESH and time.monotonic() - opened < STEADY:  # it breaks at once: do not hammer
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = SHORTEST_PAUSE

    async def _serve(self, line: Line, since: float | None) -> End:
        self._open.add(line)
        self._all.add(line)
        await self._up(since)
        line.read()
        end = await line.ended
        self._open.discard(line)
        log.info("connection ends", why=str(end))
        task = asyncio.create_task(self._leave(line, RETIRED if end is End.REFRESH else 0.0))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
        if end is not End.REFRESH:
            await asyncio.wait({task}, timeout=FINISH)
        if not self._open and end is End.BROKEN:
            await self._down("the connection to Slack is lost")
        return end

    async def _leave(self, line: Line, wait: float) -> None:
        """Close a line. One that Slack refreshes still hears: it stays until its successor has had time to open."""
        await asyncio.sleep(wait)
        await line.close()
        self._all.discard(line)

    async def _failed(self, why: str) -> None:
        log.warning("cannot connect", why=why)
        if not self._open:
            await self._down(why)

    async def _connect(self) -> Line:
        address = await self._api.socket_address()
        try:
            socket = await self._api.session.ws_connect(
                address, heartbeat=HEARTBEAT, max_msg_size=0, proxy=_proxy(address)
            )
            line = Line(socket, self._app, self._order, self._withheld, self._own)
            await line.greet()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Fault("socket", f"Slack cannot be reached ({type(error).__name__})", Known.NOT_APPLIED, 1.0) from None
        return line


def _proxy(address: str) -> str | None:
    """The environment's proxy for a wss:// address: that of https://, which people set."""
    parts = urlsplit(address)
    plain = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(plain)
