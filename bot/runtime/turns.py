"""Whose job is next where many wait: accounts take turns, and within an account its rooms do.

So the flood of one room costs another no more than one job for each of its own. Within a room the order stays.
The program's own jobs (the lease, the lanes, the clock) have every other turn.
"""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")

Turn = tuple[str, str]
"""The account and the room for which a job is."""

OWN: Turn = ("", "")
"""The program itself."""


class Turns(Generic[T]):
    """Jobs that wait. Used by one thread alone."""

    def __init__(self) -> None:
        self.count = 0  # of all jobs that wait; read by other threads
        self._own: deque[T] = deque()
        self._own_is_next = True
        self._accounts: OrderedDict[str, OrderedDict[str, deque[T]]] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._own or self._accounts)

    def put(self, job: T, turn: Turn) -> None:
        """Add a job behind what its room has asked for before."""
        self.count += 1
        if turn == OWN:
            self._own.append(job)
        else:
            account, room = turn
            self._accounts.setdefault(account, OrderedDict()).setdefault(room, deque()).append(job)

    def take(self) -> T:
        """The next job; IndexError where none waits."""
        job = self._next()
        self.count -= 1
        return job

    def _next(self) -> T:
        own = self._own_is_next if self._own and self._accounts else not self._accounts
        self._own_is_next = not own
        return self._own.popleft() if own else self._of_others()

    def _of_others(self) -> T:
        account, rooms = self._accounts.popitem(last=False)
        room, jobs = rooms.popitem(last=False)
        job = jobs.popleft()
        if jobs:
            rooms[room] = jobs  # behind the others
        if rooms:
            self._accounts[account] = rooms
        return job
