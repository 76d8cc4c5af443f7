"""What opens a squelch: carrier alone, a CTCSS tone, a DCS code with its polarity, a P25 network access code, or the
colour code of DMR.
"""

from dataclasses import dataclass
from enum import StrEnum

CTCSS = (
    670, 693, 719, 744, 770, 797, 825, 854, 885, 915, 948, 974, 1000, 1035, 1072, 1109, 1148,
    1188, 1230, 1273, 1318, 1365, 1413, 1462, 1514, 1567, 1598, 1622, 1655, 1679, 1713, 1738, 1773, 1799,
    1835, 1862, 1899, 1928, 1966, 1995, 2035, 2065, 2107, 2181, 2257, 2291, 2336, 2418, 2503, 2541,
)  # fmt: skip
"""The 50 tones in use, in tenths of a hertz."""

NEWER_CTCSS = frozenset((1598, 1655, 1713, 1773, 1835, 1899, 1966, 1995, 2065, 2291, 2541))
"""Not in the older EIA list: older radios may lack them."""

MAINS_CTCSS = {1188: "120 Hz", 1799: "180 Hz"}
"""Beside the hum of 60 Hz mains, which may open such a squelch."""

DCS = frozenset((
    "023", "025", "026", "031", "032", "036", "043", "047", "051", "053", "054", "065", "071", "072",
    "073", "074", "114", "115", "116", "122", "125", "131", "132", "134", "143", "145", "152", "155",
    "156", "162", "165", "172", "174", "205", "212", "223", "225", "226", "243", "244", "245", "246",
    "251", "252", "255", "261", "263", "265", "266", "271", "274", "306", "311", "315", "325", "331",
    "332", "343", "346", "351", "356", "364", "365", "371", "411", "412", "413", "423", "431", "432",
    "445", "446", "452", "454", "455", "462", "464", "465", "466", "503", "506", "516", "523", "526",
    "532", "546", "565", "606", "612", "624", "627", "631", "632", "654", "662", "664", "703", "712",
    "723", "731", "732", "734", "743", "754",
))  # fmt: skip
"""The 104 codes in use, octal, three digits."""

NAC_ANY = 0xF7E  # a receiver so set hears every access code
NAC_REPEAT = 0xF7F  # a repeater so set hears every code and sends the same one
NAC_LARGEST = 0xFFF
COLOUR_LARGEST = 15  # ETSI TS 102 361-1: four bits


class ToneKind(StrEnum):
    """The ways to open a squelch."""

    CARRIER = "csq"
    CTCSS = "ctcss"
    DCS = "dcs"
    NAC = "nac"
    COLOUR = "cc"


@dataclass(frozen=True, order=True)
class Tone:
    """One setting of a squelch.

    ``number`` is tenths of a hertz for CTCSS and the access or colour code; ``code`` is the octal DCS code, with
    ``inverted`` polarity or not. Raises ValueError for what no radio has.
    """

    kind: ToneKind
    number: int = 0
    code: str = ""
    inverted: bool = False

    def __post_init__(self) -> None:
        known = {
            ToneKind.CARRIER: self.number == 0 and not self.code,
            ToneKind.CTCSS: self.number in CTCSS and not self.code,
            ToneKind.DCS: self.code in DCS and self.number == 0,
            ToneKind.NAC: 0 <= self.number <= NAC_LARGEST and not self.code,
            ToneKind.COLOUR: 0 <= self.number <= COLOUR_LARGEST and not self.code,
        }
        if not known[self.kind] or (self.inverted and self.kind is not ToneKind.DCS):
            raise ValueError(f"no radio has this {self.kind.value} setting: {self.number or self.code}")

    @property
    def shown(self) -> str:
        """As it stands on an ICS 205: ``156.7``, ``D023N``, ``$293``, ``CC1``, ``CSQ``."""
        if self.kind is ToneKind.CTCSS:
            return ctcss_shown(self.number)
        if self.kind is ToneKind.DCS:
            return f"D{self.code}{'I' if self.inverted else 'N'}"
        if self.kind is ToneKind.COLOUR:
            return f"CC{self.number}"
        return f"${self.number:03X}" if self.kind is ToneKind.NAC else "CSQ"


CARRIER = Tone(ToneKind.CARRIER)


def ctcss(tenths: int) -> Tone:
    """A CTCSS tone of so many tenths of a hertz: 1567 is 156.7 Hz. Raises ValueError outside CHIRP's list of fifty."""
    return Tone(ToneKind.CTCSS, tenths)


def dcs(code: str, *, inverted: bool = False) -> Tone:
    """A DCS code: three octal digits of CHIRP's list of 104, normal or ``inverted``. Raises ValueError for others."""
    return Tone(ToneKind.DCS, code=code, inverted=inverted)


def nac(number: int) -> Tone:
    """A P25 network access code, 0x000 to 0xFFF (12 bits). Raises ValueError for any other number."""
    return Tone(ToneKind.NAC, number)


def colour(number: int) -> Tone:
    """A DMR colour code, 0 to 15. Raises ValueError for any other number."""
    return Tone(ToneKind.COLOUR, number)


def ctcss_shown(tenths: int) -> str:
    """Tenths of a hertz as ICS 205 and CHIRP write them: 1567 is ``156.7``."""
    return f"{tenths // 10}.{tenths % 10}"


def shown(tones: tuple[Tone, ...]) -> str:
    """Several tones may be allowed side by side: ``156.7 / $F7E``; none stated is empty."""
    return " / ".join(tone.shown for tone in tones)
