"""A long message → parts that Slack takes whole and whose edits it takes whole."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.platforms.slack.lines import Line, Run
from bot.platforms.slack.names import size
from bot.platforms.slack.write import FENCE, Written, together, write, written

NUMBER_BYTES = len("(99/99) ")
FENCE_BYTES = 2 * len(FENCE) + 2


def parts(lines: Sequence[Line], limit: int) -> list[str]:
    """The mrkdwn of the lines in parts of at most ``limit`` bytes, numbered "(1/3)" where there are several."""
    if sum(map(_characters, lines)) <= limit and size(whole := write(lines)) <= limit:
        return [whole]
    packed = list(_packed(lines, limit - NUMBER_BYTES))
    return [f"({number}/{len(packed)}) {below(part)}" for number, part in enumerate(map(together, packed), 1)]


def below(part: str) -> str:
    """A quote or a code block has to begin its line: what is put before it stands above it."""
    return f"\n{part}" if part.startswith((">", FENCE)) else part


def _packed(lines: Sequence[Line], limit: int) -> Iterator[list[Written]]:
    part: list[Written] = []
    room = limit
    for line in (piece for whole in lines for piece in _fitting(whole, limit)):
        need = size(line.mrkdwn) + 1
        if part and need + (FENCE_BYTES if line.fenced and not part[-1].fenced else 0) > room:
            yield part
            part, room = [], limit
        if line.fenced and not (part and part[-1].fenced):
            need += FENCE_BYTES
        part.append(line)
        room -= need
    if part:
        yield part


def _characters(line: Line) -> int:
    """No fewer bytes than these does it need."""
    return sum(len(run.text) for run in line.runs)


def _fitting(line: Line, limit: int) -> list[Written]:
    """The line, or as many lines as it takes to make each fit."""
    if _characters(line) <= limit:
        whole = written(line)
        if size(whole.mrkdwn) + 1 + FENCE_BYTES <= limit:
            return [whole]
    return [half for part in _halves(line) for half in _fitting(part, limit)]


def _halves(line: Line) -> tuple[Line, Line]:
    """Cut at the blank nearest to the middle; where there is none, between two characters."""
    total = _characters(line)
    seen = 0
    for at, run in enumerate(line.runs):
        if seen + len(run.text) >= total / 2:
            return _cut(line, at, round(total / 2) - seen)
        seen += len(run.text)
    raise ValueError("a line without characters cannot be cut")


def _cut(line: Line, at: int, middle: int) -> tuple[Line, Line]:
    run, before, after = line.runs[at], line.runs[:at], line.runs[at + 1 :]
    if run.markup and (before or after):
        first, second = (before, line.runs[at:]) if before else ((run,), after)
    else:
        left, right = _cut_text(run.text, middle)
        whole = replace(run, markup=False)  # a link longer than a whole part is shown as its characters
        first, second = (*before, _with_text(whole, left)), (_with_text(whole, right), *after)
    return replace(line, runs=first), replace(line, runs=second, prefix=line.prefix if _repeats(line) else "")


def _with_text(run: Run, text: str) -> Run:
    return replace(run, text=text)


def _cut_text(text: str, middle: int) -> tuple[str, str]:
    middle = min(max(middle, 1), len(text) - 1)
    before, behind = text.rfind(" ", 1, middle + 1), text.find(" ", middle, len(text) - 1)
    blanks = [at for at in (before, behind) if at > 0 and abs(at - middle) < len(text) / 4]
    if blanks:
        at = min(blanks, key=lambda blank: abs(blank - middle))
        return text[:at], text[at + 1 :]
    return text[:middle], text[middle:]


def _repeats(line: Line) -> bool:
    """Quote marks stand before every line, a bullet only before the first."""
    return line.prefix.strip().strip(">") == ""
