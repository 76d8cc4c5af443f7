"""Can a port carry a channel? Yes, no, or not known and then whom to ask: nobody guesses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from commands.domain.assets.inventory import Asset
from commands.domain.assets.places import MILE, SCALE
from commands.domain.folding import plain as name_key
from commands.domain.radio.bands import MHZ
from commands.survey import channels, places

Point = tuple[float, float]

WIDE = frozenset({"region", "statewide", "state", "national", "regionwide"})
"""What a coverage says that holds wherever the region is."""

_ANALOG = frozenset({"analog", "analogue", "fm", "a", ""})
_DIGITAL = frozenset({"digital", "p25", "d", "dmr", "nxdn"})
_EDGES = ((30, 50, "VHF low"), (136, 174, "VHF"), (380, 520, "UHF"), (763, 806, "700"), (806, 870, "800"))
_NO = frozenset({"", "no", "n", "clear", "false", "0"})


@dataclass(frozen=True)
class Net:
    """A channel as it is patched: ``facts`` by the names of the tables, the library's where the region says nothing."""

    key: str
    name: str
    owner: int
    facts: Mapping[str, str]

    def fact(self, name: str) -> str:
        """What is said of it, without blanks around; empty for nothing."""
        return self.facts.get(name, "").strip()

    @property
    def band(self) -> str:
        """VHF, UHF, 700, 800; empty where it is not known."""
        if named := channels.band(self.fact("band")):
            return named
        number = re.match(r"\d+(?:\.\d+)?", self.fact("rx_mhz"))
        hertz = float(number[0]) * MHZ if number else 0
        return next((name for low, high, name in _EDGES if low * MHZ <= hertz <= high * MHZ), "")

    @property
    def direct(self) -> bool:
        """Heard from radio to radio: one frequency, no repeater."""
        said = self.fact("direct")
        rx, tx = self.fact("rx_mhz"), self.fact("tx_mhz")
        return said == "yes" if said else bool(rx) and bool(tx) and float(rx or 0) == float(tx or 1)

    @property
    def barred(self) -> str:
        """Why it is never patched; empty where it may be."""
        if "calling" in self.fact("usage").casefold() or "CALL" in self.name.upper():
            return "a calling channel is no net to work on"
        return self.fact("barred")


def net_of(one: Asset) -> Net:
    """A region's channel, with the library's facts below its own."""
    own = {key: value for key, value in one.more.items() if value}
    return Net(one.name_key, one.name, one.owner, {**channels.facts_of_library(one.name), **own})


@dataclass(frozen=True)
class Fit:
    """``yes``, or why not; ``ask`` where it is not known: then it is neither."""

    yes: bool
    why: str = ""
    ask: bool = False


YES = Fit(yes=True)


def fit(bridge: Asset, port: str, net: Net, users: Point | None) -> Fit:
    """Can this port of a bridge carry the net, for users at a place (degrees; None where that is not known)?"""
    if net.barred:
        return Fit(yes=False, why=net.barred)
    head, _, mode = (part.strip() for part in port.partition(":"))
    if name_key(port) == net.key or name_key(head) == net.key:
        return YES  # the port holds this channel
    if head.casefold() == "p25" or (head.casefold() in {"system", "trunked"} and mode):
        if not mode or not net.fact("system"):
            return Fit(yes=False, why="another system")
        same = name_key(mode) == name_key(net.fact("system"))
        return _clear(bridge, net) if same else Fit(yes=False, why="another system")
    return _by_radio(bridge, head, mode.casefold(), net, users)


def _by_radio(bridge: Asset, head: str, mode: str, net: Net, users: Point | None) -> Fit:
    wanted = channels.band(head)
    if not wanted:
        return Fit(yes=False, why=f"its port {head} carries no radio channel but its own")
    if not net.band:
        return Fit(yes=False, ask=True, why=f"the band of {net.name} is not known")
    if net.band != wanted:
        return Fit(yes=False, why=f"{net.name} is {net.band}")
    if net.fact("system"):
        return Fit(yes=False, ask=True, why=f"whether its {head} radio is on the system {net.fact('system')}")
    said = net.fact("mode").upper()[:1]
    fits = mode in (_ANALOG if said == "A" else _DIGITAL if said == "D" else _ANALOG | _DIGITAL)
    if said and not fits:
        return Fit(yes=False, why=f"{net.name} is {'analog' if said == 'A' else 'digital'}")
    if not said:
        return Fit(yes=False, ask=True, why=f"the mode of {net.name} is not known")
    return _heard(bridge, net, users)


def _heard(bridge: Asset, net: Net, users: Point | None) -> Fit:
    coverage = net.fact("coverage").casefold()
    if coverage in WIDE:
        return _clear(bridge, net)
    if net.direct and not coverage:
        return _reaches(bridge, net, users)
    said = f" (said: {net.fact('coverage')})" if coverage else ""
    return Fit(yes=False, ask=True, why=f"whether {net.name} is heard at {bridge.shown}{said}")


def _reaches(bridge: Asset, net: Net, users: Point | None) -> Fit:
    reach = bridge.more.get("reach_mi", "")
    if users is None or bridge.lat is None or bridge.lon is None or not reach:
        return Fit(yes=False, ask=True, why=f"whether {bridge.shown} reaches the users on {net.name}, which is direct")
    if not places.within(users, (bridge.lat / SCALE, bridge.lon / SCALE), float(reach) * MILE):
        return Fit(yes=False, why=f"it reaches {reach} mi, and {net.name} is direct")
    return _clear(bridge, net)


def _clear(bridge: Asset, net: Net) -> Fit:
    encrypted = net.fact("encrypted")
    if encrypted.casefold() not in _NO and encrypted.casefold() not in bridge.more.get("keys", "").casefold():
        return Fit(yes=False, ask=True, why=f"whether {bridge.shown} holds the key of {net.name}")
    if not net.fact("permission"):
        return Fit(yes=False, ask=True, why=f"whether {net.name} may be patched")
    return YES
