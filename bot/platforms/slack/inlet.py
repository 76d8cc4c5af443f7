"""Bolt's listeners → Ears. An event is handed over before anything is awaited, and acknowledged after its commit.

An exception from the ears leaves the envelope unacknowledged: Slack sends it again. An event that cannot be translated
is kept as poisonous and acknowledged. What needs the network (a form, a late answer) follows the acknowledgement.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from typing import Any, TypeVar

import aiohttp
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse

from bot.platforms import Ears, Heard
from bot.platforms.slack import translate
from bot.platforms.slack.api import Api, Fault
from bot.platforms.slack.blocks import FORM, PRESS, form_view, home_view
from bot.platforms.slack.manifest import SHORTCUTS
from bot.platforms.slack.names import micros, name_of
from bot.platforms.slack.render import answer
from commands.domain.messages import Kind, Message, Person, Reply

Json = dict[str, Any]
T = TypeVar("T")
log = structlog.get_logger("slack.inlet")


BROUGHT_AGAIN = timedelta(minutes=1)
"""An event this old was sent before, or kept back."""


class Inlet:
    """What one account hears. ``rooms_changed`` is told of events about channels themselves."""

    def __init__(
        self,
        api: Api,
        account: translate.Account,
        ears: Ears,
        rooms_changed: Callable[[Json], None],
        renamed: Callable[[str], None] = lambda _id: None,
    ) -> None:
        """``renamed`` is told the id of whoever is called otherwise now."""
        self._api, self._account, self._ears, self._rooms_changed = api, account, ears, rooms_changed
        self._renamed = renamed
        self.linked_at: dict[str, str] = {}  # channel → newest timestamp when it was linked: what is older is not heard
        self._after: set[asyncio.Task[None]] = set()
        self.newest: dict[str, str] = {}  # channel → timestamp of the newest message that an event told of

    def app(self) -> AsyncApp:
        """The Bolt app with a listener for each event of the manifest."""
        quiet = logging.getLogger("slack_bolt.quiet")  # Bolt takes the root's level otherwise, and logs whole bodies
        quiet.setLevel(logging.CRITICAL)
        result = AuthorizeResult(
            enterprise_id=None,
            team_id=self._account.team_id,
            bot_user_id=self._account.user_id,
            bot_id=self._account.bot_id,
            bot_token=self._api.web.token,
        )

        async def authorize() -> AuthorizeResult:
            return result

        app = AsyncApp(
            logger=quiet,
            name="netcontrol",
            client=self._api.web,
            authorize=authorize,
            process_before_response=True,
            ignoring_self_events_enabled=False,
            request_verification_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.error(_unheard)
        app.event("message")(self.on_message)
        app.event("app_home_opened")(self.on_home)
        app.event("reaction_added")(self.on_reaction)
        app.event("reaction_removed")(self.on_reaction)
        app.event("member_joined_channel")(self.on_member)
        app.event("member_left_channel")(self.on_member)
        for event in ROOM_EVENTS:
            app.event(event)(self.on_room)
        app.event("user_change")(self.on_person)
        app.command(re.compile(".*"))(self.on_slash)
        app.action(re.compile(f"^{PRESS}"))(self.on_press)
        for shortcut in SHORTCUTS:
            app.message_shortcut(shortcut["callback_id"])(self.on_shortcut)
        app.view(FORM)(self.on_submit)
        return app

    def own_post(self, event: Json) -> bool:
        """Whether an event is no more than a post of ours: it is noted as a sign of life, and that is all."""
        if event.get("type") != "message" or event.get("subtype") not in (None, "bot_message"):
            return False
        if not self._account.is_own(event):
            return False
        self._note(event)
        return True

    def _note(self, event: Json) -> None:
        channel, ts = str(event.get("channel")), str(event.get("ts", ""))
        if micros(ts) > micros(self.newest.get(channel, "")):
            self.newest[channel] = ts

    async def on_message(self, event: Json) -> None:
        """A ``message`` event: files that it shows no more end, then what was said, edited or removed is heard."""
        self._note(event)
        for end in await self._translated(event, lambda: translate.ends_of_files(event, self._account)) or ():
            await self._ears.heard(end)
        await self._hear(event, lambda: self._aged(translate.message(event, self._account)))

    def _aged(self, message: Message | None) -> Message | None:
        """By Slack's own clock: what is not acknowledged comes again for minutes."""
        late = message is not None and self._api.now() - message.at > BROUGHT_AGAIN
        return message.but(again=True) if message and late else message

    async def on_reaction(self, event: Json) -> None:
        """A ``reaction_added`` or ``reaction_removed`` event."""
        await self._hear(event, lambda: translate.reaction(event, self._account))

    async def on_member(self, event: Json) -> None:
        """Somebody joined or left a channel; where it is the bot itself, its rooms are looked at anew."""
        if event.get("user") == self._account.user_id:
            self._rooms_changed(event)
        await self._hear(event, lambda: translate.member(event, self._account))

    async def on_home(self, event: Json) -> None:
        """Somebody opened the app's Home tab; it is published for that person after the event was acknowledged."""
        heard = await self._hear(event, lambda: translate.home(event, self._account, self._api.now()))
        if heard.answers:
            self._later(self._show_home(str(event["user"]), heard.answers[0]))

    async def _show_home(self, user: str, shown: Reply) -> None:
        """Never the only copy of anything: it is made anew whenever somebody opens it."""
        try:
            await self._api.write("views.publish", user_id=user, view=home_view(shown))
        except Fault as fault:
            log.warning("home not shown", account=self._account.source, why=fault.code)

    async def on_room(self, event: Json) -> None:
        """A channel was archived, renamed or the like: the rooms are looked at anew."""
        self._rooms_changed(event)
        channel, name = _part(event, "channel", "id"), _part(event, "channel", "name")
        if channel and name:
            await self._ears.named(Person(f"{self._account.source}/#{channel}", f"#{name}", self._account.label))

    async def on_person(self, event: Json) -> None:
        """Somebody's profile has changed, perhaps the name in it."""
        user = event.get("user")
        id = _part(user, "id")
        if isinstance(user, dict) and id:
            self._renamed(id)
            await self._ears.named(Person(f"{self._account.source}/{id}", name_of(user), self._account.label))

    async def on_slash(self, ack: AsyncAck, body: Json) -> None:
        """A slash command; a quiet answer goes out with the acknowledgement, which Slack awaits for three seconds."""
        heard = await self._hear(body, lambda: translate.slash(body, self._account, self._api.now()))
        quiet = self._open_form(heard, body, _part(body, "channel_id"))
        await ack(**answer(quiet)) if quiet else await ack()

    async def on_press(self, ack: AsyncAck, body: Json) -> None:
        """A button of ours; a quiet answer follows the acknowledgement, by the response URL."""
        heard = await self._hear(body, lambda: translate.pressed(body, self._account, self._api.now()))
        quiet = self._open_form(heard, body, _part(body, "channel", "id"))
        await ack()
        if quiet:
            self._later(self._respond(body, answer(quiet)))

    async def on_shortcut(self, ack: AsyncAck, body: Json) -> None:
        """A shortcut of a message's menu; answered as a button is."""
        heard = await self._hear(body, lambda: translate.shortcut(body, self._account, self._api.now()))
        await ack()
        if heard.answers:
            self._later(self._respond(body, answer(list(heard.answers))))

    async def on_submit(self, ack: AsyncAck, body: Json) -> None:
        """A form of ours; its faults go back with the acknowledgement, under the fields that they are about."""
        heard = await self._hear(body, lambda: translate.submitted(body, self._account, self._api.now()))
        if heard.faults:
            await ack(**_refused(heard.faults, body))
        else:
            await ack()

    async def _hear(self, raw: Json, translated: Callable[[], Message | None]) -> Heard:
        message = await self._translated(raw, translated)
        return await self._ears.heard(message) if message and not self._came_before(message) else Heard()

    async def _translated(self, raw: Json, translated: Callable[[], T]) -> T | None:
        try:
            return translated()
        except Exception as fault:  # noqa: BLE001 - whatever it is, it must not stop the account
            await self._ears.poison(None, self._account.source, raw, fault)
            return None

    def _came_before(self, message: Message) -> bool:
        """Slack sends what was said while no connection was open, also from before the room was linked."""
        return message.kind is Kind.NEW and micros(message.id) <= micros(self.linked_at.get(message.room.id, ""))

    def _open_form(self, heard: Heard, body: Json, channel: str) -> list[Reply]:
        """Open the first answer's form, if one has any, and return the answers that are to be shown now."""
        asked = next((reply for reply in heard.answers if reply.form), None)
        if asked:
            self._later(self._show_form(asked, body, channel))
        return [reply for reply in heard.answers if reply is not asked]

    async def _show_form(self, asked: Reply, body: Json, channel: str) -> None:
        assert asked.form is not None  # noqa: S101 - the caller chose it for its form
        try:
            await self._api.write("views.open", trigger_id=body["trigger_id"], view=form_view(asked.form, channel))
        except Fault as fault:
            log.warning("form not opened", account=self._account.source, why=fault.code)
            words = asked.text or f"{asked.form.title}: Slack did not open the form. Please ask for it once more."
            await self._respond(body, answer([Reply(text=words, choices=asked.choices)]))

    async def _respond(self, body: Json, payload: Json) -> None:
        """A quiet answer after the acknowledgement; sent once at most."""
        url = _part(body, "response_url")
        if not url:
            return
        try:
            async with self._api.session.post(url, json={**payload, "replace_original": False}) as response:
                if response.status != 200:
                    log.warning("answer not shown", account=self._account.source, status=response.status)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("answer not shown", account=self._account.source, fault=type(error).__name__)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._after.add(task)
        task.add_done_callback(self._after.discard)

    async def close(self) -> None:
        """Wait up to three seconds for answers that follow an acknowledgement."""
        if self._after:
            await asyncio.wait(self._after, timeout=3)


