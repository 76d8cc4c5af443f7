"""RF-001 to RF-004 and RF-007: rows of a plan that meet on the air.

The rules are those of the TX-COMU rule register, run on all ends of a row: what a repeater's station transmits counts
as what a subscriber transmits. Tones and access codes suppress nothing: they hide interference, they do not remove it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from commands.domain.folding import channel_key
from commands.domain.radio.areas import Overlap
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import Finding, Level
from commands.domain.radio.frequencies import KINDS_WITH_FREQUENCIES, End, Kind, ends, khz, mhz
from commands.domain.radio.rf_settings import RfSettings

Pair = tuple[Assignment, Assignment]


def register(rule: str) -> str:
    """The source under a finding: which rule of the TX-COMU toolkit's register it applies, RF-001 to RF-004, RF-007 or
    RF-008.
    """
    return f"TX-COMU rule register, {rule}"


def conflicts(rows: Sequence[Assignment], settings: RfSettings) -> Iterator[Finding]:
    """What two rows do to each other (TX-COMU register): RF-001 the same TX frequency, RF-002 TX 12.5 kHz or less apart
    (a setting) or overlapping, RF-003 RX and TX exchanged, RF-004 one pair under two names, RF-007 no area, which is
    never clear.

    Every rule runs on all ends on the air, in whole hertz; tones and NACs suppress nothing.
    """
    unjudged: dict[str, list[Finding]] = {row.id: [] for row in rows if row.channel.kind in KINDS_WITH_FREQUENCIES}
    for pair in _pairs(rows):
        yield from _same_pair(pair)
        found = tuple(_on_the_air(pair, settings))
        overlap = overlapping(pair, settings)
        if overlap is Overlap.YES:
            yield from found
        elif overlap is Overlap.UNKNOWN and found:
            yield from _note_unjudged(pair, found, unjudged)
    yield from _without_area(rows, unjudged)


def overlapping(pair: Pair, settings: RfSettings) -> Overlap:
    """Whether both rows are heard in one place: surely with equipment at one site, else as the areas lie; touching
    counts as overlap (TX-COMU rules).
    """
    sites = [{channel_key(site) for site in (row.site, *row.posts) if site} for row in pair]
    if sites[0] & sites[1]:
        return Overlap.YES
    return settings.areas.overlap(pair[0].area, pair[1].area)


def _pairs(rows: Iterable[Assignment]) -> Iterator[Pair]:
    """Each two rows once, in an order that does not depend on the plan's; one net in two positions is no pair."""
    fixed = sorted((row for row in rows if row.channel.kind in KINDS_WITH_FREQUENCIES), key=lambda row: row.id)
    for one, other in combinations(fixed, 2):
        listening = one.channel.kind is Kind.RECEIVE and other.channel.kind is Kind.RECEIVE
        if not one.same_net(other) and not listening:
            yield one, other


