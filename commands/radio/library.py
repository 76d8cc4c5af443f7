"""Reads the table of interoperability channels that ships with the program."""

import csv
from functools import cache
from importlib.resources import files

from commands.domain.radio.library import Library, LibraryRow, Limit, Verified
from commands.radio.channel_rows import cell, read_channel

TABLE = "interop_channels.csv"


@cache
def library() -> Library:
    """The library, read once. The first line of the file says which edition it is."""
    text = files("commands.data").joinpath(TABLE).read_text(encoding="utf-8")
    edition, _, table = text.partition("\n")
    rows = csv.DictReader(table.splitlines())
    return Library(edition.removeprefix("#").strip(), tuple(_row(row) for row in rows))


def _row(row: dict[str, str]) -> LibraryRow:
    return LibraryRow(
        channel=read_channel(row),
        band=row["band"],
        use=row["use"],
        limits=frozenset(Limit(name) for name in cell(row, "limits").split("; ") if name),
        notes=row["eligibility_notes"],
        source=row["source"],
        verified=Verified(row["verified"]),
    )
