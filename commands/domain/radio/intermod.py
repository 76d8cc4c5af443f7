"""Intermodulation of the transmitters that stand at one site, against the receivers there.

Every product is a sum of transmitters less a sum of one transmitter fewer: order 3 is A+B-C and 2A-B, order 5 has three
against two, order 7 four against three. Only products of two and of three transmitters are made. Instead of making all
products and comparing each with each receiver, the sums are sorted once; a receiver R is hit where a sum lies within
the tolerance of R plus what is taken away, and that is looked up by bisection.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, permutations
from operator import mul
from typing import NamedTuple

from commands.domain.radio.frequencies import NARROW_BANDWIDTH, khz, mhz

ORDERS = (3, 5, 7)


class Tolerance(StrEnum):
    """How far, in hertz, a product may lie from a receiver and still count. Engineering judgement: all are settings,
    none is law.
    """

    EXACT = "exact"  # a dead hit: within 1 kHz
    CRITICAL = "critical"  # within half the receiver's channel
    WARNING = "warning"  # within one channel
    CONSERVATIVE = "conservative"  # half the receiver's bandwidth and half the product's own


EXACT_HERTZ = 1_000
CHANNEL = {NARROW_BANDWIDTH: 12_500}
"""Authorized bandwidth → channel, in hertz; wide ones stand in 25 kHz channels."""


@dataclass(frozen=True, order=True)
class Radio:
    """A transmitter or a receiver at the site: hertz, authorized bandwidth in hertz, and the names of its rows."""

    hertz: int
    bandwidth: int = NARROW_BANDWIDTH
    names: tuple[str, ...] = ()

    @property
    def channel(self) -> int:
        """The channel, in hertz, that its authorized bandwidth stands in: 12,500 for narrow ones, 25,000 for wider;
        half of it is how far a product may lie off and still be critical.
        """
        return CHANNEL.get(self.bandwidth, 25_000 if self.bandwidth > NARROW_BANDWIDTH else 12_500)

    @property
    def shown(self) -> str:
        """The names of all rows that use this frequency at the site, or megahertz where none has a name."""
        return "/".join(self.names) or mhz(self.hertz)


class Hit(NamedTuple):
    """A product that falls on a receiver. Frequencies are hertz, which name the radios: there may be 100,000 of these.

    ``off`` is product less receiver, ``distance`` its size. ``coefficients`` belong to ``inputs``, added ones first.
    """

    order: int
    distance: int
    receiver: int
    off: int
    coefficients: tuple[int, ...]
    inputs: tuple[int, ...]

    @property
    def product(self) -> int:
        """Where the intermodulation product falls, in hertz."""
        return self.receiver + self.off


@dataclass(frozen=True)
class Outcome:
    """What was found at one site: the hits, nearest first within each order, and the radios by their hertz."""

    hits: tuple[Hit, ...]
    transmitters: dict[int, Radio]
    receivers: dict[int, Radio]

    def formula(self, hit: Hit) -> str:
        """``2×UTAC41D - UCALL40D = 2×453.4625 - 453.2125 = 453.7125, exactly on UTAC42D 453.7125``."""
        terms = tuple(zip(hit.coefficients, hit.inputs, strict=True))
        by_name = _signed((k, self.transmitters[hertz].shown) for k, hertz in terms)
        by_mhz = _signed((k, mhz(hertz)) for k, hertz in terms)
        off = f"{khz(hit.distance)} {'above' if hit.off > 0 else 'below'}" if hit.off else "exactly on"
        receiver = self.receivers[hit.receiver]
        return f"{by_name} = {by_mhz} = {mhz(hit.product)}, {off} {receiver.shown} {mhz(hit.receiver)}"


def _signed(terms: Iterable[tuple[int, str]]) -> str:
    words = ""
    for k, name in terms:
        sign = (" + " if k > 0 else " - ") if words else ""
        words += f"{sign}{f'{abs(k)}×' if abs(k) > 1 else ''}{name}"
    return words


def hits(
    transmitters: Iterable[Radio],
    receivers: Iterable[Radio],
    *,
    orders: Iterable[int] = (3,),
    tolerance: Tolerance = Tolerance.WARNING,
) -> Outcome:
    """All hits, nearest first within each order.

    Transmitters (or receivers) on one frequency are one. A product is never reported on one of its own inputs: neither
    one that equals an input, nor one at a receiver tuned to an input, which hears that transmitter and not the product.
    Raises ValueError for an order that is not 3, 5 or 7.
    """
    ordered = tuple(sorted(set(orders)))
    if unknown := set(ordered) - set(ORDERS):
        raise ValueError(f"orders are 3, 5 and 7, not {', '.join(map(str, sorted(unknown)))}")
    sources, heard = together(transmitters), together(receivers)
    found = [hit for order in ordered for form in forms(order) for hit in _of_form(form, sources, heard, tolerance)]
    found.sort()
    return Outcome(tuple(found), {radio.hertz: radio for radio in sources}, {radio.hertz: radio for radio in heard})


def together(radios: Iterable[Radio]) -> tuple[Radio, ...]:
    """One radio for each frequency, as wide as the widest, with everybody's names; sorted."""
    by_hertz: dict[int, Radio] = {}
    for radio in radios:
        known = by_hertz.get(radio.hertz, radio)
        names = tuple(sorted({*known.names, *radio.names}))
        by_hertz[radio.hertz] = Radio(radio.hertz, max(known.bandwidth, radio.bandwidth), names)
    return tuple(sorted(by_hertz.values()))


