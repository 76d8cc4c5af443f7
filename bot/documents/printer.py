"""Documents become files. Where the record has to be read for it first, both is done in a process beside the bridge."""

import asyncio
import json
import resource
from asyncio import to_thread
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.documents.forms.render import NotRendered, Rendered, render
from bot.runtime.clerk import Clerk
from bot.runtime.worker import Unfinished, Worker
from commands.domain.errors import Refused
from commands.domain.messages import Document
from commands.paper.later import LATER, fulfilled
from storage.store import Database, Work

LONGEST = 180.0
"""Seconds that one document may take."""

KEPT = 30.0
"""Seconds for which a paper is kept for the lanes that post it later."""

SHORT = 200
"""Rows that are set within this process, beside the transactions, in some tens of milliseconds."""

MOST_HELD = 400_000
"""Kibibytes: a process that has held more is ended when its document is done. Thousands of rows take so much."""


@dataclass
class Printer:
    """Makes files. Without the address of a database it reads within this process, beside the transactions."""

    clerk: Clerk
    url: str = field(default="", repr=False)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _beside: Worker = field(default_factory=Worker)
    _making: dict[str, asyncio.Task[Rendered]] = field(default_factory=dict)

    async def printed(self, document: Document) -> Rendered:
        """The file. Raises NotRendered, with words for people, and DatabaseAway."""
        try:
            if LATER not in document.data:
                if self.url and rows(document) > SHORT:
                    return await self._beside.do(render, document, within=LONGEST)
                return await to_thread(render, document)
            return await asyncio.shield(self._shared(document))
        except Refused as refusal:
            raise NotRendered(refusal.words) from None
        except Unfinished as fault:
            raise NotRendered(str(fault)) from None

    def _shared(self, document: Document) -> asyncio.Task[Rendered]:
        """What one command promised is made once for all rooms, which so get the same paper."""
        key = json.dumps([document.filename, document.data], sort_keys=True)
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._made(document))
            self._making[key].add_done_callback(partial(self._keep, key))
        return self._making[key]

    def _keep(self, key: str, made: asyncio.Task[Rendered]) -> None:
        """A fault is not kept: whoever tries again is not told of the last time."""
        well = not made.cancelled() and made.exception() is None
        made.get_loop().call_later(KEPT if well else 0.0, self._making.pop, key, None)

    async def _made(self, document: Document) -> Rendered:
        at = self.now()
        if self.url:
            return await self._print(document, at)
        return await to_thread(render, await self.clerk.aside(partial(_read, document=document, at=at)))

    async def _print(self, document: Document, at: datetime) -> Rendered:
        done, held = await self._beside.do(print_promised, self.url, document, at, within=LONGEST)
        if held > MOST_HELD:
            self._beside.stop()  # what Typst remembers is given back with its process
        return done

    def close(self) -> None:
        """End the process beside, also where it is still at it."""
        self._beside.stop()


def rows(document: Document) -> int:
    """How long the document's lists are."""
    sheets: Any = document.data.get("sheets") or (document.data,)
    return sum(len(one.get("rows") or ()) for one in sheets)


def _read(work: Work, document: Document, at: datetime) -> Document:
    return fulfilled(document, work.record, at)


def print_promised(url: str, document: Document, at: datetime) -> tuple[Rendered, int]:
    """In the process beside: read what is promised, on a snapshot of its own, and print it.

    With the file comes how much memory the process has held at most, in the system's units.
    """
    database = Database(url)
    try:
        with database.snapshot() as work:
            whole = fulfilled(document, work.record, at)
    finally:
        database.close()
    return render(whole), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
