"""The board's addresses, and what answers them."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.config.model import Config
from bot.runtime.board_key import at_hand
from bot.web import guard, speaking
from bot.web.access import Access, access
from bot.web.api import Api
from bot.web.guard import Cookies, Headers
from bot.web.live import MOST_VIEWERS, Live, Viewer
from bot.web.pages import NAMES, TOKEN, Shown, html
from bot.web.reading import Reading
from bot.web.sign_in import SignIn
from commands.domain.incidents import Incident
from commands.domain.situation.web import WebSession
from storage.bridge.web import Spoken
from storage.packed import unpack_reply
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

SEEN_EVERY = timedelta(minutes=1)
KEPT_PAGES = 400
QUERY = ("q", "since", "kind", "state", "wall", "turn", "still")
"""What a page's address may ask for."""


@dataclass(frozen=True)
class Notice:
    """What stands above a page after a press: answers, or why nothing was done. ``kept`` is what was typed."""

    words: tuple[str, ...]
    bad: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)
    verb: str = ""
    choices: tuple[tuple[str, int], ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Page:
    """Where a request goes: which screen of which incident, asked in which way."""

    slug: str
    screen: str
    query: Mapping[str, str]

    @property
    def path(self) -> str:
        """The page's address without what it asks for."""
        return f"/i/{self.slug}" + (f"/{self.screen}" if self.screen else "")


class Board:
    """Answers for all pages."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.url = config.board.address
        self.reading = Reading(config.database.url.get_secret_value())
        self.key = at_hand(config.bot.data_dir)
        self.cookies = Cookies(self.url)
        self.zone = ZoneInfo(config.bot.timezone)
        self.admins = {slug: frozenset(one.admins) for slug, one in config.incident.items()}
        self.live = Live(self.reading, self.admins, self.zone)
        self.command = f"!{config.bot.command}"
        self.sign_in = SignIn(self.reading, self.key, self.cookies, self.url, self.command)
        self._kept: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._seen: dict[int, datetime] = {}

    # pages

    async def incidents(self, request: Request) -> Response:
        """The incidents that this person may see, worst state of each."""
        return await self._page(request, self._incidents)

    async def screen(self, request: Request) -> Response:
        """One screen of an incident."""
        page = _page_of(request)
        return await self._page(request, lambda work, mine: self._screen(work, mine, page, request))

    async def _page(self, request: Request, make: Any) -> Response:
        secret, at = self.cookies.of(request), datetime.now(UTC)
        kept = secret, str(request.url.path) + "?" + str(request.url.query)

        def job(work: Work) -> tuple[WebSession | None, Response]:
            session = work.web.session(secret) if secret else None
            if session is None or not session.good(at):
                return None, self._unknown()
            mine = access(work, session, self.admins, at, self.zone)
            return session, make(work, mine)

        try:
            session, response = await self.reading.read(job)
        except DatabaseAway:
            return self._from_before(kept)
        if session:
            await self._note_seen(session, at)
            if response.status_code == 200:
                self._keep(kept, bytes(response.body).decode())
        return response

    def _incidents(self, work: Work, mine: Access) -> Response:
        at = datetime.now(UTC)
        rows = []
        for slug in mine.groups:
            found = work.record.get(Incident, slug)
            drawn = self.live.draw(work, mine, slug, "", {}, at) if found else None
            if found and drawn:
                alerts = drawn.panels["alerts"]
                rows.append({"slug": slug, "name": found.shown, "closed": found.closed, "alerts": alerts})
        rows.sort(key=lambda row: (row["closed"] is not None, row["name"]))
        return HTMLResponse(
            html("incidents.html", rows=rows, who=mine.session.name, at=at, token=self.key.token(mine.session.id))
        )

    def _screen(self, work: Work, mine: Access, page: Page, request: Request) -> Response:
        drawn = self.live.draw(work, mine, page.slug, page.screen, page.query, datetime.now(UTC))
        if drawn is None:
            return self._none(page, mine)
        notice = None
        if key := request.query_params.get("answer", ""):
            notice = self._answer(work.web.spoken(f"board/{key[:80]}"), mine)
        return self.whole(mine, page, drawn, notice)

    def whole(
        self,
        mine: Access,
        page: Page,
        drawn: Shown,
        notice: Notice | None = None,
        *,
        token: str = "",
        status: int = 200,
    ) -> HTMLResponse:
        """The page as it is sent: its panels, with the token of its forms."""
        token = token or self.key.token(mine.session.id)
        panels = {id: text.replace(TOKEN, token) for id, text in drawn.panels.items()}
        first = page.screen.partition("/")[0]
        if page.query.get("wall"):
            return HTMLResponse(self._wall(mine, page, drawn), status)
        text = html(
            "screen.html",
            slug=page.slug,
            screen=page.screen,
            first=first,
            name=NAMES.get(first, ""),
            drawn=drawn,
            above=[panels.pop("alerts"), panels.pop("tabs")],
            panels=panels,
            query={name: page.query.get(name, "") for name in QUERY},
            notice=notice,
            token=token,
            may=mine.allowed.get(page.slug, frozenset()),
            person=mine.person,
            who=mine.session.name,
        )
        return HTMLResponse(text, status)

    def _wall(self, mine: Access, page: Page, drawn: Shown) -> str:
        return html(
            "wall.html",
            slug=page.slug,
            screen=page.screen,
            drawn=drawn,
            above=drawn.panels["alerts"],
            panels={id: text for id, text in drawn.panels.items() if id not in ("alerts", "tabs")},
            query={"turn": page.query.get("turn", "") if page.query.get("turn", "").isdecimal() else ""},
            person=mine.person,
            who=mine.session.name,
        )

    def _answer(self, spoken: Spoken | None, mine: Access) -> Notice | None:
        if spoken is None or spoken.session != mine.session.id:
            return None
        replies = [unpack_reply(dict(one)) for one in spoken.answers]
        words = tuple(one.text for one in replies if one.text) or ("Done.",)
        choices = [choice.words for one in replies for choice in one.choices]
        return Notice(
            words, choices=tuple((words, at) for at, words in enumerate(choices)), key=spoken.key.removeprefix("board/")
        )

    # a press

    async def press(self, request: Request) -> Response:
        """Say what a button or a form means, as the person who is signed in."""
        page = _page_of(request)
        if guard.from_elsewhere(request, self.url):
            return self._told(403, "This came from another site's page. Nothing was done.")
        try:
            form = await guard.form_of(request)
        except guard.TooLarge:
            return self._told(413, "That is more than a form here holds. Nothing was done; shorten it.")
        secret, at = self.cookies.of(request), datetime.now(UTC)

        def read(work: Work) -> tuple[Access, Shown | None] | None:
            session = work.web.session(secret) if secret else None
            if session is None or not session.good(at):
                return None
            mine = access(work, session, self.admins, at, self.zone)
            return mine, self.live.draw(work, mine, page.slug, page.screen, page.query, at)

        try:
            found = await self.reading.read(read)
        except DatabaseAway:
            words = "The record cannot be reached just now. Nothing was done; go back, your text is there."
            return self._told(503, words)
        if found is None:
            return self._unknown()
        mine, drawn = found
        if drawn is None:
            return self._none(page, mine)
        return await self._said(mine, page, drawn, form)

    async def _said(self, mine: Access, page: Page, drawn: Shown, form: Mapping[str, str]) -> Response:
        token = form.get("token", "")[:80]
        if not mine.person:
            return self._told(403, "A display only reads. Nothing was done.")
        if not self.key.is_own(token, mine.session.id):
            return self._told(403, "This form is not of a page that you were shown. Nothing was done; reload the page.")
        nonce = token.partition(".")[0]
        try:
            said = await self._read(mine, form)
            if words := await self._stale(mine, page, said):
                return self.whole(mine, page, drawn, Notice((words,), True, said.fields, said.verb), status=409)
            spoken = await speaking.say(self.reading, mine, page.slug, nonce, said)
        except speaking.Unfit as fault:
            return self.whole(mine, page, drawn, Notice((f"Nothing was done: {fault}.",), True, form), status=400)
        except speaking.SaidBefore:
            words = "This page was used already, so this was not said. Your text is kept: press again if you mean it."
            return self.whole(mine, page, drawn, Notice((words,), True, said.fields, said.verb), status=409)
        except (speaking.NotHeard, DatabaseAway):
            words = "NOT HEARD: Net Control does not answer just now, and nothing was done. Your text is kept below."
            kept = Notice((words,), True, form, form.get("verb", ""))
            return self.whole(mine, page, drawn, kept, token=token, status=503)
        if spoken.faults:
            kept = Notice(tuple(spoken.faults.values()), True, said.fields, said.verb)
            return self.whole(mine, page, drawn, kept, status=422)
        return RedirectResponse(f"{page.path}?answer={spoken.key.removeprefix('board/')}", 303)

    async def _read(self, mine: Access, form: Mapping[str, str]) -> speaking.Said:
        if "choice" not in form:
            return speaking.read(form)
        spoken = await self.reading.read(lambda work: work.web.spoken(f"board/{form.get('answer', '')[:80]}"))
        if spoken is None or spoken.session != mine.session.id or not form["choice"].isdecimal():
            raise speaking.Unfit("there is no such answer of yours")
        lines = [choice.command for one in spoken.answers for choice in unpack_reply(dict(one)).choices]
        if int(form["choice"][:4]) >= len(lines):
            raise speaking.Unfit("that answer offered no such choice")
        return speaking.Said("", {}, line=lines[int(form["choice"][:4])])

    async def _stale(self, mine: Access, page: Page, said: speaking.Said) -> str:
        """How a request stands now, where that is not how the page showed it."""
        if not said.seen or not said.fields.get("id", "").startswith("R-"):
            return ""
        number = int(said.fields["id"][2:].partition(".")[0])
        now = await self.reading.read(lambda work: work.record.request(page.slug, number))
        if now is None or now.group not in mine.groups[page.slug]:
            return ""  # the command says so in its own words
        if f"{now.state.value}/{now.edition}" == said.seen:
            return ""
        told = f"{now.shown} has changed meanwhile: it is {now.state.value} now."
        return f"{told} Nothing was done; press again if you mean it."

    # the stream

    async def stream(self, request: Request) -> Response:
        """``/live``: an event stream for one screen."""
        page = Page(
            request.query_params.get("i", "")[:80],
            request.query_params.get("s", "")[:40],
            _query(request),
        )
        secret, at = self.cookies.of(request), datetime.now(UTC)
        if len(self.live.viewers) >= MOST_VIEWERS:
            return PlainTextResponse("Too many look on; this page refreshes by itself.\n", 503, {"Retry-After": "15"})

        def job(work: Work) -> tuple[Access, Shown | None] | None:
            session = work.web.session(secret) if secret else None
            if session is None or not session.good(at):
                return None
            mine = access(work, session, self.admins, at, self.zone)
            return mine, self.live.draw(work, mine, page.slug, page.screen, page.query, at)

        try:
            found = await self.reading.read(job)
        except DatabaseAway:
            return PlainTextResponse("The record cannot be reached just now.\n", 503, {"Retry-After": "3"})
        if found is None or found[1] is None:
            return PlainTextResponse("Not signed in, or nothing to see here.\n", 401 if found is None else 404)
        mine, _ = found
        token = self.key.token(mine.session.id)
        viewer = Viewer(secret, page.slug, page.screen, page.query, token, mine, {})
        headers = {"X-Accel-Buffering": "no", "Connection": "keep-alive"}
        return StreamingResponse(self.live.stream(viewer), media_type="text/event-stream", headers=headers)

    # the rest

    async def _note_seen(self, session: WebSession, at: datetime) -> None:
        before = self._seen.get(session.id, session.seen)
        if at - before >= SEEN_EVERY:
            self._seen[session.id] = at
            with contextlib.suppress(DatabaseAway):
                await self.reading.write(lambda work: work.web.seen(session.id, at))

    def _keep(self, key: tuple[str, str], text: str) -> None:
        self._kept[key] = text
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT_PAGES:
            self._kept.popitem(last=False)

    def _from_before(self, key: tuple[str, str]) -> Response:
        """The record cannot be read: the last page that this browser was shown, which says of when it is."""
        if text := self._kept.get(key):
            return HTMLResponse(text, headers={"X-Board": "kept"})
        words = "NOT LIVE: the record cannot be reached just now. This page tries again by itself."
        return HTMLResponse(html("told.html", title="NOT LIVE", words=words, retry=True), 503)

    def _unknown(self) -> Response:
        words = f"You are not signed in here. Say “{self.command} board link”: you get a link by direct message."
        return self._told(401, words)

    def _none(self, page: Page, mine: Access) -> Response:
        words = "There is nothing at this address that you may see." if page.slug else "There is nothing here."
        return self._told(404, f"{words} Your incidents: {', '.join(mine.groups) or 'none'}.")

    def _told(self, status: int, words: str) -> Response:
        return HTMLResponse(html("told.html", title="Live board", words=words, retry=False), status)

    def application(self) -> Starlette:
        """Everything joined."""
        routes = [
            Route("/", self.incidents),
            Route("/in/{token}", self.sign_in.look, methods=["GET"]),
            Route("/in/{token}", self.sign_in.enter, methods=["POST"]),
            Route("/out", self.sign_in.leave, methods=["POST"]),
            Route("/live", self.stream),
            Route("/i/{slug}", self.screen, methods=["GET"]),
            Route("/i/{slug}", self.press, methods=["POST"]),
            Route("/i/{slug}/{screen:path}", self.screen, methods=["GET"]),
            Route("/i/{slug}/{screen:path}", self.press, methods=["POST"]),
            Mount("/api/v1", Api(self.reading, self.zone).application()),
            Route("/healthz", _healthz),
            Route("/sw.js", _worker),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ]
        broken = {404: self._missing, 500: self._broke}
        app = Starlette(routes=routes, lifespan=self._lifespan, exception_handlers=broken)
        app.add_middleware(Headers)
        return app

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(self.live.run(), name="live")
        try:
            yield
        finally:
            looking.cancel()
            self.reading.close()

    async def _missing(self, _request: Request, _fault: Exception) -> Response:
        return self._told(404, "There is nothing at this address.")

    async def _broke(self, _request: Request, _fault: Exception) -> Response:
        return self._told(500, "Something broke here; it is in the log. Nothing was recorded.")


async def _worker(_request: Request) -> Response:
    """The offline copies' worker: from the top, since it keeps pages of all addresses."""
    return FileResponse(Path(__file__).parent / "static" / "sw.js", media_type="text/javascript")


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _page_of(request: Request) -> Page:
    params = request.path_params
    return Page(params["slug"][:80], params.get("screen", "").strip("/")[:40], _query(request))


def _query(request: Request) -> dict[str, str]:
    return {name: request.query_params[name][:200] for name in QUERY if request.query_params.get(name)}
