"""What a check of a radio plan found: a rule, its numbers, what to do, and where the rule comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum

from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.radio.frequencies import End, mhz

ADVISORY = (
    "Decision support only: this is no frequency coordination, no licence and no promise of freedom from interference. "
    "No findings does not mean coordinated."
)
"""Stands under every result."""

JUDGED = "engineering judgement, a setting"


class Level(IntEnum):
    """How serious a finding is; ``UNKNOWN`` could not be evaluated, which is never the same as clear."""

    CRITICAL = 1
    WARNING = 2
    UNKNOWN = 3
    INFO = 4

    @property
    def shown(self) -> str:
        """``critical``, ``warning`` …; what could not be judged reads ``not evaluated``, never clear."""
        return "not evaluated" if self is Level.UNKNOWN else self.name.lower()


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """The recorded word of somebody who answers for it: this finding is known and stays. It hides nothing."""

    finding: str  # the finding's key
    row: str
    rule: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one rule says about some rows of a plan. It never blocks and never alters a plan.

    ``rows`` are the ids of the rows concerned, ``names`` what people call them; ``ends`` are the ends on the air.
    ``about`` tells two findings of one rule and the same rows apart; ``fingerprint`` changes with what the finding sums
    up, so that an acceptance does not cover what came later. ``arithmetic`` shows the numbers.
    """

    rule: str
    level: Level
    rows: tuple[str, ...]
    names: tuple[str, ...]
    what: str
    arithmetic: str = ""
    do: str
    source: str
    ends: tuple[End, ...] = ()
    about: tuple[str, ...] = ()
    fingerprint: str = ""
    accepted: tuple[Acceptance, ...] = field(default=(), compare=False)

    @property
    def identity(self) -> str:
        """The same as long as the same rule finds fault with the same ends of the same rows."""
        hertz = (mhz(end.hertz) for end in self.ends)
        return " ".join((self.rule, *sorted(self.rows), *sorted(set(hertz)), *self.about))

    @property
    def key(self) -> str:
        """What an acceptance is bound to."""
        return f"{self.identity} {self.fingerprint}".rstrip()

    @property
    def shown(self) -> str:
        """One paragraph: level and rule, what, the numbers, what to do, the source, and who accepted it."""
        parts = (self.what, self.arithmetic, self.do, f"[{self.source}]", *(_accepted(each) for each in self.accepted))
        return f"{self.level.shown} {self.rule}: {' '.join(part for part in parts if part)}"


def _accepted(acceptance: Acceptance) -> str:
    return f"Accepted by {acceptance.who} ({acceptance.at:%Y-%m-%d %H:%MZ}): {acceptance.reason}"


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by rule and rows; the order of the plan's rows plays no part. No finding stands twice."""
    unique = {finding.key: finding for finding in sorted(findings, key=_order, reverse=True)}
    return tuple(sorted(unique.values(), key=_order))


def _order(finding: Finding) -> tuple[int, str, tuple[str, ...], str, str]:
    return finding.level, finding.rule, finding.rows, finding.key, finding.arithmetic


def accept(
    findings: Iterable[Finding], *, name: str, rule: str, who: str, at: datetime, reason: str
) -> tuple[Acceptance, ...]:
    """Accept what ``rule`` now finds about the row called ``name`` (or with that id): one record for each finding.

    Refused without a reason, or where there is no such finding; then the rules that do concern the row are named.
    A finding that appears later is not covered.
    """
    if not reason.strip():
        raise Refused("An acceptance needs its reason: it is what the next COML reads.")
    about = [f for f in findings if channel_key(name) in {channel_key(each) for each in (*f.names, *f.rows)}]
    meant = [f for f in about if f.rule.casefold() == rule.casefold()]
    if not meant:
        others = ", ".join(sorted({f.rule for f in about})) or "none"
        raise Refused(f"There is no finding {rule} about {name}. Rules that now concern it: {others}.")
    return tuple(Acceptance(finding=f.key, row=name, rule=f.rule, who=who, at=at, reason=reason.strip()) for f in meant)


def with_acceptances(findings: Iterable[Finding], acceptances: Iterable[Acceptance]) -> tuple[Finding, ...]:
    """The findings with what was said about each; accepted ones stay in the list, with their level."""
    said: dict[str, tuple[Acceptance, ...]] = {}
    for acceptance in acceptances:
        said[acceptance.finding] = (*said.get(acceptance.finding, ()), acceptance)
    return tuple(replace(finding, accepted=said.get(finding.key, ())) for finding in findings)


def counted(findings: Iterable[Finding]) -> str:
    """``2 critical, 9 more, 1 accepted``: what stands in the answer to a change. Accepted ones are counted apart."""
    each = list(findings)
    open_ones = [finding for finding in each if not finding.accepted]
    critical = sum(finding.level is Level.CRITICAL for finding in open_ones)
    accepted = len(each) - len(open_ones)
    parts = [f"{critical} critical", f"{len(open_ones) - critical} more"]
    return ", ".join(parts + [f"{accepted} accepted"] * bool(accepted))


def new_ones(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """What a change has brought."""
    known = {finding.key for finding in before}
    return tuple(finding for finding in after if finding.key not in known)
