"""`netcontrol demo`: the main job on embedded parts, with a page to type in; or (`script`) a short, checked incident.

A real homeserver, a local Slack workspace and the very same program that `netcontrol run` starts, all on loopback with
their data in a temporary folder. However it ends, no process and no folder is left behind.
"""

import asyncio
import contextlib
import os
import signal
import sys
import webbrowser
from collections.abc import Coroutine
from importlib.util import find_spec
from typing import Any

from rich.console import Console

from .script import ScriptFailed, play
from .server import Page
from .stage import Stage, StageError, open_stage

__all__ = ["demo"]

STOPPED = 128 + signal.SIGINT


def demo(*, script: bool = False, browser: bool = True) -> int:
    """The exit code: 0 when all went well, 1 when something failed (its reason was printed), 130 when interrupted."""
    console = Console(highlight=False, soft_wrap=True)
    if find_spec("synapse") is None:
        console.print("The demo starts a homeserver: install it with  pip install 'net-control[sandbox]'", markup=False)
        return 1
    work = _script(console) if script else _page(console, browser=browser)
    try:
        return asyncio.run(_until_interrupted(work))
    except (StageError, ScriptFailed) as fault:
        console.print(f"\n[bold red]✗[/] [red]{'The script failed' if script else 'The demo stopped'}:[/]")
        console.print(str(fault), markup=False)
        return 1
    except (asyncio.CancelledError, KeyboardInterrupt):
        console.print("Stopped; nothing is left behind.")
        return STOPPED


async def _until_interrupted(work: Coroutine[Any, Any, int]) -> int:
    """Ctrl-C and SIGTERM cancel the work once; what it does on leaving is not disturbed by further ones."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()

    def interrupt() -> None:
        if not task.cancelling():
            task.cancel()

    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(told, interrupt)
    return await task


async def _page(console: Console, *, browser: bool) -> int:
    async with open_stage(console) as made, Page(made) as page:
        _tell_address(console, made, page.url)
        if browser and _has_display():
            await asyncio.to_thread(webbrowser.open, page.url)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        console.print("\nStopping …")
    console.print("Stopped; nothing is left behind.")
    return 0


async def _script(console: Console) -> int:
    async with open_stage(console, sitrep_every="12s") as made:
        await play(made, console)
    return 0


def _tell_address(console: Console, made: Stage, url: str) -> None:
    console.print(f"\n  The two rooms side by side:  [bold underline]{url}[/]\n")
    console.print(f"  [dim]The program's log: {made.program.log}[/]")
    console.print("  [dim]Ctrl-C stops everything and leaves nothing behind.[/]\n")


def _has_display() -> bool:
    if os.environ.get("SSH_CONNECTION") or os.environ.get("CI"):
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
