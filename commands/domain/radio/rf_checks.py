"""All checks of one radio plan, in one result that does not depend on the order of its rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commands.domain.folding import channel_key
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import Acceptance, Finding, Level, counted, ordered, with_acceptances
from commands.domain.radio.library import Library
from commands.domain.radio.rf_channel import channel_checks
from commands.domain.radio.rf_conflicts import conflicts
from commands.domain.radio.rf_hygiene import hygiene_checks
from commands.domain.radio.rf_limits import encryption_checks, limit_checks, place_checks
from commands.domain.radio.rf_settings import RfSettings
from commands.domain.radio.rf_site import site_checks
from commands.domain.radio.rf_table import table_checks
from commands.domain.radio.rf_tones import tone_checks


@dataclass(frozen=True)
class Checked:
    """What stands now, worst first; ``edition`` names the rules by which it was found."""

    findings: tuple[Finding, ...]
    edition: str

    @property
    def counted(self) -> str:
        """``2 critical, 9 more, 1 accepted``: every finding, in a line."""
        return counted(self.findings)

    @property
    def critical(self) -> tuple[Finding, ...]:
        """The critical findings of any rule, accepted ones among them; like all findings they block nothing."""
        return tuple(finding for finding in self.findings if finding.level is Level.CRITICAL)

    def about(self, name: str) -> tuple[Finding, ...]:
        """What concerns the row of this name or id."""
        key = channel_key(name)
        return tuple(each for each in self.findings if key in {channel_key(word) for word in (*each.names, *each.rows)})


def check(
    rows: Iterable[Assignment],
    library: Library,
    settings: RfSettings,
    *,
    acceptances: Iterable[Acceptance] = (),
    more: Iterable[Finding] = (),
) -> Checked:
    """Run every check. ``more`` are findings from elsewhere, such as renumbered positions."""
    plan = tuple(sorted(rows, key=lambda row: row.id))
    found = ordered((*_all(plan, library, settings), *more))
    return Checked(with_acceptances(found, acceptances), library.edition)


def _all(plan: Sequence[Assignment], library: Library, settings: RfSettings) -> Iterator[Finding]:
    yield from conflicts(plan, settings)
    yield from site_checks(plan, settings)
    yield from hygiene_checks(plan, library)
    for row in plan:
        known = library.named(row.name)
        yield from channel_checks(row, library, settings)
        yield from tone_checks(row, known)
        yield from encryption_checks(row, library)
        if known:
            yield from table_checks(row, known)
            yield from limit_checks(row, known)
    named = [(row, known) for row in plan if (known := library.named(row.name))]
    yield from place_checks(named, settings)
