"""The front door: one HTTP server on loopback for the Web API, Socket Mode, uploads, files and response URLs."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from email.utils import formatdate
from typing import Any, Self

from aiohttp import web

from . import methods  # noqa: F401  (fills the table of methods)
from .avatars import avatar
from .faults import Faults, Outcome, Way
from .habits import Habits
from .ids import Ids
from .limits import ratelimited as ratelimited_refusal
from .manifest import Manifest
from .model import JSON, File, Refusal
from .webapi import METHODS, Method, Token, perform
from .workspace import Workspace

HOST = "127.0.0.1"
MAX_BODY = 200 * 2**20
JSON_TYPES = ("application/json",)
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "application/octet-stream", "")


class SlackSandbox:
    """A local Slack with any number of workspaces.

    `async with SlackSandbox() as slack:` starts it on a free port of 127.0.0.1; `slack.base_url` is what goes where
    `https://slack.com/api/` would. `stop` and `start` are an outage: the port and all that was said stay.
    """

    def __init__(
        self, *, port: int = 0, habits: Habits | None = None, now: Callable[[], float] = time.time, seed: int = 0
    ) -> None:
        self.port, self.habits, self.now = port, habits or Habits(), now
        self.workspaces: list[Workspace] = []
        self.faults = Faults(seed)
        self.calls: Counter[str] = Counter()  # method → how often it was carried out or refused
        self._ids = Ids(seed)
        self._runner: web.AppRunner | None = None

    @property
    def site(self) -> str:
        """The server's address."""
        return f"http://{HOST}:{self.port}"

    @property
    def base_url(self) -> str:
        """The Web API's address, to be given to slack_sdk as `base_url`."""
        return f"{self.site}/api/"

    def add_workspace(
        self,
        name: str,
        *,
        manifest: Manifest | None = None,
        bot_token: str | None = None,
        app_token: str | None = None,
        habits: Habits | None = None,
    ) -> Workspace:
        """A new workspace with the app installed; `bot_token` and `app_token` are made up unless given."""
        workspace = Workspace(
            name, site=lambda: self.site, ids=self._ids, habits=habits or self.habits, manifest=manifest or Manifest(),
            now=self.now, bot_token=bot_token, app_token=app_token,
        )  # fmt: skip
        self.workspaces.append(workspace)
        return workspace

    # Starting and stopping

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        for workspace in self.workspaces:
            workspace.sockets.forget()

    @property
    def is_running(self) -> bool:
        """Whether it can be reached."""
        return self._runner is not None

    async def start(self) -> None:
        """Listens, on the same port as before if it was started before."""
        app = web.Application(client_max_size=MAX_BODY)
        app.add_routes(self._routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stops listening and breaks every connection."""
        runner, self._runner = self._runner, None
        for workspace in self.workspaces:
            workspace.sockets.cut()
        if runner is not None:
            await runner.cleanup()

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """Slack cannot be reached within the block."""
        await self.stop()
        try:
            yield
        finally:
            await self.start()

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._api),
            web.get("/link/", self._link),
            web.post("/upload/v1/{ticket}", self._upload),
            web.get("/files-pri/{ids}/{name}", self._file),
            web.get("/files-pri/{ids}/download/{name}", self._file),
            web.post("/respond/{team}/{secret}", self._respond),
            web.get("/avatars/{name}.png", _avatar),
        ]

    # The Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        outcome = self.faults.next(name)
        if not _reaches(outcome):
            return _failed(request, outcome)
        self.calls[name] += 1
        response = await self._call(request, name)
        response.headers["Date"] = formatdate(self.now(), usegmt=True)
        if outcome.way in (Way.SLOW, Way.HANG):
            await asyncio.sleep(outcome.seconds)
        return _broken(request) if outcome.way is Way.LOST else response

    async def _call(self, request: web.Request, name: str) -> web.Response:
        try:
            row, (arguments, is_json) = _row(name), await _arguments(request)
            workspace = self._workspace_for(request, row, {} if is_json else arguments)
        except Refusal as refusal:
            return _refusal(refusal)
        return _performed(workspace, row, arguments)

    def _workspace_for(self, request: web.Request, row: Method, arguments: Mapping[str, Any]) -> Workspace:
        token = _bearer(request) or str(arguments.get("token", ""))
        if row.token is Token.NONE and not token and self.workspaces:
            return self.workspaces[0]
        if not token:
            raise Refusal("not_authed")
        for workspace in self.workspaces:
            if token in (workspace.bot_token, workspace.app_token):
                break
        else:
            raise Refusal("invalid_auth")
        is_app = token == workspace.app_token
        if row.token is not Token.NONE and is_app != (row.token is Token.APP):
            raise Refusal("not_allowed_token_type")
        return workspace

    # The other doors

    async def _link(self, request: web.Request) -> web.StreamResponse:
        for workspace in self.workspaces:
            if workspace.admit(request.query.get("ticket", "")):
                return await workspace.sockets.serve(request)
        return web.Response(status=403, text="invalid ticket")

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        outcome, ticket = self.faults.next("upload"), request.match_info["ticket"]
        if not _reaches(outcome):
            return _failed(request, outcome)
        for workspace in self.workspaces:
            if workspace.uploads.waits_for(ticket):
                content = await _content(request)
                workspace.uploads.receive(ticket, content)
                return web.Response(text=f"OK - {len(content)}")
        return web.Response(status=404, text="not found")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        outcome = self.faults.next("download")
        if not _reaches(outcome):
            return _failed(request, outcome)
        found = self._file_for(request)
        if found is None:
            # Slack sends whoever may not see a file to its login page, with status 200.
            return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
        return web.Response(body=found.content, content_type=found.mimetype)

    def _file_for(self, request: web.Request) -> File | None:
        team, _, file_id = request.match_info["ids"].partition("-")
        for workspace in self.workspaces:
            may_read = _bearer(request) == workspace.bot_token and "files:read" in workspace.manifest.scopes
            if workspace.team_id == team and may_read and not workspace.revoked:
                return workspace.files.get(file_id)
        return None

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        outcome = self.faults.next("response_url")
        if not _reaches(outcome):
            return _failed(request, outcome)
        workspace = next((w for w in self.workspaces if w.team_id == request.match_info["team"]), None)
        try:
            if workspace is None:
                raise Refusal("used_url", status=404)
            workspace.response_urls.use(request.match_info["secret"], await _json(request))
        except Refusal as refusal:
            return _refusal(refusal)
        return web.Response(text="ok")


def _row(name: str) -> Method:
    if name not in METHODS:
        raise Refusal("unknown_method", req_method=name)
    return METHODS[name]


def _performed(workspace: Workspace, row: Method, arguments: Mapping[str, Any]) -> web.Response:
    scopes = {"x-oauth-scopes": ",".join(sorted(workspace.manifest.scopes)), "x-slack-req-id": workspace.ids.secret()}
    if row.scopes:
        scopes["x-accepted-oauth-scopes"] = ",".join(row.scopes)
    try:
        body = {"ok": True} | perform(workspace, row, arguments)
    except Refusal as refusal:
        return _refusal(refusal, scopes)
    return web.json_response(body, headers=scopes)


def _refusal(refusal: Refusal, headers: Mapping[str, str] | None = None) -> web.Response:
    body: JSON = {"ok": False, "error": refusal.code} | refusal.fields
    return web.json_response(body, status=refusal.status, headers={**(headers or {}), **refusal.headers})


async def _arguments(request: web.Request) -> tuple[dict[str, Any], bool]:
    """The arguments, from the query string and the body, and whether the body was JSON."""
    query: dict[str, Any] = dict(request.query)
    if request.method == "GET":
        return query, False
    if request.content_type in JSON_TYPES:
        body = await _json(request)
        if not isinstance(body, dict):
            raise Refusal("json_not_object")
        return {**query, **body}, True
    if request.content_type not in FORM_TYPES:
        raise Refusal("invalid_post_type")
    return {**query, **await request.post()}, False


async def _json(request: web.Request) -> Any:
    try:
        return json.loads(await request.text() or "{}")
    except ValueError:
        raise Refusal("invalid_json") from None


def _bearer(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def _content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for field in (await request.post()).values():
        if isinstance(field, web.FileField):
            return field.file.read()
    return b""


async def _avatar(request: web.Request) -> web.Response:
    return web.Response(body=avatar(request.match_info["name"]), content_type="image/png")


def _reaches(outcome: Outcome) -> bool:
    return outcome.way in (Way.PASS, Way.SLOW, Way.HANG, Way.LOST)


def _failed(request: web.Request, outcome: Outcome) -> web.Response:
    match outcome.way:
        case Way.RATELIMITED:
            return _refusal(ratelimited_refusal(outcome.seconds))
        case Way.REFUSED:
            return _refusal(Refusal(outcome.error))
        case Way.BROKEN:
            return web.Response(status=500, text="Internal Server Error")
    return _broken(request)


def _broken(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
