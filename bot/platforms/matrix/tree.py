"""Matrix HTML → nodes, in one pass over the characters, and only so many of them.

The standard library's parser looks for the end of an unfinished tag again at each next one: the time then grows with
the square of the length, and some declarations make it raise. Here what has no end is text, once and for all.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_TAGS = 2_000
"""Tags of one message that are read; with more of them its plain words are taken."""

LONGEST = 65_536
"""Characters that are read: no event is longer."""

DEEPEST = 24
"""Elements within each other; what lies deeper is flattened."""

MOST_ATTRIBUTES = 10

HEARD_NOT = {"mx-reply", "script", "style", "head", "title", "template", "iframe", "object", "textarea", "noscript"}
"""These go with all they hold."""

_VOID = {"br", "hr", "img", "input", "meta", "link", "wbr", "col", "source"}
_RAW = {"script", "style", "title", "textarea"}  # nothing is a tag in there but the element's own end
_CLOSED_BY = {"p": {"p"}, "li": {"li"}, "tr": {"tr"}, "td": {"td", "th"}, "th": {"td", "th"}}
_FENCES = {"ul", "ol", "table", "blockquote", "tr"}  # an implied end does not reach beyond these

_NAME = re.compile(r"[a-zA-Z][^\s/>\x00]*+")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?:(?P<end>>)|(?P<key>[^\s/>=][^\s/>=]*+|=[^\s/>=]*+)
    (?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>(?!["'])[^\s>]*+)))?)""",
    re.VERBOSE,
)
_REFERENCE = re.compile(
    r"&(?:#(?:[0-9]{1,7}(?![0-9])|[xX][0-9a-fA-F]{1,6}(?![0-9a-fA-F]));?|[a-zA-Z][a-zA-Z0-9]{1,31};?)"
)


@dataclass
class Node:
    """An element as it was written."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)


@dataclass(frozen=True)
class _Start:
    tag: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class _End:
    tag: str


def read(source: str) -> Node | None:
    """The root of what is written in ``source``; None where it is more than is read."""
    if len(source) > LONGEST or source.count("<") > MOST_TAGS:
        return None
    tree = _Tree()
    for token in _tokens(source):
        if isinstance(token, str):
            tree.said(token)
        elif isinstance(token, _Start):
            tree.started(token)
        else:
            tree.ended(token.tag)
    return tree.root


def unescaped(text: str) -> str:
    """The characters that references stand for; a number that is none of a character's stays as it is written."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def _tokens(source: str) -> Iterator[_Start | _End | str]:
    at = 0
    while (begin := source.find("<", at)) >= 0:
        if begin > at:
            yield unescaped(source[at:begin])
        token, at = _markup(source, begin)
        if token is not None:
            yield token
        if isinstance(token, _Start) and token.tag in _RAW:
            found = re.compile(rf"</{token.tag}(?=[\s/>])", re.IGNORECASE).search(source, at)
            at = found.start() if found else len(source)
    if at < len(source):
        yield unescaped(source[at:])


def _markup(source: str, begin: int) -> tuple[_Start | _End | str | None, int]:
    """What begins with the ``<`` at a position, and where it is over. Unfinished, all the rest is text."""
    rest = len(source)
    if source.startswith("<!--", begin):
        end = source.find("-->", begin + 2)  # <!--> is a whole one
        return (None, end + 3) if end >= 0 else (unescaped(source[begin:]), rest)
    if source.startswith(("<!", "<?"), begin):
        end = source.find(">", begin)
        return (None, end + 1) if end >= 0 else (unescaped(source[begin:]), rest)
    closes = source.startswith("</", begin)
    name = _NAME.match(source, begin + 1 + closes)
    if name is None:
        return "<", begin + 1
    attributes, end = _attributes(source, name.end())
    if end < 0:
        return unescaped(source[begin:]), rest
    tag = name[0].lower()
    return (_End(tag), end) if closes else (_Start(tag, attributes), end)


def _attributes(source: str, at: int) -> tuple[dict[str, str], int]:
    """The attributes from a position on, and where the tag ends; -1 where it does not."""
    found: dict[str, str] = {}
    while part := _ATTRIBUTE.match(source, at):
        at = part.end()
        if part["end"]:
            return found, at
        value = next((part[kind] for kind in ("double", "single", "bare") if part[kind] is not None), "")
        if len(found) < MOST_ATTRIBUTES:
            found.setdefault(part["key"].lower(), unescaped(value))
    return found, -1


class _Tree:
    """Builds the nodes; closes what was left open and ignores what was never opened."""

    def __init__(self) -> None:
        self.root = Node("")
        self._open = [self.root]

    def started(self, token: _Start) -> None:
        self._end_implied(token.tag)
        node = Node(token.tag, token.attributes)
        self._open[-1].children.append(node)
        deepest = 2 * DEEPEST if token.tag in HEARD_NOT else DEEPEST
        if token.tag not in _VOID and len(self._open) < deepest:  # HTML knows no self-closing tags: <b/> opens
            self._open.append(node)

    def ended(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return
        if tag in {"br", "p"}:  # browsers read </br> as a line break, and </p> as an empty paragraph
            self._open[-1].children.append(Node(tag))

    def said(self, words: str) -> None:
        self._open[-1].children.append(words)

    def _end_implied(self, tag: str) -> None:
        closes = _CLOSED_BY.get(tag, set())
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag in closes:
                del self._open[depth:]
                return
            if self._open[depth].tag in _FENCES:
                return
