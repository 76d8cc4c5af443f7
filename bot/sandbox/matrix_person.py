"""A person on Matrix, as a test or the demo's page needs one: a few calls of the client-server API by plain HTTP.

It does not use the bot's own Matrix library, so that it sees what any other client would see. It does not encrypt: in
an encrypted room it sees the events and cannot read them.
"""

import asyncio
import itertools
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

import aiohttp

Event = dict[str, Any]
CLIENT = "/_matrix/client/v3"
ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


class MatrixError(Exception):
    """The homeserver said no: `status` is HTTP's, `errcode` as in M_LIMIT_EXCEEDED."""

    def __init__(self, status: int, body: Any) -> None:
        self.status = status
        self.body = body if isinstance(body, dict) else {}
        self.errcode = str(self.body.get("errcode", ""))
        super().__init__(f"{status} {self.errcode}: {self.body.get('error', body)}")


@dataclass(frozen=True, kw_only=True)
class Login:
    """One device of one user."""

    homeserver: str
    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    password: str = field(default="", repr=False)


async def request(session: aiohttp.ClientSession, method: str, path: str, json: Any = None) -> Any:
    """One call; its JSON answer. Raises MatrixError, or aiohttp.ClientError when there is no answer."""
    async with session.request(method, path, json=json) as response:
        body = await response.json(content_type=None)
        if response.status >= 400:
            raise MatrixError(response.status, body)
        return body


