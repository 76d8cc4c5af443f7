"""The area of the incident: where an alert has to be to be told here."""

import re
from dataclasses import replace
from typing import Annotated

from commands.alerts.alert.standing import RIGHT
from commands.call import Call
from commands.domain.alerts.alerts import AlertWatch
from commands.domain.alerts.area import place_of
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.line.converters import Long
from commands.line.signature import Hint, Verbatim
from commands.registry import command
from commands.shared import rights
from commands.shared.belonging import name_of

FORMS = "43.80,-115.90 20km, or IDZ401 IDC015, or same:016015 zone:IDZ401 circle:43.80,-115.90 20km"

_MARKED = re.compile(r"\b(same|zone|circle|polygon)\s*:\s*", re.IGNORECASE)
_CODES = re.compile(r"(?:[A-Za-z]{2}[CZcz]\d{3}|\d{5,6})(?:[\s,;]+(?:[A-Za-z]{2}[CZcz]\d{3}|\d{5,6}))*")
_ROUND = re.compile(r"[+-]?\d[\d.]*\s*,\s*[+-]?\d[\d.]*[\s,]+\d[\d.]*\s*(?:km|mi)?", re.IGNORECASE)


@command(also=("where",))
def area(
    call: Call,
    where: Annotated[Long, Verbatim(), Hint("a circle, zones, counties or a polygon; empty to see what is set")] = "",
) -> Reply:
    """Set the area in which alerts are told, or show it.

    alert area 43.80,-115.90 20km: a circle. alert area IDZ401 IDC015: zones and counties. Several forms together are
    marked: alert area same:016015 zone:IDZ401 circle:43.80,-115.90 20km polygon:43.8,-116.0 43.9,-116.0 43.9,-115.8.
    """
    known = call.store.alert_watch(call.here.id)
    if not where.strip():
        return Reply(text=_shown(call, known))
    rights.require(RIGHT, call, "Setting the area of alerts")
    try:
        parts = parts_of(where)
        place_of(parts)
    except ValueError as fault:
        end = "" if str(fault).endswith(("?", ".")) else "."
        raise Refused(f"{fault}{end} Nothing was changed. An area is {FORMS}.") from None
    if known and known.area == parts:
        return Reply(text=f"The area is {', '.join(parts)} already. Nothing was changed.")
    if known:
        known = call.store.save(replace(known, area=parts, at=call.at, by_name=name_of(call)))
    else:
        known = call.store.add(AlertWatch(incident=call.here.id, area=parts, at=call.at, by_name=name_of(call)))
    watched = f"watched in {', '.join(known.sources)}" if known.sources else "NO source is configured to watch it"
    text = f"Alerts are told for {', '.join(parts)}, set by {name_of(call)}; {watched}."
    return Reply(text=text, audience=Audience.MAIN)


def _shown(call: Call, known: AlertWatch | None) -> str:
    if known is None or not known.area:
        return f"No area is set. {call.prefix} alert area {FORMS}."
    by = f", set by {known.by_name}" if known.by_name else ", set in the configuration file"
    return f"Alerts are told for {', '.join(known.area)}{by}; sources: {', '.join(known.sources) or 'none'}."


def parts_of(text: str) -> tuple[str, ...]:
    """What a person typed as marked parts: ``same:016015``, ``circle:43.80,-115.90 20km``. Raises ValueError."""
    text = " ".join(text.split())
    marks = [*_MARKED.finditer(text)]
    if not marks:
        return _bare(text)
    if before := text[: marks[0].start()].strip():
        raise ValueError(f"“{before[:40]}” stands before the first mark: of several forms each is marked")
    found: list[str] = []
    for mark, end in zip(marks, [*(one.start() for one in marks[1:]), len(text)], strict=True):
        form, value = mark[1].casefold(), text[mark.end() : end].strip(" ,;")
        several = re.split(r"[\s,;]+", value) if form in {"same", "zone"} else [value]
        found += [f"{form}:{one.upper() if form == 'zone' else one}" for one in several]
    return tuple(dict.fromkeys(found))


def _bare(text: str) -> tuple[str, ...]:
    if _CODES.fullmatch(text):
        codes = re.split(r"[\s,;]+", text.upper())
        return tuple(dict.fromkeys(f"{'same' if one.isdecimal() else 'zone'}:{one}" for one in codes))
    if _ROUND.fullmatch(text):
        return (f"circle:{text}",)
    if re.fullmatch(r"(?:[+-]?\d[\d.]*\s*,\s*[+-]?\d[\d.]*\s*){3,}", text):
        return (f"polygon:{text}",)
    if _ROUND.search(text) and re.search(r"[A-Za-z]{2}[CZcz]\d{3}|\b\d{6}\b", text):
        raise ValueError("that is an area of two forms: mark each, as in zone:IDZ401 circle:43.80,-115.90 20km")
    if re.fullmatch(r"[+-]?\d[\d.]*\s*,\s*[+-]?\d[\d.]*", text):
        raise ValueError(f"{text} is a place without a radius: {text} 20km")
    raise ValueError(f"“{text[:60]}” is no area")
