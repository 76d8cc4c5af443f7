"""Tables out: a region as the files that an import reads."""

import csv
import io
from collections.abc import Iterator

from commands.call import Call
from commands.domain.assets.agencies import Agency
from commands.domain.assets.inventory import Asset, Kind
from commands.survey.layouts import (
    AGENCIES,
    AGENCY_COLUMNS,
    FIELDS,
    LAYOUTS,
    ORDER,
    PROGRAMMED,
    PROGRAMMED_COLUMNS,
    Layout,
)

MOST = 200_000


def tables(call: Call) -> Iterator[tuple[str, str]]:
    """(file name, text) of every table that has rows, all that the region holds, private ones too."""
    here = (call.here.id,)
    agencies = {one.id: one for one in call.store.agencies_of(here)}
    for table in ORDER:
        if table == AGENCIES:
            rows = [_agency(one) for one in sorted(agencies.values(), key=lambda one: one.number)]
        elif table == PROGRAMMED:
            rows = _programmed(call, agencies)
        else:
            layout = LAYOUTS[table]
            found = call.store.assets(here, kinds=(layout.kind,), most=MOST)
            rows = [_asset(layout, one, agencies) for one in found]
        if rows:
            yield f"{table}.csv", _written(rows)


def _written(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _agency(one: Agency) -> dict[str, str]:
    own = {"agency": one.name, "phone_24h": one.phone}
    return {name: own.get(name, getattr(one, name, "")) for name in AGENCY_COLUMNS}


def _programmed(call: Call, agencies: dict[int, Agency]) -> list[dict[str, str]]:
    names = {one.id: one.name for one in call.store.assets((call.here.id,), kinds=(Kind.CHANNEL,), most=MOST)}
    return [
        dict(
            zip(
                PROGRAMMED_COLUMNS,
                (_called(agencies, one.agency), names[one.channel], one.share, one.zone, one.position, one.verified),
                strict=True,
            )
        )
        for one in call.store.programmed((call.here.id,))
        if one.channel in names
    ]


def _asset(layout: Layout, one: Asset, agencies: dict[int, Agency]) -> dict[str, str]:
    found = {}
    for column in layout.columns:
        if column == layout.name:
            found[column] = one.name
        elif column == layout.owner:
            found[column] = _called(agencies, one.owner)
        elif column in FIELDS:
            found[column] = _field(one, FIELDS[column])
        else:
            found[column] = one.more.get(column, "")
    return found


def _field(one: Asset, name: str) -> str:
    value = getattr(one, name)
    if name == "ports":
        return "|".join(value)
    return "" if value is None else str(value)


def _called(agencies: dict[int, Agency], id: int) -> str:
    return agencies[id].called if id in agencies else ""
