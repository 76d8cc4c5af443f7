"""Words about channels and plans become values: channels by name, rows by id or name, frequencies, tones, divisions."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from commands.call import Call
from commands.domain.accountability.checkins import division
from commands.domain.folding import SHORT_DIV, channel_key
from commands.domain.radio.areas import EVERYWHERE
from commands.domain.radio.findings import Level
from commands.domain.radio.frequencies import Channel, Emission, Kind, Mode, Width
from commands.domain.radio.records import SERIES
from commands.line.converters import Converter, read_div, read_text
from commands.radio import words
from commands.radio.library import library

CHANNEL_HINT = "a channel's name, such as VTAC14 or one of your own"
ROW_HINT = f"a channel's name, such as VTAC14, or its id in the plan, such as {SERIES}-3"
_ROW = re.compile(rf"{SERIES}[-\s]?(\d{{1,6}})", re.IGNORECASE)


def channel_named(name: str, call: Call) -> Channel | None:
    """The incident's own channel of that name, or the library's; None where there is none."""
    own = call.store.own_channel(call.here.id, channel_key(name))
    if own is not None and own.returned is None:
        return own.channel
    row = library().named(name)
    return row.channel if row else None


def read_known(text: str, call: Call) -> Channel:
    """A channel of the incident's own or of the library. ValueError with the nearest names."""
    name = read_text(text, call)
    if found := channel_named(name, call):
        return found
    near = ", ".join(nearest_names(name, call))
    raise ValueError(
        f"there is no channel of that name; nearest: {near}" if near else "there is no channel of that name"
    )


def nearest_names(name: str, call: Call) -> tuple[str, ...]:
    """Up to five names that look like this one, the incident's own first."""
    key = channel_key(name)
    own = [one.channel.name for one in call.store.own_channels(call.here.id) if key[:3] in one.name_key]
    return tuple(dict.fromkeys((*own, *library().near(name))))[:5]


def read_row(text: str, call: Call) -> str:
    """The id of a row (``N-3``), or the name of a channel as it is really written."""
    if found := _ROW.fullmatch(text.strip()) or re.fullmatch(r"#?(\d{1,6})", text.strip()):
        return f"{SERIES}-{int(found[1])}"
    own = call.store.own_channel(call.here.id, channel_key(read_text(text, call)))
    return own.channel.name if own else read_known(text, call).name


def read_units(text: str, call: Call) -> tuple[str, ...]:
    """``A, B`` → ``Div A``, ``Div B``."""
    parts = (read_div(part, call) for part in read_text(text, call).split(","))
    return tuple(division(part) for part in parts if part)


def read_area(text: str, call: Call) -> str:
    """An area's name; ``all`` is the whole incident."""
    name = read_text(text, call)
    return EVERYWHERE if name.casefold() in {"all", "everywhere", "incident", EVERYWHERE} else name


def read_area_word(text: str, call: Call) -> str:
    """One word, or two where the second is a letter or a number: ``North``, ``Div A``, ``Camp 3``."""
    words = text.split()
    if len(words) == 2 and not (len(words[1]) == 1 or words[1].isdigit()):
        raise ValueError("two names are two areas")
    return read_area(text, call)


def read_places(text: str, call: Call) -> tuple[str, ...]:
    """Places on the incident with commas between them."""
    return tuple(part.strip() for part in read_text(text, call).split(",") if part.strip())


def read_watts(text: str, _: Call) -> float:
    """A transmitter's power in watts, above zero: ``5``, ``5 W``, ``0.5 watts``. ValueError for all else."""
    found = re.fullmatch(r"(\d{1,4}(?:\.\d{1,2})?)\s*w?(?:atts?)?", text.strip(), re.IGNORECASE)
    if not found or not float(found[1]):
        raise ValueError("it is not a power in watts")
    return float(found[1])


def read_position(text: str, _: Call) -> int:
    """The position of a channel in a radio: 1 to 9999. ValueError for all else."""
    if not re.fullmatch(r"\d{1,4}", text) or not int(text):
        raise ValueError("it is no position in a radio, which is 1 or more")
    return int(text)


def read_kind(text: str, _: Call) -> Kind:
    """The kind of channel that begins with this word. ValueError where none does, or several do."""
    wanted = text.casefold()
    found = [kind for kind in Kind if kind.value.startswith(wanted)] if wanted else []
    if len(found) != 1:
        raise ValueError(f"it is none of {', '.join(Kind)}")
    return found[0]


def _plain(read: Callable[[str], Any]) -> Callable[[str, Call], Any]:
    return lambda text, _: read(text)


def _short(text: str) -> bool:
    return len(text) <= SHORT_DIV and not text.endswith(",")


KNOWN = Converter(read=read_known, hint=CHANNEL_HINT, most=4)
ROW = Converter(read=read_row, hint=ROW_HINT, most=4)
TO_CHANNEL = Converter(read=read_known, hint=CHANNEL_HINT, most=4, bare=True)

KnownChannel = Annotated[Channel, KNOWN]
ToChannel = Annotated[Channel, TO_CHANNEL]
RowName = Annotated[str, ROW]
Units = Annotated[
    tuple[str, ...],
    Converter(
        read=read_units, hint="a division such as A, or several with commas", blanks=True, bare=True, whole=_short
    ),
]
Area = Annotated[str, Converter(read=read_area, hint="the name of an area, or all", blanks=True)]
AreaWord = Annotated[
    str, Converter(read=read_area_word, hint="the name of an area, in quotes if it has blanks", most=2)
]
Places = Annotated[tuple[str, ...], Converter(read=read_places, hint="names with commas between", blanks=True)]
Watts = Annotated[float, Converter(read=read_watts, hint="watts, such as 40")]
PositionNumber = Annotated[int, Converter(read=read_position, hint="a position such as 4")]
Hertz = Annotated[int, Converter(read=_plain(words.hertz), hint=words.FREQUENCY_HINT)]
ModeWord = Annotated[Mode, Converter(read=_plain(words.mode), hint="A, D or M", options=("A", "D", "M"))]
WidthWord = Annotated[Width, Converter(read=_plain(words.width), hint="N, W or AM", options=("N", "W", "AM"))]
EmissionWord = Annotated[Emission, Converter(read=_plain(words.emission), hint="a designator such as 11K2F3E")]
KindWord = Annotated[Kind, Converter(read=read_kind, hint=f"one of {', '.join(Kind)}", options=tuple(Kind))]
LEVELS = {level.shown: level for level in Level}
