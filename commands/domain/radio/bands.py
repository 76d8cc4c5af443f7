"""The bands of public-safety radio: edges, repeater offsets, rasters.

Offsets, 700 MHz edges and rasters were read in their sources; edges marked ``judged`` are commonly printed but were not
read in the rules themselves, and findings say so.
"""

from dataclasses import dataclass

MHZ = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Band:
    """A band; its ``parts`` are pairs of edges in hertz, both included.

    ``offset`` is what a mobile's TX minus its RX is on a repeater, in hertz, where the band has a standard one
    (RadioReference, *Offset*; at 700 MHz 47 CFR 90.531); ``step`` is the raster that centres stand on, counted from
    ``anchor``; ``spacing`` is the smallest distance in hertz of a transmitter from a receiver at one site without a
    duplexer (engineering judgement, a setting).
    """

    name: str
    parts: tuple[tuple[int, int], ...]
    offset: int | None = None
    step: int = 0
    anchor: int = 0
    spacing: int = 0
    judged: bool = False

    def holds(self, hertz: int) -> bool:
        """True where a frequency, in hertz, lies between the band's edges or on one of them."""
        return any(low <= hertz <= high for low, high in self.parts)

    def on_raster(self, hertz: int) -> bool:
        """True where a frequency, in hertz, is a whole number of steps from the anchor, or the band has no raster. At
        700 MHz: f − 769 MHz is a multiple of 6.25 kHz.
        """
        return not self.step or (hertz - self.anchor) % self.step == 0

    def neighbours(self, hertz: int) -> tuple[int, int]:
        """The two raster points around a frequency, in hertz."""
        below = hertz - (hertz - self.anchor) % self.step
        return below, below + self.step


def _mhz(*edges: float) -> tuple[tuple[int, int], ...]:
    whole = [round(edge * MHZ) for edge in edges]
    return tuple(zip(whole[::2], whole[1::2], strict=True))


LOW = Band(name="VHF low", parts=_mhz(30, 50), spacing=500_000, judged=True)
AIR = Band(name="AM air", parts=_mhz(118, 137), spacing=500_000, judged=True)
FEDERAL_VHF = Band(name="VHF high, federal part", parts=_mhz(162, 174), step=12_500, spacing=500_000, judged=True)
HIGH = Band(name="VHF high", parts=_mhz(150, 174), step=2_500, spacing=500_000, judged=True)
B220 = Band(name="220 MHz", parts=_mhz(220, 222), offset=1 * MHZ, spacing=1 * MHZ)
FEDERAL_380 = Band(name="federal 380-400 MHz", parts=_mhz(380, 400), offset=10 * MHZ, spacing=3 * MHZ)
MILITARY_AIR = Band(name="military air", parts=_mhz(225, 380), spacing=3 * MHZ, judged=True)
FEDERAL_UHF = Band(name="federal UHF", parts=_mhz(406.1, 420), offset=9 * MHZ, spacing=3 * MHZ)
UHF = Band(name="UHF", parts=_mhz(450, 470), offset=5 * MHZ, step=6_250, spacing=3 * MHZ)
T_BAND = Band(name="T-band", parts=_mhz(470, 512), offset=3 * MHZ, spacing=3 * MHZ)
BROADBAND = Band(name="700 MHz broadband", parts=_mhz(758, 769, 788, 799), offset=30 * MHZ, judged=True)
B700 = Band(
    name="700 MHz narrowband",
    parts=_mhz(769, 775, 799, 805),
    offset=30 * MHZ,
    step=6_250,
    anchor=769 * MHZ,
    spacing=24 * MHZ,  # the gap between the base and the mobile block
)
NPSPAC = Band(
    name="800 MHz NPSPAC", parts=_mhz(806, 809, 851, 854), offset=-45 * MHZ, step=12_500, spacing=36 * MHZ, judged=True
)
B800 = Band(name="800 MHz", parts=_mhz(809, 815, 854, 860), offset=-45 * MHZ, spacing=36 * MHZ, judged=True)
B900 = Band(name="900 MHz", parts=_mhz(896, 901, 935, 940), offset=-39 * MHZ, spacing=34 * MHZ)
B4900 = Band(name="4.9 GHz", parts=_mhz(4940, 4990))

BANDS = (
    LOW, AIR, FEDERAL_VHF, HIGH, B220, FEDERAL_380, MILITARY_AIR, FEDERAL_UHF, UHF, T_BAND, B700, BROADBAND, NPSPAC,
    B800, B900, B4900,
)  # fmt: skip

NARROWBANDED = _mhz(150, 174, 421, 512)
"""Where Part 90 licensees have had to work in 12.5 kHz or less since 1 January 2013 (470-512 MHz: by waiver, check)."""

LOWEST = round(1.6 * MHZ)
HIGHEST = 6_000 * MHZ
"""What a radio plan may name at all."""


def band_of(hertz: int) -> Band | None:
    """The first band that holds this frequency, or None between the bands."""
    return next((band for band in BANDS if band.holds(hertz)), None)


def family(hertz: int) -> str:
    """The name under which transmitters and receivers of one antenna system meet: both VHF high parts are one."""
    band = band_of(hertz)
    return HIGH.name if band is FEDERAL_VHF else band.name if band else ""


def narrowbanded(hertz: int) -> bool:
    """True for a frequency, in hertz, where Part 90 licensees have had to work in 12.5 kHz or less since 1 January
    2013: 150–174 and 421–512 MHz, the latter above 470 by waiver (engineering memory, to be checked).
    """
    return any(low <= hertz <= high for low, high in NARROWBANDED)
