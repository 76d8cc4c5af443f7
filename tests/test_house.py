"""Where things stand: the rules of docs/architecture.md, held against every import of ours."""

import pytest

from tests.house_rules import ACROSS, DECIDERS_BY_NAME, RULES, SAY_OTHERS, noun_of
from tests.imports import house_of, our_house, within

WRONG = [
    ("no circle between modules of bot/", {"bot.a": "import bot.b", "bot.b": "def late():\n    import bot.a"}),
    ("no circle between modules of commands/", {
        "commands.a": "from commands import b", "commands.b": "if TYPE_CHECKING:\n    from commands.a import A",
    }),
    ("no circle between modules of storage/", {
        "storage.a": "from storage.b import b", "storage.b": "from storage.c import c", "storage.c": "import storage.a",
    }),
    ("no circle between packages of bot/", {
        "bot.a.one": "import bot.b.one", "bot.b.one": "", "bot.b.two": "import bot.a.two", "bot.a.two": "",
    }),
    ("no circle between packages of commands/", {
        "commands.domain.a.one": "import commands.domain.b", "commands.domain.b": "import commands.domain.a.two",
        "commands.domain.a.two": "",
    }),
    ("no circle between packages of storage/", {
        "storage.a.one": "import storage.b", "storage.b": "import storage.a.two", "storage.a.two": "",
    }),
    ("bot/: a package imports only what stands below it", {
        "bot.schedule.a": "import bot.inbound.b", "bot.inbound.b": "",
    }),
    ("bot/: a package imports only what stands below it", {
        "bot.documents.a": "from ..directory.b import b", "bot.directory.b": "",
    }),
    ("bot/: every package has its floor", {"bot.attic.a": ""}),
    ("bot/: platforms, config and runtime import none of the others, but that config asks the registry", {
        "bot.config.a": "import bot.platforms", "bot.platforms": "",
    }),
    ("bot/: platforms, config and runtime import none of the others, but that config asks the registry", {
        "bot.config.a": "from bot.platforms.slack.settings import ACCOUNTS", "bot.platforms.slack.settings": "",
    }),
    ("bot/: platforms, config and runtime import none of the others, but that config asks the registry", {
        "bot.platforms.a": "import bot.config.b", "bot.config.b": "",
    }),
    ("bot/: platforms, config and runtime import none of the others, but that config asks the registry", {
        "bot.runtime.a": "import bot.documents.b", "bot.documents.b": "",
    }),
    ("bot/: documents and directory import neither inbound nor outbound", {
        "bot.directory.a": "import bot.outbound.b", "bot.outbound.b": "",
    }),
    ("bot/: outbound never imports inbound", {"bot.outbound.a": "from bot.inbound import b", "bot.inbound.b": ""}),
    ("bot/: nothing but __main__ imports app or cli", {"bot.operations.a": "import bot.app", "bot.app": ""}),
    ("bot/: nothing but __main__ imports app or cli", {"bot.app": "from bot.cli import b", "bot.cli.b": ""}),
    ("bot/: only a platform looks into itself", {
        "bot.outbound.a": "import bot.platforms.slack.client", "bot.platforms.slack.client": "",
    }),
    ("bot/: only a platform looks into itself", {
        "bot.platforms.matrix.a": "", "bot.platforms.slack.a": "import bot.platforms.matrix.a",
    }),
    ("bot/: nothing but __main__ imports the sandbox, which imports nothing of ours", {
        "bot.cli.a": "import bot.sandbox.b", "bot.sandbox.b": "",
    }),
    ("bot/: nothing but __main__ imports the sandbox, which imports nothing of ours", {
        "bot.sandbox.a": "import bot.config.b", "bot.config.b": "",
    }),
    ("commands/: a noun imports no noun of another family", {
        "commands.messages.action": "def late():\n    from commands.accountability.checkin import own_name",
        "commands.accountability.checkin": "",
    }),
    ("commands/: a noun imports no noun of another family", {
        "commands.logistics.request.a": "import commands.accountability.demob", "commands.accountability.demob": "",
    }),
    ("commands/: no verb among the services", {"commands.radio.a": "@command()\ndef tune(call):\n    pass"}),
    ("commands/: every file in a family's folder has a verb", {"commands.messages.a": "def helped():\n    pass"}),
    ("commands/: line imports neither registry nor shared nor dispatch", {
        "commands.line.a": "from commands.registry import nouns", "commands.registry": "",
    }),
    ("commands/: line imports neither registry nor shared nor dispatch", {
        "commands.line.a": "from commands.shared import b", "commands.shared.b": "",
    }),
    ("commands/: dispatch is for those who say other commands", {
        "commands.messages.action": "from commands.dispatch.decide import decide", "commands.dispatch.decide": "",
    }),
    ("bot/ takes from commands/ only what decides", {
        "bot.app": "from commands.shared.rights import allowed", "commands.shared.rights": "",
    }),
    ("bot/ takes from commands/ only what decides", {
        "bot.app": "from commands.situation.board import board", "commands.situation.board": "",
    }),
    ("storage/: tables and migrations stand by themselves", {
        "storage.tables.a": "import storage.search", "storage.search": "",
    }),
    ("storage/: tables and migrations stand by themselves", {
        "storage.migrations.a": "import storage.record.b", "storage.record.b": "",
    }),
    ("storage/: bridge never imports record", {"storage.bridge.a": "import storage.record.b", "storage.record.b": ""}),
]  # fmt: skip
"""For each rule made-up files that are against it."""


