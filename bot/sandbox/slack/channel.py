"""One conversation: who is in it, and its messages in the order of their timestamps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from .model import Kind, Message

MILLION = 1_000_000


@dataclass(kw_only=True, eq=False)
class Channel:
    """A channel, private channel or direct conversation. Timestamps are unique and rise strictly within it."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: dict[str, None] = field(default_factory=dict)
    topic: str = ""
    archived: bool = False
    pins: list[str] = field(default_factory=list)
    _messages: dict[str, Message] = field(default_factory=dict, repr=False)
    _shown: list[str] = field(default_factory=list, repr=False)
    _threads: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _last: int = 0

    @property
    def messages(self) -> list[Message]:
        """All messages, replies too, oldest first."""
        return list(self._messages.values())

    @property
    def texts(self) -> list[str]:
        """The texts of all messages, oldest first."""
        return [message.text for message in self._messages.values()]

    def newest(self, count: int) -> list[str]:
        """The texts of so many messages, the newest last; takes time for these alone."""
        texts = [message.text for message in islice(reversed(self._messages.values()), count)]
        return texts[::-1]

    def __len__(self) -> int:
        return len(self._messages)

    def find(self, ts: str) -> Message | None:
        """The message with this timestamp, or None."""
        return self._messages.get(ts)

    def next_ts(self, now: float) -> str:
        """A timestamp for `now` (seconds since 1970), later than any given out before."""
        self._last = max(self._last + 1, int(now * MILLION))
        return f"{self._last // MILLION}.{self._last % MILLION:06d}"

    def put(self, message: Message) -> Message:
        """Adds a message, or replaces the one with the same timestamp."""
        if message.ts not in self._messages:
            if message.is_reply:
                self._threads.setdefault(message.thread_ts or "", []).append(message.ts)
            if not message.is_reply or message.broadcast:
                self._shown.append(message.ts)
        self._messages[message.ts] = message
        return message

    def drop(self, message: Message) -> None:
        """Takes a message out for good."""
        del self._messages[message.ts]
        if message.ts in self.pins:
            self.pins.remove(message.ts)
        for kept in (self._shown, self._threads.get(message.thread_ts or "", [])):
            at = bisect_left(kept, message.ts)
            if at < len(kept) and kept[at] == message.ts:
                del kept[at]

    def history(self, oldest: str, latest: str, inclusive: bool) -> Iterator[Message]:
        """What stands in the channel itself (no replies, but those shown to the channel), newest first."""
        start, stop = _window(self._shown, oldest, latest, inclusive)
        return (self._messages[self._shown[at]] for at in range(stop - 1, start - 1, -1))

    def replies(self, root: str, oldest: str = "", latest: str = "", inclusive: bool = False) -> list[Message]:
        """The replies under a message, oldest first, without the message itself."""
        thread = self._threads.get(root, [])
        start, stop = _window(thread, oldest, latest, inclusive)
        return [self._messages[ts] for ts in thread[start:stop]]

    def has_replies(self, ts: str) -> bool:
        """Whether a thread hangs under the message."""
        return bool(self._threads.get(ts))


def _window(kept: list[str], oldest: str, latest: str, inclusive: bool) -> tuple[int, int]:
    before, after = (bisect_left, bisect_right) if inclusive else (bisect_right, bisect_left)
    start = before(kept, oldest) if oldest else 0
    stop = after(kept, latest) if latest else len(kept)
    return start, max(start, stop)
