"""A source of alerts on this machine: a strict server of pages, with the habits and the faults of real ones."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from xml.sax.saxutils import escape

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.helpers import eventually

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
"""Sun 22 Nov 0600 MST."""

NEAR = "43.70,-116.00 43.90,-116.00 43.90,-115.80 43.70,-115.80 43.70,-116.00"
FAR = "33.00,-97.00 33.10,-97.00 33.10,-96.90 33.00,-96.90 33.00,-97.00"


@dataclass
class Page:
    """What stands at a path. ``fault`` answers instead of it."""

    body: bytes
    kind: str = "application/cap+xml"
    fault: Callable[[Request], Response] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    marked: bool = True

    @property
    def etag(self) -> str:
        return f'W/"{sha256(self.body).hexdigest()[:12]}"'


class Dial:
    """Pages by path; ``asked`` is every request: path with query, and the status that was answered."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, int]] = []
        self.url = ""
        self.needs_agent = False

    def show(self, path: str, body: str | bytes, **page) -> None:
        self.pages[path] = Page(body.encode() if isinstance(body, str) else body, **page)

    async def answer(self, request: Request) -> Response:
        found = self._answer(request)
        query = f"?{request.url.query}" if request.url.query else ""
        self.asked.append((f"{request.url.path}{query}", found.status_code))
        return found

    def _answer(self, request: Request) -> Response:
        page = self.pages.get(request.url.path)
        if self.needs_agent and "@" not in request.headers.get("user-agent", ""):
            return PlainTextResponse("who are you?", 403)
        if page is None:
            return PlainTextResponse("there is no such page", 404)
        if page.fault:
            return page.fault(request)
        if page.marked and request.headers.get("if-none-match") == page.etag:
            return Response(status_code=304)
        marks = {"ETag": page.etag, "Last-Modified": "Sun, 22 Nov 2026 13:00:00 GMT"} if page.marked else {}
        return Response(page.body, media_type=page.kind, headers={**marks, **page.headers})


@contextlib.asynccontextmanager
async def dialled() -> AsyncIterator[Dial]:
    dial = Dial()
    app = Starlette(routes=[Route("/{path:path}", dial.answer)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    dial.url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    running = asyncio.create_task(server.serve([sock]))
    await eventually(lambda: server.started)
    try:
        yield dial
    finally:
        server.should_exit = True
        await running
        sock.close()


def broken(status: int, **headers: str) -> Callable[[Request], Response]:
    return lambda _request: PlainTextResponse("away", status, headers=headers)


def led_to(address: str) -> Callable[[Request], Response]:
    return lambda _request: Response(status_code=301, headers={"Location": address})


def endless(megabytes: int) -> Callable[[Request], Response]:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(megabytes):
            yield b" " * 1_000_000

    return lambda _request: StreamingResponse(chunks(), media_type="application/xml")


def stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}+00:00"


def cap(
    identifier: str = "1",
    *,
    sent: datetime = NOW,
    event: str = "Evacuation Immediate",
    code: str = "EVI",
    type: str = "Alert",
    status: str = "Actual",
    references: str = "",
    severity: str = "Extreme",
    urgency: str = "Immediate",
    certainty: str = "Observed",
    same: tuple[str, ...] = ("016015",),
    ugc: tuple[str, ...] = (),
    polygon: str = "",
    circle: str = "",
    area: str = "Boise County",
    vtec: tuple[str, ...] = (),
    expires: datetime | None = NOW + timedelta(hours=2),
    instruction: str = "Leave now.",
    info: bool = True,
    sender: str = "oem@county.example",
) -> str:
    """One alert, without the XML declaration."""
    codes = "".join(_geocode("SAME", one) for one in same) + "".join(_geocode("UGC", one) for one in ugc)
    shapes = f"<polygon>{polygon}</polygon>" if polygon else ""
    shapes += f"<circle>{circle}</circle>" if circle else ""
    where = f"<area><areaDesc>{escape(area)}</areaDesc>{shapes}{codes}</area>" if area else ""
    parameters = "".join(f"<parameter><valueName>VTEC</valueName><value>{one}</value></parameter>" for one in vtec)
    ends = f"<expires>{stamp(expires)}</expires>" if expires else ""
    text = (
        "<info><language>en-US</language><category>Safety</category>"
        f"<event>{escape(event)}</event><responseType>Evacuate</responseType><urgency>{urgency}</urgency>"
        f"<severity>{severity}</severity><certainty>{certainty}</certainty>"
        f"<eventCode><valueName>SAME</valueName><value>{code}</value></eventCode>{ends}"
        f"<senderName>Boise County OEM</senderName><headline>{escape(event)} for {escape(area)}</headline>"
        f"<description>It moves.</description><instruction>{escape(instruction)}</instruction>{parameters}{where}"
        "</info>"
    )
    refers = f"<references>{references}</references>" if references else ""
    return (
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
        f"<identifier>{identifier}</identifier><sender>{sender}</sender><sent>{stamp(sent)}</sent>"
        f"<status>{status}</status><msgType>{type}</msgType><scope>Public</scope>{refers}{text if info else ''}</alert>"
    )


def _geocode(kind: str, value: str) -> str:
    return f"<geocode><valueName>{kind}</valueName><value>{value}</value></geocode>"


def refer(identifier: str, sent: datetime = NOW, sender: str = "oem@county.example") -> str:
    return f"{sender},{identifier},{stamp(sent)}"


def atom(*alerts: str, links: tuple[str, ...] = ()) -> str:
    entries = "".join(
        f'<entry><id>e{n}</id><title>t</title><content type="application/cap+xml">{one}</content></entry>'
        for n, one in enumerate(alerts)
    )
    entries += "".join(
        f'<entry><id>{link}</id><updated>2026-11-22T13:00:00Z</updated><link href="{link}"/></entry>' for link in links
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>f</title>{entries}</feed>'
