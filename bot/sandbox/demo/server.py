"""The page: one HTTP server on loopback. A WebSocket brings what changed and takes what people do."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from aiohttp import WSMsgType, web

from .emojis import PALETTE
from .matrix_side import MatrixSide
from .program import ProgramError
from .shown import Impossible
from .slack_side import PICTURES, SlackSide
from .stage import INCIDENT, ROOM, Stage

HOST = "127.0.0.1"
FILES = Path(__file__).with_name("page")
LARGEST = 20 * 2**20
CALM = 0.03  # seconds in which changes are gathered
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
Json = dict[str, Any]


class Page:
    """Serves the stage on a free port; `url` is its address."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.sides: dict[str, SlackSide | MatrixSide] = {"slack": stage.slack, "matrix": stage.matrix}
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._sockets: set[web.WebSocketResponse] = set()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST, middlewares=[self._guarded])
        app.add_routes([
            web.get("/", self._index),
            web.get("/socket", self._socket),
            web.get("/files/{side}/{id}", self._file),
            web.post("/files/{side}", self._upload),
            web.get("/{name:page\\.(?:css|js)|icon\\.svg}", self._asset),
        ])  # fmt: skip
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        self.url = f"http://{HOST}:{self._runner.addresses[0][1]}/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        for socket in list(self._sockets):
            await socket.close()
        await self._runner.cleanup()

    @web.middleware
    async def _guarded(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Other web sites must not reach in: only our own address, called by our own page."""
        own = self.url.removeprefix("http://").rstrip("/")
        origin = request.headers.get("Origin", f"http://{own}")
        if request.host not in {own, own.replace(HOST, "localhost")} or origin != f"http://{request.host}":
            raise web.HTTPForbidden(text="Open the page at the address that was printed.")
        return await handler(request)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(FILES / "index.html", headers=HEADERS)

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(FILES / request.match_info["name"], headers=HEADERS)

    # Files

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            name, mimetype, content = await self._side(request.match_info["side"]).file(request.match_info["id"])
        except Impossible as why:
            raise web.HTTPNotFound(text=str(why)) from None
        shown = mimetype in PICTURES
        how = {"Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name)}"}
        kind = mimetype if shown else "application/octet-stream"
        return web.Response(body=content, content_type=kind, headers=HEADERS | how)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        file = form.get("file")
        if not isinstance(file, web.FileField):
            raise web.HTTPBadRequest(text="No file came.")
        side = self._side(request.match_info["side"])
        try:
            await side.upload(str(form.get("by")), file.filename, file.content_type, file.file.read())
        except Impossible as why:
            raise web.HTTPBadRequest(text=str(why)) from None
        return web.Response(text="ok")

    def _side(self, name: str) -> SlackSide | MatrixSide:
        if name not in self.sides:
            raise web.HTTPNotFound(text="There is no such side.")
        return self.sides[name]

    # The socket

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=2**20)
        await socket.prepare(request)
        self._sockets.add(socket)
        await socket.send_json(self._hello())
        telling = asyncio.create_task(self._tell(socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._begin(self._do(socket, json.loads(message.data)))
        finally:
            telling.cancel()
            self._sockets.discard(socket)
        return socket

    def _begin(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hello(self) -> Json:
        slack, matrix = self.stage.slack, self.stage.matrix
        return {
            "type": "hello",
            "incident": INCIDENT,
            "palette": list(PALETTE),
            "sides": {
                "slack": {
                    "room": f"#{ROOM}", "label": slack.label,
                    "people": [{"id": one.id, "name": one.shown} for one in slack.people],
                },
                "matrix": {
                    "room": INCIDENT, "label": matrix.label,
                    "people": [{"id": one.user_id, "name": matrix.view.name(one.user_id)} for one in matrix.people],
                },
            },
        }  # fmt: skip

    async def _tell(self, socket: web.WebSocketResponse) -> None:
        """What has changed since the last time, as soon as something has."""
        sent: dict[str, Json] = {}
        rung = -1
        while not socket.closed:
            rung = await self.stage.bell.after(rung)
            now = {f"{one['side']} {one['id']}": one for one in self._everything()}
            changed = [one for key, one in now.items() if sent.get(key) != one]
            gone = [key.split(" ", 1) for key in sent.keys() - now.keys()]
            sent = now
            forms = [asdict(form) for form in self.stage.slack.forms()]
            await socket.send_json({
                "type": "news", "changed": changed, "gone": gone, "forms": forms,
                "program": self.stage.program.state, "accounts": self.stage.program.accounts,
            })  # fmt: skip
            await asyncio.sleep(CALM)

    def _everything(self) -> Iterator[Json]:
        for name, side in self.sides.items():
            for message in side.shown():
                yield {"side": name} | asdict(message)

    async def _do(self, socket: web.WebSocketResponse, deed: Json) -> None:
        try:
            answer = await self._done(deed)
        except Impossible as why:
            answer = {"type": "problem", "words": str(why)}
        except ProgramError:
            answer = {"type": "problem", "words": "Net Control did not start; the terminal's log says why."}
        if answer and not socket.closed:
            await socket.send_json(answer)

    async def _done(self, deed: Json) -> Json | None:
        if deed["do"] in ("kill", "start"):
            await (self.stage.program.kill() if deed["do"] == "kill" else self.stage.program.start())
            return None
        side, by = self._side(deed["side"]), str(deed["by"])
        match deed["do"]:
            case "say":
                await side.say(by, str(deed["text"]), str(deed.get("thread") or ""))
            case "edit":
                await side.edit(by, deed["id"], str(deed["text"]))
            case "remove":
                await side.remove(by, deed["id"])
            case "react":
                await side.react(by, deed["id"], deed["emoji"])
            case "press":
                await side.press(by, deed["id"], deed["action"], deed.get("value"))
            case "dismiss":
                await side.dismiss(by, deed["id"])
            case "home" if isinstance(side, SlackSide):
                return {"type": "home", "html": await side.home(by)}
            case "submit":
                errors = await side.submit(by, deed["id"], deed["values"])
                return {"type": "errors", "id": deed["id"], "errors": errors} if errors else None
        return None
