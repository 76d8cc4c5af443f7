"""Which forms there are. A form is one file in ``commands/paper/forms/``: a function that fills it, marked ``@sheet``.

What offers, explains, prints or exports forms asks here, so that nothing else has to be told of a new one.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from commands.call import Call
from commands.domain.incidents import MAIN
from commands.domain.messages import Document
from commands.domain.organisation.roles import Seat
from commands.domain.paper.paper import Top
from commands.paper import papers
from commands.paper.papers import EVERYTHING, Asked

FORMS = "commands.paper.forms"
"""The folder of the forms: they import this file, so that it knows them by name alone."""

GENERIC = "form"
"""The template that prints any ``blocks.content``: a form needs none of its own."""

Made = tuple[tuple[Document, ...], tuple[str, ...]]
"""The documents, and what has to be said beside them."""

Fill = Callable[[Call, Asked], Document | Made]
F = TypeVar("F", bound=Fill)


@dataclass(frozen=True, kw_only=True)
class Print:
    """One print of a form in an export, for the folder of ``group``. The rest narrows it as ``Asked`` does."""

    group: str = MAIN
    of: str = ""
    period: str = EVERYTHING
    seat: Seat | None = None


Export = Callable[[Call, tuple[str, ...]], Iterable[Print]]
"""The prints that an export of the incident holds, whose groups (the main one among them) come with the call."""


def once(_: Call, __: tuple[str, ...]) -> Iterator[Print]:
    """One print, of the whole incident."""
    yield Print()


def in_regions(call: Call, _: tuple[str, ...]) -> Iterator[Print]:
    """One print of what is a region's own."""
    if call.here.standing:
        yield Print()


def of_record(one: Any) -> Print:
    """A print about one record, in the folder of the record's own group."""
    return Print(of=one.shown, group=group_of(one))


def group_of(one: object) -> str:
    """The group that a record belongs to: the main one where its kind knows no groups."""
    return str(getattr(one, "group", MAIN))


@dataclass(frozen=True)
class Each:
    """A print for each record of ``kind``; records for which ``named`` gives the same print share it."""

    kind: type[Any]
    named: Callable[[Any], Print] = of_record

    def __call__(self, call: Call, _: tuple[str, ...]) -> Iterable[Print]:
        """The prints, in the order in which the record has what they are about."""
        return dict.fromkeys(self.named(one) for one in call.store.every(self.kind, call.here.id))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form as it is registered: see ``sheet`` for what the fields mean."""

    number: str
    title: str
    fill: Fill
    shown: str
    template: str
    prepared_by: tuple[str, ...] = ()
    of: str = ""
    narrowed: str = ""
    long: bool = False
    plan: bool = False
    may_read: Callable[[Call, str], None] | None = None
    private: str = ""
    export: Export | str = once
    standing: bool = False

    @property
    def name(self) -> str:
        """How it is asked for: ``205A``."""
        return self.number.upper()


_declared: list[Sheet] = []


def sheet(
    number: str,
    title: str,
    *,
    shown: str = "",
    template: str = GENERIC,
    prepared_by: tuple[str, ...] = (),
    of: str = "",
    narrowed: str = "",
    long: bool = False,
    plan: bool = False,
    may_read: Callable[[Call, str], None] | None = None,
    private: str = "",
    export: Export | str = once,
    standing: bool = False,
) -> Callable[[F], F]:
    """Make a function a form: what it returns is printed, offered by ``form`` and part of an export.

    ``number`` is what people ask for, in lower case ("205a"); ``shown`` what the sheet is called where that is not
    "ICS" and the number. ``template`` is the one that sets it, a file of ``bot/documents/forms/``.
    ``prepared_by`` are the ids of the positions whose form it is: the first that somebody holds signs it.
    ``of`` is an example of what has to be named ("MSG-3"), ``narrowed`` what may be named ("a unit").
    ``long``: it lists everything, and is read beside the conversation. ``plan``: it is the frequency desk's.
    ``may_read`` raises Refused for those who may not have it where they ask (given the call, and what ``of`` names);
    ``private`` says in the help for whom it is, behind the form's name.
    ``standing``: it is a document of a region.
    ``export`` says what an export of the incident holds of it; a text instead says why it holds none.
    """

    def declare(fill: F) -> F:
        _declared.append(
            Sheet(
                number=number,
                title=title,
                fill=fill,
                shown=shown or f"ICS {number.upper()}",
                template=template,
                prepared_by=prepared_by,
                of=of,
                narrowed=narrowed,
                long=long,
                plan=plan,
                may_read=may_read,
                private=private,
                export=export,
                standing=standing,
            )
        )
        return fill

    return declare


@cache
def sheets() -> dict[str, Sheet]:
    """Every form by its number, in the order of the numbers. Raises ValueError where two have the same."""
    forms = importlib.import_module(FORMS)
    for module in pkgutil.iter_modules(forms.__path__, f"{FORMS}."):
        importlib.import_module(module.name)
    found: dict[str, Sheet] = {}
    for one in sorted(_declared, key=lambda one: one.number):
        if one.number in found:
            raise ValueError(f"two forms are called {one.number!r}")
        found[one.number] = one
    return found


def documents(call: Call, asked: Asked) -> Made:
    """The documents, and what has to be said beside them. Refused where there is nothing to print."""
    made = sheets()[asked.sheet].fill(call, asked)
    return made if isinstance(made, tuple) else ((made,), ())


def top_of(call: Call, asked: Asked) -> Top:
    """What stands on every sheet of the form that is asked for. Refused where there is no such period."""
    return papers.top(call, asked.paper, period=asked.period, prepared_by=sheets()[asked.sheet].prepared_by)


def document(call: Call, asked: Asked, top: Top, content: dict[str, object], mark: str = "") -> Document:
    """A form's content with what stands on every sheet, under a name that sorts by incident, form and period.

    ``mark`` stands in the file's name instead of the period ("R-5").
    """
    one = sheets()[asked.sheet]
    data = top.sheet(one.shown, one.title, content)
    mark = mark or (f"OP-{top.window.label}" if top.window.label else "")
    name = papers.file_name(call, one.shown.replace(" ", "-"), mark)
    title = f"{data['title']}, {call.here.shown}"
    return Document(template=one.template, filename=name, title=title, data=data | {"title": title})
