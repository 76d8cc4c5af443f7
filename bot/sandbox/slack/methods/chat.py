"""chat.*: posting, changing and deleting the app's messages."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack.channel import Channel
from bot.sandbox.slack.checks import (
    Content,
    author,
    content,
    joined_channel,
    message_in,
    metadata,
    target,
    thread,
    visible_channel,
)
from bot.sandbox.slack.model import JSON, Ephemeral, Message, Refusal
from bot.sandbox.slack.shapes import message_json
from bot.sandbox.slack.text import pieces
from bot.sandbox.slack.webapi import Call, method


@method("chat.postMessage", "chat:write")
def post_message(call: Call) -> JSON:
    """Posts; a text over 4,040 characters becomes several messages, of which the first is answered for."""
    channel = target(call)
    said, about, by, root = content(call), metadata(call), author(call), thread(call, channel)
    broadcast = root is not None and call.flag("reply_broadcast")
    if broadcast:
        by = by | {"subtype": "thread_broadcast"}
    call.workspace.limits.post(channel.id)
    first = _post(call, channel, said, thread_ts=root, broadcast=broadcast, metadata=about or None, **by)
    return {"channel": channel.id, "ts": first.ts, "message": message_json(call.workspace, first)}


def _post(call: Call, channel: Channel, said: Content, **fields: Any) -> Message:
    habits, post = call.workspace.habits, call.workspace.post
    if said.blocks:
        return post(channel, text=said.text, blocks=said.blocks, attachments=said.attachments, **fields)
    parts = pieces(said.text, habits.split_over, habits.split_at)
    first = post(channel, text=parts[0], attachments=said.attachments, **fields)
    for part in parts[1:]:
        post(channel, text=part, **fields | {"metadata": None})
    return first


@method("chat.update", "chat:write", tier=50)
def update(call: Call) -> JSON:
    """Changes one of the app's own messages. Its name and icon stay; blocks that are not given again are gone."""
    workspace = call.workspace
    channel, message = _own(call, "cant_update_message")
    said, about = content(call, limit=workspace.habits.update_limit), metadata(call)
    fields: JSON = {"text": said.text, "blocks": said.blocks, "attachments": said.attachments}
    if about is not None:
        fields["metadata"] = about or None
    # Slack shows no "edited" on a message that is updated with blocks.
    editor = None if said.blocks else workspace.bot.id
    new = workspace.change(channel, message, editor=editor, **fields)
    return {"channel": channel.id, "ts": new.ts, "text": new.text, "message": message_json(workspace, new)}


@method("chat.delete", "chat:write", tier=50)
def delete(call: Call) -> JSON:
    """Deletes one of the app's own messages."""
    channel, message = _own(call, "cant_delete_message")
    call.workspace.remove(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _own(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = visible_channel(call.workspace, call.required("channel"))
    message = message_in(channel, call.required("ts"))
    if message.bot_id != call.workspace.bot_id:
        raise Refusal(refusal)
    if channel.archived:
        raise Refusal("is_archived")
    return channel, message


@method("chat.postEphemeral", "chat:write", tier=100)
def post_ephemeral(call: Call) -> JSON:
    """Shows a message to one member of the channel alone."""
    workspace, channel = call.workspace, target(call)
    said, user = content(call), call.required("user")
    author(call)
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    shown = workspace.show(Ephemeral(
        user=user, channel=channel.id, ts=channel.next_ts(workspace.now()), text=said.text, blocks=said.blocks,
        thread_ts=thread(call, channel), via="chat.postEphemeral",
    ))  # fmt: skip
    return {"message_ts": shown.ts}


@method("chat.getPermalink")
def get_permalink(call: Call) -> JSON:
    """The address of a message."""
    channel = joined_channel(call.workspace, call.required("channel"))
    message = message_in(channel, call.required("message_ts"))
    link = f"{call.workspace.site}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}
