"""A real Synapse homeserver on loopback, with SQLite in a folder of its own, for the demo, tests and benchmarks.

It needs the package matrix-synapse (extra `sandbox`). It answers clients only: no federation, no telemetry.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import quote

import aiohttp

from bot.sandbox.matrix_person import Login, MatrixPerson, request

Limits = Literal["default", "off"]

RATES = (
    "rc_admin_redaction",
    "rc_joins_per_room",
    "rc_key_requests",
    "rc_media_create",
    "rc_message",
    "rc_profile",
    "rc_registration",
    "rc_reports",
    "rc_room_creation",
    "rc_third_party_invite",
    "rc_user_directory",
)
NESTED_RATES = {
    "rc_login": ("address", "account", "failed_attempts"),
    "rc_joins": ("local", "remote"),
    "rc_invites": ("per_room", "per_user", "per_issuer"),
}
START_SECONDS = 60
STOP_SECONDS = 10


class HomeserverError(Exception):
    """Synapse did not start; the text holds the end of its log."""


class Homeserver:
    """A Synapse on loopback. `folder` keeps its data and its log (homeserver.log); the port stays the same over
    restarts.

    `limits="default"` leaves Synapse's own rate limits in force (five seconds a message after a burst of ten); "off"
    lifts them all. Nothing here is bound to an event loop: it may be started in one and used in another.
    """

    def __init__(self, folder: Path, *, limits: Limits = "off", server_name: str = "localhost") -> None:
        self.folder = folder
        self.limits = limits
        self.server_name = server_name
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "homeserver.log"
        self._shared_secret = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        self._admin: Login | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now, if one does."""
        return self._process.pid if self._process and self._process.poll() is None else None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start, and return when it answers. Raises HomeserverError."""
        if self.pid:
            return
        config = self.folder / "homeserver.yaml"
        if not config.exists():
            self._write_config(config)
        command = [sys.executable, "-m", "bot.sandbox.leash", "synapse.app.homeserver", "-c", str(config)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - returns at once, and outlives this event loop
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=_project(), start_new_session=True
            )
        try:
            await asyncio.wait_for(self._until_it_answers(self._process), START_SECONDS)
        except BaseException:
            await self.kill()
            raise

    async def stop(self) -> None:
        """End it in an orderly way, or by force after ten seconds."""
        if self._process:
            self._process.terminate()
            await self._gone()

    async def restart(self) -> None:
        """Stop and start, on the same port with the same data."""
        await self.stop()
        await self.start()

    async def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            await self._gone()

    async def register(
        self, name: str, password: str = "", *, admin: bool = False, displayname: str | None = None
    ) -> Login:
        """Make a user; without a password it gets a random one. Raises MatrixError if the name is taken."""
        password = password or secrets.token_urlsafe(12)
        path = "/_synapse/admin/v1/register"
        async with aiohttp.ClientSession(self.url) as session:
            nonce = (await request(session, "GET", path))["nonce"]
            words = (nonce, name, password, "admin" if admin else "notadmin")
            mac = hmac.new(self._shared_secret.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
            user = {"nonce": nonce, "username": name, "displayname": displayname, "password": password, "admin": admin}
            made = await request(session, "POST", path, {**user, "mac": mac})
        return Login(
            homeserver=self.url,
            user_id=made["user_id"],
            access_token=made["access_token"],
            device_id=made["device_id"],
            password=password,
        )

    @asynccontextmanager
    async def person(self, name: str, displayname: str | None = None) -> AsyncIterator[MatrixPerson]:
        """Someone new who can talk: `async with homeserver.person("ann", "Ann Lee") as ann: …`."""
        async with MatrixPerson(await self.register(name, displayname=displayname)) as person:
            yield person

    async def override_ratelimit(self, user_id: str, *, per_second: int = 0, burst: int = 0) -> None:
        """Give one user limits of their own; zeroes mean none. This is what a bot's admin is asked to do."""
        self._admin = self._admin or await self.register(f"admin-{secrets.token_hex(4)}", admin=True)
        path = f"/_synapse/admin/v1/users/{quote(user_id, safe='')}/override_ratelimit"
        async with MatrixPerson(self._admin) as admin:
            await admin.call("POST", path, {"messages_per_second": per_second, "burst_count": burst})

    async def _until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        async with aiohttp.ClientSession(self.url) as session:
            while process.poll() is None:
                try:
                    await request(session, "GET", "/_matrix/client/versions")
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.03)
                else:
                    return
        end = "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
        raise HomeserverError(f"the homeserver ended with {process.returncode} before it answered:\n{end}")

    async def _gone(self) -> None:
        process, self._process = self._process, None
        if not process:
            return
        try:
            await asyncio.to_thread(process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
        if process.stdin:
            process.stdin.close()

    def _write_config(self, path: Path) -> None:
        """JSON is YAML too."""
        path.parent.mkdir(parents=True, exist_ok=True)
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (self.folder / "signing.key").write_text(f"ed25519 a_1 {key}\n", encoding="ascii")
        (self.folder / "log.yaml").write_text(json.dumps(LOGGING), encoding="utf-8")
        path.write_text(json.dumps(self._config(), indent=1), encoding="utf-8")

    def _config(self) -> dict[str, Any]:
        listener = {"port": self.port, "bind_addresses": ["127.0.0.1"], "type": "http", "tls": False}
        database = {"name": "sqlite3", "args": {"database": str(self.folder / "homeserver.db")}}
        return {
            "server_name": self.server_name,
            "public_baseurl": f"{self.url}/",
            "listeners": [{**listener, "resources": [{"names": ["client", "media"]}]}],
            "database": database,
            "log_config": str(self.folder / "log.yaml"),
            "media_store_path": str(self.folder / "media"),
            "pid_file": str(self.folder / "homeserver.pid"),
            "signing_key_path": str(self.folder / "signing.key"),
            "registration_shared_secret": self._shared_secret,
            "macaroon_secret_key": secrets.token_hex(16),
            "form_secret": secrets.token_hex(16),
            "bcrypt_rounds": 4,
            "presence": {"enabled": False},
            "report_stats": False,
            "suppress_key_server_warning": True,
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            **(_no_limits() if self.limits == "off" else {}),
        }


LOGGING = {
    "version": 1,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "disable_existing_loggers": False,
}


def _no_limits() -> dict[str, Any]:
    plenty = {"per_second": 1_000_000, "burst_count": 1_000_000}
    return {
        **dict.fromkeys(RATES, plenty),
        **{name: dict.fromkeys(parts, plenty) for name, parts in NESTED_RATES.items()},
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _project() -> Path:
    """Where `python -m bot.…` finds us, wherever the program was started."""
    return Path(__file__).parents[2]
