"""Lines → mrkdwn. What a person typed stays what it is: an invisible blank follows a marker that could begin markup."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from bot.platforms.slack.lines import Line, Run
from bot.platforms.slack.names import ZERO, escape

MARKERS = "*_~`"
MOST_MARKERS = 1_000
"""Markers of one line that are looked at one by one; where more of them stand, each is made harmless on both sides."""
BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + ZERO
URL = re.compile(r"https?://[^\s<>|`\"]+")
BEHIND = ".,;:!?'*_~"
"""At an address's end these belong to the sentence; so do brackets that were not opened in it."""
PAIRS = {")": "(", "]": "["}
SHORT_NAME = re.compile(r":(?=[0-9_+'\-]*+(?:[a-z][a-z0-9_+'\-]*+|(?<=100)|(?<=1234)):)")
EVERYBODY = re.compile(r"@(?=(?:here|channel|everyone)\b)", re.IGNORECASE)
PLAIN = re.compile(r"[^*_~`:@<>&]*+")
TICKS = re.compile(r"`(?=`)")
FENCE = "```"


class Written(NamedTuple):
    """A line, and how it is written; in a code block without the fences around it."""

    mrkdwn: str
    fenced: bool


def write(lines: Sequence[Line]) -> str:
    """The mrkdwn of some lines; fenced neighbours share one code block."""
    return together(map(written, lines))


def written(line: Line) -> Written:
    """The line as Slack's mrkdwn, with all that could be taken for markup guarded."""
    if line.fenced:
        return Written(_code("".join(run.text for run in line.runs)), fenced=True)
    return Written(write_line(line), fenced=False)


def together(lines: Iterable[Written]) -> str:
    """Lines that are written, one below the other."""
    parts = []
    for fenced, group in groupby(lines, key=lambda line: line.fenced):
        inner = "\n".join(line.mrkdwn for line in group)
        parts.append(f"{FENCE}\n{inner}\n{FENCE}" if fenced else inner)
    return "\n".join(parts)


def write_line(line: Line) -> str:
    """One line outside a code block."""
    if all(_is_plain(run) for run in line.runs):
        return line.prefix + "".join(run.text for run in line.runs)
    runs = [_unquoted(run) for run in line.runs]
    active = _active(runs)
    out = ""
    for at, run in enumerate(runs):
        following = runs[at + 1].text[:1] if at + 1 < len(runs) else ""
        out += _run(run, out, following, active)
    quoted = ZERO if out.startswith("&gt;") else ""
    return line.prefix + quoted + out


def _is_plain(run: Run) -> bool:
    """No character of it means anything to Slack."""
    return not (run.style or run.code or run.markup) and bool(PLAIN.fullmatch(run.text))


def _unquoted(run: Run) -> Run:
    """Code with backticks in it cannot stand between backticks: it is shown as characters."""
    return replace(run, code=False) if run.code and "`" in run.text else run


def _active(runs: Sequence[Run]) -> str:
    """The markers that stand often enough in a line to make a pair."""
    literal = "".join(run.text for run in runs if not run.markup and not run.code)
    styles = "".join(run.style for run in runs) * 2
    return "".join(marker for marker in MARKERS if literal.count(marker) + styles.count(marker) > 1)


def _run(run: Run, before: str, following: str, active: str) -> str:
    core = _core(run.text)
    style = run.style if core and core[0] not in MARKERS and core[-1] not in MARKERS else ""
    if not core or not (style or run.code):
        return run.text if run.markup else literal(run.text, active, before[-1:], following)
    lead, _, trail = run.text.partition(core)
    inner = _inner(run, core, active, style)
    open_gap = ZERO if not lead and _touches(before[-1:]) else ""
    close_gap = ZERO if not trail and following and _touches(following) else ""
    return f"{lead}{open_gap}{style}{inner}{style[::-1]}{close_gap}{trail}"


def _core(text: str) -> str:
    """The text without the blanks around it, invisible ones too: a marker beside a blank does nothing."""
    return text.strip(BLANKS)


def _inner(run: Run, core: str, active: str, style: str) -> str:
    if run.code:
        return f"`{_code(core)}`"
    if run.markup:
        return core
    return literal(core, active, "", "", inside=style).strip(ZERO)  # beside a blank our own markers would do nothing


def _touches(char: str) -> bool:
    """Beside such a character Slack takes a marker for a part of the word."""
    return bool(char) and (char.isalnum() or char in MARKERS)


def _code(text: str) -> str:
    return TICKS.sub("`" + ZERO, escape(text))


def literal(text: str, active: str, before: str, following: str, inside: str = "") -> str:
    """A person's characters, escaped and without effect. ``inside`` are the markers of the style around them."""
    parts: list[str] = []
    end = 0
    for found in URL.finditer(text):
        url = whole_url(found[0])
        if not url:
            continue
        parts += [_harmless(text[end : found.start()], active, before, "<", inside), f"<{escape(url)}>"]
        before, end = ">", found.start() + len(url)
    return "".join([*parts, _harmless(text[end:], active, before, following, inside)])


def whole_url(found: str) -> str:
    """An address without what stands behind it; a bracket that was opened in it is its own."""
    surplus = {close: found.count(close) - found.count(opening) for close, opening in PAIRS.items()}
    end = len(found)
    while end and (found[end - 1] in BEHIND or surplus.get(found[end - 1], 0) > 0):
        end -= 1
        if found[end] in surplus:
            surplus[found[end]] -= 1
    return found[:end] if found[:end].rstrip("/").count("/") >= 2 else ""


def _harmless(text: str, active: str, before: str, following: str, inside: str) -> str:
    if sum(map(text.count, active)) > MOST_MARKERS:
        defused = re.sub(f"[{re.escape(active)}]", rf"{ZERO}\g<0>{ZERO}", text)
    elif any(marker in text for marker in active):
        chars = f"{before or ZERO}{text}{following or ZERO}"
        defused = re.sub(f"[{re.escape(active)}]", lambda found: _defused(found, chars, inside), text)
    else:
        defused = text
    defused = TICKS.sub("`" + ZERO, EVERYBODY.sub("@" + ZERO, SHORT_NAME.sub(":" + ZERO, defused)))
    return escape(defused)


def _defused(found: re.Match[str], chars: str, inside: str) -> str:
    """One marker, with an invisible blank after it where it could open and before it where it could close."""
    char, before, after = found[0], chars[found.start()], chars[found.start() + 2]
    opens = not before.isalnum() and not after.isspace()
    closes = (char in inside or char == "`") and not before.isspace() and (opens or not after.isalnum())
    opens = opens or (closes and not after.isspace())  # behind the blank that keeps it from closing it could open
    return (ZERO if closes else "") + char + (ZERO if opens else "")
