"""A bad road to a real homeserver: some of the calls on it are answered 429 or 500, break, or lose their answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from bot.sandbox.homeserver import Homeserver
from bot.sandbox.slack.faults import PASS, Faults, Outcome, Way

HOP = {"host", "connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive"}


class Road:
    """Stands in front of a homeserver at `url`. Nothing goes wrong until `faults` say so; they know one method, `*`."""

    def __init__(self, server: Homeserver, session: aiohttp.ClientSession, seed: int = 0) -> None:
        self.server = server
        self.faults = Faults(seed)
        self.url = ""
        self._session = session

    async def pass_on(self, request: web.Request) -> web.StreamResponse:
        """Bring a call to the homeserver and its answer back, as the faults let it."""
        outcome = self.faults.next("*")
        if outcome.way in (Way.PASS, Way.LOST):
            return await self._there_and_back(request, outcome)
        return _refused(request, outcome)

    async def _there_and_back(self, request: web.Request, outcome: Outcome = PASS) -> web.StreamResponse:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP}
        address, body = self.server.url + request.raw_path, await request.read()
        try:
            async with self._session.request(request.method, address, headers=headers, data=body) as answer:
                found = await answer.read()
        except aiohttp.ClientError:
            return _broken(request)
        if outcome.way is Way.LOST:
            return _broken(request)
        kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP}
        return web.Response(body=found, status=answer.status, headers=kept)


def _refused(request: web.Request, outcome: Outcome) -> web.StreamResponse:
    if outcome.way is Way.RATELIMITED:
        body = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": outcome.seconds * 1000}
        return web.json_response(body, status=429, headers={"Retry-After": str(max(1, int(outcome.seconds)))})
    if outcome.way is Way.BROKEN:
        return web.Response(status=500, text="Internal Server Error")
    return _broken(request)


def _broken(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


@asynccontextmanager
async def road_to(server: Homeserver, seed: int = 0) -> AsyncIterator[Road]:
    """A road that is good at first."""
    async with aiohttp.ClientSession(auto_decompress=True) as session:
        road = Road(server, session, seed)
        app = web.Application(client_max_size=10**8)
        app.router.add_route("*", "/{path:.*}", road.pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        road.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield road
        finally:
            await runner.cleanup()
