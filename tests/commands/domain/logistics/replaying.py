"""A request's history, played again: what it amounts to must be what the request says."""

from dataclasses import dataclass, field

from commands.domain.logistics.requests import COMING, COMPLETE, PAPER, Coming, Paper


@dataclass
class Replayed:
    """What a history says of a request: its state, and each line's state and quantity."""

    state: Paper | None = None
    quantity: int = 0
    lines: dict[int, tuple[Coming, int]] = field(default_factory=dict)


def replay(history):
    """Play a request's changes, oldest first, into its state and its lines'. Raises ValueError at the first that does
    not follow from those before.
    """
    found = Replayed()
    for change in history:
        if change.line:
            _play_line(found, change)
        else:
            _play_paper(found, change)
    return found


def _play_paper(found, change):
    now = Paper(change.now)
    if found.state is None:
        possible = {Paper.ASKED} if change.verb == "ask" and not change.was else set()
    else:
        possible = {found.state, _leads(found.state, change.verb)}
    if now not in possible or change.was != (found.state or ""):
        raise ValueError(f"change {change.id}: {change.verb} leads from {found.state or 'nothing'} not to {now}")
    found.state, found.quantity = now, change.quantity


def _leads(state, verb):
    return PAPER[state].get(verb) or COMPLETE.get(state, {}).get(verb, state)


def _play_line(found, change):
    now = Coming(change.now)
    before = found.lines.get(change.line)
    if before is None:
        possible = change.verb in {"fill", "split"} and not change.was
    else:
        possible = change.was == before[0] and COMING[before[0]].get(change.verb) is now
    if not possible:
        raise ValueError(f"change {change.id}: {change.verb} does not lead line {change.line} to {now}")
    found.lines[change.line] = (now, change.quantity)
