"""The stage of the demo: two chat systems, four people, two rooms, and the program between them."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

import aiohttp
from rich.console import Console

from bot.sandbox.homeserver import Homeserver, HomeserverError, Limits
from bot.sandbox.matrix_person import Login, MatrixError
from bot.sandbox.slack import Habits, SlackSandbox

from .bell import Bell
from .matrix_side import MatrixSide
from .program import Program, ProgramError
from .slack_side import SlackSide

INCIDENT = "Bear Creek Fire"
ROOM = "bear-creek"
SLACK_LABEL, MATRIX_LABEL = "Ada County", "State EOC"
SLACK_PEOPLE = {"dana": "Dana Whitfield", "luis": "Luis Ortega"}
MATRIX_PEOPLE = {"ruth": "Ruth Kimani", "tom": "Tom Becker"}
LINK_SECONDS = 30
LEVELS = "m.room.power_levels"

CONFIG = Template("""\
# Written by `netcontrol demo`; config.example.toml explains every key.
[bot]
timezone = "America/Boise"

[slack.county]
label     = "$slack_label"
bot_token = "$bot_token"
app_token = "$app_token"
base_url  = "$base_url"

[matrix.state]
label      = "$matrix_label"
homeserver = "$homeserver"
user_id    = "$bot_user"
password   = "$password"

[incident.bear-creek]
name     = "$incident"
timezone = "America/Boise"
rooms    = ["slack.county/$channel", "matrix.state/$room"]
admins   = ["slack.county/$slack_admin", "matrix.state/$matrix_admin"]

[[incident.bear-creek.say]]
command = "sitrep"
every   = "$every"
""")


class StageError(Exception):
    """The stage could not be set up; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Everything the page and the script play with."""

    slack: SlackSide
    matrix: MatrixSide
    program: Program
    bell: Bell


@asynccontextmanager
async def open_stage(
    console: Console, *, sitrep_every: str = "30m", habits: Habits | None = None, limits: Limits = "off"
) -> AsyncIterator[Stage]:
    """Set everything up, tell of it on the terminal, and take everything away on leaving. Raises StageError.

    `habits` are Slack's; without them it limits posts as the real one does. `limits` are the homeserver's.
    """
    console.print("[bold]Net Control[/] between a local Slack workspace and a local Matrix homeserver\n")
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="netcontrol-demo-")))
        try:
            made = await _set_up(stack, Homeserver(folder / "homeserver", limits=limits), console, sitrep_every, habits)
        except (HomeserverError, MatrixError, ProgramError, TimeoutError, aiohttp.ClientError, OSError) as fault:
            raise StageError(str(fault) or type(fault).__name__) from fault
        yield made


async def _set_up(
    stack: AsyncExitStack, server: Homeserver, console: Console, every: str, habits: Habits | None
) -> Stage:
    bell = Bell()
    server.folder.mkdir()
    with _step(console, "Matrix homeserver (Synapse)"):
        await stack.enter_async_context(server)
    with _step(console, "Slack workspace"):
        sandbox = await stack.enter_async_context(SlackSandbox(habits=habits))
        slack = await stack.enter_async_context(_slack_side(sandbox, bell))
    with _step(console, "People and rooms"):
        bot = await server.register("netcontrol", displayname="Net Control")
        matrix = await stack.enter_async_context(_matrix_side(server, bot, bell))
    config = _write_config(server.folder.parent, sandbox, slack, matrix, bot, every)
    program = Program(config, ["slack.county", "matrix.state"], bell.ring)
    with _step(console, "Net Control, connected to both"):
        stack.push_async_callback(program.stop)
        await program.start()
    with _step(console, f"#{ROOM} on Slack and “{INCIDENT}” on Matrix, linked"):
        await program.until(lambda: len(program.linked) > 1, LINK_SECONDS)
    return Stage(slack=slack, matrix=matrix, program=program, bell=bell)


@asynccontextmanager
async def _slack_side(sandbox: SlackSandbox, bell: Bell) -> AsyncIterator[SlackSide]:
    workspace = sandbox.add_workspace(SLACK_LABEL)
    people = [workspace.add_user(name, real_name=shown) for name, shown in SLACK_PEOPLE.items()]
    side = SlackSide(workspace, workspace.add_channel(ROOM, *people), people, SLACK_LABEL)
    async with _running(side.follow(bell.ring)):
        yield side


@asynccontextmanager
async def _matrix_side(server: Homeserver, bot: Login, bell: Bell) -> AsyncIterator[MatrixSide]:
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(server.person(*who)) for who in MATRIX_PEOPLE.items()]
        first, *others = people
        room = await first.create_room(INCIDENT, invite=[bot.user_id, *(person.user_id for person in others)])
        levels = await first.state(room, LEVELS)  # the bot may pin its board and ring everybody
        await first.set_state(room, LEVELS, {**levels, "users": {**levels.get("users", {}), bot.user_id: 50}})
        for person in others:
            await person.join(room)
        side = MatrixSide(people, room, bot.user_id, MATRIX_LABEL)
        await side.catch_up()
        await stack.enter_async_context(_running(side.follow(bell.ring)))
        yield side


@asynccontextmanager
async def _running(work: Awaitable[None]) -> AsyncIterator[None]:
    """Something goes on beside the block, and ends with it."""
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def _write_config(
    folder: Path, sandbox: SlackSandbox, slack: SlackSide, matrix: MatrixSide, bot: Login, every: str
) -> Path:
    path = folder / "config.toml"
    path.write_text(CONFIG.substitute(
        slack_label=SLACK_LABEL, bot_token=slack.workspace.bot_token, app_token=slack.workspace.app_token,
        base_url=sandbox.base_url, matrix_label=MATRIX_LABEL, homeserver=bot.homeserver, bot_user=bot.user_id,
        password=bot.password, incident=INCIDENT, channel=slack.channel.id, room=matrix.room,
        slack_admin=slack.people[0].id, matrix_admin=matrix.people[0].user_id, every=every,
    ), encoding="utf-8")  # fmt: skip
    return path


@contextmanager
def _step(console: Console, what: str) -> Iterator[None]:
    began = time.monotonic()
    with console.status(f"{what} …"):
        try:
            yield
        except BaseException:
            console.print(f"  [red]✗[/] {what}")
            raise
    console.print(f"  [green]✓[/] {what}  [dim]{time.monotonic() - began:.1f} s[/]")
