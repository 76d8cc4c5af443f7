"""Tables in: a row is new, changes what is there, is the same, or is refused with its line and why.

Rows are told apart by (owner, kind, name): what is read twice is not doubled. They are taken as entered by whoever
brings them and *not confirmed* until their owner's steward confirms.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from commands.call import Call
from commands.domain.assets.agencies import SERIES as AGENCY_SERIES
from commands.domain.assets.agencies import Agency, Programmed, Share
from commands.domain.assets.inventory import SERIES, Asset, Kind
from commands.domain.errors import Refused
from commands.domain.folding import agency_key
from commands.domain.folding import plain as name_key
from commands.survey import channels, naming
from commands.survey.layouts import AGENCIES, LAYOUTS, PROGRAMMED, Layout, columns_of, heading
from commands.survey.rows import Row, fields

MOST_ROWS = 100_000
MOST_CHARACTERS = 40_000_000
"""Of one file."""


@dataclass
class Outcome:
    """What became of the rows of one file."""

    table: str
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """``gateways.csv: 5 new, 0 changed, 0 same, 1 refused``."""
        counts = f"{self.new:,} new, {self.changed:,} changed, {self.same:,} same, {len(self.refused):,} refused"
        return f"{self.table}.csv: {counts}"


def read(table: str, text: str) -> Iterator[tuple[int, Row]]:
    """(line, row) of a table; commas, semicolons or tabs. Refused where it is too large or no column is known."""
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"{table}.csv has {len(text):,} characters, at most {MOST_CHARACTERS:,} are read.")
    first = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(text.lstrip("\ufeff").splitlines(keepends=True), delimiter=delimiter)
    try:
        header = next(rows, [])
        names = heading(table, header)
        if columns_of(table)[0] not in names and "name" not in names:
            raise Refused(
                f"{table}.csv: its first line names none of its columns. They are: {', '.join(columns_of(table))}."
            )
        for count, cells in enumerate(rows, 1):
            if count > MOST_ROWS:
                raise Refused(f"{table}.csv has more than {MOST_ROWS:,} rows; bring it in parts.")
            if any(cell.strip() for cell in cells):
                yield rows.line_num, {name: cell for name, cell in zip(names, cells, strict=False) if name}
    except csv.Error as fault:
        raise Refused(f"{table}.csv, line {rows.line_num}: {fault}.") from None


class Importer:
    """Takes rows into a region, the call's own; what it has learnt of agencies and channels it keeps between rows."""

    def __init__(self, call: Call, source: str) -> None:
        self.call, self.source = call, source
        self._agencies = list(call.store.agencies_of((call.here.id,)))
        self._owners: dict[str, Agency] = {}
        self._channels: dict[str, Asset] = {}
        self._radios: dict[tuple[int, int], Programmed] = {}

    def take(self, table: str, rows: Iterable[tuple[int, Row]], outcome: Outcome) -> None:
        """Take these rows, and count them; a row that cannot be taken is named with its line."""
        for line, row in rows:
            try:
                what = self._row(table, row)
            except (ValueError, Refused) as fault:
                words = fault.words if isinstance(fault, Refused) else str(fault)
                outcome.refused.append(f"{table}.csv, line {line}: {words.rstrip('.')}")
                continue
            setattr(outcome, what, getattr(outcome, what) + 1)

    def _row(self, table: str, row: Row) -> str:
        if table == AGENCIES:
            return self._agency(row)
        if table == PROGRAMMED:
            return self._programmed(row)
        return self._asset(LAYOUTS[table], row)

    def _agency(self, row: Row) -> str:
        name, short = _said(row, "agency"), _said(row, "short")
        if not name:
            raise ValueError("agency is empty")
        same = [one for one in self._agencies if short and one.short_key == short.casefold()]
        same = same or [one for one in self._agencies if not short and one.name_key == agency_key(name)]
        told = {
            "name": name,
            "name_key": agency_key(name),
            "short": short,
            "short_key": short.casefold(),
            "phone": _said(row, "phone_24h"),
            **{key: _said(row, key) for key in ("discipline", "level", "county", "address", "poc", "email")},
        }
        store, here = self.call.store, self.call.here.id
        if same:
            after = replace(same[0], **told)  # type: ignore[arg-type]
            if after == same[0]:
                return "same"
            self._agencies[self._agencies.index(same[0])] = store.save(after)
            return "changed"
        made = Agency(
            incident=here,
            number=store.next_number(here, AGENCY_SERIES),
            at=self.call.at,
            by=self.call.who.key,
            **told,  # type: ignore[arg-type]
        )
        self._agencies.append(store.add(made))
        return "new"

    def _owner(self, said: str) -> Agency:
        if said not in self._owners:
            self._owners[said] = naming.agency(self.call, self._agencies, said)
        return self._owners[said]

    def _programmed(self, row: Row) -> str:
        agency, name = self._owner(_said(row, "agency")), _said(row, "channel")
        if not self._channels:
            self._channels = {one.name_key: one for one in channels.of(self.call, (self.call.here.id,))}
            self._radios = {(one.agency, one.channel): one for one in self.call.store.programmed((self.call.here.id,))}
        channel = self._channels.get(name_key(name)) or channels.required(self.call, name)
        self._channels[channel.name_key] = channel
        share = _said(row, "share").casefold() or Share.ALL.value
        if share not in {*Share}:
            raise ValueError(f"share “{share[:40]}”: it is none of {', '.join(Share)}")
        told = {"share": share, "zone": _said(row, "zone"), "position": _said(row, "position")}
        told["verified"] = _said(row, "verified_on")
        before = self._radios.get((agency.id, channel.id))
        if before:
            after = replace(before, **told)  # type: ignore[arg-type]
            if after == before:
                return "same"
            self._radios[agency.id, channel.id] = self.call.store.save(after)
            return "changed"
        made = Programmed(
            incident=self.call.here.id,
            agency=agency.id,
            channel=channel.id,
            at=self.call.at,
            **told,  # type: ignore[arg-type]
        )
        self._radios[agency.id, channel.id] = self.call.store.add(made)
        return "new"

    def _asset(self, layout: Layout, row: Row) -> str:
        name, said = _said(row, layout.name), _said(row, layout.owner)
        if not name:
            raise ValueError(f"{layout.name} is empty")
        if layout.needs_owner and not said:
            raise ValueError("owner is empty: whose is it?")
        owner = self._owner(said).id if said else 0
        told = fields(layout, row, self.call)
        if layout.kind is Kind.GATEWAY and not told["ports"]:
            raise ValueError("ports is empty: a gateway joins nets by its ports, such as VHF:analog|800:analog")
        store, here = self.call.store, self.call.here.id
        before = store.asset_named(here, layout.kind, owner, name_key(name))
        if before:
            after = replace(before, **{"name": name, **told})  # type: ignore[arg-type]
            if after == before:
                return "same"
            store.save(replace(after, source=self.source, confirmed=None, confirmed_by=""))
            return "changed"
        made = Asset(
            incident=here,
            kind=layout.kind,
            number=store.next_number(here, SERIES[layout.kind]),
            name=name,
            name_key=name_key(name),
            owner=owner,
            source=self.source,
            at=self.call.at,
            by=self.call.who.key,
            **told,  # type: ignore[arg-type]
        )
        store.add(made)
        return "new"


def _said(row: Row, column: str) -> str:
    return " ".join(row.get(column, "").split())[:400]
