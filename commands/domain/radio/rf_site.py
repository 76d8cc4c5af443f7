"""What stands at one site: intermodulation of its transmitters, and receivers too close to them in frequency."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from commands.domain.folding import channel_key
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.bands import band_of, family
from commands.domain.radio.findings import JUDGED, Finding, Level
from commands.domain.radio.frequencies import KINDS_WITH_FREQUENCIES, End, Kind, Side, ends, khz
from commands.domain.radio.intermod import Hit, Outcome, Radio, hits
from commands.domain.radio.rf_settings import RfSettings

SHOWN_PRODUCTS = 3
INTERMOD_SOURCE = "products A+B-C and 2A-B of simultaneous transmitters; tolerance is a setting"


@dataclass(frozen=True)
class Installed:
    """One end of one row that stands at a site."""

    row: Assignment
    end: End


def site_checks(rows: Sequence[Assignment], settings: RfSettings) -> Iterator[Finding]:
    """Intermodulation and desense at each declared site; rows without one are not evaluated, and that is said.
    Distances and tolerances are engineering judgement, settings all.
    """
    for site, installed in sorted(installations(rows).items()):
        yield from _desense(site, installed, settings)
        yield from _intermod(site, installed, settings)
    nowhere = sorted({row.name for row in rows if _fixed(row) and not row.site and not row.posts})
    if nowhere:
        yield Finding(
            rule="site",
            level=Level.UNKNOWN,
            rows=(),
            names=tuple(nowhere),
            what=f"{', '.join(nowhere)}: no site given, so intermodulation and desense were not evaluated.",
            do="Name the site of each repeater, base and command-post radio.",
            source=INTERMOD_SOURCE,
        )


def installations(rows: Iterable[Assignment]) -> dict[str, tuple[Installed, ...]]:
    """What stands where, by the name of the site.

    At its ``site`` a pair has its repeater, every other row a subscriber's radio; at its ``posts`` all have the latter.
    """
    names: dict[str, str] = {}
    found: dict[str, list[Installed]] = {}
    for row in sorted((row for row in rows if _fixed(row)), key=lambda row: row.id):
        for site, side in _places(row):
            name = names.setdefault(channel_key(site), site)
            there = (end for end in ends(row.channel, row.name) if end.side is side)
            found.setdefault(name, []).extend(Installed(row, end) for end in there)
    return {site: tuple(dict.fromkeys(installed)) for site, installed in found.items()}


def _fixed(row: Assignment) -> bool:
    return row.channel.kind in KINDS_WITH_FREQUENCIES


def _places(row: Assignment) -> Iterator[tuple[str, Side]]:
    if row.site:
        yield row.site, Side.STATION if row.channel.kind is Kind.PAIR else Side.SUBSCRIBER
    for post in row.posts:
        yield post, Side.SUBSCRIBER


def _desense(site: str, installed: tuple[Installed, ...], settings: RfSettings) -> Iterator[Finding]:
    sending = [each for each in installed if each.end.transmits]
    for receiver in (each for each in installed if not each.end.transmits):
        band = band_of(receiver.end.hertz)
        least = settings.spacing.get(band.name, band.spacing) if band else 0
        near = [each for each in sending if 0 < _apart(each, receiver) < least and each.row != receiver.row]
        near = [each for each in near if family(each.end.hertz) == family(receiver.end.hertz)]
        if near:
            yield _desensed(site, receiver, sorted(near, key=lambda each: _apart(each, receiver)), least)


def _apart(one: Installed, other: Installed) -> int:
    return abs(one.end.hertz - other.end.hertz)


def _desensed(site: str, receiver: Installed, near: list[Installed], least: int) -> Finding:
    sums = "; ".join(f"{each.end.shown}: {khz(_apart(each, receiver))}" for each in near[:SHOWN_PRODUCTS])
    more = f"; and {len(near) - SHOWN_PRODUCTS} more" if len(near) > SHOWN_PRODUCTS else ""
    return Finding(
        rule="desense",
        level=Level.WARNING,
        rows=(receiver.row.id,),
        names=(receiver.row.name, *sorted({each.row.name for each in near} - {receiver.row.name})),
        ends=(receiver.end,),
        about=(site,),
        fingerprint=_fingerprint(each.end.shown for each in near),
        what=f"{receiver.end.shown} stands at {site} beside transmitters close in frequency.",
        arithmetic=f"{sums}{more}; less than {khz(least)} apart.",
        do="Separate the antennas, filter, lower the power, or move one of them to another band or place.",
        source=JUDGED,
    )


def _intermod(site: str, installed: tuple[Installed, ...], settings: RfSettings) -> Iterator[Finding]:
    radios = {sends: [_radio(each.end) for each in installed if each.end.transmits is sends] for sends in (True, False)}
    outcome = hits(radios[True], radios[False], orders=settings.orders, tolerance=settings.tolerance)
    groups: dict[tuple[int, int, Level], list[Hit]] = {}
    for hit in outcome.hits:
        groups.setdefault((hit.receiver, hit.order, level(hit, outcome)), []).append(hit)
    for (hertz, order, worst), found in sorted(groups.items()):
        receivers = [each for each in installed if not each.end.transmits and each.end.hertz == hertz]
        yield _products(site, receivers, order, worst, found, outcome)


def _radio(end: End) -> Radio:
    return Radio(end.hertz, end.bandwidth, (end.row,))


def level(hit: Hit, outcome: Outcome) -> Level:
    """Third order: critical within half the receiver's channel (6.25 kHz of 12.5), else a warning; fifth a warning;
    seventh for information only. Engineering judgement.
    """
    if hit.order == 3 and 2 * hit.distance <= outcome.receivers[hit.receiver].channel:
        return Level.CRITICAL
    return Level.WARNING if hit.order <= 5 else Level.INFO


def _products(
    site: str, receivers: list[Installed], order: int, worst: Level, found: list[Hit], outcome: Outcome
) -> Finding:
    shown = "; ".join(outcome.formula(hit) for hit in found[:SHOWN_PRODUCTS])
    more = f"; and {len(found) - SHOWN_PRODUCTS} more" if len(found) > SHOWN_PRODUCTS else ""
    heard = {each.row.name for each in receivers}
    sources = {name for hit in found for hertz in hit.inputs for name in outcome.transmitters[hertz].names}
    products = "products fall" if len(found) > 1 else "product falls"
    return Finding(
        rule=f"intermod {order}",
        level=worst,
        rows=tuple(sorted({each.row.id for each in receivers})),
        names=(*sorted(heard), *sorted(sources - heard)),
        ends=tuple(sorted({each.end for each in receivers})),
        about=(site, worst.shown),
        fingerprint=_fingerprint(f"{hit.coefficients} {hit.inputs}" for hit in found),
        what=f"{len(found)} {_ordinal(order)}-order {products} on {'/'.join(sorted(heard))} at {site}.",
        arithmetic=f"{shown}{more}.",
        do="Separate the antennas, filter, lower the power, never key these together, or move one of them.",
        source=INTERMOD_SOURCE,
    )


def _ordinal(order: int) -> str:
    return {3: "third", 5: "fifth", 7: "seventh"}[order]


def _fingerprint(parts: Iterable[str]) -> str:
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()[:12]
