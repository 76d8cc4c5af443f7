"""Draft → payloads of chat.postMessage and chat.update, without the channel. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.platforms import Draft, Payload
from bot.platforms.heads import without_heads
from bot.platforms.heavy import lightened
from bot.platforms.slack.blocks import bounded, card_blocks, card_text, choice_blocks, cut, section, text_blocks
from bot.platforms.slack.lines import Line, Run, flatten
from bot.platforms.slack.names import COMBINED_BYTES, PART_BYTES, signed, size
from bot.platforms.slack.split import below, parts
from bot.platforms.slack.write import write
from commands.domain.exercises import is_marked
from commands.domain.incidents import EXERCISE
from commands.domain.messages import Reply
from commands.domain.text import Text, plain, words

NEUTRAL = "Net Control relay"
"""The name over a post that holds the words of several people: chat.update cannot change it later."""

EMPTY = "(no text)"

STAMP_BYTES = size(f"{EXERCISE}: \n")

EVERYBODY = "<!channel>"
"""Slack's mark that rings the devices of everybody in the channel."""


def render(draft: Draft) -> list[Payload]:
    """The payloads of one copy. Talk is text alone; a card or choices add blocks to it."""
    draft = replace(draft, text=lightened(draft.text))
    lines = _lines(draft)
    if draft.card or draft.choices:
        return [_payload(draft, _fallback(lines)) | {"blocks": _blocks(draft)}]
    if draft.files and not lines:
        return [_payload(draft, "")]
    room = PART_BYTES - (STAMP_BYTES if draft.exercise else 0)
    payloads = [_payload(draft, text) for text in parts(lines or [Line((Run(EMPTY),))], room)]
    for later in payloads[1:]:
        later.pop("reply_broadcast", None)
    return payloads


def combine(drafts: Sequence[Draft], limit: int = COMBINED_BYTES) -> Payload | None:
    """Several copies of one thread as one payload. ``limit``: UTF-8 bytes; a later edit may use up to 3,900."""
    if not drafts or any(draft.files or draft.card or draft.choices or not draft.author for draft in drafts):
        return None
    if len({(draft.thread, draft.broadcast) for draft in drafts}) > 1:
        return None
    if sum(len(words(draft.text)) for draft in drafts) > limit:
        return None
    text = "\n".join(map(_one_of_several, drafts))
    together = _payload(replace(drafts[0], author=NEUTRAL), text)
    return together if size(together["text"]) <= limit else None


def answer(replies: Sequence[Reply]) -> Payload:
    """Quiet answers as one ephemeral message, fit for an acknowledgement or a response URL."""
    shown = [
        Draft(text=() if reply.card else lightened(reply.words), card=reply.card, choices=reply.choices)
        for reply in replies
    ]
    texts = [_fallback(_lines(draft)) for draft in shown]
    payload: Payload = {"response_type": "ephemeral", "text": "\n\n".join(texts)}
    blocks = [block for draft in shown for block in _blocks(draft)]
    if any(draft.card or draft.choices for draft in shown):
        payload["blocks"] = blocks[:50]
    elif size(payload["text"]) > PART_BYTES or any(size(write(_lines(draft))) > PART_BYTES for draft in shown):
        payload["blocks"] = bounded(blocks)  # a long text is cut; sections hold all of it
    return payload


def _payload(draft: Draft, text: str) -> Payload:
    text = _stamped(text) if draft.exercise else text
    payload: Payload = {"text": f"{EVERYBODY} {text}" if draft.notify else text}
    name = signed(draft.author or "")
    if name:
        payload["username"] = name
    if draft.thread:
        payload["thread_ts"] = draft.thread
        if draft.broadcast:
            payload["reply_broadcast"] = True
    return payload


def _stamped(text: str) -> str:
    """The text with the mark of an exercise before it; the mark alone where a file is all there is."""
    return text if is_marked(text) else f"{EXERCISE}: {below(text)}" if text else EXERCISE


def _lines(draft: Draft) -> list[Line]:
    """All that the copy says, in lines: what it answers, the marks before it, the text, the card."""
    body = flatten(draft.text, draft.mentions)
    if draft.emote:
        body = [_italic(line) for line in body]
    marks = _marks(draft)
    if marks:
        body = _marked(marks, body)
    quote = [Line((Run(" ".join(draft.quote.split())),), "> ")] if draft.quote else []
    card = flatten(card_text(draft.card), {}) if draft.card else []
    choices = [Line((Run(" · ".join(choice.words for choice in draft.choices)),))] if draft.choices and not body else []
    return quote + body + card + choices


def _marks(draft: Draft) -> str:
    said = f"[said {draft.said}]" if draft.said else ""
    note = f"[{draft.note}]" if draft.note else ""
    return " ".join(filter(None, (note, said)))


def _marked(marks: str, body: list[Line]) -> list[Line]:
    """The marks before the first words; on a line of their own where a list, a quote or a code block begins."""
    if body and not body[0].prefix and not body[0].fenced:
        return [replace(body[0], runs=(Run(f"{marks} "), *body[0].runs)), *body[1:]]
    return [Line((Run(marks),)), *body]


def _italic(line: Line) -> Line:
    if line.fenced:
        return line
    return replace(
        line,
        runs=tuple(run if run.markup or "_" in run.style else replace(run, style=f"{run.style}_") for run in line.runs),
    )


def _one_of_several(draft: Draft) -> str:
    head = write([Line((Run(signed(draft.author or ""), "*"), Run(f" {draft.said}" if draft.said else "")))])
    return f"{head}\n{write(_lines(replace(draft, said='', text=without_heads(draft.text))))}"


def _fallback(lines: list[Line]) -> str:
    """All of it where it fits, otherwise its beginning: the blocks hold the rest."""
    text = write(lines)
    return text if size(text) <= PART_BYTES else cut(parts(lines, PART_BYTES)[0], PART_BYTES)


def _blocks(draft: Draft) -> list[Payload]:
    words: Text = draft.text
    marks = _marks(draft)
    head = plain("\n".join(filter(None, (f"> {draft.quote}" if draft.quote else "", marks))))
    card = card_blocks(draft.card) if draft.card else []
    ring = [section(EVERYBODY)] if draft.notify else []
    return (ring + text_blocks((*head, *words)) + card + choice_blocks(draft.choices))[:50]
