"""Card, Choice and Form → Block Kit, inside Slack's bounds; and the same things as lines of text for the fallback."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.platforms.heavy import lightened
from bot.platforms.slack.lines import flatten
from bot.platforms.slack.names import escape
from bot.platforms.slack.write import write
from commands.domain.messages import Card, Choice, Colour, Field, Form, Reply, Table
from commands.domain.text import Block, Code, Inline, Paragraph, Span, Text, plain

Json = dict[str, Any]

SECTION = 2900  # characters of a section's text; Slack takes 3,000
FIELD = 1900  # of a field; Slack takes 2,000
HEADER, BUTTON, VALUE, TITLE, LABEL, HINT = 150, 75, 2000, 24, 2000, 150
FIELDS, BUTTONS, OPTIONS, BLOCKS = 10, 25, 100, 50
ALL_BLOCKS = 12_000  # characters of all blocks; users report a refusal near 13,200

PRESS = "netcontrol_press"
FORM = "netcontrol_form"
ELEMENT = "value"
SQUARES = {Colour.GREY: "⬜", Colour.GREEN: "🟩", Colour.YELLOW: "🟨", Colour.RED: "🟥", Colour.BLUE: "🟦"}


def cut(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1] + "…"


def card_text(card: Card) -> Text:
    """A card as text that says the same."""
    return lightened(tuple(_card_text(card)))


def _card_text(card: Card) -> Iterator[Block]:
    inlines: list[Inline] = [Span(_title(card), bold=True)]
    for name, value in card.fields:
        inlines += [Span("\n"), Span(f"{name}: ", bold=True), Span(value)]
    yield Paragraph((*inlines, *(Span(f"\n{line}") for line in card.lines)))
    if card.table:
        yield Code("\n".join(table_lines(card.table)))
    if card.footer:
        yield Paragraph((Span(card.footer, italic=True),))


def table_lines(table: Table) -> list[str]:
    """A table in columns of one width, for a fixed font."""
    rows = [row for row in (table.header, *table.rows) if row]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=False)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]] if table.header and lines else lines


def card_blocks(card: Card) -> list[Json]:
    """A card as blocks; what is beyond Slack's bounds is counted in a last line."""
    found: list[Json] = [{"type": "header", "text": _plain_text(cut(_title(card), HEADER))}]
    pairs = [_mrkdwn(cut(write(flatten(_pair(name, value), {})), FIELD)) for name, value in card.fields]
    found += [{"type": "section", "fields": pairs[at : at + FIELDS]} for at in range(0, len(pairs), FIELDS)]
    found += text_blocks(lightened(plain("\n".join(card.lines))))
    if card.table:
        found += [section(f"```\n{escape(chunk)}\n```") for chunk in _chunks(table_lines(card.table), SECTION // 2)]
    return bounded(
        found, [{"type": "context", "elements": [_plain_text(cut(card.footer, LABEL))]}] if card.footer else []
    )


def text_blocks(text: Text) -> list[Json]:
    """A text as sections."""
    return [section(chunk) for chunk in _chunks(write(flatten(text, {})).split("\n"), SECTION)] if text else []


def _pair(name: str, value: str) -> Text:
    """Cut before it is written: that makes no text shorter."""
    return (Paragraph((Span(cut(name, FIELD), bold=True), Span(cut(f"\n{value}", FIELD)))),)


def section(mrkdwn: str) -> Json:
    """A section block around mrkdwn of at most 3,000 characters, which is Slack's bound; the caller has cut it."""
    return {"type": "section", "text": _mrkdwn(mrkdwn)}


def choice_blocks(choices: Sequence[Choice]) -> list[Json]:
    """Buttons; the command is the button's value and comes back when it is pressed."""
    buttons = [_button(choice, number) for number, choice in enumerate(choices)]
    return [{"type": "actions", "elements": buttons[at : at + BUTTONS]} for at in range(0, len(buttons), BUTTONS)]


def form_view(form: Form, channel: str) -> Json:
    """A form as a modal. ``private_metadata`` carries the command line and the channel in which it was asked for."""
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": json.dumps({"command": form.command, "channel": channel}),
        "title": _plain_text(cut(form.title, TITLE)),
        "submit": _plain_text("Send"),
        "close": _plain_text("Cancel"),
        "blocks": [_input(field) for field in form.fields],
    }


def home_view(shown: Reply) -> Json:
    """The Home tab of one person."""
    return {"type": "home", "blocks": card_blocks(shown.card) if shown.card else text_blocks(shown.words)}


def _title(card: Card) -> str:
    return f"{SQUARES[card.colour]} {card.title}" if card.colour else card.title


def bounded(found: list[Json], footer: Sequence[Json] = ()) -> list[Json]:
    """As many blocks as Slack takes; a last line counts the others."""
    kept: list[Json] = []
    room = ALL_BLOCKS
    for block in found:
        room -= len(json.dumps(block, ensure_ascii=False))
        if room < 0 or len(kept) == BLOCKS - 4:
            kept.append(section(f"_… {len(found) - len(kept)} more part(s) do not fit here_"))
            break
        kept.append(block)
    return [*kept, *footer]


def _chunks(lines: Sequence[str], most: int) -> Iterator[str]:
    chunk: list[str] = []
    room = most
    for line in (piece for whole in lines for piece in _pieces(whole, most)):
        if chunk and len(line) > room:
            yield "\n".join(chunk)
            chunk, room = [], most
        chunk.append(line)
        room -= len(line) + 1
    if any(chunk):
        yield "\n".join(chunk)


def _pieces(line: str, most: int) -> list[str]:
    return [line[at : at + most] for at in range(0, len(line), most)] or [""]


def _button(choice: Choice, number: int) -> Json:
    words = f"{choice.emoji} {choice.words}" if choice.emoji else choice.words
    return {
        "type": "button",
        "action_id": f"{PRESS}_{number}",
        "text": _plain_text(cut(words, BUTTON)),
        "value": choice.command[:VALUE],
    }


def _input(field: Field) -> Json:
    element = _select(field) if 0 < len(field.options) <= OPTIONS else _line(field)
    block: Json = {
        "type": "input",
        "block_id": field.key,
        "label": _plain_text(cut(field.label, LABEL)),
        "optional": not field.required,
        "element": {"action_id": ELEMENT} | element,
    }
    return block | ({"hint": _plain_text(cut(field.hint, LABEL))} if field.hint else {})


def _line(field: Field) -> Json:
    initial = {"initial_value": field.value} if field.value else {}
    return {"type": "plain_text_input", "multiline": field.long} | initial


def _select(field: Field) -> Json:
    options = {word: {"text": _plain_text(cut(word, BUTTON)), "value": cut(word, BUTTON)} for word in field.options}
    initial = {"initial_option": options[field.value]} if field.value in options else {}
    return {"type": "static_select", "options": list(options.values())} | initial


def _plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text or " ", "emoji": True}


def _mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text or " ", "verbatim": True}
