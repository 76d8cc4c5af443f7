"""A report as files: all of it as PDF, and the incident at a glance as a picture."""

import re

from commands.call import Call
from commands.domain.messages import Document
from commands.domain.moments import shown
from commands.domain.situation.facts import Facts
from commands.domain.situation.glance import glance
from commands.domain.situation.situation import Situation
from commands.domain.situation.situation_faces import printed

PAPER = "us-letter"


def whole(call: Call, situation: Situation, name: str) -> Document:
    """The full report as PDF."""
    here = call.here
    data = printed(situation) | {
        "title": situation.title,
        "incident": here.shown,
        "exercise": here.exercise,
        "as_of": shown(situation.at, call.zone),
        "paper": PAPER,
    }
    return Document(template="situation", filename=_named(call, name, "pdf"), title=situation.title, data=data)


def picture(call: Call, facts: Facts, title: str, name: str) -> Document:
    """The incident at a glance as PNG; ``alt`` of its data says the same in words."""
    return Document(
        template="glance", filename=_named(call, f"{name}-glance", "png"), title=title, data=glance(facts, title)
    )


def _named(call: Call, name: str, ending: str) -> str:
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", f"{call.here.id} {name}").strip("-")[:100]
    return f"{'EXERCISE-' if call.here.exercise else ''}{slug}.{ending}"
