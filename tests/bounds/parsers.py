"""Whoever reads or writes what strangers typed, each with a way to be given any text.

A driver takes the text and returns the call that is measured: what has to be made of the text first is made before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.platforms import Draft, filenames, heads, heavy
from bot.platforms.matrix import cards, commonmark, html, markup, names, plain_mentions, render, split, translate, tree
from bot.platforms.slack import blocks, emojis, lines, mrkdwn, richtext, shares, write
from bot.platforms.slack import names as slack_names
from bot.platforms.slack import render as slack_render
from bot.platforms.slack import split as slack_split
from bot.platforms.slack import translate as slack
from commands.call import Call
from commands.dispatch import recognise
from commands.domain import addresses, correction, folding, text
from commands.domain.errors import Refused
from commands.domain.log import searching
from commands.domain.messages import Card, Person, Reply, Room, Table
from commands.domain.text import Text
from commands.line import (
    collecting,
    converters,
    daily,
    grammar,
    numbers,
    past,
    periods,
    spellings,
    stretches,
    times,
    who,
    zones,
)
from commands.radio import channel_import
from commands.radio import words as radio

MATRIX, SLACK, LINE = 60_000, 40_000, 16_000
"""Characters that one message, and one command, may have."""

PARTS = 2_000
"""Parts that the readers make of one message at most."""

Measured = Callable[[], object]
Driver = Callable[[str], Measured]


@dataclass(frozen=True)
class Parser:
    """``name`` begins with the function's own; ``size``: characters of the largest text that is let through to it."""

    name: str
    driver: Driver
    size: int

    @property
    def covers(self) -> str:
        return self.name.split(" ")[0]


def _given(make: Callable[[str], Any], run: Callable[[Any], object]) -> Driver:
    """What is made of the text is not measured."""
    return lambda said: partial(run, make(said))


AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
CALL = Call(
    who=Person("slack.county/U1", "Ann Lee"),
    room=Room("slack", "county", "C1"),
    at=AT,
    store=None,  # type: ignore[arg-type]  the readers of words ask for none
    zone=ZoneInfo("America/Boise"),
)
ACCOUNT = slack.Account(name="county", label="Ada County", user_id="U9")
SCENE = translate.Scene(
    room=Room("matrix", "state", "!r:b.c"), own_id="@bot:b.c", label="State", name=lambda user: user[1:].split(":")[0]
)
PEOPLE = [f"@a{number}:b.c" for number in range(60)]


def _event(content: dict) -> dict:
    return {
        "type": "m.room.message",
        "sender": "@a:b.c",
        "event_id": "$1",
        "origin_server_ts": 1,
        "content": {"msgtype": "m.text", **content},
    }


def _said(more: dict) -> dict:
    return {"type": "message", "channel": "C1", "user": "U1", "ts": "1700000000.000100", **more}


def _rich(elements: list[dict]) -> dict:
    return _said({"text": "", "blocks": [{"type": "rich_text", "elements": elements}]})


def _section(parts: list[dict]) -> dict:
    return {"type": "rich_text_section", "elements": parts}


def _hears(content: Callable[[str], dict]) -> Driver:
    return _given(lambda said: _event(content(said)), lambda event: translate.translate(event, SCENE))


def _hears_slack(event: Callable[[str], dict]) -> Driver:
    return _given(event, lambda told: slack.message(told, ACCOUNT))


def _reads(reader: Callable[..., object], *more: object) -> Driver:
    """A reader of words for a person, who is told by a ValueError or a refusal what would have worked."""

    def driver(said: str) -> Measured:
        def run() -> object:
            try:
                return reader(said, *more)
            except (ValueError, Refused) as fault:
                return fault

        return run

    return driver