class MatrixPerson:
    """Someone with a client. Rooms and events are named by their ids; content is plain Matrix JSON."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self.user_id = login.user_id
        self._session: aiohttp.ClientSession | None = None
        self._transactions = (f"{secrets.token_hex(4)}-{count}" for count in itertools.count())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections; the person may talk again later."""
        if self._session:
            await self._session.close()
            self._session = None

    async def call(self, method: str, path: str, json: Any = None, **query: str | int) -> Any:
        """Any other call of the API, as this person: `await ann.call("GET", "/_matrix/client/v3/account/whoami")`."""
        if not self._session:
            headers = {"Authorization": f"Bearer {self.login.access_token}"}
            self._session = aiohttp.ClientSession(self.login.homeserver, headers=headers)
        return await request(self._session, method, f"{path}?{urlencode(query)}" if query else path, json)

    # Rooms

    async def create_room(
        self, name: str = "", *, public: bool = False, invite: Sequence[str] = (), encrypted: bool = False, **more: Any
    ) -> str:
        """A new room's id. `more` goes into the call as it is, as in `power_level_content_override={…}`."""
        wish: dict[str, Any] = {
            "preset": "public_chat" if public else "private_chat",
            "invite": list(invite),
            "initial_state": [ENCRYPTION] if encrypted else [],
            **more,
        }
        made = await self.call("POST", f"{CLIENT}/createRoom", wish | ({"name": name} if name else {}))
        return str(made["room_id"])

    async def join(self, room: str) -> None:
        """Enter a public room, or take up an invitation."""
        await self.call("POST", f"{CLIENT}/join/{quote(room)}", {})

    async def leave(self, room: str) -> None:
        """Leave, or decline an invitation."""
        await self.call("POST", _room(room, "leave"), {})

    async def invite(self, room: str, user_id: str) -> None:
        """Ask someone in."""
        await self.call("POST", _room(room, "invite"), {"user_id": user_id})

    async def state(self, room: str, kind: str, key: str = "") -> Any:
        """One piece of the room's state, as in `state(room, "m.room.power_levels")`."""
        return await self.call("GET", _room(room, "state", kind, key))

    async def set_state(self, room: str, kind: str, content: Event, key: str = "") -> str:
        """Replace one piece of the room's state; the event's id."""
        return str((await self.call("PUT", _room(room, "state", kind, key), content))["event_id"])

    async def members(self, room: str) -> list[str]:
        """Who is in the room, by user id."""
        return list((await self.call("GET", _room(room, "joined_members")))["joined"])

    async def set_displayname(self, name: str) -> None:
        """Change what others see as one's name, in all rooms."""
        await self.call("PUT", f"{CLIENT}/profile/{quote(self.user_id)}/displayname", {"displayname": name})

    # Talk

    async def send(
        self,
        room: str,
        text: str,
        html: str | None = None,
        *,
        thread: str | None = None,
        reply: str | None = None,
        msgtype: str = "m.text",
        **more: Any,
    ) -> str:
        """Say something; the event's id. `thread` is the thread's root; `more` is merged into the content."""
        content: Event = {"msgtype": msgtype, "body": text, "m.mentions": {}}
        if html is not None:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        if thread:
            fallback = {"is_falling_back": reply is None, "m.in_reply_to": {"event_id": reply or thread}}
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": thread, **fallback}
        elif reply:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply}}
        return await self.send_event(room, "m.room.message", content | more)

    async def send_event(self, room: str, kind: str, content: Event, transaction: str | None = None) -> str:
        """Send any event; its id."""
        path = _room(room, "send", kind, transaction or next(self._transactions))
        return str((await self.call("PUT", path, content))["event_id"])

    async def edit(self, room: str, event: str, text: str, html: str | None = None) -> str:
        """Change one's own message; the id of the edit."""
        new: Event = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        if html is not None:
            new |= {"format": "org.matrix.custom.html", "formatted_body": html}
        content = new | {"body": f"* {text}", "m.new_content": new}
        content["m.relates_to"] = {"rel_type": "m.replace", "event_id": event}
        return await self.send_event(room, "m.room.message", content)

    async def redact(self, room: str, event: str, reason: str | None = None) -> str:
        """Take a message or a reaction back; the id of the redaction."""
        path = _room(room, "redact", event, next(self._transactions))
        return str((await self.call("PUT", path, {"reason": reason} if reason else {}))["event_id"])

    async def react(self, room: str, event: str, key: str) -> str:
        """Put a reaction; its event id."""
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.send_event(room, "m.reaction", {"m.relates_to": relation})

    # Looking and waiting

    async def messages(self, room: str) -> list[Event]:
        """All events of the room that this person may see, oldest first."""
        events: list[Event] = []
        start: dict[str, str | int] = {}
        while True:
            page = await self.call("GET", _room(room, "messages"), dir="f", limit=500, **start)
            events += page["chunk"]
            if not page.get("end") or not page["chunk"]:
                return events
            start = {"from": page["end"]}

    async def wait_for(self, room: str, predicate: Callable[[Event], bool], timeout: float = 10) -> Event:
        """The first event of the room, past or coming, for which the predicate holds. Raises TimeoutError."""
        events = await self.wait_until(room, lambda events: any(map(predicate, events)), timeout)
        return next(filter(predicate, events))

    async def wait_until(self, room: str, predicate: Callable[[list[Event]], bool], timeout: float = 10) -> list[Event]:
        """All events of the room, once the predicate holds of them. Raises TimeoutError that shows what was there."""
        events: list[Event] = []
        try:
            async with asyncio.timeout(timeout):
                since = await self._sync()
                while not predicate(events := await self.messages(room)):
                    since = await self._sync(since)
        except TimeoutError:
            seen = "\n".join(f"  {each['sender']} {each['type']} {each['content']}" for each in events[-10:])
            raise TimeoutError(f"not within {timeout} s in {room}; the last of {len(events)} events:\n{seen}") from None
        return events

    async def wait_for_invite(self, room: str, timeout: float = 10) -> None:
        """Until this person has been asked into the room. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            answer = await self.call("GET", f"{CLIENT}/sync", timeout=0)
            while room not in answer.get("rooms", {}).get("invite", {}):
                answer = await self.call("GET", f"{CLIENT}/sync", since=answer["next_batch"], timeout=30_000)

    async def _sync(self, since: str | None = None) -> str:
        """Where the person's stream is; with `since`, as soon as something has happened there."""
        more: dict[str, str | int] = {"since": since, "timeout": 30_000} if since else {"timeout": 0}
        return str((await self.call("GET", f"{CLIENT}/sync", **more))["next_batch"])


def _room(room: str, *parts: str) -> str:
    return "/".join([CLIENT, "rooms", *(quote(part, safe="") for part in (room, *parts))])
