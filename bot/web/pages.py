"""Screens become HTML: one set of templates for the first page, for the stream, and without JavaScript."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.web.screens.accountability import accountability
from bot.web.screens.bridge import bridge
from bot.web.screens.common import Panel, Sight
from bot.web.screens.log import log
from bot.web.screens.overview import TABS, above, overview
from bot.web.screens.places import places
from bot.web.screens.radio import radio
from bot.web.screens.requests import requests
from bot.web.screens.sitreps import sitrep, sitreps
from bot.web.screens.wall import wall
from commands.domain.moments import clock

TOKEN = "@@token@@"  # noqa: S105  a mark, no secret
"""Stands in a panel for the token of the page's forms, which is each reader's own."""

SCREENS: dict[str, Callable[[Sight], tuple[Panel, ...]]] = {
    "": overview,
    "par": accountability,
    "requests": requests,
    "radio": radio,
    "log": log,
    "map": places,
    "sitreps": sitreps,
    "bridge": bridge,
}
NAMES = dict(TABS)

_templates = Environment(
    loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True)
class Shown:
    """A screen as it was rendered: its panels by id, and when the record was read."""

    panels: Mapping[str, str]
    at: datetime
    clock: str
    title: str
    exercise: bool
    closed: bool


def shown(sight: Sight, screen: str) -> Shown | None:
    """Render the panels of a screen; None where there is no such screen, or no such report."""
    first, _, number = screen.partition("/")
    if number:
        found = sitrep(sight, int(number)) if first == "sitreps" and number.isdecimal() and len(number) < 9 else None
    else:
        found = _screen(sight, first)
    if found is None:
        return None
    here = sight.call.here
    panels = {one.id: rendered(one, here.id) for one in (*above(sight, first), *found)}
    return Shown(panels, sight.at, clock(sight.at, sight.call.zone), here.shown, here.exercise, here.closed is not None)


def _screen(sight: Sight, screen: str) -> tuple[Panel, ...] | None:
    if screen not in SCREENS:
        return None
    return wall(sight, screen) if sight.query.get("wall") else SCREENS[screen](sight)


def rendered(panel: Panel, slug: str) -> str:
    """One panel's HTML."""
    return _templates.get_template(f"panels/{panel.template}").render(panel.values, slug=slug, token=TOKEN)


def html(template: str, **values: Any) -> str:
    """A whole page."""
    return _templates.get_template(template).render(**values)


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The panels that differ."""
    return {id: text for id, text in after.items() if before.get(id) != text}