def _part(body: Any, *keys: str) -> str:
    """What stands in a body under these keys, one in the other; empty where anything of it is missing."""
    for key in keys:
        body = body.get(key) if isinstance(body, dict) else None
    return body if isinstance(body, str) else ""


def _refused(faults: dict[str, str], body: Json) -> Json:
    """The faults of a form under its fields; on a page of their own where Slack has told of no field."""
    fields = list(_fields(body.get("view")))
    if fields:
        return {"response_action": "errors", "errors": _by_field(faults, fields)}
    words = "\n".join(faults.values())[:3000]
    told = {"type": "section", "text": {"type": "plain_text", "text": words}}
    title = {"type": "plain_text", "text": "Not recorded"}
    return {"response_action": "update", "view": {"type": "modal", "title": title, "blocks": [told]}}


def _fields(view: Any) -> Iterator[str]:
    blocks = view.get("blocks") if isinstance(view, dict) else None
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict) and block.get("type") == "input" and isinstance(block.get("block_id"), str):
            yield block["block_id"]


def _by_field(faults: dict[str, str], fields: list[str]) -> dict[str, str]:
    """Slack takes faults of a form's own fields only: what concerns none of them stands under the first one."""
    found: dict[str, str] = {}
    for key, words in faults.items():
        place = key if key in fields else fields[0]
        found[place] = f"{found[place]} {words}" if place in found else words
    return found


ROOM_EVENTS = (
    "channel_archive",
    "channel_unarchive",
    "channel_left",
    "channel_rename",
    "group_archive",
    "group_unarchive",
    "group_left",
    "group_rename",
    "tokens_revoked",
)


async def _unheard(error: Exception) -> BoltResponse:
    """Not committed, so not acknowledged: Slack sends it again."""
    log.error("event not committed", fault=type(error).__name__)
    return BoltResponse(status=503)
