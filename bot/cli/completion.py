"""What the shell completes: the commands and options by typer, incidents by their names, forms by theirs."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.cli.options import CONFIG


def script(shell: str) -> str:
    """The lines that a shell reads to complete ``netcontrol``."""
    from typer.completion import completion_init, get_completion_script  # type: ignore[attr-defined]

    completion_init()
    return get_completion_script(prog_name="netcontrol", complete_var="_NETCONTROL_COMPLETE", shell=shell)


def incidents(ctx: Any, incomplete: str) -> list[str]:
    """The incidents of the configuration file and of the store; nothing where neither can be read."""
    config = Path(ctx.params.get("config") or CONFIG)
    found = sorted({*_configured(config), *_stored(config)})
    return [name for name in found if name.startswith(incomplete)]


def forms(incomplete: str) -> list[str]:
    """The names of the forms."""
    from bot.cli.forms import names

    return [name for name in names() if name.casefold().startswith(incomplete.casefold())]


def _configured(config: Path) -> Iterable[str]:
    try:
        incident = tomllib.loads(config.read_text(encoding="utf-8-sig")).get("incident")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ()
    return tuple(incident) if isinstance(incident, dict) else ()


def _stored(config: Path) -> Iterable[str]:
    """Whatever keeps the store from being read, a person at a shell is only completing a word."""
    from contextlib import suppress

    from bot.cli.opened import opened

    with suppress(Exception), opened(config) as (_, database), database.snapshot() as work:
        return [one.id for one in work.record.every_incident()]
    return ()
