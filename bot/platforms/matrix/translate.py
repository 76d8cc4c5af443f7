"""Matrix events → Messages. Pure: an event is the server's JSON, already decrypted where it was encrypted."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from itertools import dropwhile
from typing import Any

from bot.platforms.emojis import spelled
from bot.platforms.filenames import clean_filename
from bot.platforms.matrix import commonmark, html
from bot.platforms.matrix.plain_mentions import with_mentions
from bot.platforms.matrix.render import HTML, MARKER, PROFILE
from commands.domain.messages import File, Kind, Message, Person, Room
from commands.domain.names import alike, person_name
from commands.domain.text import Link, List, Paragraph, Span, Text, cut, plain

Event = Mapping[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FILES = {"m.image", "m.file", "m.audio", "m.video"}
_TYPES = {"m.image": "image/png", "m.audio": "audio/ogg", "m.video": "video/mp4"}
"""What a file is taken for whose event does not tell its type."""
_FALLBACK = re.compile(r"^> (?:\* )?<@")
_NAME_BEFORE = re.compile(r"^(\s*(?:<p>)?)<(strong|b|span) data-mx-profile-fallback[^<>]{0,99}>[^<]{0,999}</\2>\s*")
_SILENT = {"m.key.verification.request"}


LONGEST_PROFILE = 100
"""Characters of a profile's id that tell people behind one bridge apart."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Where an event was heard: its room, how its people are named there, how it came."""

    room: Room
    own_id: str
    label: str
    name: Callable[[str], str]  # user id → display name, "" while unknown
    direct: bool = False
    recovered: bool = False
    bridges: tuple[str, ...] = ()  # the users, ``*`` for any letters, who may say whose words they carry

    def key(self, user: str) -> str:
        """The key of a person of this account."""
        return f"{self.room.source}/{user}"

    def server(self, user: str) -> str:
        """The homeserver of a person who is of another one than the account."""
        home = user.partition(":")[2]
        return "" if home == self.own_id.partition(":")[2] else home

    def may_speak_for_others(self, user: str) -> bool:
        """True for the bridges of the configuration."""
        return any(fnmatchcase(user, one) for one in self.bridges)


def translate(event: Event, scene: Scene) -> Message | None:
    """The message that an event stands for; None for our own, for what nobody said and for most of a room's state.

    Raises KeyError, TypeError or ValueError for an event that is not what its type promises.
    """
    if event["sender"] == scene.own_id or "redacted_because" in event.get("unsigned", {}):
        return None
    translator = (_STATES if "state_key" in event else _TRANSLATORS).get(event["type"])
    return translator(event, scene) if translator else None


def _message(event: Event, scene: Scene) -> Message | None:
    content = event["content"]
    relation = content.get("m.relates_to") or {}
    if content["msgtype"] in _SILENT:
        return None
    if relation.get("rel_type") == "m.replace":
        return _edit(event, scene, relation["event_id"])
    answered = (relation.get("m.in_reply_to") or {}).get("event_id")
    said = _said(_without_name(content, scene, event["sender"]), scene, answers=bool(answered))
    return _base(event, scene, Kind.NEW).but(**said, **_place(relation))


def _place(relation: Event) -> dict[str, Any]:
    """Which thread it stands in, and what it answers: in a thread only where that is no help for older clients."""
    answered = (relation.get("m.in_reply_to") or {}).get("event_id")
    if relation.get("rel_type") != "m.thread":
        return {"thread": None, "reply_to": answered}
    root = relation["event_id"]
    really = answered != root and not relation.get("is_falling_back")
    return {"thread": root, "reply_to": answered if really else None}


def _edit(event: Event, scene: Scene, target: str) -> Message:
    new, profile = event["content"]["m.new_content"], event["content"].get(PROFILE)
    content = _without_name({PROFILE: profile, **new} if profile else new, scene, event["sender"])
    said = _said(content, scene, answers=False)  # with all the files that it shows now
    return _base(event, scene, Kind.EDITED).but(**said, id=target, revision=int(event["origin_server_ts"]) * 1000)


def _said(content: Event, scene: Scene, *, answers: bool) -> dict[str, Any]:
    """What an event's content says, as fields of a Message."""
    files = (_file(content),) if content["msgtype"] in _FILES else ()
    marker = content.get(MARKER) or {}
    return {
        "text": _caption(content, scene) if files else _text(content, scene, answers=answers),
        "files": files,
        "emote": content["msgtype"] == "m.emote",
        "bot": content["msgtype"] == "m.notice",
        "origin": str(marker.get("id") or ""),
        "origin_of": str(marker.get("of") or ""),
    }


