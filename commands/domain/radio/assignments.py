"""A line of the radio plan: a channel given to a net for one operational period (a line of ICS 205, block 4)."""

from dataclasses import dataclass

from commands.domain.folding import channel_key
from commands.domain.radio.frequencies import Channel


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One line. ``id`` is ``N-1``, …: never anything that somebody might switch a radio to.

    ``net`` is what the line is for, in the COML's words; ``function`` the word of the form (Command, Tactical,
    Ground-to-Air, …). ``zone`` and ``position`` are where the channel stands in a programmed radio. ``site`` is where
    the row's repeater or base stands, ``posts`` are sites where further subscriber radios of it stand, such as the
    command post. ``licence`` notes the licence or temporary authority relied on; ``power`` is watts ERP.
    ``transmit`` is the COML's word that exported rows may transmit.
    """

    id: str
    channel: Channel
    net: str = ""
    function: str = ""
    units: tuple[str, ...] = ()
    zone: str = ""
    position: int | None = None
    area: str = ""
    site: str = ""
    posts: tuple[str, ...] = ()
    remarks: str = ""
    licence: str = ""
    encrypted: bool = False
    power: float | None = None
    transmit: bool = False

    @property
    def name(self) -> str:
        """The channel's name as it stands in the radios (ICS 205, block 4): ``VTAC14``."""
        return self.channel.name

    @property
    def shown(self) -> str:
        """The row's id, its channel and the net on it: ``N-1 VTAC14 (Div A tactical)``."""
        return f"{self.id} {self.name}" + (f" ({self.net})" if self.net else "")

    def same_net(self, other: "Assignment") -> bool:
        """One net that stands in two positions, such as the command net in every zone."""
        return bool(self.net) and channel_key(self.net) == channel_key(other.net) and self.channel == other.channel


def net_of(row: Assignment) -> str:
    """The name of the net that a row carries."""
    return row.net or row.function or row.name
