"""Which commands there are. A command is a function in a file of a family's folder, marked ``@command``.

A family is a folder of ``commands/`` that holds nouns: all but the services named in ``SERVICES``. A noun is one file
of it, or one folder of its own name.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

import commands
from commands.call import Call
from commands.domain.messages import Reply
from commands.line.signature import Parameter, parameters

Run = Callable[..., Reply | tuple[Reply, ...]]
R = TypeVar("R", bound=Run)

CLOCK_ONLY = "clock"
"""What a verb ``needs`` that only the clock says."""

IN_INCIDENT, IN_REGION = "incident", "region"
"""Where a verb belongs, if not in both kinds of record."""

SERVICES = frozenset({"data", "dispatch", "domain", "facts", "line", "paper", "radio", "shared", "survey"})
"""The folders of ``commands/`` in which no noun lives."""

HOW = frozenset({"help", "form"})
"""What asks behind any command how it is said."""


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One thing that can be said. ``name`` is empty for what the noun alone means."""

    noun: str
    name: str
    run: Run
    parameters: tuple[Parameter, ...]
    help: str
    also: tuple[str, ...] = ()
    anywhere: bool = False
    needs: str = ""
    creates: bool = False
    closed: bool = False
    at_once: bool = False
    apart: bool = False
    alone: Callable[[str], bool] | None = None
    by_room: Callable[[Call], bool] | None = None
    by_code: bool = False
    where: str = ""

    @property
    def hidden(self) -> bool:
        """Said by the clock alone: no person is told of it."""
        return self.needs == CLOCK_ONLY

    @property
    def spoken(self) -> str:
        """``request fill``; the noun alone for what it means by itself."""
        return f"{self.noun} {self.name}".rstrip()

    @property
    def usage(self) -> str:
        """The line to type, with ``<…>`` around what is needed and ``[…]`` around what may be left out."""
        return " ".join([self.spoken, *(parameter.usage for parameter in self.parameters)])

    @property
    def summary(self) -> str:
        """The first line of its help."""
        return self.help.partition("\n")[0]


@dataclass(frozen=True)
class Noun:
    """A word that starts a command, with its verbs by every word that names one."""

    name: str
    verbs: dict[str, Verb] = field(default_factory=dict)

    @property
    def default(self) -> Verb | None:
        """What the word means by itself; None where it needs a second one."""
        return self.verbs.get("")

    @property
    def distinct(self) -> tuple[Verb, ...]:
        """Each verb that people say, once, in the order of its file."""
        return tuple({id(verb): verb for verb in self.verbs.values() if not verb.hidden}.values())

    @property
    def summary(self) -> str:
        """One line about it, for the overview."""
        return (self.default or self.distinct[0]).summary

    def is_meant(self, behind: str) -> bool:
        """Is this word with these words behind it said for the record? With most nouns it always is."""
        alone = self.default.alone if self.default else None
        return alone is None or not behind or behind.casefold() in HOW or alone(behind)


_declared: list[Verb] = []


def command(
    *,
    noun: str = "",
    verb: str | None = None,
    also: Iterable[str] = (),
    anywhere: bool = False,
    needs: str = "",
    creates: bool = False,
    closed: bool = False,
    at_once: bool = False,
    apart: bool = False,
    alone: Callable[[str], bool] | None = None,
    lists: Mapping[str, str] | None = None,
    by_room: Callable[[Call], bool] | None = None,
    by_code: bool = False,
    where: str = "",
) -> Callable[[R], R]:
    """Make a function a verb: its docstring is its help, its signature its usage and its form.

    The noun is the third part of the module's path (``commands.communications.freq.plan`` speaks of ``freq``) unless
    said otherwise. A function named as its noun is what the noun alone means;
    elsewhere ``_`` reads as a blank and at the end keeps clear of Python's words (``list_``). ``also`` are further
    words for it. ``anywhere``: it needs no incident. ``closed``: it may be said in a closed incident as well.
    ``creates``: the same once more within a minute is asked about before it makes a second one.
    ``at_once``: whatever stands behind the noun is for it, but for a verb alone or with a number; nothing is asked.
    ``apart``: whoever may not say it does not find it in the help.
    ``alone``: it is said without its noun as well; in a room only with words behind it for which this is true, since
    what else begins with it is talk ("!take cover"). The same goes for a noun of which this is said
    ("!cancel the burnout").
    ``lists`` says what names in braces in the docstring stand for: what is registered elsewhere is in the help as well.
    Whoever does not belong to the incident may say none of them, but for the help. ``by_room``: the administration of
    the room itself lets it be said, by this rule, also by somebody who belongs nowhere yet; where nothing is needed
    otherwise it is required. ``by_code``: so does a code that is given with it.
    ``where``: it belongs to incidents alone (``IN_INCIDENT``) or to regions alone (``IN_REGION``).
    ``needs`` names who may say it: a right of roles.RIGHTS, ids of positions ("IC OSC"), or "clock".
    """

    def declare(run: R) -> R:
        spoken_noun = noun or noun_of(run.__module__)
        name = run.__name__.strip("_").replace("_", " ") if verb is None else verb
        _declared.append(
            Verb(
                noun=spoken_noun,
                name="" if name == spoken_noun else name,
                run=run,
                parameters=parameters(run),
                help=_tidy(run.__doc__ or "").format_map(lists) if lists else _tidy(run.__doc__ or ""),
                also=tuple(also),
                anywhere=anywhere,
                needs=needs,
                creates=creates,
                closed=closed,
                at_once=at_once,
                apart=apart,
                alone=alone,
                by_room=by_room,
                by_code=by_code,
                where=where,
            )
        )
        return run

    return declare


