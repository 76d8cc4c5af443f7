"""Runs a module as a program that ends when its parent does, however the parent ended.

The parent holds the other end of our standard input and writes nothing; when it is gone, even by SIGKILL, the pipe
closes. Use: `Popen([sys.executable, "-m", "bot.sandbox.leash", module, *words], stdin=PIPE)`.
"""

import os
import runpy
import sys
import threading


def _follow_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


def main() -> None:
    """The first word names the module; the rest are its own words."""
    threading.Thread(target=_follow_parent, daemon=True, name="leash").start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
