"""What the account knows of its rooms, read from the state that the sync brings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]


@dataclass
class RoomView:
    """One joined room. With lazy loading ``names`` holds those who spoke, not all members."""

    id: str
    name: str = ""
    alias: str = ""
    encrypted: bool = False
    successor: str = ""
    members: int = 0  # joined and invited
    names: dict[str, str] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)  # joined or invited, as far as known
    last_order: int = 0

    @property
    def shown(self) -> str:
        """What people call the room: its name, else its alias (``#ops:county.example``), else its id."""
        return self.name or self.alias or self.id

    def take(self, event: Event) -> None:
        """Apply one state event; what is not as promised is passed over."""
        content, kind = event.get("content") or {}, event.get("type")
        if kind == "m.room.member":
            self._member(str(event.get("state_key")), content)
        elif kind == "m.room.name":
            self.name = str(content.get("name") or "")
        elif kind == "m.room.canonical_alias":
            self.alias = str(content.get("alias") or "")
        elif kind == "m.room.encryption":
            self.encrypted = True  # cannot be switched off
        elif kind == "m.room.tombstone":
            self.successor = str(content.get("replacement_room") or "")

    def _member(self, user: str, content: Event) -> None:
        if isinstance(name := content.get("displayname"), str):
            self.names[user] = name
        else:
            self.names.setdefault(user, "")
        (self.present.add if content.get("membership") in {"join", "invite"} else self.present.discard)(user)

    def summary(self, found: Event) -> None:
        """Apply the counts of a sync, which come only when they change."""
        joined, invited = found.get("m.joined_member_count"), found.get("m.invited_member_count")
        if isinstance(joined, int):
            self.members = joined + (invited if isinstance(invited, int) else 0)

    def next_order(self, stamp: int) -> int:
        """Microseconds that sort an event by its place in the timeline; ``stamp`` is the server's milliseconds."""
        self.last_order = max(stamp * 1000, self.last_order + 1)
        return self.last_order


class Rooms:
    """The joined rooms of one account, and its direct rooms."""

    def __init__(self) -> None:
        self.joined: dict[str, RoomView] = {}
        self.direct: dict[str, list[str]] = {}  # user id → rooms, as in the account data m.direct
        self.opening: dict[str, float] = {}  # user id → until when a direct room is awaited

    def take(self, found: Event) -> None:
        """Apply a sync."""
        for event in (found.get("account_data") or {}).get("events", []):
            if event.get("type") == "m.direct" and isinstance(event.get("content"), dict):
                self.direct = {
                    str(user): list(rooms) for user, rooms in event["content"].items() if isinstance(rooms, list)
                }
        rooms = found.get("rooms") or {}
        for id in rooms.get("leave") or {}:
            self.joined.pop(id, None)
        for id, part in (rooms.get("join") or {}).items():
            view = self.joined.setdefault(id, RoomView(id))
            for event in state_of(part):
                view.take(event)
            view.summary(part.get("summary") or {})

    def direct_with(self, user: str, *, secret: bool) -> str | None:
        """A room that we share with this person alone; ``secret`` asks for an encrypted one."""
        for id in self.direct.get(user, []):
            view = self.joined.get(id)
            if view and view.members <= 2 and user in view.present and (view.encrypted or not secret):
                return id
        return None


def state_of(part: Event) -> Iterable[Event]:
    """The state events of one room's part of a sync, those in its timeline included."""
    yield from (part.get("state") or {}).get("events", [])
    yield from (event for event in timeline_of(part) if "state_key" in event)


def timeline_of(part: Event) -> list[Any]:
    """The events of one room's part of a sync."""
    return list((part.get("timeline") or {}).get("events", []))
