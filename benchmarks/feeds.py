"""What a feed of alerts costs: reading and matching, and matching alone.

Usage: PYTHONPATH=. python benchmarks/feeds.py [--alerts 5000]
"""

import argparse
import random
import time
from datetime import UTC, datetime, timedelta

from bot.feeds.matching import Watcher, work_out
from bot.feeds.values import ring_of
from commands.domain.alerts.area import place_of
from commands.domain.alerts.geometry import circle_touches_ring

AT = datetime(2026, 11, 22, 13, tzinfo=UTC)


def ring(dice: random.Random, points: int) -> str:
    lat, lon = dice.uniform(30, 48), dice.uniform(-120, -75)
    found = [(lat + dice.uniform(0, 0.5), lon + dice.uniform(0, 0.5)) for _ in range(points)]
    return " ".join(f"{a:.4f},{b:.4f}" for a, b in [*found, found[0]])


def alert(number: int, dice: random.Random) -> str:
    sent = f"{AT - timedelta(seconds=number):%Y-%m-%dT%H:%M:%S}+00:00"
    return (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{number}</identifier><sender>a@b</sender>'
        f"<sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info>"
        "<category>Met</category><event>Flood Warning</event><urgency>Expected</urgency><severity>Severe</severity>"
        f"<certainty>Likely</certainty><expires>2026-11-22T20:00:00+00:00</expires><description>{'word ' * 380}"
        f"</description><area><areaDesc>here</areaDesc><polygon>{ring(dice, dice.randint(4, 60))}</polygon>"
        f"<geocode><valueName>SAME</valueName><value>0{dice.randint(1, 56):02}{dice.randint(1, 199):03}</value>"
        "</geocode></area></info></alert>"
    )


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--alerts", type=int, default=5_000)
    many = asked.parse_args().alerts
    dice = random.Random(7)
    body = f"<alerts>{''.join(alert(n, dice) for n in range(many))}</alerts>".encode()
    place = place_of(["same:016015", "circle:43.80,-115.90 30km"])
    begun = time.perf_counter()
    outcome = work_out("cap", [("", body)], [Watcher("a", place)], AT, first=True)
    took = time.perf_counter() - begun
    size = len(body) / 1e6
    print(f"{many:,} alerts, {size:.1f} MB: read and matched in {took:.2f} s, {len(outcome.found)} concern us")
    rings = [ring_of(ring(dice, dice.randint(4, 100)), []) for _ in range(many)]
    begun = time.perf_counter()
    found = sum(circle_touches_ring((43.8, -115.9), 30.0, one) for one in rings)
    took = (time.perf_counter() - begun) * 1e3
    print(f"{many:,} polygons across the country: matched in {took:.0f} ms, {found} near")


if __name__ == "__main__":
    main()
