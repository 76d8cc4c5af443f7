"""A sandbox, a workspace in it, and the real SDK as its app."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, Habits, SlackSandbox, User, Workspace


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += seconds


class App:
    """The real Socket Mode client. It notes what comes, and acknowledges it unless told not to."""

    def __init__(self, workspace: Workspace, client: AsyncWebClient) -> None:
        self.workspace = workspace
        self.heard: list[Any] = []
        self.acknowledges = True
        self.answer: Callable[[Any], dict[str, Any] | None] = lambda request: None
        web = AsyncWebClient(base_url=client.base_url, retry_handlers=[])
        self.socket = SocketModeClient(workspace.app_token, web_client=web, ping_interval=1)
        self.socket.socket_mode_request_listeners.append(self._hear)

    async def _hear(self, socket: Any, request: Any) -> None:
        self.heard.append(request)
        if self.acknowledges:
            answer = SocketModeResponse(request.envelope_id, self.answer(request))
            await socket.send_socket_mode_response(answer)
        self.workspace.note_change()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [request.payload["event"] for request in self.heard if request.type == "events_api"]

    def of(self, kind: str, subtype: str | None = None) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind and event.get("subtype") == subtype]


@pytest.fixture
def habits() -> Habits:
    return Habits(limited=False, ack_timeout=0.3, retry_delays=(0, 0.05, 0.1), file_delay=0.01, warning_time=0.05)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(habits, clock) -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(habits=habits, now=clock) as slack:
        yield slack


@pytest.fixture
def county(slack) -> Workspace:
    return slack.add_workspace("county")


@pytest.fixture
def amy(county) -> User:
    return county.add_user("amy", real_name="Amy Pond")


@pytest.fixture
def bob(county) -> User:
    return county.add_user("bob", real_name="Bob Miller")


@pytest.fixture
def ops(county, amy, bob) -> Channel:
    return county.add_channel("ops", amy, bob)


@pytest.fixture
def client(slack, county) -> AsyncWebClient:
    return AsyncWebClient(token=county.bot_token, base_url=slack.base_url, retry_handlers=[], timeout=5)


@pytest.fixture
async def connect(county, client) -> AsyncIterator[Callable[[], Any]]:
    async with contextlib.AsyncExitStack() as stack:

        async def connect() -> App:
            before, app = county.sockets.open, App(county, client)
            stack.push_async_callback(app.socket.close)
            await app.socket.connect()
            await county.wait_for(lambda: county.sockets.open > before)
            return app

        yield connect


@pytest.fixture
async def app(connect) -> App:
    return await connect()


@pytest.fixture
def refused() -> Callable[..., Any]:
    """Awaits a call that Slack refuses, and gives the answer."""

    async def refused(call: Any) -> dict[str, Any]:
        with pytest.raises(SlackApiError) as caught:
            await call
        return caught.value.response.data

    return refused
