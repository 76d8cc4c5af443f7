"""A process among those that share the store: what it says of itself, and with whom it does not go together."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.bridge.nodes import Node
from storage.store import Work


class Unfit(Exception):
    """The process must not run, nor stand by, beside those that live; the words say why."""


@dataclass(frozen=True)
class Self:
    """What a process is called, which accounts it is configured with, and a digest of what all must agree on."""

    name: str
    accounts: tuple[str, ...]
    config: str


def announce(work: Work, me: Self, holder: str, *, runs: bool) -> None:
    """Say that this process lives. Raises Unfit beside a process of its name, or one that is configured otherwise."""
    home = holder.rpartition("#")[0]
    others = [node for node in work.nodes.living() if node.home != home]
    if not runs:
        _same_name(me, others)
        _configured_otherwise(me, others)
    work.nodes.seen(holder, me.name, runs=runs, accounts=me.accounts, config=me.config)


def _same_name(me: Self, others: Iterable[Node]) -> None:
    for other in others:
        if other.name == me.name:
            raise Unfit(
                f"a process called {me.name} runs already, with another data folder ({other.home}): give each its own"
                " [bot] node"
            )


def _configured_otherwise(me: Self, others: Iterable[Node]) -> None:
    for other in others:
        if other.runs and other.config != me.config:
            raise Unfit(
                f"{other.name}, which runs the accounts, is configured otherwise ({_difference(me, other)}): a standby"
                " takes over only what it would run alike. Bring both files up to each other"
            )


def _difference(me: Self, other: Node) -> str:
    there, here = set(other.accounts), set(me.accounts)
    parts = [f"only {other.name} has {', '.join(sorted(there - here))}" if there - here else ""]
    parts.append(f"only {me.name} has {', '.join(sorted(here - there))}" if here - there else "")
    return "; ".join(part for part in parts if part) or "its accounts or incidents have other settings"
