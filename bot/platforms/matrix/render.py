"""Draft → the events that show it. A payload is ``{"type": …, "content": …}``; the marker is put in when it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.platforms import Draft, Payload
from bot.platforms.filenames import clean_filename
from bot.platforms.heads import without_heads
from bot.platforms.heavy import lightened
from bot.platforms.matrix import cards
from bot.platforms.matrix.markup import NOTHING, Body, body, escape
from bot.platforms.matrix.names import clean_name, hush
from bot.platforms.matrix.split import split
from commands.domain.exercises import is_marked
from commands.domain.incidents import EXERCISE
from commands.domain.messages import File
from commands.domain.text import Text, plain, words

BUDGET = 14_000
"""Bytes of UTF-8 for both faces of a copy. An edit has them twice, encryption adds a third; an event holds 65,536."""

ROOM_FOR_EDITS = 4_000
"""Bytes that a combined post leaves free, so that its members can grow."""

MARKER = "org.netcontrol.post"
PROFILE = "com.beeper.per_message_profile"
HTML = "org.matrix.custom.html"

_LONGEST_QUOTE = 200
_MESSAGE_TYPES = {"image": "m.image", "audio": "m.audio", "video": "m.video"}


def render(draft: Draft) -> list[Payload]:
    """The payloads of one copy: its words, split where they are too many, then its files."""
    words = _words(draft) if draft.text or draft.card or draft.choices or not draft.files else []
    return words + [_file(draft, file) for file in draft.files]


def combine(drafts: Sequence[Draft], *, edited: bool = False) -> Payload | None:
    """Several people's words as lines of one event under the bot's own name; an edit may use the room left for it."""
    if not drafts or any(not draft.author or draft.files or draft.card or draft.choices for draft in drafts):
        return None
    if len({(draft.thread, draft.broadcast) for draft in drafts}) > 1:
        return None
    if 2 * sum(len(words(draft.text)) for draft in drafts) > BUDGET:
        return None
    lines = [_face(replace(draft, exercise=False), without_heads(draft.text), combined=True) for draft in drafts]
    if any(draft.exercise for draft in drafts):
        lines.insert(0, Body(EXERCISE, EXERCISE))
    shown = Body("\n".join(line.plain for line in lines), _stacked([line.html for line in lines]))
    if shown.size > BUDGET - (0 if edited else ROOM_FOR_EDITS):
        return None
    mentions = {who: user for draft in drafts for who, user in draft.mentions.items()}
    return _message(shown, "m.text", mentions, _relation(drafts[0]))


def _stacked(lines: list[str]) -> str:
    if not any("<p>" in line or "<blockquote>" in line for line in lines):
        return "<br>".join(lines)
    return "".join(line if line.startswith("<p>") else f"<div>{line}</div>" for line in lines)


def _words(draft: Draft) -> list[Payload]:
    draft = replace(draft, text=lightened(draft.text))
    extra = _extra(draft)
    room = BUDGET - extra.size - 200

    def fits(text: Text) -> bool:
        if 2 * len(words(text)) > room:
            return False  # each face has no less than this
        return _face(draft, text, numbered="(10/10)").size <= room

    pieces = split(draft.text, fits)
    shown = [
        _face(draft, piece, numbered=f"({place}/{len(pieces)})" if len(pieces) > 1 else "")
        for place, piece in enumerate(pieces, 1)
    ]
    shown[-1] = _below(shown[-1], extra)
    return [_said(draft, each) for each in shown]


def _said(draft: Draft, face: Body) -> Payload:
    spoken = draft.author or draft.notify  # clients are told never to ring for a notice
    payload = _message(face, "m.text" if spoken else "m.notice", draft.mentions, _relation(draft))
    if draft.notify:
        payload["content"]["m.mentions"]["room"] = True  # rings where the room's power levels allow it
    if draft.author:
        payload["content"][PROFILE] = _profile(draft, has_fallback=not draft.emote)
    return payload


def _message(face: Body, msgtype: str, mentions: dict[str, str], relation: dict[str, Any] | None) -> Payload:
    content: dict[str, Any] = {
        "msgtype": msgtype,
        "body": face.plain,
        "format": HTML,
        "formatted_body": face.html,
        "m.mentions": {"user_ids": sorted(set(mentions.values()))} if mentions else {},
    }
    if relation:
        content["m.relates_to"] = relation
    return {"type": "m.room.message", "content": content}


def _relation(draft: Draft) -> dict[str, Any] | None:
    """A thread's reply that is meant for the room as well is an answer in the room: clients hide what is in threads."""
    if draft.thread and draft.broadcast:
        return {"m.in_reply_to": {"event_id": draft.thread}}
    return in_thread(draft.thread) if draft.thread else None


