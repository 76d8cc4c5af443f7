"""What a Slack workspace is made of: small frozen values, named as in Slack's own documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

JSON = dict[str, Any]


class Kind(StrEnum):
    """What sort of conversation a channel is. The value is Slack's `channel_type`."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"


@dataclass(frozen=True, kw_only=True)
class User:
    """A member of the workspace: a person, or the app's bot user."""

    id: str
    name: str
    real_name: str
    display_name: str = ""
    tz: str = "America/Denver"
    is_bot: bool = False
    deleted: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False  # a guest
    is_ultra_restricted: bool = False  # a guest of one channel alone
    team: str = ""  # of somebody from another workspace (Slack Connect): its id

    @property
    def shown(self) -> str:
        """The name that other members see."""
        return self.display_name or self.real_name or self.name


@dataclass(frozen=True)
class Edited:
    """Who last edited a message, and when (a Slack timestamp)."""

    user: str
    ts: str


@dataclass(frozen=True)
class Reaction:
    """One emoji on a message and the ids of those who gave it, in their order."""

    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class File:
    """An uploaded file. `shares` lists (channel id, message ts); it stays empty until Slack has finished with it."""

    id: str
    name: str
    title: str
    mimetype: str
    size: int
    user: str
    created: int
    content: bytes = field(default=b"", repr=False)
    shares: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as Slack keeps it: `text` is escaped (`&amp;`, `&lt;`, `&gt;`), `<@U…>` and `<!here>` are live.

    `notified` holds the ids of the members whom the message mentioned, alone or by `@here` and the like. `user` is None
    for posts under a custom `username`; those carry `bot_id` only, as in Slack.
    """

    channel: str
    ts: str
    text: str
    user: str | None = None
    bot_id: str | None = None
    username: str | None = None
    icons: JSON | None = None
    subtype: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    blocks: tuple[JSON, ...] = ()
    attachments: tuple[JSON, ...] = ()
    metadata: JSON | None = None
    files: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    edited: Edited | None = None
    notified: frozenset[str] = frozenset()
    extra: JSON = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands inside a thread, under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, kw_only=True)
class Ephemeral:
    """A message that one member alone sees. `via` is `chat.postEphemeral`, `acknowledgement` or `response_url`."""

    user: str
    channel: str
    ts: str
    text: str
    via: str
    blocks: tuple[JSON, ...] = ()
    thread_ts: str | None = None


@dataclass(frozen=True, kw_only=True)
class View:
    """A modal, or a member's Home tab, as last opened, updated, pushed or published."""

    id: str
    user: str
    hash: str
    body: JSON
    root: str
    previous: str | None = None
    is_open: bool = True

    @property
    def kind(self) -> str:
        """`modal` or `home`."""
        return str(self.body["type"])


class Refusal(Exception):
    """Slack's answer to a call that it does not carry out: an error code and, sometimes, more fields."""

    def __init__(self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **fields: Any) -> None:
        super().__init__(code)
        self.code, self.status, self.headers, self.fields = code, status, headers or {}, fields

    @classmethod
    def because(cls, code: str, *reasons: str) -> Refusal:
        """A refusal that lists its reasons the way Slack does, in `response_metadata.messages`."""
        return cls(code, response_metadata={"messages": [f"[ERROR] {reason}" for reason in reasons]})


class NotPossible(ValueError):
    """A person tried what Slack's own client would not let them do."""
