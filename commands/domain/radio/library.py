"""The nationwide interoperability channels: what each is for, what limits it, and where its numbers come from."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property

from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.radio.frequencies import Channel, Kind, mhz


class Limit(StrEnum):
    """What stands in the way of using a row, as the printed tables say it."""

    NOT_AUTHORISED = "not authorised"
    LICENCE = "licence"  # a licence or a special temporary authority is needed
    FEDERAL = "federal"  # only to work with federal stations, on their conditions
    LAW = "law enforcement"
    TERRITORIES = "not PR or VI"
    CANADA = "3 W near Canada"  # north of Line A, east of Line C
    INLAND = "inland only"
    NO_ENCRYPTION = "no encryption"
    RECEIVE_ONLY = "receive only"
    NO_VOICE = "no voice"
    TRUNKED = "trunked"
    CSQ_ACCEPTED = "csq accepted"  # carrier squelch on receive is as good as the tone
    OTHER_TONES = "other tones"  # a local plan may use others than the recommended ones
    AIR = "air"


class Verified(StrEnum):
    """How many transcriptions agree on a row."""

    TWO = "two-sources"
    ONE = "one-source"


@dataclass(frozen=True, kw_only=True)
class LibraryRow:
    """One channel of the library with everything that is printed about it."""

    channel: Channel
    band: str
    use: str
    limits: frozenset[Limit] = frozenset()
    notes: str = ""
    source: str
    verified: Verified

    @property
    def name(self) -> str:
        """The channel's nationwide standard name, such as ``VCALL10``."""
        return self.channel.name

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be said wherever the row is shown."""
        marks = {
            "NOT AUTHORISED until checked": Limit.NOT_AUTHORISED in self.limits,
            "RECEIVE ONLY": Limit.RECEIVE_ONLY in self.limits,
            "NO VOICE": Limit.NO_VOICE in self.limits,
            "ONE SOURCE: values not confirmed by a second": self.verified is Verified.ONE,
        }
        return tuple(words for words, stands in marks.items() if stands)

    @property
    def shown(self) -> str:
        """One line of a list, its marks included."""
        return " · ".join((self.channel.shown, self.use, *self.marks))

    @property
    def calling(self) -> bool:
        """A channel for calling, not for working a net."""
        return "calling" in self.use.casefold()


@dataclass(frozen=True)
class Library:
    """All rows of one edition; ``edition`` is the sentence that stands under whatever is shown of them."""

    edition: str
    rows: tuple[LibraryRow, ...]

    @cached_property
    def by_name(self) -> dict[str, LibraryRow]:
        """The rows by name key, so that ``vtac 14`` finds VTAC14; made once for each edition."""
        return {channel_key(row.name): row for row in self.rows}

    def named(self, name: str) -> LibraryRow | None:
        """The row of this name, however it is written."""
        return self.by_name.get(channel_key(name))

    def show(self, name: str) -> LibraryRow:
        """The row of this name; refused with the nearest names where there is none."""
        if row := self.named(name):
            return row
        near = ", ".join(self.near(name)) or "freq find lists what there is"
        raise Refused(f"The library has no channel {name}. Nearest: {near}.")

    def near(self, name: str) -> tuple[str, ...]:
        """Up to five names that look like this one."""
        found = get_close_matches(channel_key(name), list(self.by_name), n=5, cutoff=0.6)
        return tuple(self.by_name[key].name for key in found)

    def beginning(self, name: str) -> tuple[LibraryRow, ...]:
        """The rows whose names begin so, in the library's order."""
        start = channel_key(name)
        return tuple(row for row in self.rows if channel_key(row.name).startswith(start))

    def within(self, low: int, high: int) -> tuple[LibraryRow, ...]:
        """The rows that receive or transmit from ``low`` to ``high`` hertz, both included."""
        return tuple(row for row in self.rows if any(low <= hertz <= high for hertz in frequencies(row.channel)))

    def direct(self, row: LibraryRow) -> LibraryRow | None:
        """The direct (talk-around) form: simplex on the pair's receive frequency, with the D at the end of the name."""
        found = self.named(row.name + "D")
        return found if found and row.channel.kind is Kind.PAIR else None

    def reverse(self, row: LibraryRow) -> LibraryRow | None:
        """The row with RX and TX exchanged, such as VTAC33 for VTAC36."""
        sides = (row.channel.tx, row.channel.rx)
        pairs = (other for other in self.rows if other.channel.kind is Kind.PAIR and row.channel.kind is Kind.PAIR)
        return next((other for other in pairs if (other.channel.rx, other.channel.tx) == sides), None)


def frequencies(channel: Channel) -> frozenset[int]:
    """The one or two frequencies of a channel, in hertz; none where they are not fixed (trunked, broadband)."""
    return frozenset(hertz for hertz in (channel.rx, channel.tx) if hertz is not None)


def shown(library: Library, row: LibraryRow) -> tuple[tuple[str, str], ...]:
    """Everything about a row, as named fields; what is unknown is left out."""
    channel, direct, reverse = row.channel, library.direct(row), library.reverse(row)
    fields = (
        ("RX", f"{mhz(channel.rx)} {channel.rx_tone}".strip() if channel.rx is not None else ""),
        ("TX", f"{mhz(channel.tx)} {channel.tx_tone}".strip() if channel.tx is not None else "none: receive only"),
        ("Mode", channel.mode.value),
        ("Width", channel.width.value if channel.width else ""),
        ("Emission", channel.emission.designator if channel.emission else ""),
        ("Band", row.band),
        ("Use", row.use),
        ("Limits", row.notes),
        ("Marked", "; ".join(row.marks)),
        ("Direct form", direct.name if direct else ""),
        ("Reverse", reverse.name if reverse else ""),
        ("Source", f"{row.source}; {row.verified.value}"),
        ("Edition", library.edition),
    )
    return tuple((name, value) for name, value in fields if value)
