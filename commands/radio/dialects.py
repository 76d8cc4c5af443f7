"""The kinds of tables of channels that are known, in the order in which a heading is tried."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from commands.radio import chirp_import, exports_import, form217a_import
from commands.radio.channel_rows import OWN_COLUMNS, Taken, read_own
from commands.radio.exports_import import columns_by, reads_of

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """A kind of table.

    ``columns`` makes of a heading the columns that ``read`` knows, ``needs`` are those it is known by, ``reads`` all
    of which something is kept. ``read`` makes a channel of a row (ValueError: why not).
    """

    name: str
    needs: frozenset[str]
    reads: frozenset[str]
    read: Callable[[Row], Taken]
    columns: Callable[[Sequence[str]], list[str]]
    exact: bool = False  # a row with more or fewer cells than the heading is not to be trusted
    repeats: bool = False  # a name may come again


def _small(written: Sequence[str]) -> list[str]:
    return [text.casefold() for text in written]


DIALECTS = (
    Dialect(
        name="our own table",
        needs=frozenset({"channel_name", "rx_mhz"}),
        reads=frozenset({*OWN_COLUMNS, "kind", "system", "talkgroup", "lender", "users", "remarks"}),
        read=read_own,
        columns=_small,
    ),
    Dialect(
        name="CHIRP",
        needs=chirp_import.NEEDS,
        reads=frozenset(chirp_import.READS),
        read=chirp_import.read_memory,
        columns=list,
        exact=True,
    ),
    Dialect(
        name="RT Systems",
        needs=exports_import.NEEDS_RT_SYSTEMS,
        reads=reads_of(exports_import.RT_SYSTEMS),
        read=exports_import.read_row,
        columns=columns_by(exports_import.RT_SYSTEMS),
    ),
    Dialect(
        name="ICS 217A",
        needs=form217a_import.NEEDS,
        reads=frozenset(form217a_import.READS),
        read=form217a_import.read_row,
        columns=form217a_import.columns,
    ),
    Dialect(
        name="RepeaterBook",
        needs=exports_import.NEEDS_REPEATER_BOOK,
        reads=reads_of(exports_import.REPEATER_BOOK),
        read=exports_import.read_row,
        columns=columns_by(exports_import.REPEATER_BOOK),
        repeats=True,
    ),
    Dialect(
        name="RadioReference",
        needs=exports_import.NEEDS_RADIO_REFERENCE,
        reads=reads_of(exports_import.RADIO_REFERENCE),
        read=exports_import.read_row,
        columns=columns_by(exports_import.RADIO_REFERENCE),
        repeats=True,
    ),
)
