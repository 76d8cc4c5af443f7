"""The positions of the Incident Command System: who reports to whom, by their short ids.

Source: FEMA 502-2 (ICS 203, 207) for the organisation, SAFECOM and the state COMU programmes for the Communications
Unit. Short ids are the mnemonics that position titles carry on resource orders, where one is in common use.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Position:
    """``under`` is the id of the position that it reports to, empty for the Incident Commander.

    ``several``: more than one person may hold it at once (several ICs are a Unified Command). ``place``: it is held
    for a division, a group or another place of the organisation (DIVS A). ``also`` are further words for it.
    """

    id: str
    name: str
    under: str = ""
    also: tuple[str, ...] = ()
    several: bool = False
    place: bool = False


def _the(id: str, name: str, under: str = "", *also: str, several: bool = False, place: bool = False) -> Position:
    return Position(id=id, name=name, under=under, also=also, several=several, place=place)


_CATALOGUE = (
    _the("IC", "Incident Commander", "", "ICT1", "ICT2", "ICT3", "ICT4", "ICT5", "UC", several=True),
    # Command Staff
    _the("SOFR", "Safety Officer", "IC", "SOF1", "SOF2", "safety"),
    _the("PIO", "Public Information Officer", "IC", "PIOF", "PIO1", "PIO2"),
    _the("LOFR", "Liaison Officer", "IC", "LNO", "liaison"),
    _the("AREP", "Agency Representative", "LOFR", several=True),
    _the("IIO", "Intelligence/Investigations Section Chief", "IC", "INTO"),
    # Operations
    _the("OSC", "Operations Section Chief", "IC", "OPS", "OSC1", "OSC2", "OSC3", "operations", "operations chief"),
    _the("OPBD", "Operations Branch Director", "OSC", "branch director", place=True),
    _the("DIVS", "Division/Group Supervisor", "OPBD", "DGS", "division supervisor", "group supervisor", place=True),
    _the("STAM", "Staging Area Manager", "OSC", "STGM", "staging", place=True),
    _the("STLD", "Strike Team Leader", "DIVS", "STEN", "STCR", "STPS", place=True),
    _the("TFLD", "Task Force Leader", "DIVS", place=True),
    _the("AOBD", "Air Operations Branch Director", "OSC"),
    _the("ASGS", "Air Support Group Supervisor", "AOBD"),
    _the("ATGS", "Air Tactical Group Supervisor", "AOBD"),
    _the("HEBM", "Helibase Manager", "ASGS", place=True),
    # Planning
    _the("PSC", "Planning Section Chief", "IC", "PSC1", "PSC2", "PSC3", "planning", "plans", "planning chief"),
    _the("RESL", "Resources Unit Leader", "PSC", "RESTAT"),
    _the("SITL", "Situation Unit Leader", "PSC", "SITSTAT"),
    _the("DOCL", "Documentation Unit Leader", "PSC"),
    _the("DMOB", "Demobilization Unit Leader", "PSC", "demob leader"),
    _the("FOBS", "Field Observer", "SITL", several=True),
    _the("THSP", "Technical Specialist", "PSC", several=True),
    # Logistics
    _the("LSC", "Logistics Section Chief", "IC", "LSC1", "LSC2", "LSC3", "logistics", "logistics chief"),
    _the("SVBD", "Service Branch Director", "LSC"),
    _the("SUBD", "Support Branch Director", "LSC"),
    _the("MEDL", "Medical Unit Leader", "SVBD", "medical"),
    _the("FDUL", "Food Unit Leader", "SVBD", "food"),
    _the("SPUL", "Supply Unit Leader", "SUBD", "supply"),
    _the("FACL", "Facilities Unit Leader", "SUBD", "facilities"),
    _the("GSUL", "Ground Support Unit Leader", "SUBD", "ground support"),
    _the("SECM", "Security Manager", "FACL", "security"),
    # Communications and information technology
    _the("COML", "Communications Unit Leader", "SVBD", "comms"),
    _the("ITSL", "Information Technology Service Unit Leader", "SVBD"),
    _the("COMT", "Incident Communications Technician", "COML", "communications technician", several=True),
    _the("INCM", "Incident Communications Center Manager", "COML", "ICCM"),
    _the("INTD", "Incident Tactical Dispatcher", "INCM", "tactical dispatcher", several=True),
    _the("RADO", "Radio Operator", "INCM", "ROP", several=True),
    _the("AUXC", "Auxiliary Communicator", "COML", "AUXCOMM", several=True),
    # Finance and administration
    _the("FSC", "Finance/Administration Section Chief", "IC", "FSC1", "FSC2", "FSC3", "finance", "finance chief"),
    _the("TIME", "Time Unit Leader", "FSC"),
    _the("PROC", "Procurement Unit Leader", "FSC", "procurement"),
    _the("COMP", "Compensation/Claims Unit Leader", "FSC", "CLMS"),
    _the("COST", "Cost Unit Leader", "FSC"),
    # A region's own
    _the("SWIC", "Statewide Interoperability Coordinator", "IC", "coordinator"),
    _the("STEW", "Steward of an Agency's Assets", "SWIC", "steward", several=True, place=True),
    # An exercise's own
    _the("EXDIR", "Exercise Director", "IC", "exercise director"),
    _the("CTRL", "Exercise Controller", "EXDIR", "controller", several=True),
    _the("EVAL", "Exercise Evaluator", "EXDIR", "evaluator", several=True),
)

OF_REGIONS = frozenset({"SWIC", "STEW"})
"""Positions that there are in a region alone."""

OF_EXERCISES = frozenset({"EXDIR", "CTRL", "EVAL"})
"""Positions that there are in exercises alone."""

POSITIONS: dict[str, Position] = {one.id: one for one in _CATALOGUE}
"""Every position by its id, in the order of the organisation."""


def _words() -> Iterator[tuple[str, str]]:
    for one in _CATALOGUE:
        yield from ((word.casefold(), one.id) for word in (one.id, one.name, *one.also))


WORDS: dict[str, str] = dict(_words())
"""Every word for a position (in lower case) → its id."""


def chain(id: str) -> tuple[str, ...]:
    """Whom a position reports to, from its own supervisor up to the IC."""
    above = POSITIONS[id].under
    return (above, *chain(above)) if above else ()


def below(id: str) -> frozenset[str]:
    """Every position that reports to this one, directly or not."""
    return frozenset(one for one in POSITIONS if id in chain(one))