FORMS: dict[str, Callable[[str], Text]] = {
    "plain": text.plain,
    "html": html.parse,
    "mrkdwn": lambda said: mrkdwn.parse(said[:SLACK], "slack.county"),
    "bold": lambda said: (text.Paragraph((text.Span(said, bold=True),)),),
    "code": lambda said: (text.Code(said),),
    "code span": lambda said: (text.Paragraph((text.Span(said, code=True),)),),
    "heading": lambda said: (text.Heading(1, (text.Span(said),)),),
    "quote": lambda said: (text.Quote(text.plain(said)),),
    "list": lambda said: (text.List(tuple(text.plain(line) for line in said.split("\n")[:PARTS])),),
    "link": lambda said: (text.Paragraph((text.Link("https://a.b/", said),)),),
    "address": lambda said: (text.Paragraph((text.Link("https://a.b/" + said, ""),)),),
    "mention": lambda said: (text.Paragraph((text.Mention(said, "slack.county/U1"),)),),
    "emoji": lambda said: (text.Paragraph((text.Emoji(said),)),),
    "many paragraphs": lambda said: tuple(
        text.Paragraph((text.Span(said[at : at + 30]),)) for at in range(0, len(said), 30)
    ),
    "many spans": lambda said: (
        text.Paragraph(tuple(text.Span(said[at : at + 30], bold=bool(at % 40)) for at in range(0, len(said), 30))),
    ),
}


def _draft(made: Text) -> Draft:
    return Draft(text=made, author="Ann Lee (Ada County)", said="1430", mentions={"slack.county/U1": "U1"})


def _card(said: str) -> Card:
    row = tuple(said[:5_000].split(" ")[:20])
    return Card(
        title=said,
        fields=((said, said), ("a", said)),
        lines=tuple(said.split("\n")),
        table=Table(header=row, rows=(row, row)),
        footer=said,
    )


def _root(said: str) -> tree.Node:
    return tree.read(said) or tree.Node("")


def _light(said: str) -> Text:
    return heavy.lightened(text.plain(said))


def _lists(said: str) -> list[dict]:
    """Lists of Slack's own, each deeper than the one before it."""
    items = [_section([{"type": "text", "text": said[at : at + 30]}]) for at in range(0, len(said), 30)]
    made = [{"type": "rich_text_list", "indent": depth, "elements": [item]} for depth, item in enumerate(items)]
    return [{"type": "rich_text", "elements": made}]


