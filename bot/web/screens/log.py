"""The log and the radio traffic, newest first; what is significant; what is found by its words."""

from datetime import datetime
from typing import Any

from bot.web.screens.common import ALL, Panel, Sight, brief
from commands.domain.log.logbook import Entry, Origin
from commands.domain.log.searching import Source, terms

KINDS = {
    "all": (Origin.PERSON, Origin.ADDED, Origin.SIGNIFICANT, Origin.VOID),
    "significant": (Origin.SIGNIFICANT,),
    "system": (Origin.SYSTEM, Origin.SIGNIFICANT, Origin.VOID),
}
LONGEST_QUERY = 200


def log(sight: Sight) -> tuple[Panel, ...]:
    """Search results where something is searched, else the newest lines."""
    wanted = terms(sight.query.get("q", "")[:LONGEST_QUERY])
    if sight.query.get("q", "").strip():
        return (Panel(id="log", template="found.html", values=found(sight, wanted)),)
    return (Panel(id="log", template="log.html", values=lines(sight)),)


def found(sight: Sight, wanted: tuple[str, ...]) -> dict[str, Any]:
    """What has all of the words, the newest first: the same as “find” says."""
    store, here = sight.call.store, sight.call.here.id
    rows = store.find(here, sight.groups, wanted, ALL + 1) if wanted else ()
    struck = store.log_about(here, [one.shown for one in rows if one.shown], Origin.VOID)
    return {
        "words": " ".join(wanted),
        "rows": [
            {
                "id": one.shown or one.source.value,
                "at": sight.near(one.at),
                "who": brief(one.who, 60),
                "words": brief(one.words, 400),
                "void": one.shown in struck,
                "talk": one.source is Source.TALK,
            }
            for one in rows[:ALL]
        ],
        "more": len(rows) > ALL,
    }


def lines(sight: Sight) -> dict[str, Any]:
    """The newest lines of log and traffic."""
    store, here = sight.call.store, sight.call.here.id
    kind = sight.query.get("kind", "all")
    origins = KINDS.get(kind, KINDS["all"])
    since = _since(sight)
    entries = store.log_entries(here, sight.groups, origins, since=since, most=ALL)
    struck = store.log_about(here, [one.shown for one in entries], Origin.VOID)
    marked = store.log_about(here, [one.shown for one in entries], Origin.SIGNIFICANT)
    rows = [_entry(sight, one, one.shown in struck, one.shown in marked) for one in entries]
    if kind not in ("significant", "system"):
        traffic = store.traffic_rows(here, sight.groups, since=since, most=ALL)
        rows += [
            {
                "id": one.shown,
                "sort": one.at,
                "at": sight.near(one.heard),
                "who": f"{one.stations} {one.channel}".strip(),
                "words": brief(one.words, 600),
                "void": False,
                "kind": "traffic",
                "markable": False,
            }
            for one in traffic
        ]
    rows.sort(key=lambda row: row["sort"], reverse=True)
    return {
        "rows": rows[:ALL],
        "kind": kind if kind in KINDS else "all",
        "more": len(rows) >= ALL,
        "may_mark": sight.may("significant"),
    }


def _since(sight: Sight) -> datetime | None:
    """``since`` of the query, an ISO time with its zone; anything else counts as none."""
    try:
        moment = datetime.fromisoformat(sight.query.get("since", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=sight.call.zone)


def _entry(sight: Sight, one: Entry, void: bool, marked: bool) -> dict[str, Any]:
    return {
        "id": one.shown,
        "sort": one.at,
        "at": sight.near(one.said),
        "who": brief(one.author_name, 60),
        "words": brief(f"{one.about}: {one.words}" if one.origin is Origin.VOID else one.words, 600),
        "void": void,
        "kind": "significant" if one.origin is Origin.SIGNIFICANT or marked else one.origin.value,
        "markable": one.origin in (Origin.PERSON, Origin.ADDED) and not marked and not void,
    }