def noun_of(module: str) -> str:
    """The noun that a module speaks of, by its dotted name: the folder or file below its family's folder."""
    return module.split(".")[2]


def families() -> tuple[str, ...]:
    """The folders that hold nouns, in alphabetical order."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(commands.__path__) if m.ispkg and m.name not in SERVICES))


@cache
def nouns() -> dict[str, Noun]:
    """Every noun of every family by its name, in alphabetical order."""
    for family in families():
        package = importlib.import_module(f"commands.{family}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: dict[str, Noun] = {}
    for verb in sorted(_declared, key=_place):
        noun = found.setdefault(verb.noun, Noun(verb.noun))
        for word in (verb.name, *(verb.also if verb.name else ())):
            if word in noun.verbs:
                raise ValueError(f"{verb.noun}: two commands are called {word!r}")
            noun.verbs[word] = verb
    return found


def _place(verb: Verb) -> tuple[str, str, int]:
    """By noun, then as it stands in the files (named without their family), whatever was imported first."""
    code = inspect.unwrap(verb.run).__code__
    return verb.noun, verb.run.__module__.split(".", 2)[2], code.co_firstlineno


@cache
def said_when_closed() -> tuple[str, ...]:
    """What the clock says in a closed incident as well: all else that is due there waits until it is open again."""
    every = (verb for noun in nouns().values() for verb in noun.verbs.values())
    allowed = (verb for verb in every if verb.needs == "clock" and (verb.closed or verb.anywhere))
    return tuple(f"{verb.noun} {verb.name}" for verb in allowed)


@cache
def spoken() -> dict[str, Noun]:
    """Every noun by every word for it: its name and its aliases."""
    words = dict(nouns())
    for noun in nouns().values():
        for word in noun.default.also if noun.default else ():
            if word in words:
                raise ValueError(f"two nouns are called {word!r}")
            words[word] = noun
    return words


@cache
def without_noun() -> dict[str, Verb]:
    """The verbs that are said without their noun as well, by every word for them that is no noun itself."""
    alone = [verb for noun in nouns().values() for verb in noun.distinct if verb.alone and verb.name]
    further = {word: verb for verb in alone for word in verb.also if word not in spoken()}
    found = further | {verb.name: verb for verb in alone}
    if both := found.keys() & spoken().keys():
        raise ValueError(f"verbs and nouns are called {sorted(both)}")
    return found


_NUMBERED = re.compile(r"([a-z]{1,3})\s?[-#]?\s?\d{1,9}(?:\.\d+)?(?![\w-])", re.IGNORECASE)


def of_number(word: str, behind: str) -> Verb | None:
    """The verb that was meant where its noun is missing but the number of a record tells it: ``clear M-1``."""
    found = _NUMBERED.match(behind.strip())
    if found is None:
        return None
    series = found[1].upper()
    every = (noun.verbs.get(word.casefold()) for noun in nouns().values())
    return next((verb for verb in every if verb and not verb.hidden and _series(verb) == series), None)


def _series(verb: Verb) -> str:
    return verb.parameters[0].converter.series if verb.name and verb.parameters else ""


def _tidy(docstring: str) -> str:
    return "\n".join(line.strip() for line in docstring.strip().splitlines())


__all__ = ["Call", "Noun", "Reply", "Verb", "command", "nouns", "of_number", "spoken", "without_noun"]
