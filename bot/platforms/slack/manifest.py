"""The Slack app manifest as data: every scope, event and command that the code beside it uses, each with its reason."""

import json
from typing import Any

SCOPES = {
    "channels:history": "hear public channels and fetch what was missed",
    "channels:join": "join the public channels that are linked",
    "channels:read": "know a channel's name, who is in it, and whether the app is",
    "chat:write": "post, change and remove copies",
    "chat:write.customize": "show the author's name over a copy",
    "commands": "the slash command",
    "files:read": "fetch files for the other rooms",
    "files:write": "post files from the other rooms",
    "groups:history": "hear private channels and fetch what was missed",
    "groups:read": "know a private channel's name, and who is in it",
    "im:history": "hear direct messages, and look for a post whose outcome is unknown",
    "im:write": "answer in private",
    "pins:write": "keep the incident's board at the top of a channel",
    "reactions:read": "hear reactions",
    "reactions:write": "set and take away reactions",
    "users:read": "know a person's name, and whether they own the workspace or are a guest in it",
}

EVENTS = {
    "app_home_opened": None,
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "tokens_revoked": None,
    "user_change": "users:read",
}
"""Each with the scope that it asks for."""

METHODS = {
    "apps.connections.open": None,  # by the app token, with connections:write
    "auth.test": None,
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "channels:history",
    "conversations.info": "channels:read",
    "conversations.join": "channels:join",
    "conversations.members": "channels:read",
    "conversations.open": "im:write",
    "conversations.replies": "channels:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "pins.add": "pins:write",
    "reactions.add": "reactions:write",
    "reactions.remove": "reactions:write",
    "users.info": "users:read",
    "views.open": None,
    "views.publish": None,
}
"""Every method that is called, with the scope that it asks for."""

SHORTCUTS: tuple[dict[str, str], ...] = (
    {
        "name": "Add to log",
        "type": "message",
        "callback_id": "add_to_log",
        "description": "Put this message into the incident's log",
    },
)
"""Message shortcuts: {"name", "type", "callback_id", "description"}; a row here needs a listener in the inlet."""


def manifest(command: str = "net", name: str = "Net Control") -> str:
    """The manifest as YAML, ready to paste into "create an app from a manifest". ``command``: without the slash."""
    return "\n".join(_yaml(_manifest(command, name))) + "\n"


def _manifest(command: str, name: str) -> dict[str, Any]:
    features: dict[str, Any] = {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": name, "always_online": True},
        "slash_commands": [
            {
                "command": f"/{command}",
                "description": "Check in, see the roster, ask for help",
                "usage_hint": "help",
                "should_escape": True,
            }
        ],
    }
    if SHORTCUTS:
        features["shortcuts"] = list(SHORTCUTS)
    return {
        "display_information": {
            "name": name,
            "description": "Runs the net: relays talk between rooms, takes check-ins, keeps the log",
        },
        "features": features,
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _yaml(value: Any, indent: str = "") -> list[str]:
    """Just as much YAML as the manifest needs: mappings, lists and scalars, the latter as JSON writes them."""
    lines: list[str] = []
    if isinstance(value, dict):
        for key, item in value.items():
            nested = isinstance(item, dict | list) and item
            lines += (
                [f"{indent}{key}:", *_yaml(item, indent + "  ")] if nested else [f"{indent}{key}: {json.dumps(item)}"]
            )
        return lines
    for item in value:
        first, *rest = _yaml(item, indent + "  ") if isinstance(item, dict) else [json.dumps(item)]
        lines += [f"{indent}- {first.strip()}", *rest]
    return lines
