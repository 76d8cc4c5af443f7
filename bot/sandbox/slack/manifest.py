"""The app as it is installed in a workspace: what it may do, what it hears of, which commands are its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.customize",
        "commands",
        "emoji:read",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "pins:read",
        "pins:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "users:read",
    }
)

# The scope that an event asks for; an app without it is not told.
EVENT_SCOPES: dict[str, str | None] = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "app_home_opened": None,
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "file_shared": "files:read",
    "file_deleted": "files:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_created": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "team_join": "users:read",
    "user_change": "users:read",
    "tokens_revoked": None,
}


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the app was given when it was installed. The defaults are all that Net Control needs."""

    name: str = "Net Control"
    bot_name: str = "netcontrol"
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = frozenset(EVENT_SCOPES)
    commands: frozenset[str] = frozenset({"/net"})
    shortcuts: frozenset[str] | None = None
    home: bool = True

    def hears(self, event: str) -> bool:
        """Whether the app is told of this kind of event: subscribed to, and with the scope for it."""
        scope = EVENT_SCOPES.get(event)
        return event in self.events and (scope is None or scope in self.scopes)

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> Manifest:
        """Reads a Slack app manifest (YAML or JSON, already parsed), as `netcontrol manifest` prints it."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        return cls(
            name=manifest["display_information"]["name"],
            bot_name=features.get("bot_user", {}).get("display_name", "bot"),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands=frozenset(command["command"] for command in features.get("slash_commands", ())),
            shortcuts=frozenset(shortcut["callback_id"] for shortcut in features.get("shortcuts", ())),
            home=bool(features.get("app_home", {}).get("home_tab_enabled", False)),
        )
