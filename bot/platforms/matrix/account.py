"""What the parts of one connected account share: its connection, its device, its keys, its rooms."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.platforms import TryLater
from bot.platforms.keeping import Keeper
from bot.platforms.matrix.api import Api
from bot.platforms.matrix.cabinet import Cabinet, SharedCabinet
from bot.platforms.matrix.device import Device, Devices
from bot.platforms.matrix.private import private_folder
from bot.platforms.matrix.rooms import Rooms
from bot.platforms.matrix.vault import Vault
from commands.domain.messages import Room

READY_WITHIN = 15.0
"""Seconds that a send waits for the account to be connected."""


class Account:
    """One bot user on one homeserver; ``name`` is the account's in the configuration."""

    def __init__(self, name: str, settings: Any, data_dir: Path) -> None:
        self.name = name
        self.source = f"matrix.{name}"
        self.label: str = settings.label
        self.user_id: str = settings.user_id
        self.folder = data_dir / f"matrix-{name}"
        self.settings = settings
        self.api = Api(settings.homeserver)
        self._furnish(Cabinet(self.folder))
        self.rooms = Rooms()
        self.synced = asyncio.Event()  # the rooms are known: before that nobody can say whether a room is encrypted
        self._device: Device | None = None

    def keep_in(self, keeper: Keeper) -> None:
        """Keep device and keys in the store instead of the account's folder; before the account is opened."""
        self._furnish(SharedCabinet(self.folder, keeper))

    def _furnish(self, cabinet: Cabinet) -> None:
        self.cabinet = cabinet
        self.devices = Devices(self.settings, cabinet)
        self.vault = Vault(self.settings.homeserver, cabinet)

    @property
    def device(self) -> Device:
        """The device in use. Raises TryLater before the first login."""
        if not self._device:
            raise TryLater("the account is not connected yet")
        return self._device

    async def open(self, *, anew: bool = False) -> None:
        """Log in, or use the stored login (not with ``anew``); open the key store.

        Raises Rejected where only a person can mend it, TryLater where the homeserver is away.
        """
        private_folder(self.folder)
        await self.cabinet.open()
        self._device = await (self.devices.log_in_anew(self.api) if anew else self.devices.log_in(self.api))
        self.api.token = self._device.token
        await self.cabinet.flush()  # a device that was made is kept before it is used
        self.vault.open(self._device)
        await self.vault.kept()

    async def recall(self) -> None:
        """Take the token of an earlier run, where only files are fetched. Raises TryLater where there is none."""
        await self.cabinet.open()
        given, known = self.settings.access_token, self.devices.stored()
        self.api.token = given.get_secret_value() if given else known.token if known else ""
        if not self.api.token:
            raise TryLater("the account was never connected from here")

    def keys_published(self) -> None:
        """Remember that this device has keys, so that a lost key store is noticed."""
        if self._device and not self._device.has_keys and self.vault.published:
            self.keep(replace(self._device, has_keys=True))

    def keep(self, device: Device) -> None:
        """Store the device as it is now, for this run and the next."""
        self._device = self.devices.keep(device)

    async def ready(self) -> None:
        """Wait until the first sync has told the rooms. Raises TryLater after READY_WITHIN seconds."""
        try:
            async with asyncio.timeout(READY_WITHIN):
                await self.synced.wait()
        except TimeoutError:
            raise TryLater("the account is not connected") from None

    def room(self, id: str) -> Room:
        """A room of this account."""
        return Room("matrix", self.name, id)

    async def close(self) -> None:
        """Let go of connections and key store."""
        await self.vault.close()
        await self.api.close()
