"""What the program counts as it goes, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Histogram

registry = CollectorRegistry()
HEARD = Counter("netcontrol_heard", "Messages committed.", ["account", "room"], registry=registry)
POSTED = Counter("netcontrol_posted", "Posts that are there.", ["account", "room", "verb"], registry=registry)
LIMITED = Counter("netcontrol_limited", "Times a platform said: wait (429).", ["account", "room"], registry=registry)
REFUSED = Counter("netcontrol_refused", "Posts refused for good.", ["account", "room"], registry=registry)
LATER = Counter("netcontrol_later", "Attempts that were put off (limits and faults).", ["account"], registry=registry)
UNKNOWN = Counter("netcontrol_unknown", "Attempts whose outcome was unknown.", ["account"], registry=registry)
GAPS = Counter("netcontrol_gaps", "Gaps that could not be filled.", ["account", "room"], registry=registry)
LAG = Histogram(
    "netcontrol_lag_seconds",
    "From heard to posted, of the oldest copy of each post.",
    ["account", "room"],
    buckets=(0.01, 0.05, 0.25, 1, 5, 30, 120, 600),
    registry=registry,
)
TRANSACTION = Histogram(
    "netcontrol_transaction_seconds",
    "From a transaction's turn to its commit.",
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10),
    registry=registry,
)
POISONED = Counter("netcontrol_poisoned", "Events that could not be processed.", ["account"], registry=registry)

_shown: set[bool] = set()


def show_rooms(wanted: bool) -> None:
    """Have rooms' ids as labels, or not: they tell outsiders who talks, and there may be thousands of them."""
    _shown.clear()
    _shown.update({True} if wanted else ())


def room_label(room: object) -> str:
    """The room's id where it is wanted; else empty, and what is counted is the account's."""
    return str(room) if _shown else ""
