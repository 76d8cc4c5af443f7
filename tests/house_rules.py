"""Where things stand, as rules over the imports. Each rule answers with what is against it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from graphlib import CycleError, TopologicalSorter

from commands.registry import families
from tests.imports import OURS, Arrow, House, within

Rule = Callable[[House], Iterable[object]]

FLOORS = (
    "__main__", "cli", "app", "web", "operations", "inbound", "carriers", "outbound", "schedule", "feeds", "archive",
    "directory", "documents", "runtime", "config", "platforms",
)  # fmt: skip
"""The packages of ``bot/`` from the top floor down: each imports only what stands below it."""

ASKED_BY_CONFIG = ("bot.platforms.registry", "bot.platforms.settings")
"""What the configuration takes from the platforms: no platform by its name, nor the protocol."""

NO_VERBS = ("line", "shared", "radio", "paper", "facts", "survey")
"""Folders of ``commands/`` that serve the nouns."""

ACROSS = frozenset(
    {
        ("logistics.request", "accountability.checkin"),  # what arrives for a request is checked in
        ("situation.report", "logistics.request"),  # a need that is reported becomes a request
        ("yourself.home", "messages.ack"),  # what waits for one's acknowledgement
    }
)
"""The nouns that may take from a noun of another family."""

SAY_OTHERS = frozenset(
    {
        "commands.alerts.alert",  # an alert becomes an announcement
        "commands.logistics.request",
        "commands.messages.ack",
        "commands.notification.page",
        "commands.organisation.link",
        "commands.yourself.help",
        "bot.inbound.answers",
    }
)
"""Who may take from ``commands.dispatch``: nouns that say other commands, the help, and what answers a command line."""

DECIDERS = tuple(
    f"commands.{one}"
    for one in ("domain", "call", "dispatch", "registry", "schedules", "paper", "radio", "line.who", "survey")
)  # fmt: skip
"""What ``bot/`` may take from ``commands/`` …"""

DECIDERS_BY_NAME = frozenset(
    {
        ("commands.communications.traffic", "desk_line"),
        ("commands.shared.rights", "may"),
        ("commands.situation.board", "standing"),
        ("commands.documentation.form", "read_period"),
    }
)
"""… and which single functions of nouns."""


def circles_of_modules(folder: str, house: House) -> Iterator[str]:
    yield from _circles((a.source, a.target) for a in house.arrows if within(a.source, folder))


def circles_of_packages(folder: str, house: House) -> Iterator[str]:
    """In each folder: no circle between what stands in it, files and folders alike."""
    for parent in sorted(one for one in house.packages if within(one, folder)):
        inside = (a for a in house.arrows if within(a.source, parent) and within(a.target, parent))
        yield from _circles((_child(a.source, parent), _child(a.target, parent)) for a in inside)


def only_downwards(house: House) -> Iterator[Arrow]:
    for arrow in house.arrows:
        source, target = _floor(arrow.source), _floor(arrow.target)
        if source != target and source in FLOORS and target in FLOORS and FLOORS.index(target) < FLOORS.index(source):
            yield arrow


def every_package_has_a_floor(house: House) -> Iterator[str]:
    yield from sorted({_floor(module) for module in house.modules if within(module, "bot")} - {*FLOORS, "", "sandbox"})


def apart(packages: tuple[str, ...], never: tuple[str, ...], house: House) -> Iterator[Arrow]:
    """None of these packages imports any of those."""
    for arrow in house.arrows:
        if within(arrow.source, *packages) and within(arrow.target, *never) and not _in_one(arrow, packages):
            yield arrow


def grounded(house: House) -> Iterator[Arrow]:
    """Platforms, configuration and runtime import no other package of ``bot/``, nor each other.

    The configuration alone asks which platforms there are, and what their folders say of their accounts.
    """
    for arrow in apart(("bot.platforms", "bot.config", "bot.runtime"), ("bot",), house):
        if not (within(arrow.source, "bot.config") and within(arrow.target, *ASKED_BY_CONFIG)):
            yield arrow


def only_from_the_top(house: House) -> Iterator[Arrow]:
    for arrow in house.arrows:
        entered = within(arrow.target, "bot.app", "bot.cli") and not _in_one(arrow, ("bot.app", "bot.cli"))
        if entered and arrow.source != "bot.__main__":
            yield arrow


def inside_of_platforms(house: House) -> Iterator[Arrow]:
    """Only a platform looks into itself; Slack's manifest, which ``__main__`` prints, is the one exception."""
    platforms = tuple(one for one in house.packages if one.startswith("bot.platforms."))
    for arrow in house.arrows:
        entered = within(arrow.target, *platforms) and not _in_one(arrow, platforms)
        if entered and (arrow.source, arrow.target) != ("bot.__main__", "bot.platforms.slack.manifest"):
            yield arrow


