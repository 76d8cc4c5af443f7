"""Whose word counts where somebody's life hangs on it: the one rule behind roll calls, strengths, watches, emergencies.

A word that makes things worse is told from whomever it comes, at once. A word that makes things better counts only from
those who may say it; from anybody else it is kept as *reported by NAME*, shown beside it, and completes nothing.
Source: fire department accountability (NFPA 1561: the supervisor accounts for the crew), and field practice.
"""

from enum import StrEnum


class Turn(StrEnum):
    """Which way a word turns what is known of somebody."""

    WORSE = "worse"
    BETTER = "better"


TURNS: dict[str, Turn] = {
    # roll calls
    "short": Turn.WORSE,
    "missing": Turn.WORSE,
    "complete": Turn.BETTER,
    "extra": Turn.BETTER,  # more than were listed: somebody counts as found
    "found": Turn.BETTER,
    "settled": Turn.BETTER,
    # emergencies
    "hurt": Turn.WORSE,
    "down": Turn.WORSE,
    "trapped": Turn.WORSE,
    "raised": Turn.WORSE,
    "acknowledged": Turn.BETTER,
    "cleared": Turn.BETTER,
    "false": Turn.BETTER,
    # strengths, divisions, watches
    "strength": Turn.BETTER,  # whichever way: nobody is looked for who is not counted, or elsewhere
    "division": Turn.BETTER,
    "leader": Turn.BETTER,
    "identity": Turn.BETTER,  # by what it is called on the air, whose it is, how it is reached
    "overdue": Turn.WORSE,
    "heard": Turn.BETTER,
    "ended": Turn.BETTER,
}
"""Every word that changes life-safety state, and which way it turns it."""


def takes_effect(word: str, *, may: bool) -> bool:
    """True where the word changes what counts; else it is kept as reported. KeyError for a word not in TURNS."""
    return TURNS[word] is Turn.WORSE or may
