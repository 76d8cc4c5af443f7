"""The record for programs: JSON below ``/api/v1``, read with a token, through the same calls as the screens."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web import speaking
from bot.web.access import access, call_of
from bot.web.reading import Reading
from bot.web.screens.bridge import rooms
from bot.web.screens.common import Sight, State
from bot.web.screens.radio import plan
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import page
from commands.domain.situation.programs import ApiScope, ApiToken
from commands.domain.situation.web import Looker, WebSession
from storage.bridge.web import Spoken
from storage.packed import unpack_reply
from storage.store import DatabaseAway, Work

MOST = 500
"""Rows of one answer."""
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
LARGEST = 64 * 1024
"""Bytes of a request's body; nothing is read of it."""


class Refused(Exception):
    """What was wrong, and what would work."""

    def __init__(self, status: int, words: str, works: str = "") -> None:
        super().__init__(words)
        self.status, self.works = status, works


@dataclass(frozen=True)
class Endpoint:
    """One address: what a token needs for it, and how it is answered."""

    scope: ApiScope
    summary: str
    answer: Callable[[Work, Sight, int], Mapping[str, Any]]
    since: bool = False


INCIDENT = ("id", "shown", "number", "type", "exercise", "opened", "closed", "timezone")
RESOURCE = ("name", "persons", "agency", "div", "kind", "type", "call", "location", "eta")
REQUEST = ("shown", "quantity", "what", "div", "place", "needed", "priority", "state", "filled", "arrived", "late")
ENTRY = ("number", "shown", "origin", "about", "words", "at", "said", "author_name")
SITREP = ("number", "at", "due", "since")


def _incident(_work: Work, sight: Sight, _since: int) -> Mapping[str, Any]:
    return {"incident": picked(sight.call.here, INCIDENT)}


def _roster(_work: Work, sight: Sight, _since: int) -> Mapping[str, Any]:
    return _rows(sight.call.store.roster(sight.call.here.id, most=MOST + 1), RESOURCE)


def _requests(_work: Work, sight: Sight, _since: int) -> Mapping[str, Any]:
    found = sight.call.store.requests(sight.call.here.id, sight.groups, open_only=False, most=MOST + 1)
    return _rows(found, REQUEST)


def _log(work: Work, sight: Sight, since: int) -> Mapping[str, Any]:
    found = work.record.log_after(sight.call.here.id, sight.groups, since, MOST + 1)
    return {**_rows(found, ENTRY), "next": max([since, *(one.number for one in found[:MOST])])}


def _plan(_work: Work, sight: Sight, _since: int) -> Mapping[str, Any]:
    return {"plan": plain(plan(sight))}


def _sitreps(_work: Work, sight: Sight, _since: int) -> Mapping[str, Any]:
    return _rows(sight.call.store.sitreps(sight.call.here.id, MOST + 1), SITREP)


def _health(_work: Work, sight: Sight, _since: int) -> Mapping[str, Any]:
    return {"rooms": plain(rooms(sight)["rows"])}


ENDPOINTS: Mapping[str, Endpoint] = {
    "incident": Endpoint(ApiScope.READ, "The incident of the token.", _incident),
    "roster": Endpoint(ApiScope.READ, "What is checked in; without contacts, crews and medical reports.", _roster),
    "requests": Endpoint(ApiScope.READ, "Requests, the newest first.", _requests),
    "plan": Endpoint(ApiScope.READ, "The radio plan of the period.", _plan),
    "log": Endpoint(ApiScope.READ, "Log entries above the number ?since=, in their order.", _log, since=True),
    "sitreps": Endpoint(ApiScope.READ, "Situation reports, the highest number first.", _sitreps),
    "health": Endpoint(ApiScope.READ, "How the bridge stands, room by room.", _health),
}


def picked(one: object, names: tuple[str, ...]) -> dict[str, Any]:
    """The named values of a thing of the record, and nothing else of it."""
    return {name: plain(getattr(one, name)) for name in names}


