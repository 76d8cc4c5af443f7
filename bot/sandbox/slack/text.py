"""Text as Slack keeps it: what is escaped, what is live, whom it notifies, and the rich text of Slack's own clients."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .model import JSON

_LIVE = r"<(?:[@#!][^<>\s][^<>]*|https?://[^<>\s][^<>]*|(?:mailto|tel):[^<>]+)>"
_LIVE_SPLIT = re.compile(f"({_LIVE})")
_BARE_AND = re.compile(r"&(?!(?:amp|lt|gt);)")
_BARE_URL = re.compile(r"https?://[^\s<>|`]*[^\s<>|`.,;:!?'\")\]*_~]")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|<!(channel|here|everyone)(?:\|[^>]*)?>")
EVERYONE = frozenset({"channel", "here", "everyone"})


def escaped(text: str) -> str:
    """The text with its three special characters made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def stored(text: str) -> str:
    """What Slack keeps of a text that came through its API: lone special characters escaped, bare URLs linked."""
    parts = _LIVE_SPLIT.split(tidied(text))
    return "".join(part if at % 2 else _linked(part) for at, part in enumerate(parts))


def tidied(text: str) -> str:
    """The text with its lone special characters escaped; what is live or escaped already stays."""
    parts = _LIVE_SPLIT.split(text)
    return "".join(part if at % 2 else _escaped_once(part) for at, part in enumerate(parts))


def _escaped_once(text: str) -> str:
    """The text with its special characters escaped, unless they are."""
    return _BARE_AND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def _linked(text: str) -> str:
    return _BARE_URL.sub(lambda url: f"<{url[0]}>", text)


def typed(text: str, user_id: Callable[[str], str | None]) -> str:
    """What Slack's client sends when a person types this: escaped, with `@name`, `@here` and URLs made live.

    `user_id` finds the id for a name, or None, in which case the name stays a plain word.
    """

    def mention(match: re.Match[str]) -> str:
        word = match[1]
        if word in EVERYONE:
            return f"<!{word}>"
        found = user_id(word)
        return f"<@{found}>" if found else match[0]

    return _linked(re.sub(r"(?<!\w)@([\w.-]*\w)", mention, escaped(text)))


def mentioned(text: str, *trees: Sequence[JSON]) -> frozenset[str]:
    """The user ids and the words `channel`, `here`, `everyone` that are live in a text, blocks or attachments."""
    found = set(_in_text(text))
    for tree in trees:
        found.update(_in_tree(list(tree)))
    return frozenset(found)


def _in_text(text: str) -> Iterator[str]:
    return (match[1] or match[2] for match in _MENTION.finditer(text))


def _in_tree(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _in_tree(child)
    elif isinstance(node, dict) and node.get("type") != "plain_text":
        yield from _in_element(node)


def _in_element(node: JSON) -> Iterator[str]:
    if node.get("type") == "user" and "user_id" in node:
        yield str(node["user_id"])
    if node.get("type") == "broadcast":
        yield str(node.get("range", "channel"))
    for key, value in node.items():
        live = key in ("text", "fallback", "pretext", "title") and node.get("type") in ("mrkdwn", "markdown", None)
        yield from _in_text(value) if isinstance(value, str) and live else _in_tree(value)


_SPAN = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]+)>|<!(?P<range>channel|here|everyone)>|<(?P<url>https?://[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>"
    r"|:(?P<emoji>[a-z0-9_+-]+):|(?<!\w)\*(?P<bold>[^*\s](?:[^*\n]*[^*\s])?)\*(?!\w)|(?<!\w)_(?P<italic>[^_\s](?:[^_\n]*[^_\s])?)_(?!\w)"
    r"|(?<!\w)~(?P<strike>[^~\s](?:[^~\n]*[^~\s])?)~(?!\w)|`(?P<code>[^`\n]+)`"
)
_NOT_SIMPLE = re.compile(r"```|^(?:&gt;|>)|^\s*(?:[•◦-]|\d+\.)\s", re.MULTILINE)


def rich_text(text: str) -> JSON | None:
    """The `rich_text` block of Slack's client; None for a text with quotes, lists, nesting or code blocks."""
    if not text or _NOT_SIMPLE.search(text):
        return None
    elements: list[JSON] = []
    end = 0
    for span in _SPAN.finditer(text):
        _add_plain(elements, text[end : span.start()])
        styled = span["bold"] or span["italic"] or span["strike"]
        if styled and _SPAN.search(styled):
            return None
        elements.append(_span(span))
        end = span.end()
    _add_plain(elements, text[end:])
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _add_plain(elements: list[JSON], text: str) -> None:
    if text:
        elements.append({"type": "text", "text": _plain(text)})


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _span(span: re.Match[str]) -> JSON:
    kind = str(span.lastgroup)
    kind = "url" if kind == "label" else kind
    value = span[kind]
    match kind:
        case "user":
            return {"type": "user", "user_id": value}
        case "range":
            return {"type": "broadcast", "range": value}
        case "emoji":
            return {"type": "emoji", "name": value}
        case "url":
            label = {"text": _plain(span["label"])} if span["label"] else {}
            return {"type": "link", "url": _plain(value)} | label
    return {"type": "text", "text": _plain(value), "style": {kind: True}}


def pieces(text: str, over: int, at: int) -> list[str]:
    """The texts that Slack makes of a long one: a text longer than `over` is cut every `at` characters."""
    if len(text) <= over:
        return [text]
    return [text[start : start + at] for start in range(0, len(text), at)]