def in_thread(root: str) -> dict[str, Any]:
    """The relation that puts an event into a thread, with the reply that older clients show instead."""
    return {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, "m.in_reply_to": {"event_id": root}}


def _face(draft: Draft, text: Text, *, numbered: str = "", combined: bool = False) -> Body:
    """Author, quote, time, note and number before the words; the author comes first in every case."""
    said = draft.said if combined else f"[said {draft.said}]" if draft.said else ""
    author = _author(draft, said if combined else "", combined=combined)
    notes = [_stamp(draft, text), draft.note and f"[{draft.note}]", "" if combined else said, numbered]
    marks = "".join(f"{hush(note)} " for note in notes if note)
    lead = Body(marks, escape(marks))
    if draft.quote:
        return author + _quote(draft.quote) + body(text, draft.mentions, lead)
    return body(text, draft.mentions, author + lead)


def _stamp(draft: Draft, text: Text) -> str:
    """The mark of an exercise, where it does not stand in the words or the card's title already."""
    title = draft.card.title if draft.card else ""
    return f"{EXERCISE}:" if draft.exercise and not (is_marked(words(text)) or is_marked(title)) else ""


def _author(draft: Draft, said: str, *, combined: bool) -> Body:
    name = clean_author(draft.author or "")
    if not name:
        return NOTHING
    time = f" {said}" if said else ""
    if draft.emote:
        return Body(f"* {hush(name)}{time} ", f"* <strong>{escape(name)}</strong>{escape(time)} ")
    if combined:
        return Body(f"{hush(name)}{time}: ", f"<strong>{escape(name)}</strong>{escape(time)}: ")
    return Body(f"{hush(name)}: ", f"<strong data-mx-profile-fallback>{escape(name)}: </strong>")


def _quote(quote: str) -> Body:
    shown = quote if len(quote) <= _LONGEST_QUOTE else f"{quote[: _LONGEST_QUOTE - 1]}…"
    plain = "".join(f"\n> {line}" for line in hush(shown).splitlines())
    return Body(f"{plain}\n", f"<blockquote>{escape(shown)}</blockquote>")


def clean_author(author: str) -> str:
    """Return ``Name (Label)`` with the name cut first, so that the agency is always read."""
    name, bracket, label = author.rpartition(" (")
    if not bracket or not label.endswith(")"):
        return clean_name(author)
    return f"{clean_name(name)} ({clean_name(label[:-1])})"


def _profile(draft: Draft, *, has_fallback: bool) -> dict[str, Any]:
    name = clean_author(draft.author or "")
    profile: dict[str, Any] = {"id": draft.author_key or name, "displayname": name}
    return profile | ({"has_fallback": True} if has_fallback else {})


def _extra(draft: Draft) -> Body:
    """A card and its choices, below the words."""
    shown = cards.card(draft.card) if draft.card else NOTHING
    return _below(shown, cards.legend(draft.choices)) if draft.choices else shown


def _below(upper: Body, lower: Body) -> Body:
    if not lower.plain:
        return upper
    if not upper.plain:
        return lower
    gap = "" if upper.html.endswith(("</p>", "</table>", "</ul>", "</ol>", "</pre>", "</blockquote>")) else "<br>"
    return upper + Body("\n", gap) + lower


def _file(draft: Draft, file: File) -> Payload:
    """A file's event without its address, which the upload brings."""
    name = clean_filename(file.name, file.mimetype)
    info = {"mimetype": file.mimetype, "size": file.size, **_measures(file)}
    payload = _message(
        _face(draft, plain(name)),
        _MESSAGE_TYPES.get(file.mimetype.partition("/")[0], "m.file"),
        draft.mentions,
        _relation(draft),
    )
    payload["content"] |= {"filename": name, "info": {key: value for key, value in info.items() if value is not None}}
    if draft.author:
        payload["content"][PROFILE] = _profile(draft, has_fallback=not draft.emote)
    return payload


def _measures(file: File) -> dict[str, int]:
    known = {"w": file.details.get("width"), "h": file.details.get("height"), "duration": file.details.get("duration")}
    return {key: value for key, value in known.items() if isinstance(value, int)}
