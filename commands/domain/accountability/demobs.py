"""Demobilization (ICS 221): a resource leaves when every sign-off that was asked for is signed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commands.domain.moves import Table


class Leaving(StrEnum):
    """How far a demobilization is: open until every box asked for is signed (ICS 221, block 6), then released; or
    cancelled.
    """

    OPEN = "open"
    RELEASED = "released"
    CANCELLED = "cancelled"


LEAVING: Table[Leaving] = {
    Leaving.OPEN: {"sign": Leaving.OPEN, "release": Leaving.RELEASED, "cancel": Leaving.CANCELLED},
    Leaving.RELEASED: {},
    Leaving.CANCELLED: {},
}


class SignOff(StrEnum):
    """The boxes of ICS 221, block 6, that the Demobilization Unit Leader may ask for; only those ticked need a
    signature.
    """

    SUPPLY = "supply"
    COMMUNICATIONS = "communications"
    FACILITIES = "facilities"
    GROUND_SUPPORT = "ground support"
    SECURITY = "security"
    TIME = "time"
    DOCUMENTATION = "documentation"
    DEMOBILIZATION = "demobilization"


SIGNERS: dict[SignOff, tuple[str, ...]] = {
    SignOff.SUPPLY: ("SPUL", "LSC"),
    SignOff.COMMUNICATIONS: ("COML", "COMT", "INCM"),
    SignOff.FACILITIES: ("FACL", "LSC"),
    SignOff.GROUND_SUPPORT: ("GSUL", "LSC"),
    SignOff.SECURITY: ("SECM", "LSC"),
    SignOff.TIME: ("TIME", "FSC"),
    SignOff.DOCUMENTATION: ("DOCL", "PSC"),
    SignOff.DEMOBILIZATION: ("DMOB", "PSC"),
}
"""Who signs which box; the Incident Commander may sign all."""


@dataclass(frozen=True, kw_only=True)
class Demob:
    """One resource on its way home: D-1. ``needs`` are the boxes that were ticked."""

    id: int = 0
    incident: str
    number: int
    resource: int
    name: str
    needs: tuple[str, ...] = ()
    state: Leaving = Leaving.OPEN
    at: datetime
    by: str
    by_name: str = ""
    etd: datetime | None = None
    eta: datetime | None = None
    destination: str = ""
    travel: str = ""
    released: datetime | None = None
    released_by: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which it is named aloud and in commands: ``D-1``."""
        return f"D-{self.number}"


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One box, signed."""

    id: int = 0
    demob: int
    box: str
    by: str
    by_name: str
    remarks: str = ""
    at: datetime


def unsigned(demob: Demob, signed: tuple[Signed, ...]) -> tuple[str, ...]:
    """The boxes that were ticked and are still to be signed, in the form's order; empty when the resource may leave."""
    done = {one.box for one in signed}
    return tuple(box for box in demob.needs if box not in done)
