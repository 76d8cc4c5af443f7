"""The app as it is installed in a workspace: what it may do, what it hears of, which commands are its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    "message.mpim": "mpim:history",
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

# Slack's own slash commands; a manifest that claims one of them is refused as a whole.
RESERVED = frozenset(
    {
        "/active",
        "/apps",
        "/archive",
        "/away",
        "/call",
        "/collapse",
        "/dm",
        "/dnd",
        "/expand",
        "/feed",
        "/feedback",
        "/huddle",
        "/invite",
        "/invite_people",
        "/join",
        "/kick",
        "/leave",
        "/me",
        "/msg",
        "/mute",
        "/open",
        "/part",
        "/prefs",
        "/remind",
        "/remove",
        "/rename",
        "/search",
        "/shortcuts",
        "/shrug",
        "/star",
        "/status",
        "/topic",
        "/unarchive",
        "/unstar",
        "/who",
    }
)
DEFAULT_EVENTS = frozenset(EVENT_SCOPES) - {"message.mpim"}


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the app was given when it was installed. The defaults are all that Net Control needs."""

    name: str = "Net Control"
    bot_name: str = "netcontrol"
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = DEFAULT_EVENTS
    commands: frozenset[str] = frozenset({"/net"})
    shortcuts: frozenset[str] | None = None
    home: bool = True

    def hears(self, event: str) -> bool:
        """Whether the app is told of this kind of event: subscribed to, and with the scope for it."""
        scope = EVENT_SCOPES.get(event)
        return event in self.events and (scope is None or scope in self.scopes)

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> Manifest:
        """Reads a Slack app manifest (YAML or JSON, already parsed). Raises ValueError for what Slack would refuse."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        read = cls(
            name=manifest["display_information"]["name"],
            bot_name=features.get("bot_user", {}).get("display_name", "bot"),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands=frozenset(command["command"] for command in features.get("slash_commands", ())),
            shortcuts=frozenset(shortcut["callback_id"] for shortcut in features.get("shortcuts", ())),
            home=bool(features.get("app_home", {}).get("home_tab_enabled", False)),
        )
        faults = [*read.faults()]
        if faults:
            raise ValueError("Slack would refuse this manifest: " + "; ".join(faults))
        return read

    def faults(self) -> Iterator[str]:
        """What Slack would say against it."""
        for command in sorted(self.commands & RESERVED):
            yield f"{command} is one of Slack's own commands"
        for event in sorted(self.events):
            scope = EVENT_SCOPES.get(event)
            if event not in EVENT_SCOPES:
                yield f"{event} is not an event that bots can subscribe to"
            elif scope is not None and scope not in self.scopes:
                yield f"the event {event} needs the scope {scope}"
        if self.commands and "commands" not in self.scopes:
            yield "slash commands need the scope commands"
