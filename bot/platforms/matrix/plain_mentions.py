"""People whom an event mentions (``m.mentions``) without a pill: their plain names in its words become mentions.

Whoever is not named there is not mentioned: a reply lists whom it answers, whatever its words say.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from commands.domain.text import Block, Heading, Inline, List, Mention, Paragraph, Span, Text, mentions

MOST = 50
"""So many of an event's mentions are looked for."""


def with_mentions(
    text: Text, content: Mapping[str, Any], name: Callable[[str], str], key: Callable[[str], str]
) -> Text:
    """The text with a mention for each person who stands there by display name or id, at the first such place.

    ``name`` tells a user's display name, "" while unknown, and ``key`` the person's key. Quotes, code and links stay.
    """
    there = {one.who for one in mentions(text)}
    names = {user: name(user) for user in _mentioned(content)}
    shared = [one for one, times in Counter(names.values()).items() if times > 1]
    for user, shown in sorted(names.items(), key=lambda one: -len(one[1])):  # "Ann Lee" before "Ann"
        if key(user) not in there:
            text = tuple(_First(_named(user, "" if shown in shared else shown), key(user)).blocks(text))
    return text


def _mentioned(content: Mapping[str, Any]) -> list[str]:
    """Who is mentioned; an event that is not what it promises mentions nobody."""
    told = content.get("m.mentions")
    users = told.get("user_ids") if isinstance(told, Mapping) else None
    found = [user for user in users if isinstance(user, str)] if isinstance(users, list) else []
    return list(dict.fromkeys(found))[:MOST]


def _named(user: str, name: str) -> re.Pattern[str]:
    """A person's id, its first part behind an ``@``, or the display name, as words of their own."""
    ways = [re.escape(user), re.escape(user.partition(":")[0])]
    if len(name) > 1:
        ways.append("@?" + re.escape(name))
    ways.sort(key=len, reverse=True)
    return re.compile(rf"(?<![\w@./:-])(?:{'|'.join(ways)})(?![:.-]?\w)")


class _First:
    """Replaces the first place that fits."""

    def __init__(self, pattern: re.Pattern[str], who: str) -> None:
        self._pattern, self._who, self._found = pattern, who, False

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
            fits = isinstance(inline, Span) and not inline.code and not self._found
            place = self._pattern.search(inline.text) if isinstance(inline, Span) and fits else None
            if place is None or not isinstance(inline, Span):
                yield inline
                continue
            self._found = True
            around = inline.text[: place.start()], inline.text[place.end() :]
            mention = Mention(place[0].removeprefix("@"), self._who)
            parts = (replace(inline, text=around[0]), mention, replace(inline, text=around[1]))
            yield from (part for part in parts if isinstance(part, Mention) or part.text)
