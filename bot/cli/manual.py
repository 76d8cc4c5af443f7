"""Manual pages, made from the commands themselves: what --help says, as man reads it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.cli.options import EXIT_CODES

SECTION = 1


def write(command: Any, folder: Path, version: str) -> list[Path]:
    """One page for each command and group (``netcontrol-account-add.1``); returns the files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for names, each in _every(command, ("netcontrol",)):
        path = folder / f"{'-'.join(names)}.{SECTION}"
        path.write_text(page(names, each, version), encoding="utf-8")
        made.append(path)
    return made


def page(names: tuple[str, ...], command: Any, version: str) -> str:
    """One page in the man macros. ``names`` are the words that are typed, ``command`` is click's."""
    context = command.make_context(" ".join(names), [], resilient_parsing=True)
    title, summary = "-".join(names), _escaped(command.get_short_help_str(limit=100))
    lines = [
        f'.TH "{title.upper()}" "{SECTION}" "" "netcontrol {version}" "Net Control"',
        ".SH NAME",
        f"{_escaped(title)} \\- {summary}",
        ".SH SYNOPSIS",
        f".B {_escaped(' '.join(names))}",
        _escaped(" ".join(command.collect_usage_pieces(context))),
        ".SH DESCRIPTION",
        *_paragraphs(command.help or ""),
        *_parameters(command, context),
        *_commands(command, names),
        ".SH EXIT STATUS",
        *_paragraphs(EXIT_CODES.removeprefix("Exit codes: ")),
    ]
    return "\n".join(lines) + "\n"


def _every(command: Any, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield names, command
    for name, each in _below(command):
        yield from _every(each, (*names, name))


def _below(command: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "list_commands"):
        context = command.make_context("netcontrol", [], resilient_parsing=True)
        yield from ((name, command.get_command(context, name)) for name in command.list_commands(context))


def _parameters(command: Any, context: Any) -> Iterator[str]:
    shown = [record for each in command.get_params(context) if (record := each.get_help_record(context))]
    if shown:
        yield ".SH OPTIONS"
    for what, words in shown:
        yield from (".TP", f".B {_escaped(what)}", _escaped(" ".join(words.split())) or "\\&")


def _commands(command: Any, names: tuple[str, ...]) -> Iterator[str]:
    below = list(_below(command))
    if below:
        yield ".SH COMMANDS"
    for name, each in below:
        words = _escaped(each.get_short_help_str(limit=100))
        yield from (".TP", f".BR {_escaped('-'.join((*names, name)))} ({SECTION})", words)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        yield from (".PP", _escaped(" ".join(paragraph.split())))


def _escaped(text: str) -> str:
    """As roff takes it: a backslash, a hyphen that is typed, and a dot or quote at the beginning of a line."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe[:1] in {".", "'"} else safe
