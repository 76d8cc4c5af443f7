"""How long intermodulation takes, as seconds and as products per second.

    python benchmarks/intermod.py [--seed 1]

200 transmitters against 60 receivers, all two- and three-signal third-order products; 40 transmitters to seventh order.
"""

import argparse
import random
import time
from math import comb, perm

from commands.domain.radio.intermod import Radio, Tolerance, forms, hits

TARGET = 1.0
LAND_MOBILE = (150_000_000, 174_000_000, 2_500)  # low, high, raster in hertz


def radios(count: int, prefix: str, dice: random.Random) -> list[Radio]:
    low, high, step = LAND_MOBILE
    return [Radio(hertz, names=(f"{prefix}{n}",)) for n, hertz in enumerate(dice.sample(range(low, high, step), count))]


def products(transmitters: int, orders: tuple[int, ...]) -> int:
    def ways(coefficients: tuple[int, ...], left: int) -> int:
        return (comb if len(set(coefficients)) == 1 else perm)(left, len(coefficients))

    shapes = [form for order in orders for form in forms(order)]
    return sum(ways(form.added, transmitters) * ways(form.taken, transmitters - len(form.added)) for form in shapes)


def measure(transmitters: int, receivers: int, orders: tuple[int, ...], tolerance: Tolerance, seed: int) -> None:
    dice = random.Random(seed)
    sources, heard = radios(transmitters, "T", dice), radios(receivers, "R", dice)
    start = time.perf_counter()
    outcome = hits(sources, heard, orders=orders, tolerance=tolerance)
    took = time.perf_counter() - start
    made = products(transmitters, orders)
    speed = made * receivers / took / 1e6
    print(
        f"{transmitters} transmitters, {receivers} receivers, orders {orders}, {tolerance.value}: {made:,} products, "
        f"{len(outcome.hits):,} hits, {took:.3f} s ({speed:,.0f} million comparisons per second), "
        f"target {TARGET:.0f} s: {'met' if took < TARGET else 'MISSED'}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=1)
    seed = arguments.parse_args().seed
    for tolerance in Tolerance:
        measure(200, 60, (3,), tolerance, seed)
    for tolerance in Tolerance:
        measure(40, 60, (3, 5, 7), tolerance, seed)


if __name__ == "__main__":
    main()
