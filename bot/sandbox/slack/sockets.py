"""Socket Mode: envelopes go to one of the app's open sockets, and come again until they are acknowledged.

Rule 1: each envelope goes to one socket; the sockets take turns.
Rule 2: an event that is not acknowledged in time, or finds no socket open, is tried again on the schedule, then lost.
Rule 3: slash commands and interactions are tried once; the person who waits for them is told when nobody answered.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from .habits import Habits
from .ids import Ids
from .model import JSON


@dataclass(eq=False, kw_only=True)
class Envelope:
    """Something on its way to the app. `sent_to` numbers the sockets it was put on, attempt by attempt."""

    id: str
    kind: str
    payload: JSON
    accepts_payload: bool
    outcome: asyncio.Future[bool] = field(repr=False)
    attempt: int = 0
    reason: str = ""
    sent_to: list[int] = field(default_factory=list)
    answer: JSON | None = None
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)

    @property
    def acknowledged(self) -> bool:
        """Whether the app has acknowledged it."""
        return self.outcome.done() and self.outcome.result()

    @property
    def lost(self) -> bool:
        """Whether Slack has given it up."""
        return self.outcome.done() and not self.outcome.result()

    def frame(self) -> str:
        """What is written on the socket."""
        retry = {"retry_attempt": self.attempt, "retry_reason": self.reason} if self.kind == "events_api" else {}
        return json.dumps(
            {
                "envelope_id": self.id,
                "type": self.kind,
                "accepts_response_payload": self.accepts_payload,
                "payload": self.payload,
                **retry,
            }
        )


class Socket:
    """One open connection. Frames leave in the order in which they were put."""

    def __init__(self, number: int, connection: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.number, self.connection, self.transport = number, connection, transport
        self.draining = False
        self._frames: asyncio.Queue[str] = asyncio.Queue()

    def put(self, frame: str) -> None:
        """Queues a frame."""
        self._frames.put_nowait(frame)

    def abort(self) -> None:
        """Breaks the connection without a word."""
        self.draining = True
        if self.transport is not None:
            self.transport.abort()

    async def write(self) -> None:
        """Writes the queued frames until the connection ends."""
        while not self.connection.closed:
            await self.connection.send_str(await self._frames.get())


class SocketHub:
    """The sockets of one app in one workspace, and the envelopes on their way."""

    def __init__(self, habits: Habits, app_id: str, ids: Ids, changed: Callable[[], None]) -> None:
        self.habits, self.app_id = habits, app_id
        self.envelopes: deque[Envelope] = deque(maxlen=habits.envelopes_kept)
        self.deaf = False  # events are written on no socket
        self.forgetful = False  # acknowledgements come to nothing: everything is sent again, to the schedule's end
        self._ids, self._changed = ids, changed
        self._sockets: list[Socket] = []
        self.made = 0
        self._turn = 0
        self._waiting: dict[str, Envelope] = {}

    @property
    def open(self) -> int:
        """How many connections are open."""
        return len(self._sockets)

    @property
    def waiting(self) -> bool:
        """Whether anything is on its way still."""
        return bool(self._waiting)

    @property
    def unacknowledged(self) -> list[Envelope]:
        """The envelopes that were neither acknowledged nor lost yet."""
        return [envelope for envelope in self._waiting.values() if not envelope.outcome.done()]

    @property
    def lost(self) -> list[Envelope]:
        """The envelopes that Slack has given up."""
        return [envelope for envelope in self.envelopes if envelope.lost]

    def send(self, kind: str, payload: JSON, *, accepts_payload: bool = False) -> Envelope:
        """Puts something on its way and returns at once; `envelope.outcome` becomes True when it is acknowledged."""
        outcome: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        envelope_id = f"{self._ids.secret(8)}-{self._ids.secret(12)}".lower()
        envelope = Envelope(
            id=envelope_id, kind=kind, payload=payload, accepts_payload=accepts_payload, outcome=outcome
        )
        self.envelopes.append(envelope)
        self._waiting[envelope.id] = envelope
        self._deliver(envelope)
        return envelope

    def redeliver(self, envelope: Envelope) -> None:
        """Sends it once more, as Slack does when it did not hear the acknowledgement."""
        envelope.attempt += 1
        envelope.reason = "timeout"
        self._waiting[envelope.id] = envelope
        self.put(envelope)

    def _deliver(self, envelope: Envelope) -> None:
        envelope.reason = envelope.reason or ("timeout" if envelope.attempt else "")
        reached = self.put(envelope)
        wait = self.habits.ack_timeout if reached else 0
        loop = asyncio.get_running_loop()
        envelope.timer = loop.call_later(wait, self._expired, envelope, "timeout" if reached else "connection_failed")

    def put(self, envelope: Envelope) -> bool:
        """Writes it on the next socket; False where none is open."""
        sockets = [socket for socket in self._sockets if not socket.draining]
        if not sockets:
            return False
        socket = sockets[self._turn % len(sockets)]
        self._turn += 1
        envelope.sent_to.append(socket.number)
        if not self.deaf:
            socket.put(envelope.frame())
        return True

    def _expired(self, envelope: Envelope, reason: str) -> None:
        delays = self.habits.retry_delays if envelope.kind == "events_api" else ()
        if envelope.outcome.done():
            return
        if envelope.attempt >= len(delays):
            self._settle(envelope, False)
            return
        delay = delays[envelope.attempt]
        envelope.attempt += 1
        envelope.reason = reason
        envelope.timer = asyncio.get_running_loop().call_later(delay, self._deliver, envelope)
        self._changed()

    def _settle(self, envelope: Envelope, acknowledged: bool) -> None:
        if envelope.timer is not None:
            envelope.timer.cancel()
        self._waiting.pop(envelope.id, None)
        if not envelope.outcome.done():
            envelope.outcome.set_result(acknowledged)
        self._changed()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Carries one connection from its hello to its end."""
        connection = web.WebSocketResponse(autoping=True)
        await connection.prepare(request)
        if self.open >= self.habits.max_sockets:
            await connection.send_str(_disconnect("too_many_websockets"))
            await connection.close()
            return connection
        self.made += 1
        socket = Socket(self.made, connection, request.transport)
        self._sockets.append(socket)
        socket.put(self._hello())
        await self._carry(socket)
        return connection

    async def _carry(self, socket: Socket) -> None:
        writer = asyncio.create_task(socket.write())
        self._changed()
        try:
            async for frame in socket.connection:
                if frame.type == WSMsgType.TEXT:
                    self._heard(frame.data)
        finally:
            writer.cancel()
            self._sockets.remove(socket)
            self._changed()

    def _heard(self, frame: str) -> None:
        answer: Any = json.loads(frame)
        envelope = self._waiting.get(answer.get("envelope_id", ""))
        if envelope is None:
            return
        if envelope.accepts_payload:
            envelope.answer = answer.get("payload")
        if not self.forgetful:
            self._settle(envelope, True)

    def _hello(self) -> str:
        return json.dumps(
            {
                "type": "hello",
                "num_connections": self.open,
                "connection_info": {"app_id": self.app_id},
                "debug_info": {
                    "host": "sandbox",
                    "build_number": 1,
                    "approximate_connection_time": self.habits.connection_time,
                },
            }
        )

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Tells each socket to reconnect; it gets nothing new and is closed a little later."""
        loop = asyncio.get_running_loop()
        for socket in self._sockets:
            socket.put(_disconnect(reason))
            socket.draining = reason != "warning"
            if socket.draining:
                loop.call_later(self.habits.warning_time, socket.abort)

    def warn(self) -> None:
        """Says that the connections will soon be closed, and goes on using them."""
        self.refresh("warning")

    def cut(self) -> int:
        """Breaks every connection without a word, and says how many there were."""
        sockets = list(self._sockets)
        for socket in sockets:
            socket.abort()
        return len(sockets)

    def forget(self) -> None:
        """Gives up whatever is still on its way."""
        for envelope in list(self._waiting.values()):
            self._settle(envelope, False)


def _disconnect(reason: str) -> str:
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
