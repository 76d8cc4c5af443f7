"""The bot's device: logged in once and kept where only the program may read it; a restart is the same device."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.platforms import Rejected
from bot.platforms.matrix.api import Api
from bot.platforms.matrix.cabinet import DEVICE, Cabinet

DEVICE_NAME = "Net Control"


@dataclass(frozen=True)
class Device:
    """Who we are to the homeserver. ``since`` (ISO 8601, UTC) is when this device was made or first used."""

    homeserver: str
    user_id: str
    device_id: str
    token: str
    since: str
    has_keys: bool = False  # its keys were published: a key store that is missing is then a lost one
    signed: bool = False  # the account's own keys vouch for it

    def __repr__(self) -> str:
        return f"Device({self.user_id}, {self.device_id})"

    @property
    def made(self) -> datetime:
        """When the server's memory of our transactions began (UTC)."""
        return datetime.fromisoformat(self.since)


class Devices:
    """Finds, makes and renews the device of one account."""

    def __init__(self, settings: Any, cabinet: Cabinet) -> None:
        self._settings = settings
        self._cabinet = cabinet

    def stored(self) -> Device | None:
        """The device of an earlier run; None where there is none, or where the account was changed since."""
        found = self._cabinet.read(DEVICE)
        device = Device(**found) if found else None
        same = device and (device.homeserver, device.user_id) == (self._settings.homeserver, self._settings.user_id)
        return device if same else None

    async def log_in(self, api: Api) -> Device:
        """Use the stored token, else the configured one, else the password. Raises SendFaults."""
        device = self.stored()
        if self._settings.access_token:
            token = self._settings.access_token.get_secret_value()
            if not device or device.token != token:
                device = self.keep(await self._given(api, token))
        if not device:
            device = await self.log_in_anew(api)
        api.token = device.token
        return device

    async def log_in_anew(self, api: Api) -> Device:
        """Log in by password, as the same device where there was one. Raises Rejected where no password is set."""
        if not self._settings.password:
            raise Rejected(
                "the access token is not valid any more and no password is configured: set a new access_token"
            )
        known = self.stored()
        device_id = known.device_id if known else self._settings.device_id
        api.token = ""
        found = await api.call("POST", "/client/v3/login", self._login(device_id))
        if known and known.device_id == found["device_id"]:
            return self.keep(replace(known, token=found["access_token"]))
        return self.keep(self._device(found["user_id"], found["device_id"], found["access_token"]))

    def keep(self, device: Device) -> Device:
        """Store the device; readable by the program only."""
        self._cabinet.write(DEVICE, asdict(device))
        return device

    def _login(self, device_id: str | None) -> dict[str, Any]:
        return {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self._settings.user_id},
            "password": self._settings.password.get_secret_value(),
            "initial_device_display_name": DEVICE_NAME,
        } | ({"device_id": device_id} if device_id else {})

    async def _given(self, api: Api, token: str) -> Device:
        """The device that a configured token belongs to."""
        api.token = token
        found = await api.call("GET", "/client/v3/account/whoami")
        if found["user_id"] != self._settings.user_id:
            raise Rejected(f"the access token belongs to {found['user_id']}, not to {self._settings.user_id}")
        known = self.stored()
        device_id = str(found.get("device_id") or self._settings.device_id or "")
        if known and known.device_id == device_id:
            return replace(known, token=token)
        return self._device(found["user_id"], device_id, token)

    def _device(self, user_id: str, device_id: str, token: str) -> Device:
        return Device(self._settings.homeserver, user_id, device_id, token, datetime.now(UTC).isoformat())
