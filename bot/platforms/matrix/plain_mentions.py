"""People whom an event mentions (``m.mentions``) without a pill: their plain names in its words become mentions.

Whoever is not named there is not mentioned: a reply lists whom it answers, whatever its words say.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from commands.domain.text import Block, Heading, Inline, List, Mention, Paragraph, Span, Text, mentions, words

MOST = 50
"""So many of an event's mentions are looked for."""


def with_mentions(
    text: Text, content: Mapping[str, Any], name: Callable[[str], str], key: Callable[[str], str]
) -> Text:
    """The text with a mention for each person who stands there by display name or id, at the first such place.

    ``name`` tells a user's display name, "" while unknown, and ``key`` the person's key. Quotes, code and links stay.
    """
    there = {one.who for one in mentions(text)}
    names = {user: name(user) for user in _mentioned(content) if key(user) not in there}
    shared = [one for one, times in Counter(names.values()).items() if times > 1]
    said = words(text) if names else ""
    ways: dict[str, list[str]] = {}
    for user, shown in names.items():
        for way in _ways(user, "" if shown in shared else shown):
            if way in said:
                ways.setdefault(way, []).append(key(user))
    return tuple(_First(ways).blocks(text)) if ways else text


def _mentioned(content: Mapping[str, Any]) -> list[str]:
    """Who is mentioned; an event that is not what it promises mentions nobody."""
    told = content.get("m.mentions")
    users = told.get("user_ids") if isinstance(told, Mapping) else None
    found = [user for user in users if isinstance(user, str)] if isinstance(users, list) else []
    return list(dict.fromkeys(found))[:MOST]


def _ways(user: str, name: str) -> set[str]:
    """How a person may stand there: by id, its first part behind an ``@``, or the display name."""
    return {user, user.partition(":")[0], *((f"@{name}", name) if len(name) > 1 else ())}


class _First:
    """Replaces the first place of each person, in one pass; ``ways``: whom each of the words there may mean."""

    def __init__(self, ways: Mapping[str, list[str]]) -> None:
        any_of = "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))  # "Ann Lee" before "Ann"
        self._pattern = re.compile(rf"(?<![\w@./:-])(?:{any_of})(?![:.-]?\w)")
        self._ways, self._left = ways, {who for people in ways.values() for who in people}

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Block]:
        for block in blocks:
            if isinstance(block, Paragraph | Heading):
                yield replace(block, inlines=tuple(self._inlines(block.inlines)))
            elif isinstance(block, List):
                yield replace(block, items=tuple(tuple(self.blocks(item)) for item in block.items))
            else:
                yield block

    def _inlines(self, inlines: Iterable[Inline]) -> Iterator[Inline]:
        for inline in inlines:
            if isinstance(inline, Span) and not inline.code and self._left:
                yield from self._within(inline)
            else:
                yield inline

    def _within(self, span: Span) -> Iterator[Inline]:
        at = 0
        for place in self._pattern.finditer(span.text):
            who = next((one for one in self._ways[place[0]] if one in self._left), None)
            if who is None:
                continue
            self._left.discard(who)
            if place.start() > at:
                yield replace(span, text=span.text[at : place.start()])
            yield Mention(place[0].removeprefix("@"), who)
            at = place.end()
        if at < len(span.text):
            yield replace(span, text=span.text[at:]) if at else span
