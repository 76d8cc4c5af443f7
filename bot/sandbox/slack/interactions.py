"""What follows a person's deed: triggers, response URLs, and what the app answers with its acknowledgement."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from .blocks import faults_in_blocks
from .memory import Memory
from .model import JSON, Ephemeral, Message, Refusal
from .sockets import Envelope
from .text import stored


@dataclass(kw_only=True, eq=False)
class Deed:
    """A slash command, a press, a shortcut or a submitted form, with what came of it.

    `error` is what Slack itself told the person ("" if nothing). `answers` grows as the app answers: with its
    acknowledgement or through the response URL. `errors` are the field errors of a refused form.
    """

    user: str
    channel: str
    trigger_id: str
    envelope: Envelope | None = None
    error: str = ""
    answers: list[Ephemeral | Message] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def acknowledged(self) -> bool:
        """Whether the app acknowledged it in time."""
        return self.envelope is not None and self.envelope.acknowledged

    @property
    def texts(self) -> list[str]:
        """The texts of the answers."""
        return [answer.text for answer in self.answers]


class Triggers:
    """The right to open a modal, given by a person's deed: once, and for three seconds."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._given: dict[str, tuple[str, float]] = {}
        self._spent: set[str] = set()

    def give(self, user: str) -> str:
        """A new trigger for a member's deed."""
        ids = self._memory.ids
        trigger = f"{ids.number()}.{ids.number()}.{ids.secret(32).lower()}"
        self._given[trigger] = (user, self._memory.now())
        return trigger

    def spend(self, trigger: str) -> str:
        """The member whose trigger this is. Raises a refusal when it is unknown, expired or spent."""
        if trigger not in self._given:
            raise Refusal("invalid_trigger_id")
        user, given = self._given[trigger]
        if self._memory.now() - given > self._memory.habits.trigger_life:
            raise Refusal("expired_trigger_id")
        if trigger in self._spent:
            raise Refusal("exchanged_trigger_id")
        self._spent.add(trigger)
        return user


@dataclass(kw_only=True)
class ResponseUrl:
    """An address at which the app may answer a deed five times within half an hour."""

    deed: Deed
    given: float
    uses: int = 0
    source: Message | Ephemeral | None = None


class ResponseUrls:
    """The response URLs of one workspace."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._given: dict[str, ResponseUrl] = {}

    def give(self, deed: Deed, source: Message | Ephemeral | None = None) -> str:
        """A new address for answers to this deed; `source` is the message whose button was pressed."""
        secret = self._memory.ids.secret(24)
        self._given[secret] = ResponseUrl(deed=deed, given=self._memory.now(), source=source)
        return f"{self._memory.site}/respond/{self._memory.team_id}/{secret}"

    def use(self, secret: str, payload: Any) -> None:
        """Carries out an answer. Raises `used_url` or `expired_url` (HTTP 404), or what is wrong with it (HTTP 400)."""
        habits, url = self._memory.habits, self._given.get(secret)
        if url is None or url.uses >= habits.response_url_uses:
            raise Refusal("used_url", status=404)
        if self._memory.now() - url.given > habits.response_url_life:
            raise Refusal("expired_url", status=404)
        if not isinstance(payload, dict):
            raise Refusal("invalid_payload", status=400)
        answer(self._memory, url.deed, payload, "response_url", url.source)
        url.uses += 1


def answer(memory: Memory, deed: Deed, payload: JSON, via: str, source: Message | Ephemeral | None = None) -> None:
    """Shows what the app answered: to the person alone, to the channel, or in place of the message that was pressed."""
    if payload.get("delete_original") and source is not None:
        return _delete(memory, source)
    text, blocks = _checked(payload)
    if payload.get("replace_original") and source is not None:
        return _replace(memory, source, text, blocks)
    channel, thread_ts = memory.channels[deed.channel], payload.get("thread_ts")
    if payload.get("response_type") == "in_channel":
        fields: JSON = {"user": memory.bot.id, "bot_id": memory.bot_id, "thread_ts": thread_ts}
        deed.answers.append(memory.post(channel, text=text, blocks=blocks, **fields))
        return None
    deed.answers.append(memory.show(Ephemeral(
        user=deed.user, channel=channel.id, ts=channel.next_ts(memory.now()), text=text, blocks=blocks,
        thread_ts=thread_ts, via=via,
    )))  # fmt: skip
    return None


def _checked(payload: JSON) -> tuple[str, tuple[JSON, ...]]:
    text, blocks = payload.get("text") or "", payload.get("blocks") or []
    if not isinstance(text, str):
        raise Refusal("invalid_payload", status=400)
    if faults_in_blocks(blocks, 50, "message"):
        raise Refusal("invalid_blocks", status=400)
    if not (text.strip() or blocks or payload.get("attachments")):
        raise Refusal("no_text", status=400)
    return stored(text), tuple(blocks)


def _delete(memory: Memory, source: Message | Ephemeral) -> None:
    if isinstance(source, Ephemeral):
        memory.shown.remove(source)
        memory.note_change()
        return
    channel = memory.channels[source.channel]
    message = channel.find(source.ts)
    if message is not None:
        memory.remove(channel, message)


def _replace(memory: Memory, source: Message | Ephemeral, text: str, blocks: tuple[JSON, ...]) -> None:
    channel = memory.channels[source.channel]
    if isinstance(source, Ephemeral):
        at = next((n for n, shown in enumerate(memory.shown) if shown.ts == source.ts), None)
        if at is not None:
            memory.shown[at] = replace(source, text=text, blocks=blocks, via="response_url")
            memory.note_change()
        return
    message = channel.find(source.ts)
    if message is not None:
        memory.change(channel, message, editor=None, text=text, blocks=blocks)
