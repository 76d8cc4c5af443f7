"""A Matrix room as its events make it: edits, redactions, reactions, threads and names applied."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from .safe_html import safe
from .shown import Given, Part, Shown

Event = dict[str, Any]

PROFILE = "com.beeper.per_message_profile"  # MSC4144: the copy's real author
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
FILES = ("m.image", "m.file", "m.audio", "m.video")
_FALLBACK = re.compile(r"<(strong|b|span)\s+data-mx-profile-fallback[^>]*>.*?</\1>", re.DOTALL)
_QUOTED = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL)
MEMBERSHIP = {"join": "joined the room", "leave": "left the room", "ban": "was banned"}


class RoomView:
    """Takes events in their order, each once, and shows what a client would."""

    def __init__(self, bot: str) -> None:
        self.bot = bot
        self.sources: dict[str, str] = {}  # event id → what its author typed here
        self.files: dict[str, tuple[str, str, str]] = {}  # event id → name, media type, mxc address
        self._names: dict[str, str] = {}
        self._seen: set[str] = set()
        self._said: dict[str, Event] = {}
        self._edits: dict[str, Event] = {}  # message → the content of its latest edit
        self._reactions: dict[str, tuple[str, str, str]] = {}  # reaction's id → message, emoji, giver
        self._gone: set[str] = set()

    def take(self, events: Iterable[Event]) -> None:
        """Take in what is new."""
        for event in events:
            if event["event_id"] not in self._seen:
                self._seen.add(event["event_id"])
                self._take(event)

    def reaction(self, message: str, emoji: str, by: str) -> str:
        """The id of someone's reaction, or an empty text."""
        wanted = (message, emoji, by)
        return next((id for id, given in self._reactions.items() if given == wanted and id not in self._gone), "")

    def shown(self) -> Iterator[Shown]:
        """Every message, oldest first."""
        reactions = self._given()
        for id, event in self._said.items():
            yield self._note(event) if event["type"] == "m.room.member" else self._message(event, reactions.get(id, ()))

    def _take(self, event: Event) -> None:
        kind, content = event["type"], event["content"]
        relation = content.get("m.relates_to") or {}
        match kind:
            case "m.room.member":
                self._member(event)
            case "m.room.redaction":
                self._gone.add(str(event.get("redacts") or content.get("redacts")))
            case "m.reaction" if relation.get("key"):
                self._reactions[event["event_id"]] = (relation["event_id"], relation["key"], event["sender"])
            case "m.room.message" if relation.get("rel_type") == "m.replace":
                self._edit(event, relation["event_id"])
            case "m.room.message":
                self._said[event["event_id"]] = event
                self._file(event["event_id"], content)

    def _member(self, event: Event) -> None:
        who = str(event["state_key"])
        before = (event.get("unsigned") or {}).get("prev_content") or {}
        self._names[who] = str(event["content"].get("displayname") or self._names.get(who) or _local(who))
        after = event["content"].get("membership")
        if after in MEMBERSHIP and after != before.get("membership"):
            self._said[event["event_id"]] = event

    def _edit(self, event: Event, target: str) -> None:
        original = self._said.get(target)
        if original and original["sender"] == event["sender"]:
            self._edits[target] = event["content"].get("m.new_content") or event["content"]

    def _file(self, id: str, content: Event) -> None:
        if content.get("msgtype") in FILES and str(content.get("url", "")).startswith("mxc://"):
            name = str(content.get("filename") or content.get("body") or "file")
            mimetype = str((content.get("info") or {}).get("mimetype") or "application/octet-stream")
            self.files[id] = (name, mimetype, str(content["url"]))

    def name(self, who: str) -> str:
        """What a user is called."""
        return self._names.get(who) or _local(who)

    def _note(self, event: Event) -> Shown:
        words = f"{self.name(event['state_key'])} {MEMBERSHIP[event['content']['membership']]}"
        parts = (Part(html=html.escape(words)),)
        return Shown(id=event["event_id"], sort=_time(event), author="", parts=parts, note=True)

    def _message(self, event: Event, given: tuple[Given, ...]) -> Shown:
        id: str = event["event_id"]
        content: Event = event["content"]
        relation: Event = content.get("m.relates_to") or {}
        removed = id in self._gone or not content.get("msgtype")
        current: Event = self._edits.get(id) or content
        profile = content.get(PROFILE) if event["sender"] == self.bot else None
        own = event["sender"] == self.bot
        return Shown(
            id=id,
            sort=_time(event),
            author=str(profile["displayname"]) if profile else self.name(event["sender"]),
            parts=() if removed else tuple(self._parts(id, current, named=bool(profile))),
            by="" if own else event["sender"],
            source=self.sources.get(id) or str(current.get("body", "")),
            bot=own and not profile,
            relayed=bool(profile),
            removed=removed,
            edited=id in self._edits,
            thread=relation["event_id"] if relation.get("rel_type") == "m.thread" else "",
            answers=self._answered(relation),
            reactions=() if removed else given,
        )

    def _answered(self, relation: Event) -> str:
        """The beginning of what is answered, outside threads."""
        target = self._said.get((relation.get("m.in_reply_to") or {}).get("event_id", ""))
        if target is None or relation.get("is_falling_back") or target["event_id"] in self._gone:
            return ""
        body = " ".join(str(target["content"].get("body", "")).split())
        return f"{self.name(target['sender'])}: {body[:80]}{'…' if len(body) > 80 else ''}"

    def _parts(self, id: str, content: Event, *, named: bool) -> Iterator[Part]:
        if id in self.files:
            name, mimetype, _ = self.files[id]
            yield Part(file=f"files/matrix/{id}", name=name, picture=mimetype in PICTURES)
            return
        shown = _html(content, named=named)
        if content.get("msgtype") == "m.emote" and not named:
            shown = f"<em>{shown}</em>"
        yield Part(html=safe(shown))

    def _given(self) -> dict[str, tuple[Given, ...]]:
        """Reactions by message, each emoji with its givers."""
        found: dict[str, dict[str, list[str]]] = {}
        for id, (message, emoji, by) in self._reactions.items():
            if id not in self._gone:
                found.setdefault(message, {}).setdefault(emoji, []).append(by)
        return {
            message: tuple(
                Given(emoji=emoji, by=tuple(by), names=tuple(map(self.name, by))) for emoji, by in emojis.items()
            )
            for message, emojis in found.items()
        }


def _html(content: Event, *, named: bool) -> str:
    """The formatted body, without what only older clients need; otherwise the plain one."""
    if content.get("format") == "org.matrix.custom.html":
        shown = _QUOTED.sub("", str(content.get("formatted_body", "")))
        return _FALLBACK.sub("", shown, count=1) if named else shown
    return html.escape(str(content.get("body", ""))).replace("\n", "<br>")


def _local(who: str) -> str:
    return who.removeprefix("@").partition(":")[0]


def _time(event: Event) -> float:
    return float(event["origin_server_ts"]) / 1000
