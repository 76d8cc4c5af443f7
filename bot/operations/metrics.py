"""Numbers for Prometheus, and /healthz and /readyz; served only where an address to listen on is configured."""

import asyncio
from collections.abc import Iterator

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.directory.state import Directory
from bot.operations.record_keeping import RecordKeeping
from bot.operations.watchdog import Watchdog
from bot.runtime.counters import registry


class _Rooms(Collector):
    """What waits, room by room, as the watch saw it last."""

    def __init__(self, directory: Directory, watch: Watchdog, record: RecordKeeping) -> None:
        self._directory, self._watch, self._record = directory, watch, record

    def collect(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily("netcontrol_waiting", "Copies not yet posted.", labels=["room"])
        oldest = GaugeMetricFamily("netcontrol_oldest_seconds", "Age of the oldest waiting copy.", labels=["room"])
        online = GaugeMetricFamily("netcontrol_connected", "1 while the account hears.", labels=["account"])
        now = self._directory.now()
        for room in self._directory.known:
            waiting.add_metric([str(room)], self._watch.waiting.get(str(room), 0))
            since = self._watch.oldest.get(str(room))
            oldest.add_metric([str(room)], (now - since).total_seconds() if since else 0.0)
        for source in self._directory.labels:
            online.add_metric([source], 1.0 if self._directory.online.get(source) else 0.0)
        written = GaugeMetricFamily("netcontrol_record_written_timestamp_seconds", "When the record last took a word.")
        if self._record.written:
            written.add_metric([], self._record.written.timestamp())
        yield from (waiting, oldest, online, written)


async def serve(listen: str, directory: Directory, watch: Watchdog, record: RecordKeeping) -> None:
    """Serve until cancelled; ``listen`` is ``host:port``."""
    collector = _Rooms(directory, watch, record)
    registry.register(collector)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), content_type="text/plain", charset="utf-8")

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_request: web.Request) -> web.Response:
        missing = sorted(source for source in directory.labels if not directory.online.get(source))
        amiss = [f"not connected: {', '.join(missing)}"] if missing else []
        if not record.kept(directory.now()):
            amiss.append(f"the record was last written {record.written:%Y-%m-%dT%H:%M:%SZ}")
        return web.Response(text="\n".join(amiss or ["ready"]) + "\n", status=503 if amiss else 200)

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics), web.get("/healthz", healthz), web.get("/readyz", readyz)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
        registry.unregister(collector)