def _text(content: Event, scene: Scene, *, answers: bool) -> Text:
    if content["msgtype"] == "m.location":
        return (Paragraph((Link(str(content["geo_uri"]), str(content["body"])),)),)
    return with_mentions(_formatted(content, scene) or _plain(content, answers=answers), content, scene.name, scene.key)


def _formatted(content: Event, scene: Scene) -> Text:
    formatted = content.get("format") == HTML and content.get("formatted_body")
    return html.parse(str(formatted), scene.key) if formatted else ()


def _plain(content: Event, *, answers: bool) -> Text:
    words = cut(str(content["body"]))
    return commonmark.parse(_without_fallback(words) if answers else words)


def _caption(content: Event, scene: Scene) -> Text:
    """The words that came with a file; a body equal to its name is no caption."""
    if not content.get("filename") or content["filename"] == content.get("body"):
        return ()
    return _text({**content, "msgtype": "m.text"}, scene, answers=False)


def _without_fallback(words: str) -> str:
    """The words of a reply without the quote that older clients put before them."""
    if not _FALLBACK.match(words):
        return words
    return "\n".join(dropwhile(lambda line: line.startswith(">"), words.split("\n"))).lstrip("\n")


def _file(content: Event) -> File:
    info = content.get("info") or {}
    locked = content.get("file") or {}
    url = str(locked.get("url") or content["url"])
    size = info.get("size")
    mimetype = str(info.get("mimetype") or _TYPES.get(str(content.get("msgtype"))) or "application/octet-stream")
    measures = {"width": info.get("w"), "height": info.get("h"), "duration": info.get("duration")}
    return File(
        id=url,
        name=clean_filename(str(content.get("filename") or content.get("body") or ""), mimetype),
        mimetype=mimetype,
        size=size if isinstance(size, int) and size >= 0 else None,
        details={
            "url": url,
            **{key: value for key, value in measures.items() if isinstance(value, int)},
            **_lock(locked),
        },
    )


def _lock(locked: Event) -> dict[str, object]:
    return {"file": dict(locked)} if locked else {}


def _sticker(event: Event, scene: Scene) -> Message:
    """A sticker is a picture, under its name; the name alone where nobody says where the picture is."""
    content = event["content"]
    relation = content.get("m.relates_to") or {}
    name = str(content["body"]).strip(": ") or "sticker"
    where = (content.get("file") or {}).get("url") or content.get("url")
    told: dict[str, Any] = {"text": (Paragraph((Span(f":{name}:"),)),)}
    if where:
        told = {"files": (_file({**content, "msgtype": "m.image", "filename": name}),)}
    return _base(event, scene, Kind.NEW).but(**told, **_place(relation))


def _poll(event: Event, scene: Scene) -> Message:
    """What is asked, and the answers to choose from; who votes for which is known in its own room only."""
    content = event["content"]
    relation = content.get("m.relates_to") or {}
    if relation.get("rel_type") == "m.replace":
        newer = {"text": _asked(content["m.new_content"]), "revision": int(event["origin_server_ts"]) * 1000}
        return _base(event, scene, Kind.EDITED).but(id=relation["event_id"], **newer)
    return _base(event, scene, Kind.NEW).but(text=_asked(content), **_place(relation))


def _asked(content: Event) -> Text:
    poll = content.get("m.poll") or content["org.matrix.msc3381.poll.start"]
    answers = tuple(plain(_extensible(answer)) for answer in poll["answers"])
    return (*plain(f"POLL: {_extensible(poll['question'])}"), List(answers, ordered=True))


def _extensible(content: Event) -> str:
    """The plain words of extensible content, in its final form or in the one before."""
    texts = content.get("m.text")
    found = (
        next((one["body"] for one in texts if one.get("mimetype", "text/plain") == "text/plain"), "") if texts else ""
    )
    return str(found or content.get("org.matrix.msc1767.text") or content.get("body") or "")


def _reaction(event: Event, scene: Scene) -> Message | None:
    relation = event["content"].get("m.relates_to") or {}
    if relation.get("rel_type") != "m.annotation":
        return None
    face = _custom(event["content"]) or spelled(str(relation["key"]))  # clients differ in ❤ and ❤️
    return _base(event, scene, Kind.REACTED).but(
        id=relation["event_id"], emoji=face, values={"event": event["event_id"]}
    )


