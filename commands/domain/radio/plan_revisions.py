"""Revisions of a radio plan: published with a digest, copied into the next period, compared position by position."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import Finding, Level
from commands.domain.radio.frequencies import Channel, mhz
from commands.domain.radio.plan import Load, Plan, Position, Revision, loads, others_at, position_of

SHOWN_DIGEST = 12


def publish(plan: Plan, *, at: datetime, by: str, moved: bool = False) -> Plan:
    """Freeze the rows as the next revision. Refused for an empty plan, and where nothing has changed: neither a row
    nor, with ``moved``, where its nets are on the air.
    """
    if not plan.rows:
        raise Refused("The plan is empty: assign a channel first.")
    mark = digest(plan)
    if plan.published and plan.published[-1].digest == mark and not moved:
        raise Refused(f"Nothing has changed since revision {plan.revision} ({mark[:SHOWN_DIGEST]}).")
    revision = Revision(number=plan.revision + 1, rows=plan.rows, digest=mark, at=at, by=by)
    return replace(plan, published=(*plan.published, revision))


def digest(plan: Plan) -> str:
    """SHA-256 over the period and every value of every row; the order of the rows plays no part."""
    rows = sorted((facts(row) for row in plan.rows), key=lambda row: str(row["id"]))
    text = json.dumps({"period": plan.period, "rows": rows}, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def facts(row: Assignment) -> dict[str, object]:
    """Everything about a row, as plain values; frequencies are hertz."""
    channel = row.channel
    return {
        "id": row.id,
        "zone": row.zone,
        "position": row.position,
        "function": row.function,
        "net": row.net,
        "name": channel.name,
        "kind": channel.kind.value,
        "units": list(row.units),
        "rx_hz": channel.rx,
        "rx_tone": channel.rx_tone,
        "tx_hz": channel.tx,
        "tx_tone": channel.tx_tone,
        "width": channel.width.value if channel.width else "",
        "emission": channel.emission.designator if channel.emission else "",
        "mode": channel.mode.value,
        "system": channel.system,
        "talkgroup": channel.talkgroup,
        "lender": channel.lender,
        "sensitive": channel.sensitive,
        "area": row.area,
        "site": row.site,
        "posts": list(row.posts),
        "licence": row.licence,
        "encrypted": row.encrypted,
        "power": row.power,
        "transmit": row.transmit,
        "remarks": row.remarks,
    }


def copy(plan: Plan, period: str, *, starts: datetime | None = None, ends: datetime | None = None) -> Plan:
    """The plan of the next period, as a draft: same rows and positions, nothing published, all loads remembered."""
    return Plan(period=period, starts=starts, ends=ends, rows=plan.rows, carried=plan.loaded)


class Change(StrEnum):
    """What happened to a position between two plans."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # the same channel, programmed otherwise
    REPLACED = "replaced"  # another channel in its place: critical


@dataclass(frozen=True)
class Difference:
    """A position to reprogram."""

    position: Position
    change: Change
    before: Channel | None
    after: Channel | None

    @property
    def shown(self) -> str:
        """``zone 1 ch 4 changed; was: …; is: …``: what whoever clones the radio must know."""
        sides = (f"{side}: {channel.shown}" for side, channel in (("was", self.before), ("is", self.after)) if channel)
        return f"{self.position.shown} {self.change.value}; {'; '.join(sides)}"


def diff(before: Iterable[Assignment], after: Iterable[Assignment]) -> tuple[Difference, ...]:
    """Which positions of a radio with the first plan are to be reprogrammed for the second, by position."""
    old, new = ({load.position: load.channel for load in loads(rows)} for rows in (before, after))
    changed = (position for position in sorted(old.keys() | new.keys()) if old.get(position) != new.get(position))
    return tuple(_difference(position, old.get(position), new.get(position)) for position in changed)


def _difference(position: Position, before: Channel | None, after: Channel | None) -> Difference:
    if before is None or after is None:
        return Difference(position, Change.ADDED if before is None else Change.REMOVED, before, after)
    same = channel_key(before.name) == channel_key(after.name)
    return Difference(position, Change.CHANGED if same else Change.REPLACED, before, after)


def renumbered(plan: Plan) -> tuple[Finding, ...]:
    """Positions that now have another channel than some radio in the field: critical. For plans that were imported."""
    placed = [(row, position) for row in plan.rows if (position := position_of(row))]
    there: dict[Position, list[Load]] = {}
    for load in plan.loaded:
        there.setdefault(load.position, []).append(load)
    return tuple(
        _renumbered(row, position, other)
        for row, position in placed
        for other in others_at(there.get(position, ()), position, row.channel)
    )


def _renumbered(row: Assignment, position: Position, other: Channel) -> Finding:
    sides = " / ".join(mhz(hertz) for hertz in (other.rx, other.tx) if hertz is not None)
    return Finding(
        rule="position",
        level=Level.CRITICAL,
        rows=(row.id,),
        names=(row.name, other.name),
        what=f"{position.shown} is now {row.name}, but radios already out have {other.name} there.",
        arithmetic=f"{other.name} is {sides}." if sides else "",
        do="Give the new channel the next free position at the end, and the old one its own again.",
        source="practice: half of the radios keep the old load",
        about=(position.shown, other.name),
    )


def overlapping(plan: Plan, others: Iterable[Plan]) -> tuple[Finding, ...]:
    """Other published plans whose periods overlap this one's."""
    return tuple(_overlap(plan, other) for other in others if other.period != plan.period and _together(plan, other))


def _together(one: Plan, other: Plan) -> bool:
    if not (one.starts and one.ends and other.starts and other.ends and other.published):
        return False
    return one.starts < other.ends and other.starts < one.ends


def _overlap(plan: Plan, other: Plan) -> Finding:
    spans = (f"{each.period} {each.starts:%Y-%m-%d %H:%M} to {each.ends:%Y-%m-%d %H:%M} UTC" for each in (plan, other))
    return Finding(
        rule="period",
        level=Level.WARNING,
        rows=(),
        names=(),
        what=f"The plans of {plan.period} and {other.period} are in force at the same time.",
        arithmetic=f"{'; '.join(spans)}.",
        do="End the older one when the newer begins.",
        source="ICS 205: one plan for one operational period",
        about=(plan.period, other.period),
    )
