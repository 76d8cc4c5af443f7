"""What every request has to pass, and what every answer carries: origin, size, headers, the session's cookie."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 1024
"""Bytes of a form that are read."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "Referrer-Policy": "strict-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""``strict-origin``: an address with a token in it goes into no Referer, and a form's POST still tells its origin."""


class TooLarge(Exception):
    """More was sent than a form can hold."""


class Headers:
    """Puts them onto every answer; files that are the same for everybody may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


def from_elsewhere(request: Request, url: str) -> bool:
    """Was this POST made by a page of somebody else's? By Sec-Fetch-Site, in old browsers by Origin."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return False  # no browser; the form's own token decides
    return origin != _origin(url) and urlsplit(origin).netloc != request.headers.get("host", "")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form. Raises TooLarge before more than the bound is read."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise TooLarge
    text = body.decode("utf-8", "replace")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=60))
    except ValueError as fault:
        raise TooLarge from fault


class Cookies:
    """The session's cookie: ``__Host-nc`` where the board is reached by https, else ``nc``."""

    def __init__(self, url: str) -> None:
        self.secure = url.startswith("https://")
        self.name = "__Host-nc" if self.secure else "nc"

    def of(self, request: Request) -> str:
        """What the browser holds; empty where it is not signed in."""
        return request.cookies.get(self.name, "")[:200]

    def give(self, response: Response, secret: str, seconds: int) -> None:
        """Sign the browser in."""
        response.set_cookie(
            self.name, secret, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def take(self, response: Response) -> None:
        """Sign the browser out; what it keeps of the pages goes as well."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