def _deep(said: str) -> list[dict]:
    inner: dict = {"type": "mrkdwn", "text": said}
    for _ in range(min(len(said) // 20, 900)):  # the reader of JSON itself takes no deeper ones
        inner = {"type": "card", "inner": [inner]}
    return [inner]


BLOCKS: dict[str, Callable[[str], list[dict]]] = {
    "lists": _lists,
    "deep blocks": _deep,
    "sections": lambda said: [
        {"type": "section", "text": {"type": "mrkdwn", "text": said[at : at + 3_000]}, "fields": []}
        for at in range(0, len(said), 3_000)
    ],
    "attachments": lambda said: [{"text": said[at : at + 500]} for at in range(0, len(said), 500)],
    "tables": lambda said: [
        {"type": "table", "rows": [[{"text": said[at : at + 5]}] for at in range(0, len(said), 5)]}
    ],
}

WRITERS: dict[str, Callable[[Text], object]] = {
    "bot.platforms.matrix.render.render": lambda made: render.render(_draft(made)),
    "bot.platforms.matrix.render.combine": lambda made: render.combine([_draft(made), _draft(made)]),
    "bot.platforms.slack.render.render": lambda made: slack_render.render(_draft(made)),
    "bot.platforms.slack.render.combine": lambda made: slack_render.combine([_draft(made), _draft(made)]),
    "bot.platforms.slack.render.answer": lambda made: slack_render.answer([Reply(text=text.words(made))]),
    "bot.platforms.heads.without_heads": heads.without_heads,
    "commands.domain.text.words": text.words,
    "commands.dispatch.recognise.recognise": lambda made: recognise.recognise(made, "net"),
    "commands.domain.correction.correction": lambda made: correction.correction(made, made[1:]),
}


SIZES = {
    "bot.platforms.heads.without_heads": render.BUDGET // 2,  # no more is put into one post with others
    "bot.platforms.slack.render.answer": LINE,
}


def _shares(said):
    """A message's files, named by what was said."""
    kinds = ("quip", "hosted", "external", "tombstone")
    pieces = [said[at : at + 2_000] for at in range(0, min(len(said), 100_000), 2_000)]
    return {"files": [{"id": "F1", "mode": kinds[at % 4], "title": each} for at, each in enumerate(pieces)]}


PARSERS = [
    Parser("bot.platforms.matrix.html.parse", lambda said: lambda: html.parse(said), MATRIX),
    Parser(
        "bot.platforms.matrix.translate.translate",
        _hears(lambda said: {"body": said}),
        MATRIX,
    ),
    Parser(
        "bot.platforms.matrix.translate.translate of HTML",
        _hears(lambda said: {"body": "x", "format": "org.matrix.custom.html", "formatted_body": said}),
        MATRIX,
    ),
    Parser(
        "bot.platforms.matrix.translate.translate of an answer",
        _hears(lambda said: {"body": "> <@a:b>" + said, "m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}),
        MATRIX,
    ),
    Parser(
        "bot.platforms.matrix.translate.translate of mentions",
        _hears(
            lambda said: {
                "body": "x",
                "format": "org.matrix.custom.html",
                "formatted_body": said,
                "m.mentions": {"user_ids": PEOPLE},
            }
        ),
        MATRIX,
    ),
    Parser(
        "bot.platforms.matrix.translate.translate of a file",
        _hears(lambda said: {"msgtype": "m.file", "body": said, "url": said}),
        MATRIX,
    ),
    Parser("bot.platforms.slack.mrkdwn.parse", lambda said: lambda: mrkdwn.parse(said, "slack.county"), SLACK),
    Parser("bot.platforms.slack.mrkdwn.with_names", lambda said: lambda: [*mrkdwn.with_names(said)], SLACK),
    Parser(
        "bot.platforms.slack.richtext.instead_of_words",
        lambda said: lambda: richtext.instead_of_words({"attachments": [{"fallback": said}]}),
        SLACK,
    ),
    Parser("bot.platforms.slack.translate.message", _hears_slack(lambda said: _said({"text": said})), SLACK),
    Parser(
        "bot.platforms.slack.translate.message of rich text",
        _hears_slack(lambda said: _rich([_section([{"type": "text", "text": said}])])),
        SLACK,
    ),
    Parser(
        "bot.platforms.slack.translate.message of many parts",
        _hears_slack(lambda said: _rich([_section([{"type": "text", "text": each} for each in said[:6_000]])])),
        SLACK,
    ),
    Parser(
        "bot.platforms.slack.translate.message of sections",
        _hears_slack(
            lambda said: _said(
                {
                    "text": "",
                    "blocks": [
                        {"type": "section", "text": {"type": "mrkdwn", "text": said[at : at + 3000]}}
                        for at in range(0, len(said), 3000)
                    ],
                }
            )
        ),
        SLACK,
    ),
    Parser(
        "bot.platforms.slack.translate.message of an attachment",
        _hears_slack(
            lambda said: _said(
                {"text": "", "attachments": [{"text": said, "title": said, "fields": [{"title": said, "value": said}]}]}
            )
        ),
        SLACK // 4,
    ),
    Parser(
        "bot.platforms.slack.translate.slash",
        lambda said: (
            lambda: slack.slash({"text": said, "channel_id": "C1", "user_id": "U1", "trigger_id": "1"}, ACCOUNT, AT)
        ),
        SLACK,
    ),
    Parser(
        "commands.dispatch.recognise.recognise",
        lambda said: lambda: recognise.recognise(text.plain(said), "net"),
        MATRIX,
    ),
    Parser(
        "commands.dispatch.recognise.recognise of a command",
        lambda said: lambda: recognise.recognise(text.plain("!net " + said), "net"),
        MATRIX,
    ),
    Parser("commands.line.grammar.clean", _reads(grammar.clean), MATRIX),
    Parser("commands.line.grammar.split", _reads(lambda said: grammar.split(grammar.clean(said))), LINE),
    Parser("commands.domain.log.searching.terms", lambda said: lambda: searching.terms(said), MATRIX),
    Parser("commands.radio.channel_import.read_table", _reads(channel_import.read_table), MATRIX),
    Parser(
        "commands.radio.channel_import.read_table of ours",
        _reads(lambda said: channel_import.read_table("channel_name,rx_mhz\n" + said)),
        MATRIX,
    ),
    Parser(
        "commands.radio.channel_import.read_table of CHIRP",
        _reads(lambda said: channel_import.read_table("Location,Name,Frequency,Duplex,Offset,Tone,Mode\n1,A," + said)),
        MATRIX,
    ),
    Parser(
        "commands.radio.channel_import.read_table of 217A",
        _reads(lambda said: channel_import.read_table("Channel Name,RX Freq,RX Tone,TX Freq,TX Tone,Mode\nA," + said)),
        MATRIX,
    ),
    *(
        Parser(f"{module.__name__}.{name}", _reads(getattr(module, name), CALL), LINE)
        for module, names_ in (
            (
                converters,
                (
                    "read_text",
                    "read_long",
                    "read_name",
                    "read_count",
                    "read_div",
                    "read_agency",
                    "read_names",
                    "read_yes",
                ),
            ),
            (zones, ("read_zone",)),
            (daily, ("read_clocks",)),
            (past, ("read_past",)),
            (periods, ("read_times",)),
            (stretches, ("read_stretches",)),
            (times, ("read_moment", "read_any")),
            (who, ("read_seat",)),
        )
        for name in names_
    ),
    *(
        Parser(f"{module.__name__}.{name}", _reads(getattr(module, name)), size)
        for module, names_, size in (
            (times, ("read_duration", "is_meant", "is_span", "of_clock", "of_weekday", "without_day"), LINE),
            (spellings, ("in_one_way",), LINE),
            (numbers, ("whole", "is_parted"), LINE),
            (folding, ("plain", "unit_key", "place", "place_key", "agency_key", "channel_key"), LINE),
            (who, ("names_seat",), LINE),
            (collecting, ("some", "cut"), LINE),
            (radio, ("hertz", "beginning", "tone", "tones", "whole_tone", "emission", "width", "mode"), LINE),
            (names, ("clean_name", "hush"), MATRIX),
            (filenames, ("clean_filename",), MATRIX),
            (markup, ("escape", "is_script"), MATRIX),
            (render, ("clean_author",), MATRIX),
            (slack_names, ("shown_name", "signed", "micros", "size", "escape", "unescape"), SLACK),
            (emojis, ("unicode_of", "from_codepoints", "names_of"), SLACK),
            (mrkdwn, ("emoji", "moment"), SLACK),
        )
        for name in names_
    ),
    Parser("commands.line.converters.id_of", _reads(converters.id_of("R").read, CALL), LINE),
    Parser("bot.platforms.slack.mrkdwn.token", _reads(mrkdwn.token, "slack.county"), SLACK),
    Parser("bot.platforms.matrix.cards.card", _given(_card, cards.card), MATRIX // 4),
    Parser(
        "bot.platforms.slack.blocks.card_blocks",
        _given(_card, blocks.card_blocks),
        SLACK // 4,
    ),
    *(
        Parser(f"{writer} of {form}", _given(make, run), SIZES.get(writer, MATRIX))
        for writer, run in WRITERS.items()
        for form, make in FORMS.items()
    ),
    Parser("bot.platforms.matrix.tree.read", _given(str, tree.read), MATRIX),
    Parser("bot.platforms.matrix.tree.unescaped", _given(str, tree.unescaped), MATRIX),
    Parser("bot.platforms.matrix.html.below", _given(_root, lambda root: html.below(root, "td", "a")), MATRIX),
    Parser("bot.platforms.matrix.html.flat", _given(_root, html.flat), MATRIX),
    Parser(
        "bot.platforms.matrix.html.tidy",
        _given(lambda said: [text.Span(said[at : at + 30]) for at in range(0, len(said), 30)], html.tidy),
        MATRIX,
    ),
    Parser("bot.platforms.matrix.markup.body", _given(text.plain, lambda made: markup.body(made, {})), MATRIX),
    Parser("bot.platforms.matrix.markup.pill", _given(str, lambda said: markup.pill("@a:b.c", said)), MATRIX),
    Parser(
        "bot.platforms.matrix.split.split",
        _given(html.parse, lambda made: split.split(made, lambda piece: len(text.words(piece)) < 5_000)),
        MATRIX,
    ),
    Parser(
        "bot.platforms.matrix.plain_mentions.with_mentions",
        _given(
            html.parse,
            lambda made: plain_mentions.with_mentions(
                made, {"m.mentions": {"user_ids": PEOPLE}}, lambda user: user[1:3], lambda user: f"matrix.state/{user}"
            ),
        ),
        MATRIX,
    ),
    Parser("bot.platforms.heavy.lightened", _given(html.parse, heavy.lightened), MATRIX),
    Parser("bot.platforms.slack.mrkdwn.marks", _given(str, mrkdwn.marks), SLACK),
    Parser(
        "bot.platforms.slack.mrkdwn.with_groups",
        _given(lambda said: (mrkdwn.parse(said, "a"), said), lambda made: mrkdwn.with_groups(*made)),
        SLACK,
    ),
    *(
        Parser(f"bot.platforms.slack.{name}", _given(lambda said: lines.flatten(_light(said), {}), run), MATRIX)
        for name, run in (
            ("write.write", write.write),
            ("write.together", lambda made: write.together(map(write.written, made))),
            ("write.written", lambda made: [write.written(line) for line in made]),
            ("write.write_line", lambda made: [write.write_line(line) for line in made]),
            ("split.parts", lambda made: slack_split.parts(made, 3_900)),
        )
    ),
    Parser(
        "bot.platforms.slack.write.literal",
        _given(lambda said: text.words(_light(said)), lambda said: write.literal(said, "*_~`", "", "")),
        MATRIX,
    ),
    Parser("commands.domain.addresses.leads_somewhere", _given(str, addresses.leads_somewhere), MATRIX),
    Parser("commands.domain.addresses.with_address", _given(str, lambda one: addresses.with_address(one, one)), MATRIX),
    Parser("bot.platforms.slack.write.whole_url", _given(lambda said: f"https://a{said}", write.whole_url), MATRIX),
    Parser("bot.platforms.matrix.commonmark.parse", lambda said: lambda: commonmark.parse(said), MATRIX),
    Parser("bot.platforms.matrix.html.raised", _given(str, lambda said: html.raised(said, "sup")), MATRIX),
    *(
        Parser(f"bot.platforms.slack.shares.{name}", _given(_shares, run), SLACK)
        for name, run in (
            ("files_of", shares.files_of),
            ("shown", shares.shown),
            ("links", lambda said: list(shares.links(said))),
            ("file_of", lambda said: [shares.file_of(file) for file in said["files"]]),
            ("is_elsewhere", lambda said: [shares.is_elsewhere(file) for file in said["files"]]),
            ("called", lambda said: [shares.called(file) for file in said["files"]]),
        )
    ),
    Parser("bot.platforms.slack.split.below", _given(str, slack_split.below), MATRIX),
    Parser("bot.platforms.slack.lines.flatten", _given(_light, lambda made: lines.flatten(made, {})), MATRIX),
    Parser("bot.platforms.slack.blocks.text_blocks", _given(_light, blocks.text_blocks), MATRIX),
    Parser("bot.platforms.slack.blocks.card_text", _given(_card, blocks.card_text), SLACK // 4),
    Parser("bot.platforms.slack.blocks.cut", _given(str, lambda said: blocks.cut(said, 75)), SLACK),
    Parser("bot.platforms.slack.blocks.section", _given(str, blocks.section), SLACK),
    Parser(
        "bot.platforms.slack.blocks.table_lines",
        _given(lambda said: Table(header=tuple(said.split(" ")), rows=(tuple(said.split(" ")),)), blocks.table_lines),
        SLACK,
    ),
    Parser(
        "bot.platforms.slack.translate.text_of",
        _given(lambda said: {"text": said}, lambda said: slack.text_of(said, "slack.county")),
        SLACK,
    ),
    Parser("bot.platforms.slack.translate.emoji_of", _given(str, slack.emoji_of), SLACK),
    Parser("bot.platforms.slack.translate.time_of", _given(str, slack.time_of), SLACK),
    Parser(
        "bot.platforms.slack.translate.edit",
        _given(
            lambda said: _said({"text": said, "edited": {"ts": "1700000000.000000"}}),
            lambda said: slack.edit(said, "C1", ACCOUNT),
        ),
        SLACK,
    ),
    *(
        Parser(f"bot.platforms.slack.richtext.{name} of {form}", _given(make, run), SLACK)
        for name, run in (
            ("from_blocks", lambda made: made if richtext.is_too_much(made) else richtext.from_blocks(made, "a")),
            (
                "from_attachments",
                lambda made: made if richtext.is_too_much(made) else richtext.from_attachments(made, "a"),
            ),
            ("is_too_much", richtext.is_too_much),
        )
        for form, make in BLOCKS.items()
    ),
    *(
        Parser(f"commands.domain.text.{name}", _given(html.parse, run), MATRIX)
        for name, run in (
            ("mentions", lambda made: list(text.mentions(made))),
            ("mapped", lambda made: text.mapped(made, lambda inline: inline)),
            ("named", lambda made: text.named(made, {})),
            ("nameless", text.nameless),
        )
    ),
    Parser("commands.domain.text.cut", _given(str, text.cut), MATRIX),
    Parser("commands.domain.text.plain", _given(str, text.plain), MATRIX),
    Parser("commands.line.grammar.join", _reads(lambda said: grammar.join(grammar.split(grammar.clean(said)))), LINE),
]

WALKED = (
    "bot.platforms.filenames",
    "bot.platforms.heads",
    "bot.platforms.heavy",
    "bot.platforms.matrix",
    "bot.platforms.slack",
    "commands.dispatch.recognise",
    "commands.domain.addresses",
    "commands.domain.correction",
    "commands.domain.folding",
    "commands.dispatch.prose",
    "commands.domain.log.searching",
    "commands.domain.text",
    "commands.line",
    "commands.radio.channel_import",
    "commands.radio.form217a_import",
    "commands.radio.words",
)
"""Where no public function may be that is neither held here nor exempt."""

EXEMPT = {
    # modules that speak with a server, a disk or an operator; what people typed passes through them whole
    **dict.fromkeys(
        (
            *(f"bot.platforms.matrix.{name}" for name in ("api", "client", "files", "hearing", "key_rows", "private")),
            *(f"bot.platforms.matrix.{name}" for name in ("rooms", "send", "signing", "sync")),
            *(f"bot.platforms.slack.{name}" for name in ("client", "faults", "manifest")),
            "commands.line.signature",  # reads our own functions
        ),
        "no words of strangers are read there",
    ),
    "commands.radio.form217a_import.read_row": "a row of read_table",
    "commands.domain.folding.alike": "folds two names by unit_key",
    "commands.dispatch.prose.is_prose": "the beginning of a line, as recognise gives it",
    "commands.dispatch.prose.usage": "a verb of ours",
    "commands.radio.form217a_import.columns": "a heading of read_table",
    "commands.radio.words.tones_of_column": "a cell of read_table",
    "bot.platforms.slack.richtext.is_preview": "looks which marks an attachment has",
    "bot.platforms.slack.names.name_of": "a name of a profile, which Slack bounds at 80 characters",
    "commands.line.nearest.nearest": "reads the first 40 characters",
    "bot.platforms.matrix.cards.legend": "choices are our own",
    "bot.platforms.matrix.render.in_thread": "an id",
    "bot.platforms.slack.blocks.bounded": "counts blocks that were made",
    "bot.platforms.slack.blocks.choice_blocks": "choices are our own",
    "bot.platforms.slack.blocks.form_view": "forms are our own",
    "bot.platforms.slack.blocks.home_view": "text_blocks and card_blocks",
    **dict.fromkeys(
        (
            f"bot.platforms.slack.translate.{name}"
            for name in (
                *("member", "ends_of_files", "deleted_files", "removed", "reaction", "reacted", "pressed", "shortcut"),
                *("submitted", "home", "file_of"),
            )
        ),
        "takes fields as they are",
    ),
    **dict.fromkeys(
        (
            *("commands.line.arguments.bind", "commands.line.who.read_person"),
            *(f"commands.line.daily.{name}" for name in ("cron", "clock_of", "soonest")),
            *("commands.line.periods.current", "commands.line.periods.coming", "commands.line.stretches.meant"),
            *(
                "commands.line.converters.choice",
                "commands.line.converters.of_type",
                "commands.line.converters.agency_of",
            ),
        ),
        "needs the store, or a value that was read: held by whole commands",
    ),
}
"""Functions, and whole modules, with the reason why they are not held."""
