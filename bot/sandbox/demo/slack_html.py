"""Slack's mrkdwn and blocks → safe HTML, as Slack's own clients show them."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .emojis import unicode_of
from .safe_html import safe
from .shown import Button, Part

Json = Mapping[str, Any]
Names = Callable[[str], str]

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_CODE = re.compile(r"(`[^`\n]+`)")
_LIVE = re.compile(r"<([^<>\n]+)>")
_EMOJI = re.compile(r":([a-z0-9_+'-]+):")
_ITEM = re.compile(r"\s*(?:[•◦▪-]|\d+\.)\s+(.*)")
_NUMBERED = re.compile(r"\s*\d+\.\s")
_STYLES = [
    (re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]*?\S){mark}(?![\w{mark}])"), tag)
    for mark, tag in ((r"\*", "strong"), ("_", "em"), ("~", "del"))
]


def mrkdwn(text: str, names: Names) -> str:
    """A text as Slack keeps it (escaped, with live mentions) → safe HTML. `names` knows what an id is called."""
    pieces = _FENCE.split(text)
    return safe("".join(_fenced(piece) if at % 2 else _lines(piece, names) for at, piece in enumerate(pieces)))


def _fenced(text: str) -> str:
    return f"<pre><code>{_LIVE.sub(lambda link: link[1].partition('|')[0], text)}</code></pre>"


def _lines(text: str, names: Names) -> str:
    """Quotes and lists are runs of lines; a line break stands between two plain lines."""
    found: list[tuple[str, str]] = [_kind(line) for line in text.strip("\n").split("\n")] if text.strip("\n") else []
    made = ""
    for at, (kind, line) in enumerate(found):
        before = found[at - 1][0] if at else ""
        after = found[at + 1][0] if at + 1 < len(found) else ""
        shown = _inline(line, names)
        if kind:
            inner = f"<li>{shown}</li>" if kind != "blockquote" else shown + ("<br>" if after == kind else "")
            made += ("" if before == kind else f"<{kind}>") + inner + ("" if after == kind else f"</{kind}>")
        else:
            made += ("<br>" if at and not before else "") + shown
    return made


def _kind(line: str) -> tuple[str, str]:
    if line.startswith("&gt;"):
        return "blockquote", line.removeprefix("&gt;").strip()
    if item := _ITEM.fullmatch(line):
        return ("ol" if _NUMBERED.match(line) else "ul"), item[1]
    return "", line


def _inline(line: str, names: Names) -> str:
    parts = _CODE.split(line)
    return "".join(_code(part) if at % 2 else _worded(part, names) for at, part in enumerate(parts))


def _code(part: str) -> str:
    return f"<code>{_LIVE.sub(lambda link: link[1].partition('|')[0], part[1:-1])}</code>"


def _worded(text: str, names: Names) -> str:
    """Live parts are set aside first: the marks within a link's address are none."""
    kept: list[str] = []

    def aside(match: re.Match[str]) -> str:
        kept.append(_live(match[1], names))
        return f"\0{len(kept) - 1}\0"

    text = _EMOJI.sub(lambda found: unicode_of(found[1]), _LIVE.sub(aside, text))
    for pattern, tag in _STYLES:
        text = pattern.sub(rf"<{tag}>\1</{tag}>", text)
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], text)


def _live(inner: str, names: Names) -> str:
    target, _, label = inner.partition("|")
    match target[:1]:
        case "@":
            return f'<span class="mention">@{html.escape(label or names(target[1:]))}</span>'
        case "#":
            return f'<span class="mention">#{label or html.escape(names(target[1:]))}</span>'
        case "!":
            word = target[1:].partition("^")[0]
            return f'<span class="mention">{label or "@" + word}</span>'
    return f'<a href="{target}">{label or target}</a>'


def parts(blocks: Iterable[Json], names: Names) -> Iterator[Part]:
    """The parts of a message that has blocks."""
    for block in blocks:
        if shown := safe(_block(block, names)):
            yield Part(html=shown)
        elements = [*block.get("elements", ()), block.get("accessory")]
        buttons = tuple(_button(element) for element in elements if _is_pressed(element))
        if buttons:
            yield Part(buttons=buttons)


def _block(block: Json, names: Names) -> str:
    match block.get("type"):
        case "header":
            return f'<div class="head">{_text(block.get("text"), names)}</div>'
        case "section":
            fields = "".join(f'<div class="field">{_text(one, names)}</div>' for one in block.get("fields") or ())
            return _text(block.get("text"), names) + (f'<div class="fields">{fields}</div>' if fields else "")
        case "context":
            words = " ".join(_text(one, names) for one in block.get("elements", ()) if "text" in one)
            return f'<div class="context">{words}</div>'
        case "divider":
            return "<hr>"
        case "markdown":
            return html.escape(str(block.get("text", ""))).replace("\n", "<br>")
    return ""


def _text(text: Json | None, names: Names) -> str:
    if not text:
        return ""
    if text.get("type") == "mrkdwn":
        return mrkdwn(str(text["text"]), names)
    return _EMOJI.sub(lambda found: unicode_of(found[1]), html.escape(str(text.get("text", "")))).replace("\n", "<br>")


def _is_pressed(element: Any) -> bool:
    return isinstance(element, Mapping) and element.get("type") in ("button", "static_select", "overflow")


def _button(element: Json) -> Button:
    action, style = str(element["action_id"]), str(element.get("style", ""))
    if element["type"] == "button":
        return Button(action=action, words=str(element["text"]["text"]), style=style)
    groups = element.get("option_groups") or [{"options": element.get("options", ())}]
    options = tuple((str(one["value"]), str(one["text"]["text"])) for group in groups for one in group["options"])
    words = str((element.get("placeholder") or {}).get("text") or "…")
    chosen = str((element.get("initial_option") or {}).get("value") or "")
    return Button(action=action, words=words, options=options, value=chosen)
