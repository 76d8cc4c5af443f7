"""Which platforms there are: the folders beside the protocol. Everybody asks here, and nobody names one.

Whatever folder stands on the path of the package ``bot.platforms`` is one; a test may put another place on it.
"""

import importlib
import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import bot.platforms
from bot.platforms import Connect, Platform
from bot.platforms.settings import AccountKind


def names() -> tuple[str, ...]:
    """The platforms, by name."""
    return tuple(kinds())


def kinds() -> Mapping[str, AccountKind]:
    """What each folder says about its accounts, by the platform's name and in that order."""
    return _found(tuple(bot.platforms.__path__))


def shown() -> Mapping[str, AccountKind]:
    """The same in the order in which people read of them."""
    return dict(sorted(kinds().items(), key=lambda one: (one[1].place, one[0])))


@cache
def _found(path: tuple[str, ...]) -> Mapping[str, AccountKind]:
    found = sorted(each.name for each in pkgutil.iter_modules(path) if each.ispkg)
    for name in found:
        if not re.fullmatch(r"[a-z]+", name):
            raise ValueError(f"bot/platforms/{name}: a platform's name is made of a to z, as addresses begin with it")
    return {name: importlib.import_module(f"bot.platforms.{name}.settings").ACCOUNTS for name in found}


def connect(source: str, settings: Any, data_dir: Path) -> Platform:
    """The Platform of one account (``<platform>.<name>``), not yet connected. Only now are its libraries loaded."""
    platform, _, name = source.partition(".")
    made: Connect = importlib.import_module(f"bot.platforms.{platform}.client").connect
    return made(name, settings, data_dir)
