"""conversations.*: which channels there are, what was said in them, and who is in them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from bot.sandbox.slack.channel import Channel
from bot.sandbox.slack.checks import HISTORY, READ, joined_channel, visible_channel
from bot.sandbox.slack.model import JSON, Kind, Message, Refusal
from bot.sandbox.slack.shapes import channel_json, message_json
from bot.sandbox.slack.webapi import Call, method, require

T = TypeVar("T")
TYPES = {"public_channel": Kind.PUBLIC, "private_channel": Kind.PRIVATE, "im": Kind.DIRECT, "mpim": None}


@method("conversations.info", tier=50)
def info(call: Call) -> JSON:
    """One channel."""
    channel = _readable(call)
    return {"channel": channel_json(call.workspace, channel, members=call.flag("include_num_members"))}


@method("conversations.list", tier=20)
def list_(call: Call) -> JSON:
    """The channels that the app can see, of the kinds asked for; public ones unless said otherwise."""
    return _listed(call, lambda channel: channel.kind is Kind.PUBLIC or call.workspace.bot.id in channel.members)


@method("users.conversations", tier=50)
def of_user(call: Call) -> JSON:
    """The channels that a member (by default the app's bot) is in, as far as the app can see them."""
    user, bot = call.text("user") or call.workspace.bot.id, call.workspace.bot.id
    if user not in call.workspace.users:
        raise Refusal("user_not_found")
    return _listed(call, lambda c: user in c.members and (c.kind is Kind.PUBLIC or bot in c.members))


def _listed(call: Call, wanted: Callable[[Channel], bool]) -> JSON:
    kinds = {_kind(word) for word in call.text("types", "public_channel").split(",")}
    for kind in kinds:
        require(call.workspace, READ[kind] if kind else "mpim:read")
    skip_archived = call.flag("exclude_archived")
    found = [c for c in call.workspace.channels.values() if c.kind in kinds and wanted(c)]
    found = [c for c in found if not (skip_archived and c.archived)]
    page, cursor = _page(call, found, lambda channel: channel.id, 100, 1000)
    return {"channels": [channel_json(call.workspace, c) for c in page], "response_metadata": {"next_cursor": cursor}}


def _kind(word: str) -> Kind | None:
    if word.strip() not in TYPES:
        raise Refusal("invalid_types")
    return TYPES[word.strip()]


@method("conversations.members", tier=100)
def members(call: Call) -> JSON:
    """The ids of a channel's members."""
    page, cursor = _page(call, list(_readable(call).members), str, 100, 1000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def _readable(call: Call) -> Channel:
    channel = visible_channel(call.workspace, call.required("channel"))
    require(call.workspace, READ[channel.kind])
    return channel


@method("conversations.history", tier=50)
def history(call: Call) -> JSON:
    """A channel's messages, newest first, without the replies in its threads."""
    channel, limit = _heard(call), _limit(call, 100, 999)
    oldest, latest, inclusive = _bounds(call)
    before = _cursor(call)
    if before:
        latest, inclusive_latest = before, False
    else:
        inclusive_latest = inclusive
    found = channel.history("", latest, inclusive_latest)
    if oldest:
        found = (m for m in found if m.ts > oldest or (inclusive and m.ts == oldest))
    page = list(islice(found, limit + 1))
    return _messages(call, page, limit) | {"pin_count": len(channel.pins)}


@method("conversations.replies", tier=50)
def replies(call: Call) -> JSON:
    """A message and the replies under it, oldest first; the message itself opens the first page."""
    channel, limit = _heard(call), _limit(call, 1000, 1000)
    message = channel.find(call.required("ts"))
    if message is None:
        raise Refusal("thread_not_found")
    if message.is_reply:
        return _messages(call, [message], limit)
    oldest, latest, inclusive = _bounds(call)
    after = _cursor(call)
    found = channel.replies(message.ts, oldest, latest, inclusive)
    found = [m for m in found if m.ts > after] if after else [message, *found]
    return _messages(call, found[: limit + 1], limit)


def _heard(call: Call) -> Channel:
    channel = joined_channel(call.workspace, call.required("channel"))
    require(call.workspace, HISTORY[channel.kind])
    return channel


def _messages(call: Call, page: list[Message], limit: int) -> JSON:
    metadata = call.flag("include_all_metadata")
    body: JSON = {
        "messages": [message_json(call.workspace, message, metadata=metadata) for message in page[:limit]],
        "has_more": len(page) > limit,
    }
    if body["has_more"]:
        body["response_metadata"] = {"next_cursor": _encoded(page[limit - 1].ts)}
    return body


def _bounds(call: Call) -> tuple[str, str, bool]:
    oldest, latest = call.text("oldest"), call.text("latest")
    for name, value in (("oldest", oldest), ("latest", latest)):
        if value and not value.replace(".", "", 1).isdigit():
            raise Refusal(f"invalid_ts_{name}")
    return _padded(oldest), _padded(latest), call.flag("inclusive")


def _padded(ts: str) -> str:
    if not ts:
        return ""
    seconds, _, micros = ts.partition(".")
    return f"{int(seconds):010d}.{micros:0<6}"


def _limit(call: Call, default: int, most: int) -> int:
    limit = call.number("limit", default)
    if not 1 <= limit <= most:
        raise Refusal("invalid_limit")
    return limit


def _page(call: Call, found: list[T], key: Callable[[T], str], default: int, most: int) -> tuple[list[T], str]:
    limit, start = _limit(call, default, most), _cursor(call)
    at = next((number for number, item in enumerate(found) if key(item) == start), None) if start else 0
    if at is None:
        raise Refusal("invalid_cursor")
    rest = found[at + limit :]
    return found[at : at + limit], _encoded(key(rest[0])) if rest else ""


def _encoded(key: str) -> str:
    return base64.b64encode(f"next:{key}".encode()).decode()


def _cursor(call: Call) -> str:
    given = call.text("cursor")
    if not given:
        return ""
    try:
        word, _, key = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal("invalid_cursor") from None
    if word != "next":
        raise Refusal("invalid_cursor")
    return key


@method("conversations.join", "channels:join", tier=50)
def join(call: Call) -> JSON:
    """The bot joins a public channel; in one that it is already in, this is answered with a warning."""
    workspace = call.workspace
    channel = visible_channel(workspace, call.required("channel"))
    if channel.kind is not Kind.PUBLIC:
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    already = workspace.bot.id in channel.members
    if not already:
        workspace.enter(channel, workspace.bot.id)
    body: JSON = {"channel": channel_json(workspace, channel)}
    return body | ({"warning": "already_in_channel"} if already else {})


@method("conversations.leave", "channels:join", tier=50)
def leave(call: Call) -> JSON:
    """The bot leaves a channel."""
    channel = visible_channel(call.workspace, call.required("channel"))
    if call.workspace.bot.id not in channel.members:
        return {"not_in_channel": True}
    call.workspace.exit(channel, call.workspace.bot.id)
    return {}


@method("conversations.open", "im:write", tier=50)
def open_(call: Call) -> JSON:
    """Opens the direct conversation with one member."""
    if call.has("channel"):
        channel = visible_channel(call.workspace, call.required("channel"))
    else:
        channel = call.workspace.dm(_one_user(call))
    return {"channel": {"id": channel.id} if not call.flag("return_im") else channel_json(call.workspace, channel)}


def _one_user(call: Call) -> str:
    users: Iterable[str] = call.required("users").split(",")
    found = list(users)
    if len(found) > 1:
        raise Refusal("missing_scope", needed="mpim:write", provided=",".join(sorted(call.workspace.manifest.scopes)))
    if found[0] not in call.workspace.users:
        raise Refusal("user_not_found")
    return found[0]
