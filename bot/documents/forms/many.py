"""Very many forms, each a file: made by as many processes as there are processors, and with word of how far it is."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, islice

from bot.documents.forms.render import Rendered, render
from bot.runtime.worker import behave
from commands.domain.messages import Document

FEW = 60
"""So many are made at once; a process that helps takes as long to start."""

TOGETHER = 64
TOLD_EVERY = 10.0
"""Seconds."""

Made = tuple[str, Rendered]


def in_files(wanted: Iterable[tuple[str, Document]], about: int, say: Callable[[str], None]) -> Iterator[Made]:
    """(group, file) of every (group, form), in their order; ``about`` is how many there may be."""
    source, begun, told = iter(wanted), time.monotonic(), time.monotonic()
    first = ((group, render(one)) for group, one in islice(source, FEW))
    for done, made in enumerate(chain(first, _by_many(source)), 1):
        yield made
        if (now := time.monotonic()) - told > TOLD_EVERY:
            told = now
            left = (now - begun) / done * max(about - done, 0)
            say(f"forms: {done:,} of about {max(about, done):,}, about {left / 60:.0f} min left")


def _by_many(wanted: Iterator[tuple[str, Document]]) -> Iterator[Made]:
    batch = [*islice(wanted, TOGETHER)]
    if not batch:
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=spawn, initializer=behave) as processes:
        while batch:
            running = processes.map(render, [one for _, one in batch], chunksize=4)
            following = [*islice(wanted, TOGETHER)]  # read while those before are made
            yield from zip([group for group, _ in batch], running, strict=True)
            batch = following
