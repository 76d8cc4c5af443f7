"""A provider of texts as strict as a real one, and an SMTP server: local parts that speak the protocols, refusals too.

What the program sends is looked at: credentials, form, numbers, who owns the sender, length. What goes wrong is
scripted by number: "drop" takes it and loses the answer, "lose" loses the call, 429, 500, or an error number.
"""

import asyncio
import base64
import itertools
import re
import socket
from contextlib import asynccontextmanager, nullcontext
from email import message_from_bytes, policy
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlencode

import uvicorn
from aiosmtpd.smtp import SMTP
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from commands.domain.notification import segments
from tests.helpers import eventually, just_now

ACCOUNT, TOKEN, OURS = "AC" + "1" * 32, "t" * 32, "+12085550100"


class Provider:
    """``sent`` is what went out, ``script`` what happens next to a number: a list that is worked off."""

    def __init__(self):
        self.messages = []  # the newest first, as the list shows them
        self.calls = []
        self.script = {}
        self.opted_out = set()
        self.numbers = [OURS]
        self.wrong = []  # what no program should ever send
        self.page = 2
        self._ids = itertools.count(1)
        base = f"/2010-04-01/Accounts/{ACCOUNT}"
        self.app = Starlette(
            routes=[
                Route(f"{base}/Messages.json", self._messages, methods=["GET", "POST"]),
                Route(f"{base}/Messages/{{sid}}.json", self._one),
                Route(f"{base}/Calls.json", self._calls, methods=["GET", "POST"]),
                Route(f"{base}/IncomingPhoneNumbers.json", self._owned),
            ]
        )

    @property
    def sent(self):
        return [(one["to"], one["body"]) for one in reversed(self.messages) if one["direction"] == "outbound-api"]

    def texted(self, number, body):
        """Somebody sends a text to us."""
        word = body.strip().casefold()
        if word in ("stop", "unsubscribe"):
            self.opted_out.add(number)
        if word in ("start", "unstop"):
            self.opted_out.discard(number)
        return self._keep(number, OURS, body, "inbound", "received")["sid"]

    def _keep(self, sender, to, body, direction, status):
        at = format_datetime(just_now())
        one = {
            "sid": f"SM{next(self._ids):032d}", "from": sender, "to": to, "body": body, "direction": direction,
            "status": status, "num_segments": str(segments.count(body)), "error_code": None, "date_sent": at,
            "date_created": at,
        }  # fmt: skip
        self.messages.insert(0, one)
        return one

    def _refused(self, request):
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            self.wrong.append("credentials")
            return JSONResponse({"code": 20003, "message": "Authenticate"}, 401)
        return None

    async def _messages(self, request):
        if refused := self._refused(request):
            return refused
        return self._listed(request) if request.method == "GET" else await self._post(request)

    async def _form(self, request):
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            self.wrong.append("no form")
        pairs = (await request.body()).decode()
        return dict(parse_qsl(pairs, keep_blank_values=True))

    def _fault(self, form, length=1600):
        to, body = form.get("To", ""), form.get("Body", "x")
        if not re.fullmatch(r"\+[1-9]\d{6,14}", to):
            return 21211
        if form.get("From") not in self.numbers:
            return 21606
        if to in self.opted_out:
            return 21610
        return 21617 if not body or len(body) > length else 0

    async def _post(self, request):
        form = await self._form(request)
        to = form.get("To", "")
        happens = self.script.get(to) or []
        what = happens.pop(0) if happens else "ok"
        code = self._fault(form) or (what if isinstance(what, int) and what > 1000 else 0)
        if what == 429:
            return JSONResponse({"code": 20429}, 429, headers={"Retry-After": "0.1"})
        if what == 500:
            return JSONResponse({"code": 20500}, 500)
        if what == "lose":
            request.app.state.lost = True
            return _Dropped()
        if code:
            return JSONResponse({"code": code, "message": "refused", "status": 400}, 400)
        one = self._keep(form["From"], to, form["Body"], "outbound-api", "queued")
        return _Dropped() if what == "drop" else JSONResponse(one, 201)

    def _listed(self, request):
        query = request.query_params
        day = query.get("DateSent>", "")
        if "DateSent>" in query and not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            self.wrong.append(f"DateSent {day}")
        found = [
            one for one in self.messages
            if one["to"] == query.get("To", one["to"]) and one["from"] == query.get("From", one["from"])
        ]  # fmt: skip
        start = int(query.get("Page", 0)) * self.page
        more = {key: value for key, value in query.items() if key != "Page"} | {"Page": str(start // self.page + 1)}
        onward = f"{request.url.path}?{urlencode(more)}" if start + self.page < len(found) else None
        return JSONResponse({"messages": found[start : start + self.page], "next_page_uri": onward})

    async def _one(self, request):
        if refused := self._refused(request):
            return refused
        found = [one for one in self.messages if one["sid"] == request.path_params["sid"]]
        return JSONResponse(found[0]) if found else JSONResponse({"code": 20404}, 404)

    async def _calls(self, request):
        if refused := self._refused(request):
            return refused
        if request.method == "GET":
            return JSONResponse({"calls": self.calls, "next_page_uri": None})
        form = await self._form(request)
        if code := self._fault(form):
            return JSONResponse({"code": code}, 400)
        self.calls.insert(
            0, {"sid": f"CA{next(self._ids):032d}", "to": form["To"], "twiml": form["Twiml"], "status": "queued"}
        )
        return JSONResponse(self.calls[0], 201)

    async def _owned(self, request):
        if refused := self._refused(request):
            return refused
        mine = [{"phone_number": one} for one in self.numbers if one == request.query_params.get("PhoneNumber", one)]
        return JSONResponse({"incoming_phone_numbers": mine})


class _Dropped(Response):
    """The answer is lost: it ends before it is whole."""

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"400")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise ConnectionResetError


class _Server(uvicorn.Server):
    def capture_signals(self):
        return nullcontext()


@asynccontextmanager
async def served(app):
    """The address at which an application is served."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = _Server(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    await eventually(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


class Mailbox:
    """An SMTP server in the test's own loop. ``script``: address → answers to RCPT; ``data``: answers to DATA."""

    def __init__(self):
        self.mails = []
        self.script = {}
        self.data = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answers = self.script.get(address) or []
        if answers and (answer := answers.pop(0)) != "ok":
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        what = self.data.pop(0) if self.data else "ok"
        if what not in ("ok", "lost after"):
            if what == "lost before":
                server.transport.abort()
                return "421 gone"
            return what
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos, mail))
        if what == "lost after":
            server.transport.abort()
        return "250 OK"

    def to(self, address):
        return [mail for to, mail in self.mails if address in to]


@asynccontextmanager
async def mailbox():
    """(mailbox, port) of an SMTP server."""
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box, enable_SMTPUTF8=True), "127.0.0.1", 0)
    try:
        yield box, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
