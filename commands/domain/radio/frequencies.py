"""Channels as a subscriber radio is programmed, in whole hertz, and the four ends that a row has on the air."""

from dataclasses import dataclass
from enum import StrEnum

from commands.domain.radio.tones import Tone, shown

NARROW_BANDWIDTH = 11_250
WIDE_BANDWIDTH = 20_000
AM_BANDWIDTH = 6_000
FIVE_DECIMALS = (758_000_000, 806_000_000)
"""700 MHz, where four decimals do not say which channel is meant."""


class Kind(StrEnum):
    """How a row of a radio plan is to be read: only fixed pairs, simplex and one-way rows have frequencies to check."""

    PAIR = "pair"  # through a repeater, or a base that hears on another frequency than it speaks
    SIMPLEX = "simplex"
    RECEIVE = "receive-only"
    TRANSMIT = "transmit-only"
    TALKGROUP = "talkgroup"  # of a named trunked system
    LTE = "lte"
    POOL = "pool"  # one of several, chosen by the system or by whoever lends it
    UNKNOWN = "unknown"  # not yet known


KINDS_WITH_FREQUENCIES = frozenset((Kind.PAIR, Kind.SIMPLEX, Kind.RECEIVE, Kind.TRANSMIT))


class Mode(StrEnum):
    """Analog, digital or mixed, as ICS 205 writes it in block 4: A, D or M."""

    ANALOG = "A"
    DIGITAL = "D"
    MIXED = "M"


class Width(StrEnum):
    """N or W, as on an ICS 205; AM air channels are neither."""

    NARROW = "N"
    WIDE = "W"
    AM = "AM"


BANDWIDTHS = {Width.NARROW: NARROW_BANDWIDTH, Width.WIDE: WIDE_BANDWIDTH, Width.AM: AM_BANDWIDTH}
"""Authorized bandwidth in hertz: 11.25 kHz on 12.5 kHz channels, 20 kHz on wide ones (47 CFR 90.209(b)(5)).
An AM air signal occupies 6 kHz."""


@dataclass(frozen=True)
class Emission:
    """An emission designator such as 11K2F3E: necessary bandwidth in hertz, then modulation, signal, information."""

    designator: str
    bandwidth: int
    modulation: str
    signal: str
    information: str

    @property
    def digital(self) -> bool:
        """Signal 1 (one channel of digital information), 7 and X in the modes named here."""
        return self.signal in {"1", "2", "7"} or self.modulation + self.signal == "FX"

    @property
    def am(self) -> bool:
        """True for amplitude modulation, as the designator's letter has it: A double sideband, H, J and R single
        sideband.
        """
        return self.modulation in {"A", "H", "J", "R"}


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One channel, as the mobile or portable is programmed (the point of view of an ICS 205).

    ``rx`` and ``tx`` are hertz. An empty tuple of tones says: not stated. ``system`` names the trunked system or the
    broadband network. ``lender`` is who lent it, to be given back; ``sensitive`` keeps it out of what is made public.
    Raises ValueError where ``kind`` and the frequencies contradict each other.
    """

    name: str
    kind: Kind
    rx: int | None = None
    tx: int | None = None
    rx_tones: tuple[Tone, ...] = ()
    tx_tones: tuple[Tone, ...] = ()
    mode: Mode = Mode.ANALOG
    width: Width | None = None
    emission: Emission | None = None
    system: str = ""
    talkgroup: str = ""
    lender: str = ""
    sensitive: bool = False

    def __post_init__(self) -> None:
        if fault := contradiction(self.kind, self.rx, self.tx):
            raise ValueError(f"{self.name}: {fault}")

    @property
    def bandwidth(self) -> int:
        """Authorized bandwidth in hertz; the wide one where nobody has said."""
        return BANDWIDTHS[self.width or Width.WIDE]

    @property
    def rx_tone(self) -> str:
        """What opens the subscriber's squelch, as ICS 205's column RX Tone/NAC has it: ``156.7``, ``$293``."""
        return shown(self.rx_tones)

    @property
    def tx_tone(self) -> str:
        """What the subscriber sends along, as ICS 205's column TX Tone/NAC has it: ``136.5``."""
        return shown(self.tx_tones)

    @property
    def shown(self) -> str:
        """One line: ``VTAC36 RX 151.1375 N 156.7, TX 159.4725 N 136.5, A``."""
        if self.kind not in KINDS_WITH_FREQUENCIES:
            return " ".join(part for part in (self.name, self.kind.value, self.system, self.talkgroup) if part)
        width = f" {self.width.value}" if self.width else ""
        sides = (("RX", self.rx, self.rx_tone), ("TX", self.tx, self.tx_tone))
        said = [f"{side} {mhz(hertz)}{width} {tone}".rstrip() for side, hertz, tone in sides if hertz is not None]
        return f"{self.name} {', '.join(said)}, {self.mode.value}"


