"""The scripted incident: check-ins, five messages with a power cut among them, rosters, a scheduled report.

Then the rooms are compared with what they must hold.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator

from rich.console import Console
from rich.table import Table

from .compare import Said, faults, looks, reports
from .matrix_side import MatrixSide
from .shown import Impossible, Shown
from .slack_side import SlackSide
from .stage import MATRIX_LABEL, MATRIX_PEOPLE, SLACK_LABEL, SLACK_PEOPLE, Stage
from .terminal import Teller

PATIENCE = 60.0


class ScriptFailed(Exception):
    """The rooms do not hold what they must; the text says what is wrong."""


def _slack(who: int, typed: str, look: str) -> Said:
    author = list(SLACK_PEOPLE.values())[who]
    return Said(side="slack", who=who, author=author, label=SLACK_LABEL, typed=typed, looks=look)


def _matrix(who: int, typed: str, look: str) -> Said:
    author = list(MATRIX_PEOPLE.values())[who]
    return Said(side="matrix", who=who, author=author, label=MATRIX_LABEL, typed=typed, looks=look)


BEFORE = [
    _slack(
        0,
        "Dozer line holds *west of FS 217*, _for now_",
        "Dozer line holds <strong>west of FS 217</strong>, <em>for now</em>",
    ),
    _matrix(
        0,
        "**Shelter** is open:\n- Pine Flat High School\n- Fairgrounds, `gate 4`",
        "<strong>Shelter</strong> is open:<ul><li>Pine Flat High School</li>"
        "<li>Fairgrounds, <code>gate 4</code></li></ul>",
    ),
]
CUT = _slack(1, "Wind at the ridge is ~20~ 35 mph", "Wind at the ridge is <del>20</del> 35 mph")
DOWN = [
    _matrix(1, "> Wind at the ridge\n\nFrom where?", "<blockquote>Wind at the ridge</blockquote>From where?"),
    _slack(
        0,
        "Southwest: https://example.org/wind",
        'Southwest: <a href="https://example.org/wind">https://example.org/wind</a>',
    ),
]
SCRIPT = [*BEFORE, CUT, *DOWN]
CHECKINS = [
    "E12 checked in: 4 persons, Crescent FD, Div A (1 resource, 4 persons)",
    "Crew 7 checked in: 20 persons, State Forestry (2 resources, 24 persons)",
]


async def play(stage: Stage, console: Console) -> None:
    """Play it, and compare. Raises ScriptFailed."""
    teller = Teller(stage, console)
    telling = asyncio.create_task(teller.run())
    try:
        await _Play(stage, teller).run()
    except Impossible as fault:
        raise ScriptFailed(str(fault)) from fault
    finally:
        telling.cancel()
    _tell_result(stage, console)


class _Play:
    def __init__(self, stage: Stage, teller: Teller) -> None:
        self.stage, self.teller = stage, teller
        self.sides: dict[str, SlackSide | MatrixSide] = {"slack": stage.slack, "matrix": stage.matrix}

    async def run(self) -> None:
        """One step after the other; each waits until both rooms show what came of it."""
        await self._in_both("This room is linked to", "the rooms were not told that they are linked")
        self.teller.step("Both sides check in")
        await self._command("slack", '/net checkin E12 4 div A agency:"Crescent FD"', CHECKINS[0])
        await self._command("matrix", '!net checkin "Crew 7" 20 agency:"State Forestry"', CHECKINS[1])
        self.teller.step("They talk")
        for said in BEFORE:
            await self._say(said)
            await self._in_both(said.looks, f"not in both rooms: {said.typed}")
        await self._power_cut()
        self.teller.step("Each side asks for the roster; only the asker is answered")
        await self._rosters()
        self.teller.step("The clock posts a situation report")
        await self._until(self._reported, "no situation report in both rooms")

    async def _power_cut(self) -> None:
        self.teller.step("Net Control is killed (SIGKILL) while they talk on")
        await self._say(CUT)
        await self.stage.program.kill()
        for said in DOWN:
            await self._say(said)
        self.teller.step("Net Control is started again")
        await self.stage.program.start()
        for said in (CUT, *DOWN):
            await self._in_both(said.looks, f"not in both rooms after the restart: {said.typed}")

    async def _rosters(self) -> None:
        dana, ruth = self.stage.slack.people[0].id, self.stage.matrix.people[0].user_id
        self.teller.unseen("slack", self.stage.slack.people[0].shown, "/net roster")
        await self.stage.slack.say(dana, "/net roster")
        await self._until(lambda: self._roster("slack", only=dana), "the roster was not shown to its asker on Slack")
        await self.stage.matrix.say(ruth, "!net roster")
        await self._until(lambda: self._roster("matrix"), "the roster was not answered on Matrix")
        if self._roster("slack"):
            raise ScriptFailed("The roster stands in the Slack channel; it was for its asker alone.")

    def _roster(self, side: str, only: str = "") -> bool:
        shown = [looks(message) for message in self.sides[side].shown() if message.bot and message.only == only]
        return any("24 persons checked in" in one and "E12" in one and "Crew 7" in one for one in shown)

    def _reported(self) -> bool:
        slack, matrix = reports(self.stage.slack.shown()), reports(self.stage.matrix.shown())
        return bool(slack) and len(slack) == len(matrix)

    async def _say(self, said: Said) -> None:
        await self.sides[said.side].say(self._ids(said.side)[said.who], said.typed)

    async def _command(self, side: str, line: str, answer: str) -> None:
        if side == "slack":
            self.teller.unseen(side, self.stage.slack.people[0].shown, line)
        await self.sides[side].say(self._ids(side)[0], line)
        await self._in_both(answer, f"no answer in both rooms to: {line}")

    def _ids(self, side: str) -> list[str]:
        if side == "slack":
            return [person.id for person in self.stage.slack.people]
        return [person.user_id for person in self.stage.matrix.people]

    async def _in_both(self, html: str, otherwise: str) -> None:
        def there(room: Iterable[Shown]) -> bool:
            return any(html in looks(message) for message in room)

        await self._until(lambda: all(there(side.shown()) for side in self.sides.values()), otherwise)

    async def _until(self, predicate: Callable[[], bool], otherwise: str) -> None:
        rung = -1
        try:
            async with asyncio.timeout(PATIENCE):
                while not predicate():
                    rung = await self.stage.bell.after(rung)
        except TimeoutError:
            raise ScriptFailed(f"{otherwise} (within {PATIENCE:.0f} s)\n{self.stage.program.tail}") from None


def _tell_result(stage: Stage, console: Console) -> None:
    rooms = {"slack": list(stage.slack.shown()), "matrix": list(stage.matrix.shown())}
    found = [fault for side, room in rooms.items() for fault in faults(side, room, SCRIPT, CHECKINS)]
    if found:
        raise ScriptFailed("\n".join(found))
    table = Table("What each room holds", "Slack", "Matrix", box=None, padding=(0, 2), header_style="bold")
    for row in _rows(rooms):
        table.add_row(*row)
    console.print()
    console.print(table)
    console.print("\n[green]✓[/] Each message once, in order, under the right name, formatted as it was written.\n")


def _rows(rooms: dict[str, list[Shown]]) -> Iterator[tuple[str, ...]]:
    yield "messages of its own people", *(str(sum(m.source != "" and _own(m) for m in room)) for room in rooms.values())
    yield "messages of the other side", *(str(sum(message.relayed for message in room)) for room in rooms.values())
    yield "check-ins", *(str(len(CHECKINS)) for _ in rooms)
    yield "situation reports", *(str(len(reports(room))) for room in rooms.values())


def _own(message: Shown) -> bool:
    return not (message.bot or message.relayed or message.note or message.source.startswith("!"))