def sandbox_apart(house: House) -> Iterator[Arrow]:
    for arrow in house.arrows:
        entered, left = within(arrow.target, "bot.sandbox"), within(arrow.source, "bot.sandbox")
        if (entered and not left and arrow.source != "bot.__main__") or (
            left and within(arrow.target, *OURS) != entered
        ):
            yield arrow


def nouns_across_families(house: House) -> Iterator[Arrow]:
    for arrow in house.arrows:
        source, target = noun_of(arrow.source), noun_of(arrow.target)
        if source and target and source.split(".")[0] != target.split(".")[0] and (source, target) not in ACROSS:
            yield arrow


def verbs_where_none_belong(house: House) -> Iterator[str]:
    yield from sorted(one for one in house.verbs if within(one, *(f"commands.{folder}" for folder in NO_VERBS)))


def nouns_without_verbs(house: House) -> Iterator[str]:
    """Each file in a family's own folder is a noun; a noun's folder may hold helpers."""
    nouns = (one for one in house.modules - house.packages if noun_of(one) and one.count(".") == 2)
    yield from sorted(one for one in nouns if one not in house.verbs)


def line_knows_no_verbs(house: House) -> Iterator[Arrow]:
    known = ("commands.registry", "commands.shared", "commands.dispatch")
    return apart(("commands.line",), known, house)


def dispatch_for_few(house: House) -> Iterator[Arrow]:
    for arrow in house.arrows:
        if within(arrow.target, "commands.dispatch") and not within(arrow.source, "commands.dispatch", *SAY_OTHERS):
            yield arrow


def bot_takes_from_commands(house: House) -> Iterator[Arrow]:
    for arrow in house.arrows:
        allowed = within(arrow.target, *DECIDERS) or (arrow.target, arrow.name) in DECIDERS_BY_NAME
        if within(arrow.source, "bot") and within(arrow.target, "commands") and not allowed:
            yield arrow


def tables_alone(house: House) -> Iterator[Arrow]:
    """The tables import the domain and themselves; the steps from one shape to the next the tables and themselves."""
    may = {
        "storage.tables": ("storage.tables", "commands.domain"),
        "storage.migrations": ("storage.migrations", "storage.tables"),
    }
    for arrow in house.arrows:
        if any(within(arrow.source, one) and not within(arrow.target, *allowed) for one, allowed in may.items()):
            yield arrow


RULES: dict[str, Rule] = {
    **{f"no circle between modules of {one}/": partial(circles_of_modules, one) for one in OURS},
    **{f"no circle between packages of {one}/": partial(circles_of_packages, one) for one in OURS},
    "bot/: a package imports only what stands below it": only_downwards,
    "bot/: every package has its floor": every_package_has_a_floor,
    "bot/: platforms, config and runtime import none of the others, but that config asks the registry": grounded,
    "bot/: documents and directory import neither inbound nor outbound": partial(
        apart, ("bot.documents", "bot.directory"), ("bot.inbound", "bot.outbound")
    ),
    "bot/: outbound never imports inbound": partial(apart, ("bot.outbound",), ("bot.inbound",)),
    "bot/: nothing but __main__ imports app or cli": only_from_the_top,
    "bot/: only a platform looks into itself": inside_of_platforms,
    "bot/: nothing but __main__ imports the sandbox, which imports nothing of ours": sandbox_apart,
    "commands/: a noun imports no noun of another family": nouns_across_families,
    "commands/: no verb among the services": verbs_where_none_belong,
    "commands/: every file in a family's folder has a verb": nouns_without_verbs,
    "commands/: line imports neither registry nor shared nor dispatch": line_knows_no_verbs,
    "commands/: dispatch is for those who say other commands": dispatch_for_few,
    "bot/ takes from commands/ only what decides": bot_takes_from_commands,
    "storage/: tables and migrations stand by themselves": tables_alone,
    "storage/: bridge never imports record": partial(apart, ("storage.bridge",), ("storage.record",)),
}


def _circles(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One circle of them, in words, if there is one."""
    graph: dict[str, set[str]] = {}
    for source, target in pairs:
        if source and target and source != target:
            graph.setdefault(source, set()).add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        yield " ← ".join(found.args[1])


def _child(module: str, parent: str) -> str:
    """What stands in the folder ``parent`` and is or holds this module; empty for the folder itself."""
    inside = module.removeprefix(parent).lstrip(".").partition(".")[0]
    return f"{parent}.{inside}" if inside else ""


def _floor(module: str) -> str:
    return module.split(".")[1] if module.startswith("bot.") else ""


def noun_of(module: str) -> str:
    """``logistics.request`` for whatever belongs to that noun; empty for what is no noun's."""
    parts = module.split(".")
    is_noun = len(parts) > 2 and parts[0] == "commands" and parts[1] in families()
    return ".".join(parts[1:3]) if is_noun else ""


def _in_one(arrow: Arrow, packages: Iterable[str]) -> bool:
    return any(within(arrow.source, one) and within(arrow.target, one) for one in packages)