def _on_the_air(pair: Pair, settings: RfSettings) -> Iterator[Finding]:
    one, other = (transmitting(row) for row in pair)
    equal = [(a, b) for a, b in product(one, other) if a.hertz == b.hertz]
    if equal:
        yield _co_channel(pair, equal)
    for a, b in product(one, other):
        if 0 < abs(a.hertz - b.hertz) <= max(settings.adjacent, (a.bandwidth + b.bandwidth - 1) // 2):
            yield _adjacent(pair, a, b)
    if _inverse(pair):
        yield _reversed(pair)


def transmitting(row: Assignment) -> list[End]:
    """The row's transmitting ends, station and subscriber, one for each frequency."""
    return [end for end in ends(row.channel, row.name) if end.transmits]


def _co_channel(pair: Pair, equal: list[tuple[End, End]]) -> Finding:
    sums = "; ".join(f"{a.shown} = {b.shown}, difference 0 Hz" for a, b in equal)
    return _finding(
        "RF-001",
        Level.CRITICAL,
        pair,
        tuple(sorted({end for both in equal for end in both})),
        f"{_both(pair)} transmit on one frequency where their areas overlap.",
        f"{sums}.",
        "Give one of them another channel. Different tones or access codes would only hide it.",
    )


def _adjacent(pair: Pair, a: End, b: End) -> Finding:
    apart, needed = abs(a.hertz - b.hertz), (a.bandwidth + b.bandwidth) / 2
    over = apart < needed
    sums = (
        f"{a.shown} and {b.shown}: {khz(apart)} apart; "
        f"half of {khz(a.bandwidth)} and {khz(b.bandwidth)} is {khz(round(needed))}"
    )
    verdict = f", they share {khz(round(needed - apart))}." if over else ", they do not overlap."
    return _finding(
        "RF-002",
        Level.CRITICAL if over else Level.WARNING,
        pair,
        tuple(sorted((a, b))),
        f"{_both(pair)} are neighbours whose {'signals overlap' if over else 'channels touch'}.",
        sums + verdict,
        "Use them in areas apart, or give one another channel." if over else "Keep their transmitters well apart.",
    )


def _inverse(pair: Pair) -> bool:
    one, other = (row.channel for row in pair)
    pairs = one.kind is Kind.PAIR and other.kind is Kind.PAIR
    return pairs and (one.rx, one.tx) == (other.tx, other.rx)


def _reversed(pair: Pair) -> Finding:
    one, other = pair[0].channel, pair[1].channel
    assert one.rx is not None  # noqa: S101  a pair has both
    assert one.tx is not None  # noqa: S101
    sums = f"{one.name} RX {mhz(one.rx)} = {other.name} TX; {one.name} TX {mhz(one.tx)} = {other.name} RX."
    what = f"{_both(pair)} are one pair of frequencies in opposite directions: each repeater hears the other's output."
    do = "Assign only one of them in one area; that both are printed is deliberate, assigning both never is."
    return _finding("RF-003", Level.CRITICAL, pair, _all_ends(pair), what, sums, do)


def _same_pair(pair: Pair) -> Iterator[Finding]:
    """RF-004 asks for no area: two names for one thing mislead everywhere."""
    one, other = pair[0].channel, pair[1].channel
    if (one.rx, one.tx) == (other.rx, other.tx) and channel_key(one.name) != channel_key(other.name):
        sides = ", ".join(f"{side} {mhz(hertz)}" for side, hertz in (("RX", one.rx), ("TX", one.tx)) if hertz)
        what = f"{_both(pair)} are two names for the same frequencies."
        do = "Keep one name in the plan, so that nobody takes them for two channels."
        yield _finding("RF-004", Level.WARNING, pair, _all_ends(pair), what, f"Both {sides}.", do)


def _note_unjudged(pair: Pair, found: tuple[Finding, ...], unjudged: dict[str, list[Finding]]) -> Iterator[Finding]:
    nameless = [row for row in pair if not row.area]
    for row in nameless:
        unjudged[row.id] += found
    if not nameless:
        areas = " and ".join(row.area for row in pair)
        what = f"{_both(pair)} were not evaluated: nobody has said whether {areas} lie apart or touch."
        yield _unknown(tuple(row.id for row in pair), tuple(row.name for row in pair), what, _would_be(found))


def _without_area(rows: Sequence[Assignment], unjudged: dict[str, list[Finding]]) -> Iterator[Finding]:
    """One finding for each row that would clash with another, one for all the others without an area."""
    nameless = [row for row in rows if row.id in unjudged and not row.area]
    for row in (row for row in nameless if unjudged[row.id]):
        what = f"{row.name} was not evaluated: its area is not given."
        yield _unknown((row.id,), (row.name,), what, _would_be(unjudged[row.id]))
    if others := [row for row in nameless if not unjudged[row.id]]:
        names = tuple(sorted({row.name for row in others}))
        yield _unknown((), names, f"{', '.join(names)}: area not given, so reuse elsewhere was not evaluated.", "")


def _would_be(found: Iterable[Finding]) -> str:
    each = sorted({f"{finding.rule} {finding.level.shown}: {finding.arithmetic}" for finding in found})
    return f"Where areas overlap it would be {' '.join(each)}"


def _unknown(rows: tuple[str, ...], names: tuple[str, ...], what: str, sums: str) -> Finding:
    return Finding(
        rule="RF-007",
        level=Level.UNKNOWN,
        rows=rows,
        names=names,
        what=what,
        arithmetic=sums,
        do="Name the area of each row, and say which areas lie apart.",
        source=register("RF-007"),
    )


def _finding(rule: str, level: Level, pair: Pair, at: tuple[End, ...], what: str, arithmetic: str, do: str) -> Finding:
    return Finding(
        rule=rule,
        level=level,
        rows=tuple(row.id for row in pair),
        names=tuple(row.name for row in pair),
        ends=at,
        what=what,
        arithmetic=arithmetic,
        do=do,
        source=register(rule),
    )


def _both(pair: Pair) -> str:
    return " and ".join(row.shown for row in pair)


def _all_ends(pair: Pair) -> tuple[End, ...]:
    return tuple(sorted(end for row in pair for end in ends(row.channel, row.name)))
