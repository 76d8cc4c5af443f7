"""What a message must be before Slack takes it: channel, text, blocks, attachments, metadata, name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .blocks import faults_in_blocks, length_of
from .channel import Channel
from .model import JSON, Kind, Message, Refusal
from .text import stored, tidied
from .webapi import Call, require

if TYPE_CHECKING:
    from .workspace import Workspace

READ = {Kind.PUBLIC: "channels:read", Kind.PRIVATE: "groups:read", Kind.DIRECT: "im:read"}
HISTORY = {Kind.PUBLIC: "channels:history", Kind.PRIVATE: "groups:history", Kind.DIRECT: "im:history"}
MAX_BLOCKS = 50
MAX_ATTACHMENTS = 100
MAX_MARKDOWN = 12_000


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a message says, checked, and as Slack keeps it."""

    text: str
    blocks: tuple[JSON, ...]
    attachments: tuple[JSON, ...]


def visible_channel(workspace: Workspace, channel_id: str) -> Channel:
    """A channel that the app can see: public ones, and those it is a member of. Raises `channel_not_found`."""
    channel = workspace.channels.get(channel_id)
    if channel is None or (channel.kind is not Kind.PUBLIC and workspace.bot.id not in channel.members):
        raise Refusal("channel_not_found")
    return channel


def joined_channel(workspace: Workspace, channel_id: str) -> Channel:
    """A channel that the app is a member of. Raises `channel_not_found` or `not_in_channel`."""
    channel = visible_channel(workspace, channel_id)
    if workspace.bot.id not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def target(call: Call) -> Channel:
    """The channel that a post is for, by id, `#name` or user id. Raises also `is_archived`."""
    workspace, name = call.workspace, call.text("channel")
    if not name:
        raise Refusal("channel_not_found")
    if name in workspace.users:
        return workspace.dm(name)
    named = next((c for c in workspace.channels.values() if c.name and "#" + c.name == name), None)
    channel = visible_channel(workspace, named.id if named else name)
    may_post = channel.kind is Kind.PUBLIC and "chat:write.public" in workspace.manifest.scopes
    if workspace.bot.id not in channel.members and not may_post:
        raise Refusal("not_in_channel")
    if channel.archived:
        raise Refusal("is_archived")
    return channel


def message_in(channel: Channel, ts: str) -> Message:
    """The message with this timestamp. Raises `message_not_found`; a deleted one's placeholder counts as deleted."""
    message = channel.find(ts)
    if message is None or message.subtype == "tombstone":
        raise Refusal("message_not_found")
    return message


def content(call: Call, *, limit: int | None = None, allow_empty: bool = False) -> Content:
    """Text, blocks and attachments of a call; `limit` is in bytes of escaped text.

    Raises `no_text`, `msg_too_long`, `invalid_blocks` and the like.
    """
    habits = call.workspace.habits
    said = _markdown(call) if call.has("markdown_text") else call.text("text")
    if limit is not None and len(tidied(said).encode()) > limit:
        raise Refusal("msg_too_long")
    text = stored(said)
    blocks = checked_blocks(call, habits.blocks_text_limit)
    attachments = call.array("attachments", "invalid_attachments") or []
    if len(attachments) > MAX_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    if not (text.strip() or blocks or attachments or allow_empty):
        raise Refusal("no_text")
    return Content(text=text[: habits.truncate_at], blocks=tuple(blocks), attachments=tuple(attachments))


def _markdown(call: Call) -> str:
    if call.has("text") or call.has("blocks"):
        raise Refusal("markdown_text_conflict")
    if len(call.text("markdown_text")) > MAX_MARKDOWN:
        raise Refusal("msg_too_long")
    return call.text("markdown_text")


def checked_blocks(call: Call, text_limit: int) -> list[JSON]:
    """The blocks of a call. Raises `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`."""
    blocks = call.array("blocks", "invalid_blocks_format") or []
    faults = faults_in_blocks(blocks, MAX_BLOCKS, "message")
    if faults:
        raise Refusal.because("invalid_blocks", *faults)
    if length_of(blocks) > text_limit:
        raise Refusal("msg_blocks_too_long")
    return blocks


def metadata(call: Call) -> JSON | None:
    """The metadata of a call; an empty object means none. Raises `invalid_metadata_format` or `metadata_too_large`."""
    given = call.object("metadata", "invalid_metadata_format")
    if not given:
        return given
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(given)) > call.workspace.habits.metadata_limit:
        raise Refusal("metadata_too_large")
    return given


def author(call: Call) -> JSON:
    """The author's fields of a post: the bot itself, or a custom name or icon, which needs `chat:write.customize`."""
    workspace = call.workspace
    username, url, emoji = call.text("username"), call.text("icon_url"), call.text("icon_emoji")
    if not (username or url or emoji):
        return {"user": workspace.bot.id, "bot_id": workspace.bot_id}
    require(workspace, "chat:write.customize")
    icons = {"emoji": emoji} if emoji else {"image_48": url} if url else None
    name = username or workspace.manifest.name
    return {"bot_id": workspace.bot_id, "subtype": "bot_message", "username": name, "icons": icons}


def thread(call: Call, channel: Channel) -> str | None:
    """The message under which a reply goes. Raises `thread_not_found` or `cannot_reply_to_message`."""
    ts = call.text("thread_ts")
    if not ts:
        return None
    root = channel.find(ts)
    if root is None:
        raise Refusal("thread_not_found")
    if root.is_reply or root.subtype == "tombstone":
        raise Refusal("cannot_reply_to_message")
    return ts
