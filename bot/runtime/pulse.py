"""Whether the event loop moves, and the word of it to systemd, which restarts a process that says nothing.

systemd's side is one datagram to the socket that NOTIFY_SOCKET names (sd_notify(3)); without it nothing is sent.
"""

import asyncio
import os
import socket
from collections import deque
from contextlib import suppress

BEATS_EVERY = 0.25
REMEMBERED = 40
"""Beats of which the longest counts: ten seconds."""
STALLED = 5.0
"""Seconds of delay from which on the loop counts as stalled."""


class Pulse:
    """Beats on the loop; a beat that is late tells how long the loop did nothing."""

    def __init__(self) -> None:
        self._late: deque[float] = deque([0.0], maxlen=REMEMBERED)

    @property
    def lag(self) -> float:
        """The longest delay of the last seconds, in seconds."""
        return max(self._late)

    @property
    def stalled(self) -> bool:
        """Has the loop stood still lately?"""
        return self.lag > STALLED

    async def run(self) -> None:
        """Beat until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEATS_EVERY
            await asyncio.sleep(BEATS_EVERY)
            self._late.append(max(0.0, loop.time() - due))
            notify("WATCHDOG=1")


def notify(state: str) -> None:
    """Tell systemd; where it does not listen nothing is done."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as said:
        said.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        said.send(state.encode())
