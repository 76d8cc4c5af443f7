"""What the frequency desk asks of memory: a part of ``commands.domain.store``."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from commands.domain.radio.cache import CacheIssue, CacheRadio
from commands.domain.radio.interference import Interference
from commands.domain.radio.records import (
    AreaRelation,
    DeskSettings,
    Outage,
    OwnChannel,
    PlanAcceptance,
    PlanCheck,
    PlanNote,
    PlanRevision,
    PlanRow,
    RadioLoad,
    RadioNet,
    RadioPlan,
    RevisionMark,
)

RECORDS: TypeAlias = (
    OwnChannel
    | RadioPlan
    | PlanRow
    | PlanRevision
    | RadioLoad
    | PlanNote
    | AreaRelation
    | PlanAcceptance
    | DeskSettings
    | PlanCheck
    | RadioNet
    | Outage
    | Interference
    | CacheRadio
    | CacheIssue
)
"""The kinds of records that are kept for it."""


class FrequencyStore(Protocol):
    """Channels, plans and what was published of them, nets, outages, interference, radio caches."""

    def own_channels(self, incident: str, *, returned: bool = False) -> tuple[OwnChannel, ...]:
        """The incident's own channels by name; ``returned``: those given back among them."""

    def own_channel(self, incident: str, name_key: str) -> OwnChannel | None:
        """The incident's own channel of this name, also when it was given back."""

    def radio_plan(self, incident: str, period: str = "") -> RadioPlan | None:
        """The plan of that period; without one the newest."""

    def radio_plans(self, incident: str, most: int = 50) -> tuple[RadioPlan, ...]:
        """The newest plans, oldest of them first."""

    def plan_rows(self, plan: int) -> tuple[PlanRow, ...]:
        """The rows of a plan that are not released, by number."""

    def plan_row_count(self, plan: int) -> int:
        """How many rows a plan has."""

    def revision(self, incident: str, number: int) -> PlanRevision | None:
        """The published revision of that number."""

    def last_revision(
        self, incident: str, *, plan: int | None = None, before: int | None = None
    ) -> PlanRevision | None:
        """The newest published revision of the incident or of one plan; ``before`` one of that number."""

    def revision_marks(self, incident: str, most: int = 50) -> tuple[RevisionMark, ...]:
        """The newest revisions without their rows, oldest of them first."""

    def radio_loads(self, incident: str) -> tuple[RadioLoad, ...]:
        """Everything that was ever put into radios by a published plan, oldest first."""

    def keep_loads(self, loads: Sequence[RadioLoad]) -> None:
        """Remember what a published plan puts into radios."""

    def copy_rows(self, plan: int, into: int) -> None:
        """Copy the rows of one plan into another, with their numbers."""

    def plan_notes(self, incident: str, *, name_key: str = "", row: str = "", most: int = 30) -> tuple[PlanNote, ...]:
        """The newest lines of the desk's history about a channel, a net or a row; oldest of them first."""

    def area_relations(self, incident: str) -> tuple[AreaRelation, ...]:
        """How areas lie to each other, as far as somebody has said."""

    def acceptances(self, plan: int) -> tuple[PlanAcceptance, ...]:
        """The findings of a plan that were accepted."""

    def desk_settings(self, incident: str) -> DeskSettings | None:
        """What the checks take for granted here."""

    def plan_check(self, plan: int, plan_version: int) -> PlanCheck | None:
        """The check of a plan as it stood at a version, asked for or done."""

    def last_check(self, plan: int, *, before: int) -> PlanCheck | None:
        """The newest check that is done, of a version below that one."""

    def wanted_checks(self, most: int = 10) -> tuple[PlanCheck, ...]:
        """The checks that somebody waits for, oldest first, of all incidents."""

    def radio_nets(self, incident: str) -> tuple[RadioNet, ...]:
        """The nets of the incident by name."""

    def outages(self, incident: str) -> tuple[Outage, ...]:
        """The channels that do not work, oldest first."""

    def interferences(self, incident: str, *, closed: bool = False, most: int = 50) -> tuple[Interference, ...]:
        """The newest reports that are open (or all), oldest of them first."""

    def interference(self, incident: str, number: int) -> Interference | None:
        """The report of that number."""

    def cache_radio(self, incident: str, serial_key: str) -> CacheRadio | None:
        """The radio of that serial number."""

    def cache_serials(self, incident: str, most: int = 5_000) -> tuple[str, ...]:
        """The serial numbers of the cache."""

    def cache_count(self, incident: str) -> tuple[int, int]:
        """How many radios there are, and how many of them are out."""

    def cache_issues(self, incident: str, *, radio: int | None = None, most: int = 100) -> Sequence[CacheIssue]:
        """The issues of one radio, oldest first; or what is out now, the longest overdue first."""
