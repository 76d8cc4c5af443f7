"""What the checks of a radio plan take for granted. None of it is law: each number is a named setting."""

from dataclasses import dataclass, field

from commands.domain.radio.areas import Areas
from commands.domain.radio.intermod import Tolerance


@dataclass(frozen=True, kw_only=True)
class Locale:
    """Where the incident is, as far as a channel's limits ask; None: nobody has said, so it is not evaluated."""

    territories: bool | None = None  # Puerto Rico or the U.S. Virgin Islands
    near_canada: bool | None = None  # north of Line A or east of Line C
    inland: bool | None = None  # in the inland counties where VTAC17 may be used


@dataclass(frozen=True, kw_only=True)
class RfSettings:
    """Frequencies in hertz. ``spacing`` overrides a band's smallest distance of TX and RX at one site, by its name."""

    adjacent: int = 12_500
    vhf_split: int = 500_000
    spacing: dict[str, int] = field(default_factory=dict)
    tolerance: Tolerance = Tolerance.WARNING
    orders: tuple[int, ...] = (3,)
    areas: Areas = field(default_factory=Areas)
    locale: Locale = field(default_factory=Locale)
