"""Where the key is that the record is sealed with, and what becomes of it at a start."""

from datetime import datetime
from pathlib import Path

import structlog

from bot.config.model import Config
from storage.sealing import keys
from storage.sealing.keys import KeyRing

log = structlog.get_logger()

NAME = "signing.key"


def place(config: Config) -> Path:
    """The file of signing keys: as configured, or in data_dir."""
    return config.bot.signing_key or config.bot.data_dir / NAME


def at_hand(config: Config) -> KeyRing | None:
    """The keys, or None where none was ever made. Raises KeyFault where the file is not as it should be."""
    return keys.read(place(config)) if place(config).exists() else None


def at_start(config: Config, at: datetime) -> KeyRing:
    """The keys; a first one is made in data_dir. Raises KeyFault where a file is configured and not there."""
    if not place(config).exists() and config.bot.signing_key is None:
        key = keys.make(place(config), at)
        log.info("a signing key was made: keep a copy of it elsewhere", key=key.id, file=str(place(config)))
    return keys.read(place(config))