@pytest.mark.parametrize("title", RULES)
def test_the_rules_hold(title):
    against = [str(one) for one in RULES[title](our_house())]
    assert not against, "\n".join([title, *against])


@pytest.mark.parametrize(("title", "sources"), WRONG, ids=[title for title, _ in WRONG])
def test_a_wrong_import_would_be_seen(title, sources):
    assert [*RULES[title](house_of(sources))]


def test_every_rule_is_tried_with_a_wrong_import():
    assert {title for title, _ in WRONG} == RULES.keys()


def test_what_is_allowed_by_name_is_made_use_of():
    arrows = our_house().arrows
    assert {(noun_of(arrow.source), noun_of(arrow.target)) for arrow in arrows} >= ACROSS
    assert {(arrow.target, arrow.name) for arrow in arrows if within(arrow.source, "bot")} >= DECIDERS_BY_NAME
    into_dispatch = {arrow.source for arrow in arrows if within(arrow.target, "commands.dispatch")}
    assert [one for one in SAY_OTHERS if not any(within(source, one) for source in into_dispatch)] == []


def test_what_is_allowed_is_not_held_against_anybody():
    sources = {
        "bot.__main__": "import bot.app, bot.cli.b, bot.sandbox.demo\nfrom bot.platforms.slack import manifest",
        "bot.app": "import bot.inbound.a\nfrom commands.situation.board import standing\nimport bot.platforms",
        "bot.cli.b": "import bot.cli.c",
        "bot.cli.c": "",
        "bot.config.a": "from bot.platforms import registry\nfrom bot.platforms.settings import Text",
        "bot.platforms.registry": "import bot.platforms.settings",
        "bot.platforms.settings": "",
        "bot.inbound.a": "from bot.outbound import b",
        "bot.outbound.b": "",
        "bot.platforms": "",
        "bot.platforms.slack.manifest": "import bot.platforms.slack.a",
        "bot.platforms.slack.a": "import bot.platforms",
        "bot.sandbox.demo": "import bot.sandbox.leash",
        "bot.sandbox.leash": "",
        "commands.situation.board": "@command()\ndef board(call):\n    from commands.situation.sitrep import sitrep",
        "commands.situation.sitrep": "@command()\ndef sitrep(call):\n    pass",
        "storage.record.a": "import storage.bridge.b",
        "storage.bridge.b": "import storage.tables.c",
        "storage.tables.c": "",
    }
    house = house_of(sources)
    assert {title: against for title, rule in RULES.items() if (against := [*map(str, rule(house))])} == {}
