"""ICS 309, Communications Log."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from commands.call import Call
from commands.domain.folding import channel_key
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import Origin
from commands.domain.messages import Document
from commands.domain.paper import forms_messages
from commands.paper.papers import Asked
from commands.paper.sheets import Print, document, sheet, top_of
from commands.radio.nets import net_keys

MOST_ROWS = 20_000
"""Rows of radio traffic that are looked at for one form."""

MOST_PRINTED = 3_000
"""Rows of radio traffic that one form holds: some ninety pages. More is asked for by period, net or operator."""


def _of_each_group_and_period(call: Call, groups: tuple[str, ...]) -> Iterator[Print]:
    """Of everything only the newest rows fit on one form, so each period has one as well."""
    for group in groups:
        yield Print(group=group)
    for period in call.store.periods(call.here.id, 500):
        yield Print(group=MAIN, period=str(period.number))


@sheet(
    "309",
    "Communications Log",
    template="ics309",
    prepared_by=("INCM", "COML"),
    long=True,
    export=_of_each_group_and_period,
)
def ics_309(call: Call, asked: Asked) -> Document:
    """Radio traffic, a sheet for each net and operator; rows that were voided are struck."""
    top = top_of(call, asked)
    start, end = top.window.start, top.window.end
    since = None if top.window.whole else start
    rows = call.store.traffic_rows(call.here.id, asked.groups, since=since, until=end, most=MOST_ROWS)
    if asked.net:
        keys_of_net = net_keys(call, asked.net)
        rows = tuple(one for one in rows if _on(one.channel, asked.net, keys_of_net))
    if asked.person:
        keys = call.store.same_person(asked.person)
        rows = tuple(one for one in rows if one.operator in keys)
    rows = tuple(one for one in rows if top.window.holds(one.heard))
    if len(rows) > MOST_PRINTED:
        rows = rows[-MOST_PRINTED:]
        top = replace(top, standing=f"ONLY THE NEWEST {MOST_PRINTED:,} ROWS (others by period, net or operator)")
    struck = call.store.log_about(call.here.id, [one.shown for one in rows], Origin.VOID)
    return document(call, asked, top, forms_messages.ics_309(rows, struck, top))


def _on(channel: str, net: str, keys: Collection[str]) -> bool:
    """Is the channel the net, by any of its spellings, or does its name hold what was asked for?"""
    key = channel_key(channel)
    return key in keys or (bool(key) and channel_key(net) in key)