def _custom(content: Event) -> str:
    """A custom emoji by its name, as ``:name:``: its picture is in its own homeserver's packs alone."""
    name = str(content.get("com.beeper.reaction.shortcode") or content.get("shortcode") or "").strip(":")
    return f":{name}:" if name and str(content["m.relates_to"]["key"]).startswith("mxc://") else ""


def _redaction(event: Event, scene: Scene) -> Message:
    """A message or a reaction taken back; which of the two, the hub knows by the id."""
    target = event.get("redacts") or event["content"]["redacts"]
    return _base(event, scene, Kind.REMOVED).but(id=target)


def _member(event: Event, scene: Scene) -> Message | None:
    """Somebody came or went; None for a new name, an invitation and our own."""
    user, now, before = event["state_key"], event["content"].get("membership"), _before(event).get("membership")
    if user == scene.own_id or (now == "join") == (before == "join") or now not in {"join", "leave", "ban"}:
        return None
    by_another = now != "join" and event["sender"] != user
    reason = str(event["content"].get("reason") or "") if by_another else ""
    name = str(event["content"].get("displayname") or _before(event).get("displayname") or scene.name(user))
    return _base(event, scene, Kind.HAPPENED).but(
        who=Person(scene.key(user), person_name(name), scene.label, scene.server(user)),
        action="joined" if now == "join" else "removed" if by_another else "left",
        text=plain(reason),
    )


def _topic(event: Event, scene: Scene) -> Message | None:
    topic = str(event["content"].get("topic") or "")
    if topic == str(_before(event).get("topic") or ""):
        return None
    return _base(event, scene, Kind.HAPPENED).but(action="topic", text=plain(topic))


def _before(event: Event) -> Event:
    """What a state event replaces."""
    return (event.get("unsigned") or {}).get("prev_content") or {}


def _base(event: Event, scene: Scene, kind: Kind) -> Message:
    stamp = int(event["origin_server_ts"])
    return Message(
        kind=kind,
        room=scene.room,
        key=f"{scene.room.id}/{event['event_id']}",
        id=event["event_id"],
        who=_person(event, scene),
        at=_EPOCH + timedelta(milliseconds=stamp),
        order=stamp * 1000,
        recovered=scene.recovered,
        direct=scene.direct,
        inside=True,  # a homeserver lets nobody else say anything in a room
    )


def _person(event: Event, scene: Scene) -> Person:
    """Whoever sent it; a profile of the message's own is believed from the configured bridges alone."""
    sender = str(event["sender"])
    own = person_name(scene.name(sender))
    if not scene.may_speak_for_others(sender):
        return Person(scene.key(sender), own, scene.label, scene.server(sender))
    claimed = person_name(_claimed(event["content"]))
    return Person(f"{scene.key(sender)}#{_whom(event)}", claimed or own, scene.label, scene.server(sender))


def _whom(event: Event) -> str:
    """Which of its people a bridge carries: nobody where it does not say, as with reactions."""
    content = event["content"]
    profile = content.get(PROFILE) or (content.get("m.new_content") or {}).get(PROFILE)
    return str(profile.get("id") or "")[:LONGEST_PROFILE] if isinstance(profile, Mapping) else ""


def _claimed(content: Event) -> str:
    """The name in a message's own profile (MSC4144), which anybody may write."""
    profile = content.get(PROFILE)
    return str(profile.get("displayname") or "") if isinstance(profile, Mapping) else ""


def _without_name(content: Event, scene: Scene, sender: str) -> Event:
    """The content without the name that stands before its words for clients that show no such profile.

    It stays where it is another's name than the one that is shown: then it is nothing but words.
    """
    profile, claimed = content.get(PROFILE), _claimed(content)
    shown = scene.may_speak_for_others(sender) or alike(claimed) == alike(scene.name(sender))
    if not (claimed and shown and isinstance(profile, Mapping) and profile.get("has_fallback")):
        return content
    bare = {key: value for key, value in content.items() if key not in ("body", "formatted_body")}
    bare["body"] = str(content["body"]).removeprefix(f"{claimed}: ")
    if content.get("formatted_body"):
        bare["formatted_body"] = _NAME_BEFORE.sub(r"\1", str(content["formatted_body"]), count=1)
    return bare


_TRANSLATORS: dict[str, Callable[[Event, Scene], Message | None]] = {
    "m.room.message": _message,
    "m.sticker": _sticker,
    "m.poll.start": _poll,
    "org.matrix.msc3381.poll.start": _poll,
    "m.reaction": _reaction,
    "m.room.redaction": _redaction,
}
_STATES: dict[str, Callable[[Event, Scene], Message | None]] = {
    "m.room.member": _member,
    "m.room.topic": _topic,
}
