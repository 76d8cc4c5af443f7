"""The stage of the bridge's tests: workspaces, homeserver accounts, rooms, people, and the program between them.

A test has people say things and asks for `settled()`: every other room of the group then holds each message once, in
its order, under its author's name, in its newest wording; `compare()` says in words where that is not so.
"""

import itertools
import json
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.sandbox.homeserver import Homeserver
from bot.sandbox.matrix_person import Login
from bot.sandbox.slack import Habits, SlackSandbox, Workspace
from tests.bridge.places import SLACK_EMOJI, MatrixPlace, Place, SlackPlace
from tests.bridge.program import Program
from tests.helpers import eventually, just_now
from tests.servers import fresh_postgres

PEOPLES = set(SLACK_EMOJI)
"""The emoji that people use here; the bot has marks of its own."""

SLACK_ACCOUNTS = (
    ("county", "Ada County", "Joe Park"),
    ("city", "Boise City", "Lia Moss"),
    ("rural", "Rural Fire", "Kim Oh"),
)
MATRIX_ACCOUNTS = (
    ("state", "State EOC", "Bob Ray"),
    ("forest", "Forest Service", "Ann Lee"),
    ("blm", "BLM", "Max Roe"),
)


ON_POSTGRES: list[str] = []
"""The address of a server, where every stage is to have a database of its own there instead of a file."""


@dataclass(eq=False)
class Said:
    """What somebody said, as it is to be shown in the other rooms now."""

    place: Place
    native: str
    text: str
    thread: "Said | None" = None
    removed: bool = False
    reactions: dict[str, set[str]] = field(default_factory=dict)  # emoji → names of the places that hold it

    @property
    def author(self) -> str:
        return self.place.author


