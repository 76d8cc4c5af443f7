"""Look for known weaknesses: in our own code (bandit), and in what the program is installed with (pip-audit).

Usage: python tools/audit.py (in the project's folder; part of `make check`).

Exits with 1 where something was found. Where the list of known weaknesses cannot be had, that is printed, with the
reason, and is no failure: a machine without that way out checks all the same what it can.
"""

import json
import subprocess
import sys
from dataclasses import dataclass

PINNED = "requirements/base.txt"
OURS = ("bot", "commands", "storage")
WITHIN = 120.0
"""Seconds for the look-up of known weaknesses."""


@dataclass(frozen=True)
class Audited:
    """What came of the look-up: lines for a person, and whether any package has a known weakness."""

    lines: tuple[str, ...]
    found: bool = False


def main() -> int:
    print("== bandit: our own code", flush=True)
    own = subprocess.run([sys.executable, "-m", "bandit", "--quiet", "-ll", "-r", *OURS], check=False).returncode
    print(f"== pip-audit: {PINNED}", flush=True)
    audited = looked_up()
    print(*audited.lines, sep="\n")
    return 1 if own or audited.found else 0


def looked_up() -> Audited:
    wanted = [sys.executable, "-m", "pip_audit", "-r", PINNED, "--disable-pip", "--no-deps", "-f", "json"]
    try:
        done = subprocess.run(wanted, capture_output=True, text=True, timeout=WITHIN, check=False)
    except subprocess.TimeoutExpired:
        return Audited((f"not looked up: no answer within {WITHIN:.0f} seconds",))
    return read(done.stdout, done.stderr)


def read(output: str, errors: str) -> Audited:
    """What pip-audit said; a run that could not look anything up says why."""
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        last = (errors.strip().splitlines() or ["it said nothing"])[-1]
        return Audited((f"not looked up: {last[:300]}",))
    weak = [
        f"{one['name']} {one['version']}: {', '.join(each['id'] for each in one['vulns'])}"
        for one in packages
        if one.get("vulns")
    ]
    if weak:
        return Audited(tuple(weak), found=True)
    skipped = [one for one in packages if "skip_reason" in one]
    if len(skipped) == len(packages):
        return Audited(("not looked up: the index of this machine tells nothing about known weaknesses",))
    left = f"; {len(skipped)} could not be looked up" if skipped else ""
    return Audited((f"{len(packages) - len(skipped)} packages, no known weakness{left}",))


if __name__ == "__main__":
    sys.exit(main())
