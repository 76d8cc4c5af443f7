"""Numbers for Prometheus, and /healthz and /readyz; served only where an address to listen on is configured."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.archive.backup import last
from bot.directory.state import Directory
from bot.operations.record_keeping import RecordKeeping
from bot.operations.watchdog import Watchdog
from bot.runtime.counters import registry, room_label
from bot.runtime.pulse import Pulse
from commands.domain.messages import Room

log = structlog.get_logger()

COMMITTED_WITHIN = 5.0
"""Seconds in which an empty change has to be committed for the process to be healthy."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What is told to whoever asks over HTTP."""

    directory: Directory
    watch: Watchdog
    record: RecordKeeping
    pulse: Pulse = field(default_factory=Pulse)
    version: str = ""
    epoch: Callable[[], int] = lambda: 0
    ours: Callable[[], bool] = lambda: True  # do we run the accounts, or stand by?
    data_dir: Path | None = None


class _Collected(Collector):
    """What stands as of now: what waits, who is connected, and how the process does."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def collect(self) -> Iterator[Metric]:
        """Called at each question."""
        yield from self._waiting()
        yield from self._accounts()
        yield from self._process()

    def _waiting(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily("netcontrol_waiting", "Copies not yet posted.", labels=["account", "room"])
        oldest = GaugeMetricFamily(
            "netcontrol_oldest_seconds", "Age of the oldest waiting copy.", labels=["account", "room"]
        )
        directory, watch = self._watched.directory, self._watched.watch
        now, counts, ages = directory.now(), Counter[tuple[str, str]](), dict[tuple[str, str], float]()
        for room in directory.known:
            key = (room.source, room_label(room))
            counts[key] += watch.waiting.get(str(room), 0)
            since = watch.oldest.get(str(room))
            ages[key] = max(ages.get(key, 0.0), (now - since).total_seconds() if since else 0.0)
        for key in ages:
            waiting.add_metric(key, counts[key])
            oldest.add_metric(key, ages[key])
        yield from (waiting, oldest)

    def _accounts(self) -> Iterator[Metric]:
        directory, now = self._watched.directory, self._watched.directory.now()
        online = GaugeMetricFamily("netcontrol_connected", "1 while the account hears.", labels=["account"])
        catching = GaugeMetricFamily("netcontrol_catching_up", "1 while the account catches up.", labels=["account"])
        sync = GaugeMetricFamily(
            "netcontrol_sync_age_seconds", "Since the account last told anything.", labels=["account"]
        )
        held = {Room.parse(room).source for room in directory.held}
        for source in directory.labels:
            online.add_metric([source], 1.0 if directory.online.get(source) else 0.0)
            catching.add_metric([source], 1.0 if source in held else 0.0)
            if source in directory.progress:
                sync.add_metric([source], (now - directory.progress[source]).total_seconds())
        yield from (online, catching, sync)

    def _process(self) -> Iterator[Metric]:
        seen = self._watched
        written = GaugeMetricFamily("netcontrol_record_written_timestamp_seconds", "When the record last took a word.")
        if seen.record.written:
            written.add_metric([], seen.record.written.timestamp())
        yield written
        yield GaugeMetricFamily(
            "netcontrol_clerk_waiting", "Transactions that wait their turn.", seen.directory.clerk.waiting
        )
        yield GaugeMetricFamily("netcontrol_loop_lag_seconds", "Longest delay of the loop lately.", seen.pulse.lag)
        yield GaugeMetricFamily(
            "netcontrol_lease_epoch", "Which change of hands this process is of; 0: none.", seen.epoch()
        )
        yield GaugeMetricFamily(
            "netcontrol_standby", "1 while another process runs the accounts.", float(not seen.ours())
        )
        if seen.data_dir and (made := last(seen.data_dir)):
            age = (seen.directory.now() - made).total_seconds()
            yield GaugeMetricFamily("netcontrol_backup_age_seconds", "Since the last netcontrol backup.", age)
        build = GaugeMetricFamily("netcontrol_build_info", "1; the version is its label.", labels=["version"])
        build.add_metric([seen.version], 1.0)
        yield build


async def health(watched: Watched) -> str:
    """What is wrong with the process itself; empty where the loop moves and something was committed just now."""
    if watched.pulse.stalled:
        return f"the event loop stood still for {watched.pulse.lag:.0f} s"
    clerk, at = watched.directory.clerk, watched.directory.now()
    try:
        async with asyncio.timeout(COMMITTED_WITHIN):
            await clerk.do(lambda work: work.keeping.set_fact("health/asked", at.isoformat()))
    except TimeoutError:
        return f"nothing was committed within {COMMITTED_WITHIN:.0f} s"
    except Exception as fault:  # noqa: BLE001  whatever it is, nothing can be committed
        return f"nothing can be committed: {type(fault).__name__}"
    return ""


def readiness(watched: Watched) -> list[str]:
    """What keeps the bridge from its work: standing by, accounts that are missing, a record that is not written."""
    if not watched.ours():
        return ["standby: another process runs the accounts"]
    directory, record = watched.directory, watched.record
    missing = sorted(source for source in directory.labels if not directory.online.get(source))
    amiss = [f"not connected: {', '.join(missing)}"] if missing else []
    if not record.kept(directory.now()):
        amiss.append(f"the record was last written {record.written:%Y-%m-%dT%H:%M:%SZ}")
    return amiss


async def serve(listen: str, watched: Watched) -> None:
    """Serve until cancelled; ``listen`` is ``host:port``, which is tried until it is free."""
    collector = _Collected(watched)
    registry.register(collector)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), content_type="text/plain", charset="utf-8")

    async def healthz(_request: web.Request) -> web.Response:
        wrong = await health(watched)
        return web.Response(text=f"{wrong or 'ok'}\n", status=503 if wrong else 200)

    async def readyz(_request: web.Request) -> web.Response:
        amiss = readiness(watched)
        return web.Response(text="\n".join(amiss or ["ready"]) + "\n", status=503 if amiss else 200)

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics), web.get("/healthz", healthz), web.get("/readyz", readyz)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        await _bound(runner, host.strip("[]"), int(port))
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
        registry.unregister(collector)


async def _bound(runner: web.AppRunner, host: str, port: int) -> None:
    """A standby on the same machine has the same address: it takes it when the other one is gone."""
    told = False
    while True:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as fault:
            if not told:
                log.warning("the address for metrics is taken; it is tried again", fault=fault.strerror)
                told = True
            await asyncio.sleep(1)
        else:
            return