@dataclass(frozen=True, order=True)
class Form:
    """Coefficients of what is added and of what is taken away: 2A-B is ((2,), (1,)), A+B-C is ((1, 1), (1,))."""

    added: tuple[int, ...]
    taken: tuple[int, ...]

    @property
    def order(self) -> int:
        """3 for 2A-B and A+B-C, 5 for 3A-2B and so on: all coefficients added up."""
        return sum(self.added) + sum(self.taken)


def forms(order: int) -> tuple[Form, ...]:
    """The products of two and of three transmitters: 3 → 2A-B, A+B-C; 5 → 3A-2B, 3A-B-C, 2A+B-2C; 7 likewise.
    Third-order calculators agree on the first two; even orders rarely fall into a used band.
    """
    plus, minus = (order + 1) // 2, order // 2
    shapes = [Form(added, taken) for added in _parts(plus) for taken in _parts(minus)]
    return tuple(form for form in shapes if len(form.added) + len(form.taken) <= 3)


def _parts(total: int) -> list[tuple[int, ...]]:
    """A number alone, and as the sum of two: 4 → (4), (3, 1), (2, 2)."""
    return [(total,)] + [(total - k, k) for k in range(1, total // 2 + 1)]


Sum = tuple[int, tuple[int, ...]]  # hertz, and the transmitters (by their hertz) that make it


def _sums(coefficients: tuple[int, ...], sources: tuple[Radio, ...]) -> list[Sum]:
    """Every sum with these coefficients of distinct transmitters, sorted; A+B and B+A are counted once."""
    pick = combinations if len(set(coefficients)) == 1 else permutations
    chosen = pick([radio.hertz for radio in sources], len(coefficients))
    return sorted((sum(map(mul, coefficients, each)), each) for each in chosen)


def _of_form(form: Form, sources: tuple[Radio, ...], heard: tuple[Radio, ...], tolerance: Tolerance) -> Iterator[Hit]:
    added, taken = _sums(form.added, sources), _sums(form.taken, sources)
    totals = [total for total, _ in added]
    widths = {radio.hertz: radio.bandwidth for radio in sources}
    for receiver in heard:
        reach = _reach(tolerance, receiver, form.order, max(widths.values(), default=0))
        found = _at(receiver.hertz, reach, form, added, totals, taken)
        if tolerance is Tolerance.CONSERVATIVE and len(set(widths.values())) > 1:  # else the reach says it exactly
            found = (hit for hit in found if 2 * hit.distance <= receiver.bandwidth + product_bandwidth(hit, widths))
        yield from found


def _at(hertz: int, reach: int, form: Form, added: list[Sum], totals: list[int], taken: list[Sum]) -> Iterator[Hit]:
    """The products of one form within ``reach`` of one receiver. The inner loop runs once for each candidate."""
    order, coefficients = form.order, (*form.added, *(-k for k in form.taken))
    for less, minus in taken:
        if hertz in minus:
            continue
        first, last = minus[0], minus[-1]  # one or two are taken away
        low = bisect_left(totals, hertz + less - reach)
        for total, plus in added[low : bisect_right(totals, hertz + less + reach, lo=low)]:
            if first in plus or last in plus or hertz in plus:
                continue  # a transmitter on both sides makes a product of lower order; one's own channel hears itself
            product, inputs = total - less, plus + minus
            if product not in inputs:
                yield Hit(order, abs(product - hertz), hertz, product - hertz, coefficients, inputs)


def product_bandwidth(hit: Hit, widths: dict[int, int]) -> int:
    """How wide a product is at worst: each transmitter's bandwidth as often as it takes part, in hertz."""
    return sum(abs(k) * widths[hertz] for k, hertz in zip(hit.coefficients, hit.inputs, strict=True))


def _reach(tolerance: Tolerance, receiver: Radio, order: int, widest: int) -> int:
    """The tolerance in hertz; for the conservative one the most that any product of this order can reach."""
    reaches = {
        Tolerance.EXACT: EXACT_HERTZ,
        Tolerance.CRITICAL: receiver.channel // 2,
        Tolerance.WARNING: receiver.channel,
        Tolerance.CONSERVATIVE: (receiver.bandwidth + order * widest) // 2,
    }
    return reaches[tolerance]
