"""The events that Slack sends to an app: `event_callback` payloads and the events inside them."""

from __future__ import annotations

from .channel import Channel
from .model import JSON, Kind, Message, User
from .shapes import channel_json, message_json, user_json
from .state import State


def callback(state: State, event: JSON) -> JSON:
    """An event in its wrapper, with an id of its own."""
    return {
        "token": "sandbox",
        "type": "event_callback",
        "team_id": state.team_id,
        "context_team_id": state.team_id,
        "context_enterprise_id": None,
        "api_app_id": state.app_id,
        "event": event,
        "event_id": state.ids("Ev"),
        "event_time": int(state.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": state.team_id,
                "user_id": state.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{state.ids.secret(12)}",
    }


def posted(state: State, message: Message) -> JSON:
    """A new message."""
    body = _message(state, message) | _where(state, message) | {"event_ts": message.ts}
    if message.broadcast and message.thread_ts:
        root = state.channels[message.channel].find(message.thread_ts)
        body |= {"root": _message(state, root)} if root else {}
    return body


def changed(state: State, before: Message, after: Message, at: str) -> JSON:
    """A message is not what it was: edited by someone, unfurled by Slack, or deleted from above its thread."""
    return _about(state, before, at, "message_changed") | {
        "message": _message(state, after),
        "previous_message": _message(state, before),
    }


def deleted(state: State, message: Message, at: str) -> JSON:
    """A message is gone."""
    return _about(state, message, at, "message_deleted") | {
        "deleted_ts": message.ts,
        "previous_message": _message(state, message),
    }


def _message(state: State, message: Message) -> JSON:
    return message_json(state, message, bare_files=state.habits.bare_file_events)


def _about(state: State, message: Message, at: str, subtype: str) -> JSON:
    return {"type": "message", "subtype": subtype, "hidden": True, "ts": at, "event_ts": at} | _where(state, message)


def _where(state: State, message: Message) -> JSON:
    return {"channel": message.channel, "channel_type": str(state.channels[message.channel].kind)}


def reaction(state: State, kind: str, message: Message, user: str, name: str, at: str) -> JSON:
    """Someone gave a reaction or took it back."""
    body: JSON = {"type": kind, "user": user, "reaction": name, "event_ts": at}
    body["item"] = {"type": "message", "channel": message.channel, "ts": message.ts}
    author = message.user or (state.bot.id if message.bot_id else None)
    return body | ({"item_user": author} if author else {})


def member(state: State, kind: str, channel: Channel, user: str, inviter: str | None) -> JSON:
    """Someone came into a channel, or went."""
    body: JSON = {
        "type": kind,
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind is Kind.PUBLIC else "G",
        "team": state.team_id,
        "event_ts": channel.next_ts(state.now()),
    }
    return body | ({"inviter": inviter} if inviter else {})


def left(channel: Channel, prefix: str, actor: str, at: str) -> JSON:
    """The bot itself is no longer in a channel."""
    return {"type": f"{prefix}_left", "channel": channel.id, "actor_id": actor, "event_ts": at}


def archived(state: State, kind: str, channel: Channel, user: str) -> JSON:
    """A channel was archived, or opened again."""
    at = channel.next_ts(state.now())
    return {"type": kind, "channel": channel.id, "user": user, "is_moved": 0, "event_ts": at}


def renamed(state: State, kind: str, channel: Channel) -> JSON:
    """A channel has another name."""
    about = {key: channel_json(state, channel)[key] for key in ("id", "name", "name_normalized", "created")}
    return {"type": kind, "channel": about, "event_ts": channel.next_ts(state.now())}


def user_changed(state: State, user: User) -> JSON:
    """A member's profile has changed: the whole member, with the scope ``users:read``."""
    return {"type": "user_change", "user": user_json(state, user), "event_ts": f"{state.now():.6f}"}


def home_opened(state: State, user: str, channel: Channel) -> JSON:
    """A member opened the app's Home tab."""
    at = channel.next_ts(state.now())
    return {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "home", "event_ts": at}


def file_shared(state: State, file_id: str, user: str, channel: Channel) -> JSON:
    """A file was shown in a channel."""
    return {
        "type": "file_shared",
        "file_id": file_id,
        "file": {"id": file_id},
        "user_id": user,
        "channel_id": channel.id,
        "event_ts": channel.next_ts(state.now()),
    }


def pin(state: State, kind: str, channel: Channel, message: Message, user: str) -> JSON:
    """A message was pinned to its channel, or unpinned."""
    item = {"type": "message", "channel": channel.id, "message": _message(state, message)}
    at = channel.next_ts(state.now())
    return {"type": kind, "user": user, "channel_id": channel.id, "item": item, "event_ts": at}
