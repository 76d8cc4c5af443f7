"""Structured logs: for people on a terminal, JSON for machines. No message text and no secret at the default level."""

import logging
import sys
from collections.abc import Iterable
from typing import Literal

import structlog

LogFormat = Literal["text", "json"]

NOISY = ("apscheduler", "aiohttp", "alembic", "uvicorn")
"""Libraries that log addresses with tickets, texts or every step: only their errors are worth a line."""


def set_up(form: LogFormat = "text", *, level: str = "info", noisy: Iterable[str] = ()) -> None:
    """Log to standard error, as ``form`` has it (text for people, JSON for machines), from ``level`` on.

    Tracebacks leave out local values, which hold texts and tokens. ``noisy``: the libraries of the platforms of which
    only errors are worth a line.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s", force=True)
    for name in (*NOISY, *noisy):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), sort_keys=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)  # locals hold texts and tokens
        processors.append(structlog.processors.ExceptionRenderer(frames))
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