class Stage:
    """Everything that a test plays with. The rooms of `places` hear each other."""

    def __init__(self, folder: Path, slack: SlackSandbox, pace: str, **bot: Any) -> None:
        self.folder = folder
        self.slack = slack
        self.program = Program(folder / "config.toml", pace)
        self.places: list[Place] = []
        self.said: list[Said] = []
        self.tables: list[str] = []
        self.stack = AsyncExitStack()  # what ends with the stage
        self.more = ""  # further TOML, behind the incident
        self.ordered = True  # False where Slack itself brings things in the wrong order
        self.bot = bot
        self._aside: list[str] = []
        self._old: set[str] = set()  # what was posted before the test began
        self._numbers = itertools.count(1)

    @property
    def slacks(self) -> list[SlackPlace]:
        return [place for place in self.places if isinstance(place, SlackPlace)]

    @property
    def matrices(self) -> list[MatrixPlace]:
        return [place for place in self.places if isinstance(place, MatrixPlace)]

    def named(self, *names: str) -> list[Place]:
        """The places of these accounts."""
        return [place for name in names for place in self.places if place.name == name]

    # setting up

    def add_slack(self, name: str, label: str, person: str, workspace: Workspace | None = None) -> SlackPlace:
        """A workspace of its own with one channel and one person."""
        workspace = workspace or self.slack.add_workspace(name)
        user = workspace.add_user(person.split(maxsplit=1)[0].lower(), real_name=person)
        place = SlackPlace(name, label, workspace, workspace.add_channel("command", user), user)
        self.places.append(place)
        self.tables.append(
            f'[slack.{name}]\nlabel = "{label}"\nbot_token = "{workspace.bot_token}"\n'
            f'app_token = "{workspace.app_token}"\nbase_url = "{self.slack.base_url}"\n'
        )
        return place

    async def add_matrix(
        self,
        name: str,
        label: str,
        person: str,
        homeserver: Homeserver,
        people: AsyncExitStack,
        *,
        by: str = "",
        **room: Any,
    ) -> MatrixPlace:
        """An account of the bot with one room and one person; the bot reaches the homeserver by another address."""
        bot = await homeserver.register(unique("bot"), displayname="Net Control")
        someone = await people.enter_async_context(
            homeserver.person(unique(person.split(maxsplit=1)[0].lower()), displayname=person)
        )
        room_id = await someone.create_room(f"{name} command", invite=[bot.user_id], **room)
        place = MatrixPlace(name, label, someone, person, room_id, bot.user_id)
        self.places.append(place)
        self.tables.append(_account(name, label, bot, by or bot.homeserver))
        return place

    def write_config(self) -> None:
        """Write what the program reads at its next start."""
        settings = "".join(f"{key} = {json.dumps(value)}\n" for key, value in self.bot.items())
        rooms = json.dumps([place.room for place in self.places])
        admins = json.dumps([f"slack.{place.name}/{place.user.id}" for place in self.slacks])
        incident = f'[incident.bear]\nname = "Bear Creek Fire"\ntimezone = "America/Boise"\nrooms = {rooms}\n'
        text = "\n".join([f"[bot]\n{settings}", *self.tables, f"{incident}admins = {admins}\n", self.more])
        self.program.config.write_text(text, encoding="utf-8")

    async def open(self) -> None:
        """Start the program for the first time and wait until every room was told who hears it."""
        self.write_config()
        await self.program.start()
        await eventually(self._welcomed, 30, told=self.program.tail)

    async def _welcomed(self) -> bool:
        await self.look()
        return all(any("Net Control keeps a record" in note for note in self.notes(place)) for place in self.places)

    # what people do

    async def say(self, place: Place, text: str | None = None, *, thread: Said | None = None, **more: Any) -> Said:
        """Someone says something; without `text` it is something that was not said before."""
        words = text or f"message {next(self._numbers)} by {place.name}"
        said = Said(place, "", words, thread)
        self.said.append(said)  # listed first: what was said is expected even where the test is cut short here
        try:
            said.native = await place.say(words, thread=self.native(thread, place) if thread else None, **more)
        except BaseException:
            self.said.remove(said)
            raise
        return said

    async def edit(self, said: Said, text: str) -> None:
        await said.place.edit(said.native, text)
        said.text = text

    async def delete(self, said: Said) -> None:
        await said.place.delete(said.native)
        said.removed = True

    async def react(self, place: Place, said: Said, emoji: str) -> None:
        """The person of a place reacts, to the original or to its copy there."""
        await place.react(self.native(said, place), emoji)
        said.reactions.setdefault(emoji, set()).add(place.name)

    async def unreact(self, place: Place, said: Said, emoji: str) -> None:
        await place.unreact(self.native(said, place), emoji)
        said.reactions[emoji].discard(place.name)

    def native(self, said: Said, place: Place) -> str:
        """How a message, or its copy, is called in a place. The place must have been looked at."""
        if said.place is place:
            return said.native
        found = [shown for shown in place.shown() if (shown.author, shown.text) == (said.author, said.text)]
        assert len(found) == 1, f"{brief(said.text)} stands {len(found)} times in {place.room}"
        return found[0].native

    async def anew(self) -> None:
        """Begin another test: what was said and posted so far does not concern it."""
        await self.look()
        self.said.clear()
        self._old = {shown.native for place in self.places for shown in place.shown()}

    def aside(self, *starts: str) -> None:
        """What begins like this is compared by the test itself."""
        self._aside += starts

    # what the rooms hold

    async def look(self) -> None:
        for place in self.places:
            await place.look()

    def notes(self, place: Place) -> list[str]:
        """The bot's own words in a place, in their order."""
        return [shown.text for shown in place.shown() if not shown.author]

    def compare(self) -> str:
        """Where the rooms do not hold what they should, in words; empty where all is well."""
        return "\n".join(line for place in self.places for line in self._amiss(place))

    def _amiss(self, place: Place) -> list[str]:
        expected = [said for said in self.said if said.place is not place and not said.removed]
        shown = [each for each in place.shown() if each.author and each.native not in self._old]
        at: dict[tuple[str, str], list[int]] = {}
        for position, each in enumerate(shown):
            at.setdefault((each.author, each.text), []).append(position)
        amiss = [
            f"{place.name}: {brief(said.text)} of {said.author} stands {len(found)} times"
            for said in expected
            if len(found := at.get((said.author, said.text), [])) != 1
        ]
        known = {(said.author, said.text) for said in expected}
        amiss += [f"{place.name}: unexpected {brief(key[1])} of {key[0]}" for key in at if self._unexpected(key, known)]
        for source in self.places if self.ordered else ():
            line = [at[key][0] for said in expected if said.place is source and (key := (said.author, said.text)) in at]
            if line != sorted(line):
                order = [shown[position].text for position in sorted(line)]
                amiss.append(f"{place.name}: out of order from {source.name}: {order}")
        return amiss + self._astray(place, expected, shown, at) + self._reactions_amiss(place, shown, at)

    def _unexpected(self, key: tuple[str, str], known: set[tuple[str, str]]) -> bool:
        return key not in known and not key[1].startswith(tuple(self._aside))

    def _astray(
        self, place: Place, expected: list[Said], shown: list[Any], at: dict[tuple[str, str], list[int]]
    ) -> list[str]:
        """Copies that stand in another thread than their originals."""
        amiss = []
        for said in expected:
            found = at.get((said.author, said.text), [])
            root = said.thread
            if not found or (root and root.removed):
                continue
            wanted = self._root(root, place, at, shown) if root else None
            if shown[found[0]].thread != wanted:
                amiss.append(
                    f"{place.name}: {brief(said.text)} stands in thread {shown[found[0]].thread}, not in {wanted}"
                )
        return amiss

    def _root(self, root: Said, place: Place, at: dict[tuple[str, str], list[int]], shown: list[Any]) -> str | None:
        if root.place is place:
            return root.native
        found = at.get((root.author, root.text), [])
        return shown[found[0]].native if found else "a message that is not there"

    def _reactions_amiss(self, place: Place, shown: list[Any], at: dict[tuple[str, str], list[int]]) -> list[str]:
        """Where the bot holds other emoji than people do elsewhere; a combined post shows those of all that it says."""
        wanted: dict[str, set[str]] = {}
        known: dict[str, Said] = {}
        for said in self.said:
            found = at.get((said.author, said.text), [])
            if said.removed or not (found or said.place is place):
                continue
            native = said.native if said.place is place else shown[found[0]].native
            elsewhere = {emoji for emoji, holders in said.reactions.items() if holders - {place.name}}
            wanted[native] = wanted.get(native, set()) | elsewhere
            known[native] = said
        blocks = {each.native for each in shown if each.together}
        gone = {emoji for said in self.said if said.removed for emoji in said.reactions}  # may still be on a block
        all_held = {native: emoji & PEOPLES for native, emoji in place.held().items()}
        return [
            f"{place.name}: the bot holds {held or '{}'} on {brief(known[native].text)}, not {emoji or '{}'}"
            for native, emoji in wanted.items()
            if (held := all_held.get(native, set())) - (gone - emoji if native in blocks else set()) != emoji
        ]

    async def settled(self, timeout: float = 30) -> None:
        """Wait until every room holds what it should."""

        async def well() -> bool:
            await self.look()
            amiss = self.compare()
            assert not amiss, f"after {timeout} s\n{amiss[:6000]}\n\n{self.program.tail(12)}"
            return True

        await eventually(well, timeout)

    async def quiet(self, timeout: float = 30) -> None:
        """Settled, and so again after one more message from everywhere: what was still on its way has come too."""
        await self.settled(timeout)
        for place in self.places:
            await self.say(place)
        await self.settled(timeout)

    def copies(self, said: Said) -> dict[str, Any]:
        """Place → the one copy there."""
        found = {}
        for place in self.places:
            if place is not said.place:
                [found[place.name]] = [
                    one for one in place.shown() if (one.author, one.text) == (said.author, said.text)
                ]
        return found


