"""Our values in the JSON that Slack's Web API and its events give them."""

from __future__ import annotations

from typing import Any

from .channel import Channel
from .model import JSON, File, Kind, Message, Reaction, User, View
from .state import State

# The fields of a message that are passed on as they are, when they hold anything.
_AS_IS = ("subtype", "bot_id", "username", "icons", "thread_ts")


def message_json(state: State, message: Message, *, metadata: bool = False, bare_files: bool = False) -> JSON:
    """A message as it stands in history and in events."""
    body: JSON = {"type": "message", "ts": message.ts, "text": message.text, "team": state.team_id}
    if message.user:
        body["user"] = message.user
        if away := state.users[message.user].team if message.user in state.users else "":
            body |= {"user_team": away, "source_team": away, "team": away}
    body |= {name: value for name in _AS_IS if (value := getattr(message, name)) is not None}
    if message.bot_id:
        body |= {"app_id": state.app_id, "bot_profile": bot_profile(state)}
    body |= _lists(state, message, bare_files) | _thread(state.channels[message.channel], message) | message.extra
    if message.edited:
        body["edited"] = {"user": message.edited.user, "ts": message.edited.ts}
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body


def _lists(state: State, message: Message, bare_files: bool) -> JSON:
    body: JSON = {}
    if message.blocks:
        body["blocks"] = list(message.blocks)
    if message.attachments:
        body["attachments"] = list(message.attachments)
    if message.reactions:
        body["reactions"] = [reaction_json(reaction) for reaction in message.reactions]
    if message.files:
        body["files"] = [_file_of(state, file_id, bare_files) for file_id in message.files]
    return body


def _file_of(state: State, file_id: str, bare: bool) -> JSON:
    file = state.files.get(file_id)
    if file is None:
        return {"id": file_id, "mode": "tombstone"}
    return bare_file_json(file) if bare else file_json(state, file)


def _thread(channel: Channel, message: Message) -> JSON:
    if message.is_reply or not channel.has_replies(message.ts):
        return {}
    replies = channel.replies(message.ts)
    authors = list(dict.fromkeys(reply.user or reply.bot_id or "" for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": authors[:5],
        "reply_users_count": len(authors),
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": message.bot_id is not None,
    }


def reaction_json(reaction: Reaction) -> JSON:
    """A reaction with its count."""
    return {"name": reaction.name, "users": list(reaction.users), "count": len(reaction.users)}


def bot_profile(state: State) -> JSON:
    """The app's bot, as it stands beside its posts."""
    return {
        "id": state.bot_id,
        "app_id": state.app_id,
        "name": state.manifest.name,
        "icons": {"image_48": f"{state.site}/avatars/{state.bot_id}.png"},
        "deleted": False,
        "updated": state.created,
        "team_id": state.team_id,
    }


def user_json(state: State, user: User) -> JSON:
    """A member with the profile that the scope `users:read` shows."""
    avatar = f"{state.site}/avatars/{user.id}.png"
    profile: JSON = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "avatar_hash": user.id.lower(),
        "status_text": "",
        "status_emoji": "",
        "team": user.team or state.team_id,
    }
    profile |= {f"image_{size}": avatar for size in (24, 32, 48, 72, 192, 512)}
    if user.is_bot:
        profile |= {"bot_id": state.bot_id, "api_app_id": state.app_id}
    return {
        "id": user.id,
        "team_id": user.team or state.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        **({"is_stranger": True} if user.team else {}),
        "updated": state.created,
        "profile": profile,
    }


def channel_json(state: State, channel: Channel, *, members: bool = False) -> JSON:
    """A conversation, as conversations.info describes it to the app."""
    body: JSON = {
        "id": channel.id,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.archived,
        "is_im": channel.kind is Kind.DIRECT,
        "is_channel": channel.kind is Kind.PUBLIC,
        "is_group": channel.kind is Kind.PRIVATE,
        "is_private": channel.kind is not Kind.PUBLIC,
        "is_mpim": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "context_team_id": state.team_id,
    }
    if channel.kind is Kind.DIRECT:
        return body | {"user": state.partner(channel), "is_open": True}
    body |= {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.name == "general",
        "is_member": state.bot.id in channel.members,
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }
    return body | ({"num_members": len(channel.members)} if members else {})


def file_json(state: State, file: File) -> JSON:
    """A file with its download address and the messages that carry it."""
    path = f"{state.site}/files-pri/{state.team_id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2].lower() or "binary",
        "user": file.user,
        "user_team": state.team_id,
        "size": file.size,
        "mode": "hosted",
        "editable": False,
        "is_external": False,
        "is_public": any(state.channels[channel].kind is Kind.PUBLIC for channel, _ in file.shares),
        "file_access": "visible",
        "url_private": f"{path}/{file.name}",
        "url_private_download": f"{path}/download/{file.name}",
        "permalink": f"{state.site}/files/{file.user}/{file.id}/{file.name}",
        "channels": _shared_in(state, file, Kind.PUBLIC),
        "groups": _shared_in(state, file, Kind.PRIVATE),
        "ims": _shared_in(state, file, Kind.DIRECT),
        "shares": _shares(state, file),
        "comments_count": 0,
    }


def bare_file_json(file: File) -> JSON:
    """A file as Socket Mode events show it: without addresses, to be asked for with files.info."""
    return {
        "id": file.id,
        "created": file.created,
        "user": file.user,
        "mode": "hosted",
        "file_access": "check_file_info",
    }


def _shared_in(state: State, file: File, kind: Kind) -> list[str]:
    return [channel for channel, _ in file.shares if state.channels[channel].kind is kind]


def _shares(state: State, file: File) -> JSON:
    shares: dict[str, dict[str, list[Any]]] = {}
    for channel_id, ts in file.shares:
        channel = state.channels[channel_id]
        kind = "public" if channel.kind is Kind.PUBLIC else "private"
        share = {"ts": ts, "channel_name": channel.name, "team_id": state.team_id, "reply_count": 0, "reply_users": []}
        message = channel.find(ts)
        if message is not None and message.is_reply:
            share["thread_ts"] = message.thread_ts or ""
        shares.setdefault(kind, {}).setdefault(channel_id, []).append(share)
    return shares


def view_json(state: State, view: View) -> JSON:
    """A modal or Home tab, as views.open and interactions show it."""
    defaults = {"private_metadata": "", "callback_id": "", "external_id": "", "notify_on_close": False, "close": None}
    return (
        defaults
        | view.body
        | {
            "id": view.id,
            "team_id": state.team_id,
            "app_id": state.app_id,
            "bot_id": state.bot_id,
            "app_installed_team_id": state.team_id,
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": view.previous,
            "state": view.body.get("state", {"values": {}}),
        }
    )
