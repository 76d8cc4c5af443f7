"""In which order the commands are shown: by subject, and within one the word first that is said first."""

from commands.registry import Noun, nouns

SUBJECTS = {
    "People and safety": (
        "checkin",
        "claim",
        "checkout",
        "roster",
        "par",
        "emergency",
        "medical",
        "watch",
        "status",
        "reassign",
        "demob",
        "contact",
    ),
    "Incident, positions, rooms": (
        "incident",
        "role",
        "period",
        "shift",
        "link",
        "join",
        "unlink",
        "group",
        "health",
        "undelivered",
        "retry",
    ),
    "Radio": ("freq", "traffic", "patch", "cache"),
    "Requests, messages, tasks": (
        "request",
        "approve",
        "order",
        "fill",
        "change",
        "deny",
        "cancel",
        "message",
        "announce",
        "page",
        "ways",
        "ack",
        "action",
    ),
    "Warnings": ("alert",),
    "Log, reports, paper": (
        "log",
        "addlog",
        "show",
        "significant",
        "find",
        "void",
        "report",
        "weather",
        "hazard",
        "evac",
        "figures",
        "sitrep",
        "board",
        "catchup",
        "form",
        "packet",
        "aar",
    ),
    "Regions": ("region", "agency", "asset", "place", "reach"),
    "Readiness of a region": ("marker", "goal", "qual", "ta", "tsp", "priority"),
    "For yourself": ("help", "home"),
}
OTHER = "Other"
"""Where a noun is shown that stands under no subject: a new command is one file, and this page may wait."""


def by_subject() -> dict[str, list[Noun]]:
    """All nouns, each under its subject."""
    known = nouns()
    named = {name for names in SUBJECTS.values() for name in names}
    shown = {subject: [known[name] for name in names] for subject, names in SUBJECTS.items()}
    rest = [noun for name, noun in known.items() if name not in named]
    return {**shown, OTHER: rest} if rest else shown