async def each_alone(stage: Stage) -> list[Said]:
    """Something from everywhere, each in a post of its own: what is answered in a combined post is answered to all."""
    said = []
    for place in stage.places:
        said.append(await stage.say(place))
        await stage.settled()
    return said


def brief(text: str) -> str:
    """A text as a report shows it."""
    return repr(text if len(text) <= 80 else f"{text[:40]} … {text[-40:]} ({len(text)})")


def unique(name: str) -> str:
    return f"{name}-{uuid.uuid4().hex[:8]}"


def _account(name: str, label: str, bot: Login, address: str) -> str:
    return (
        f'[matrix.{name}]\nlabel = "{label}"\nhomeserver = "{address}"\n'
        f'user_id = "{bot.user_id}"\npassword = "{bot.password}"\n'
    )


@asynccontextmanager
async def staged(
    folder: Path,
    homeserver: Homeserver | Sequence[Homeserver],
    *,
    slacks: int = 2,
    matrices: int = 2,
    habits: Habits | None = None,
    pace: str = "",
    seed: int = 0,
    opened: bool = True,
    by: str = "",
    database: str = "",
    now: Callable[[], float] = lambda: just_now().timestamp(),
    **bot: Any,
) -> AsyncIterator[Stage]:
    """A stage with so many workspaces and homeserver accounts, by default with the program running.

    `pace` as Program's: with "brisk", Slack has no limits and the program keeps none. `by` is the address at which the
    program, but not the people, reaches the homeserver, `now` is Slack's clock, `database` the address of its store.
    """
    servers = [homeserver] if isinstance(homeserver, Homeserver) else list(homeserver)
    async with AsyncExitStack() as stack:
        habits = replace(habits or Habits(), limited=pace != "brisk")
        slack = await stack.enter_async_context(SlackSandbox(habits=habits, seed=seed, now=now))
        stage = Stage(folder, slack, pace, **bot)
        stage.stack = stack
        if database := database or (stack.enter_context(fresh_postgres(ON_POSTGRES[0])) if ON_POSTGRES else ""):
            stage.tables.append(f"[database]\nurl = {json.dumps(database)}\n")
        for account in SLACK_ACCOUNTS[:slacks]:
            stage.add_slack(*account)
        for number, account in enumerate(MATRIX_ACCOUNTS[:matrices]):
            await stage.add_matrix(*account, servers[number % len(servers)], stack, by=by)
        stack.push_async_callback(stage.program.stop)
        if opened:
            await stage.open()
        yield stage
