"""Every form of an incident: what an export holds. A restricted group's things are on forms of its own."""

from collections.abc import Iterable, Iterator
from typing import Any

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.domain.messages import Document
from commands.paper.papers import Asked
from commands.paper.sheets import Each, Print, Sheet, documents, group_of, sheets
from commands.radio.documents import Paper


def all_forms(call: Call, groups: Iterable[str], paper: Paper) -> Iterator[tuple[str, Document]]:
    """(group, form) of everything that there is to print, of the whole incident.

    ``groups`` are the incident's; those of which only the record still knows are printed as well.
    """
    known = tuple(dict.fromkeys((MAIN, *groups, *_groups_of_records(call))))
    for sheet in sheets().values():
        if not isinstance(sheet.export, str):
            for wanted in sheet.export(call, known):
                yield from ((wanted.group, one) for one in _made(call, sheet, wanted, paper))


def one_each() -> frozenset[type[Any]]:
    """The kinds of the record of which about each has a form of its own."""
    return frozenset(one.export.kind for one in sheets().values() if isinstance(one.export, Each))


def _groups_of_records(call: Call) -> Iterator[str]:
    for kind in one_each():
        yield from sorted({group_of(one) for one in call.store.every(kind, call.here.id)})


def _made(call: Call, sheet: Sheet, wanted: Print, paper: Paper) -> tuple[Document, ...]:
    """Nothing, where the record has nothing to print."""
    asked = Asked(
        sheet=sheet.number,
        of=wanted.of,
        period=wanted.period,
        seat=wanted.seat,
        paper=paper,
        groups=(wanted.group,),
    )
    try:
        return documents(call, asked)[0]
    except Refused:
        return ()