def kind_of(rx: int | None, tx: int | None) -> Kind:
    """What two frequencies (hertz, or None) say by themselves: a pair, simplex, one way, or nothing."""
    if rx is None and tx is None:
        return Kind.UNKNOWN
    if tx is None:
        return Kind.RECEIVE
    if rx is None:
        return Kind.TRANSMIT
    return Kind.SIMPLEX if rx == tx else Kind.PAIR


def contradiction(kind: Kind, rx: int | None, tx: int | None) -> str:
    """Why a row of this kind cannot have these frequencies (hertz), in words; empty where it can."""
    if any(hertz is not None and hertz <= 0 for hertz in (rx, tx)):
        return "a frequency is more than zero hertz"
    wanted = kind_of(rx, tx)
    if kind in KINDS_WITH_FREQUENCIES and kind is not wanted:
        return f"it is said to be {kind.value}, but its frequencies make it {wanted.value}"
    if kind not in KINDS_WITH_FREQUENCIES and wanted is not Kind.UNKNOWN:
        return f"a row of the kind {kind.value} has no fixed frequency of its own"
    return ""


def mhz(hertz: int) -> str:
    """Hertz as megahertz with four decimals (ICS 205), five at 700 MHz, whose channels do not fit four, and as many as
    it takes to say every hertz.
    """
    whole, part = divmod(hertz, 1_000_000)
    least = 5 if FIVE_DECIMALS[0] <= hertz < FIVE_DECIMALS[1] else 4
    digits = f"{part:06d}"
    return f"{whole}.{digits[:least]}{digits[least:].rstrip('0')}"


def khz(hertz: int) -> str:
    """Hertz as kilohertz without needless zeros: ``7.5 kHz``; the sign is kept."""
    whole, part = divmod(abs(hertz), 1000)
    digits = f"{part:03d}".rstrip("0")
    return f"{'-' if hertz < 0 else ''}{whole:,}{'.' + digits if digits else ''} kHz"


class Side(StrEnum):
    """Which radio an end belongs to."""

    SUBSCRIBER = "subscriber"
    STATION = "station"


@dataclass(frozen=True, order=True)
class End:
    """One end of a row on the air: ``row`` names it, ``hertz`` and ``bandwidth`` (hertz) are what it occupies."""

    hertz: int
    row: str
    side: Side
    transmits: bool
    bandwidth: int

    @property
    def shown(self) -> str:
        """The row, which of its radios, TX or RX, and the frequency in megahertz: enough to find it in a plan."""
        return f"{self.row} {self.side.value} {'TX' if self.transmits else 'RX'} {mhz(self.hertz)}"


def ends(channel: Channel, row: str = "") -> tuple[End, ...]:
    """The ends that a row has on the air, station first.

    A repeater row has four (the station speaks on the subscriber's RX and hears on its TX), a simplex row two radios
    that do both on one frequency. Behind a receive-only row somebody transmits, behind a transmit-only row somebody
    listens. Rows without a fixed frequency have none.
    """
    name = row or channel.name
    far = Side.SUBSCRIBER if channel.kind is Kind.SIMPLEX else Side.STATION
    found = []
    if channel.rx is not None:
        found += [End(channel.rx, name, far, True, channel.bandwidth)]
        found += [End(channel.rx, name, Side.SUBSCRIBER, False, channel.bandwidth)]
    if channel.tx is not None and channel.kind is not Kind.SIMPLEX:
        found += [End(channel.tx, name, Side.SUBSCRIBER, True, channel.bandwidth)]
        found += [End(channel.tx, name, Side.STATION, False, channel.bandwidth)]
    return tuple(found)
