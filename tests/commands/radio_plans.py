"""Rows of radio plans for the tests, made from the library or from plain numbers."""

from commands.domain.radio.areas import EVERYWHERE
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.frequencies import Channel, Mode, Width, kind_of
from commands.domain.radio.rf_checks import check
from commands.domain.radio.rf_settings import Locale, RfSettings
from commands.domain.radio.tones import ctcss
from commands.radio.library import library

HERE = Locale(territories=False, near_canada=False, inland=True)
CLEAN = {"area": EVERYWHERE, "function": "Tactical", "units": ("Div A",), "licence": "STA 12"}


def named(*names, **more):
    """Assignments N-1, N-2 … of library channels; each its own net."""
    return tuple(
        Assignment(id=f"N-{n}", channel=library().show(name).channel, **{"net": f"net {n}", **CLEAN, **more})
        for n, name in enumerate(names, 1)
    )


def own(rx, tx=None, *, id="N-99", name="RIDGE", **more):
    """A row of the incident's own: hertz, narrow, 103.5 both ways."""
    row = {key: more.pop(key) for key in tuple(more) if key in Assignment.__dataclass_fields__}
    values = {
        "mode": Mode.ANALOG,
        "width": Width.NARROW,
        "rx_tones": (ctcss(1035),),
        "tx_tones": (ctcss(1035),),
        **more,
    }
    channel = Channel(name=name, kind=kind_of(rx, tx), rx=rx, tx=tx, **values)
    return Assignment(id=id, channel=channel, net=name, **{**CLEAN, **row})


def checked(*rows, **settings):
    return check(rows, library(), RfSettings(**{"locale": HERE, **settings}))


def rules(result, *names):
    """(rule, level) of all findings, or of those under these rules."""
    return {(f.rule, f.level.shown) for f in result.findings if not names or f.rule in names}
