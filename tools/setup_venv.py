"""Makes .venv from the pinned requirements, and says how far it is. Called by the Makefile; standard library only.

Usage: python3 tools/setup_venv.py <requirements file>

This file must be readable by any Python 3, so that one that is too old gets an answer and not a syntax error.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
VENV = Path(".venv")
LOG = VENV / "setup.log"


def main(requirements):
    if sys.version_info < NEEDED:
        return use_newer_python()
    print("Setting up (first time, a minute or two) …", flush=True)
    make_venv()
    pinned = Path(requirements).read_text(encoding="utf-8")
    total = len(re.findall(r"^[\w.\[\]-]+==", pinned, re.MULTILINE))
    pip("install", "--require-hashes", "-r", requirements, total=total)
    pip("install", "--no-deps", "--no-build-isolation", "-e", ".")
    progress("ready", end="\n")
    return 0


def use_newer_python():
    """Go on with a newer Python where one is installed beside this one."""
    for minor in range(20, NEEDED[1] - 1, -1):
        newer = shutil.which("python3.%d" % minor)
        if newer:
            os.execv(newer, [newer, *sys.argv])
    found = ".".join(str(part) for part in sys.version_info[:2])
    print("Net Control needs Python 3.11 or newer; %s is %s." % (sys.executable, found), file=sys.stderr)
    print("Install a newer one, or name it: make PYTHON=/path/to/python3.12", file=sys.stderr)
    return 1


def make_venv():
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        print(made.stdout + made.stderr, file=sys.stderr)
        sys.exit("This Python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv).")


def pip(*words, total=0):
    """Run pip inside .venv; one line of progress on a terminal, its whole output in .venv/setup.log."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", *words]
    seen = 0
    with LOG.open("a", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in process.stdout:
            log.write(line)
            if line.startswith("Collecting "):
                seen += 1
                progress("%d of at most %d packages: %s" % (seen, total, line.split()[1].split("==")[0]))
            elif seen and line.startswith("Installing collected"):
                progress("installing %d packages" % seen)
    if process.wait():
        log_end = LOG.read_text(encoding="utf-8").splitlines()[-15:]
        sys.exit("\n".join(["", *log_end, "", "Set-up failed; the whole output is in %s." % LOG]))


def progress(text, end=""):
    """On a terminal each step replaces the one before; elsewhere only the long ones are worth a line."""
    if sys.stdout.isatty():
        print("\r  " + text.ljust(60), end=end, flush=True)
    elif " of at most " not in text:
        print("  " + text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
