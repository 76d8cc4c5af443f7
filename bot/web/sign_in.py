"""Signing in by a one-time link: a look shows who it opens as, the press spends it. Link previews only look."""

import asyncio
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.runtime.board_key import BoardKey
from bot.web import guard
from bot.web.guard import Cookies
from bot.web.pages import html
from bot.web.reading import Reading
from commands.domain.situation.web import DISPLAY_LASTS, SHIFT, Looker, WebLink

KNOWN_WITHIN = 3.0
"""Seconds for which a press waits until the program has noted in which rooms the person is."""


class SignIn:
    """The pages below ``/in/``, and signing out."""

    def __init__(self, reading: Reading, key: BoardKey, cookies: Cookies, url: str, command: str) -> None:
        self.reading, self.key, self.cookies, self.url, self.command = reading, key, cookies, url, command

    async def look(self, request: Request) -> Response:
        """Who the link opens as; nothing is spent."""
        link = await self._link(request)
        at = datetime.now(UTC)
        if link is None or not link.good(at):
            return self._gone(link)
        return HTMLResponse(html("sign_in.html", link=link, display=link.kind is Looker.DISPLAY))

    async def enter(self, request: Request) -> Response:
        """Spend the link, and sign the browser in."""
        if guard.from_elsewhere(request, self.url):
            return self.told(403, "This came from another site's page, so nobody was signed in.")
        link = await self._known(request)
        at = datetime.now(UTC)
        entered = await self.reading.write(lambda work: work.web.spend(link.id, at)) if link else None
        if link is None or entered is None:
            return self._gone(link)
        session, secret = entered
        display = session.kind is Looker.DISPLAY
        there = f"/i/{session.incident}?wall=1" if display else "/"
        response = RedirectResponse(there, 303)
        self.cookies.give(response, secret, int((DISPLAY_LASTS if display else SHIFT).total_seconds()))
        return response

    async def leave(self, request: Request) -> Response:
        """Sign this browser out."""
        if guard.from_elsewhere(request, self.url):
            return self.told(403, "This came from another site's page; you are signed in still.")
        secret, at = self.cookies.of(request), datetime.now(UTC)

        if secret:
            session = await self.reading.read(lambda work: work.web.session(secret))
            if session:
                await self.reading.write(lambda work: work.web.end([session.id], at))
        response = self.told(200, "You are signed out. What this browser kept of the board is deleted.")
        self.cookies.take(response)
        return response

    async def _known(self, request: Request) -> WebLink | None:
        """The link, as soon as it is noted in which rooms its person is: a page that shows nothing helps nobody."""
        loop = asyncio.get_running_loop()
        until = loop.time() + KNOWN_WITHIN
        while True:
            link = await self._link(request)
            if link is None or link.rooms is not None or link.kind is Looker.DISPLAY or loop.time() > until:
                return link
            await asyncio.sleep(0.1)

    async def _link(self, request: Request) -> WebLink | None:
        id = self.key.id_of(request.path_params["token"])
        return await self.reading.read(lambda work: work.web.link(id)) if id else None

    def _gone(self, link: WebLink | None) -> Response:
        if link is None:
            words = "This is no link of this board: it may be cut off. Copy the whole of it."
        elif link.spent:
            words = "This link was used already. Each is good once."
        else:
            words = "This link's ten minutes are over."
        return self.told(410 if link else 404, f"{words} Say “{self.command} board link” for a fresh one.")

    def told(self, status: int, words: str) -> Response:
        """A page of a few words."""
        return HTMLResponse(html("told.html", title="Live board", words=words, retry=False), status)
