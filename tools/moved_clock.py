"""Runs a command with the machine's clock moved, for it and all that it starts; needs Debian's libfaketime.

    tools/moved_clock.py years 2 -- command …       two years on
    tools/moved_clock.py change -- command …        in Boise, half a minute before its clocks go back in 2028

Spans (the monotonic clock) are left alone. Where the library is missing, root gets it from apt-get; anybody else is
told what to install.
"""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

PACKAGE = "libfaketime"
CHANGE = datetime(2028, 11, 5, 8, 0, tzinfo=UTC)
"""02:00 MDT in Boise, when its clocks go back to 01:00 MST."""
USAGE = "usage: moved_clock.py years N -- command …, or: moved_clock.py change -- command …"


def library() -> Path | None:
    """The preloaded library, where it is installed."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)


def installed() -> Path:
    """The same, after an attempt to install it. Exits with words where it cannot be had."""
    if not library() and os.geteuid() == 0 and shutil.which("apt-get"):
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", PACKAGE]):
            subprocess.run(["apt-get", *arguments], stdout=subprocess.DEVNULL, check=False)
    found = library()
    if not found:
        raise SystemExit(f"the clock cannot be moved without {PACKAGE}: apt-get install {PACKAGE}")
    return found


def moved(how: list[str], now: datetime) -> dict[str, str]:
    """What the environment says of such a move. Exits with the usage for any other."""
    match how:
        case ["years", number] if number.isdecimal():
            return {"FAKETIME": f"+{365 * int(number)}d"}
        case ["change"]:
            ahead = CHANGE - timedelta(seconds=30) - now  # from now on, so that children do not start again at it
            return {"FAKETIME": f"{ahead.total_seconds():+.0f}s", "TZ": "America/Boise"}
        case _:
            raise SystemExit(USAGE)


def main(arguments: list[str]) -> None:
    """Become the command."""
    if "--" not in arguments[:-1]:  # or no command after it
        raise SystemExit(USAGE)
    cut = arguments.index("--")
    values = moved(arguments[:cut], datetime.now(UTC))
    command = arguments[cut + 1 :]
    spans = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
    os.execvpe(command[0], command, {**os.environ, **values, **spans, "LD_PRELOAD": str(installed())})


if __name__ == "__main__":
    main(sys.argv[1:])