def plain(value: Any) -> Any:
    """As JSON has it: moments in ISO form with UTC, states as their words."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, State):
        return value.words
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _rows(found: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {"rows": [picked(one, names) for one in found[:MOST]], "more": len(found) > MOST}


class Api:
    """Answers programs. Off until a token is made: until then no token is good."""

    def __init__(self, reading: Reading, zone: ZoneInfo) -> None:
        self.reading, self.zone = reading, zone

    def application(self) -> Starlette:
        """Its addresses, below wherever it is mounted."""
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        routes = [Route("/openapi.json", _described), Route("/{name:path}", self.answer, methods=methods)]
        return Starlette(routes=routes, exception_handlers={405: _only_read})

    async def answer(self, request: Request) -> Response:
        """One answer, or what was wrong."""
        try:
            return JSONResponse(await self._answer(request))
        except Refused as fault:
            return _wrong(fault.status, str(fault), fault.works)
        except DatabaseAway:
            return _wrong(503, "the record cannot be reached just now", "ask again in some seconds")

    async def _answer(self, request: Request) -> Mapping[str, Any]:
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 9 or int(length) > LARGEST:
            raise Refused(413, "that is more than a request here holds; nothing of it was read")
        name = request.path_params["name"]
        if request.method == "POST" and name == "log":
            return await self._said(request)
        if request.method != "GET":
            raise Refused(405, "this address only reads; nothing was done", "GET, and POST /log")
        secret, at = _bearer(request), datetime.now(UTC)

        def job(work: Work) -> Mapping[str, Any]:
            token = _good(work.tokens.of(secret), at)
            endpoint = ENDPOINTS.get(name)
            if endpoint is None:
                raise Refused(404, f"there is no {name[:40]!r} here", ", ".join(ENDPOINTS))
            if endpoint.scope not in token.scope:
                had = ", ".join(sorted(token.scope))
                raise Refused(403, f"this token's scope is {had}", f"a token whose scope has {endpoint.scope}")
            sight = self._sight(work, token, request, at)
            return {"as_of": plain(at), **endpoint.answer(work, sight, _since(request, endpoint))}

        return await self.reading.read(job)

    async def _said(self, request: Request) -> Mapping[str, Any]:
        secret, at = _bearer(request), datetime.now(UTC)
        token = await self.reading.read(lambda work: _good(work.tokens.of(secret), at))
        if ApiScope.LOG not in token.scope:
            raise Refused(403, f"this token's scope is {', '.join(sorted(token.scope))}", "a token with the scope log")
        key = request.headers.get("idempotency-key", "")
        if not _KEY.fullmatch(key):
            raise Refused(400, "no Idempotency-Key that can be taken", "1 to 64 letters, digits, - and _, one a line")
        words = _words(await _body(request))
        spoken = Spoken(
            key=f"api/{token.id}/{key}",
            session=0,
            person=token.key,
            name=token.name,
            server="",
            place=str(page(token.incident)),
            line="log",
            fields={"words": words},
            at=at,
        )
        try:
            heard = await speaking.put(self.reading, spoken)
        except speaking.SaidBefore as fault:
            raise Refused(409, "this key was used for other words; nothing was done", "a fresh key") from fault
        except speaking.NotHeard as fault:
            raise Refused(503, "Net Control does not hear just now; nothing was done", "the same key again") from fault
        if heard.faults:
            raise Refused(422, "; ".join(heard.faults.values()))
        return {"as_of": plain(at), "answers": [unpack_reply(dict(one)).text for one in heard.answers]}

    def _sight(self, work: Work, token: ApiToken, request: Request, at: datetime) -> Sight:
        if request.query_params.get("incident", token.incident) != token.incident:
            raise Refused(403, "this token is of another incident", token.incident)
        session = _reader(token)
        here = work.record.get(Incident, token.incident)
        groups = access(work, session, {}, at, self.zone).groups.get(token.incident)
        if here is None or groups is None:
            raise Refused(404, f"the incident {token.incident} is not on record any more")
        return Sight(call_of(work, here, session, at, self.zone), groups, writes=False)


def _reader(token: ApiToken) -> WebSession:
    """A program reads what a display does: of the main group, and with no person's rights."""
    return WebSession(
        id=0,
        kind=Looker.DISPLAY,
        person="",
        name=token.name,
        incident=token.incident,
        groups=(MAIN,),
        began=token.made,
        seen=token.made,
        until=token.until,
    )


def _good(token: ApiToken | None, at: datetime) -> ApiToken:
    works = "a good token: netcontrol token make"
    if token is None:
        raise Refused(401, "this is no token of this program", works)
    if token.ended:
        raise Refused(401, f"this token was revoked at {plain(token.ended)}", works)
    if not token.good(at):
        raise Refused(401, f"this token ended at {plain(token.until)}", works)
    return token


def _bearer(request: Request) -> str:
    kind, _, secret = request.headers.get("authorization", "")[:300].partition(" ")
    if kind.casefold() != "bearer" or not secret.strip():
        raise Refused(401, "no token was sent", "the header Authorization: Bearer TOKEN")
    return secret.strip()


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise Refused(413, "that is more than a request here holds; nothing was done")
    return bytes(body)


def _words(body: bytes) -> str:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    words = said.get("words") if isinstance(said, dict) else None
    if not isinstance(words, str) or not words.strip() or len(words) > speaking.LONGEST:
        works = f'{{"words": "…"}}, at most {speaking.LONGEST:,} characters'
        raise Refused(400, "the body is no log line", works)
    return words.strip()


def _since(request: Request, endpoint: Endpoint) -> int:
    said = request.query_params.get("since", "0")
    if not endpoint.since:
        return 0
    if not (said.isascii() and said.isdecimal()) or len(said) > 12:
        raise Refused(400, f"since is {said[:40]!r}", "the number that the last answer gave as next, as in since=42")
    return int(said)


def _wrong(status: int, words: str, works: str = "") -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {"Allow": "GET"} if status == 405 else {}
    return JSONResponse({"error": {"status": status, "what": words, "works": works}}, status, headers)


async def _only_read(_request: Request, _fault: Exception) -> Response:
    return _wrong(405, "this address only reads; nothing was done", "GET")


async def _described(_request: Request) -> Response:
    return JSONResponse(description())


def description() -> dict[str, Any]:
    """OpenAPI 3.1, made of the endpoints."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Net Control", "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            f"/{name}": {"get": _operation(name, one), **({"post": _SAYING} if name == "log" else {})}
            for name, one in ENDPOINTS.items()
        },
    }


_SAYING: Mapping[str, Any] = {
    "operationId": "say",
    "summary": "Say a log line, once for each Idempotency-Key. Needs the scope log.",
    "parameters": [{"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "required": ["words"], "properties": {"words": {"type": "string"}}}
            }
        },
    },
    "responses": {"200": {"description": "answers: what was answered."}},
}


def _operation(name: str, one: Endpoint) -> dict[str, Any]:
    asked = [{"name": "incident", "in": "query", "schema": {"type": "string"}}]
    if one.since:
        asked.append({"name": "since", "in": "query", "schema": {"type": "integer"}})
    bad = (400, 401, 403, 404, 413, 503)
    return {
        "operationId": name,
        "summary": f"{one.summary} Needs the scope {one.scope.value}.",
        "parameters": asked,
        "responses": {
            "200": {"description": "As of as_of.", "content": {"application/json": {"schema": {"type": "object"}}}},
            **{str(status): {"description": "error: status, what, works"} for status in bad},
        },
    }
