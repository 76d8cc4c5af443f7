"""What the tests of the running program share."""

import structlog

structlog.configure(  # without the values of local variables, which take a second to print
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
