"""Card and Choice → both faces of a Matrix message. Choices are a legend: the bot seeds their emoji as reactions."""

from collections.abc import Sequence

from bot.platforms.matrix.markup import NOTHING, Body, escape
from bot.platforms.matrix.names import hush
from commands.domain.messages import Card, Choice, Colour, Table

DOTS = {Colour.GREY: "⚪", Colour.GREEN: "🟢", Colour.YELLOW: "🟡", Colour.RED: "🔴", Colour.BLUE: "🔵"}


def card(card: Card) -> Body:
    """Title, fields, lines, table and footer, one below the other."""
    parts = [_title(card), *(_field(name, value) for name, value in card.fields), *(_line(line) for line in card.lines)]
    shown = _lines(parts)
    if card.table:
        shown += Body("\n", "") + _table(card.table)
    if card.footer:
        line_break = "" if card.table else "<br>"
        shown += Body(f"\n{hush(card.footer)}", f"{line_break}<em>{escape(card.footer)}</em>")
    return shown


def legend(choices: Sequence[Choice]) -> Body:
    """One line for each choice: its emoji and its words, or the command to type where it has no emoji."""
    return _lines([_choice(choice) for choice in choices])


def _choice(choice: Choice) -> Body:
    if choice.emoji:
        return _line(f"{choice.emoji} {choice.words}")
    words, command = choice.words, choice.command
    return Body(hush(f"{words}: {command}"), f"{escape(words)}: <code>{escape(command)}</code>")


def _title(card: Card) -> Body:
    dot = f"{DOTS[card.colour]} " if card.colour else ""
    return Body(dot + hush(card.title), f"{dot}<strong>{escape(card.title)}</strong>")


def _field(name: str, value: str) -> Body:
    return Body(hush(f"{name}: {value}"), f"<strong>{escape(name)}:</strong> {escape(value)}")


def _line(line: str) -> Body:
    return Body(hush(line), escape(line))


def _lines(parts: Sequence[Body]) -> Body:
    return Body("\n".join(part.plain for part in parts), "<br>".join(part.html for part in parts)) if parts else NOTHING


def _table(table: Table) -> Body:
    rows = [table.header, *table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=False)]
    plain = "\n".join(_aligned(row, widths) for row in rows)
    head, below = _row("th", table.header), "".join(_row("td", row) for row in table.rows)
    return Body(hush(plain), f"<table><thead>{head}</thead><tbody>{below}</tbody></table>")


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
