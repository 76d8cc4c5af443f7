"""Who may use a channel, and where: licences, federal channels, territories, the Canadian border, encryption."""

from collections.abc import Iterator, Sequence

from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import Finding, Level
from commands.domain.radio.library import Library, LibraryRow, Limit, frequencies
from commands.domain.radio.rf_channel import found
from commands.domain.radio.rf_settings import Locale, RfSettings

NEAR_CANADA_WATTS = 3
ENCRYPTION_SOURCE = "47 CFR 90.20(i); 700 MHz calling channels 47 CFR 90.553"


def limit_checks(row: Assignment, known: LibraryRow) -> Iterator[Finding]:
    """What the printed limits of a channel ask of a row (NIFOG), wherever the incident is: licence or STA, federal,
    receive only, no voice, law enforcement.
    """
    sending = row.channel.tx is not None
    if Limit.NOT_AUTHORISED in known.limits:
        what = "the table marks it as not authorised."
        yield _limit(row, known, Level.CRITICAL, what, "Do not use it before the licensing authority has said yes.")
    if Limit.RECEIVE_ONLY in known.limits and sending:
        yield _limit(row, known, Level.CRITICAL, "a receive-only channel with a TX frequency.", "Take TX out.")
    if Limit.NO_VOICE in known.limits and sending:
        yield _limit(row, known, Level.WARNING, "voice is prohibited on this channel.", "Take it out, or receive only.")
    if known.limits & {Limit.LICENCE, Limit.FEDERAL} and sending and not row.licence:
        yield _limit(row, known, Level.WARNING, _unlicensed(known), "Note the licence or the STA relied on.")
    if Limit.LAW in known.limits:
        yield _limit(row, known, Level.INFO, "for law enforcement only.", "Check who will use it.")
    if Limit.TRUNKED in known.limits and not row.channel.system:
        what = "belongs to a deployable trunked system; it is no conventional channel."
        yield _limit(row, known, Level.WARNING, what, "Plan its talkgroups instead.")


def encryption_checks(row: Assignment, library: Library) -> Iterator[Finding]:
    """Encryption on an interoperability channel is critical (47 CFR 90.20(i); 700 MHz calling channels 90.553). By the
    frequency: another name does not make it another channel.
    """
    if not row.encrypted:
        return
    mine = frequencies(row.channel)
    open_ones = (each for each in library.rows if Limit.NO_ENCRYPTION in each.limits)
    names = sorted({each.name for each in open_ones if mine & frequencies(each.channel)})
    if names:
        what = f"encryption on an interoperability channel ({', '.join(names)}), where it is forbidden."
        do = "Switch encryption off."
        yield found("encryption", Level.CRITICAL, row, what, do=do, source=ENCRYPTION_SOURCE)


def _unlicensed(known: LibraryRow) -> str:
    if Limit.FEDERAL in known.limits:
        return "a federal channel: only to work with federal stations, on their conditions, and none is noted."
    return "not covered by a blanket authorisation, and no licence or STA is noted."


def _limit(row: Assignment, known: LibraryRow, level: Level, what: str, do: str) -> Finding:
    return found("eligibility", level, row, what, sums=known.notes, do=do, source=known.source, about=what)


def place_checks(rows: Sequence[tuple[Assignment, LibraryRow]], settings: RfSettings) -> Iterator[Finding]:
    """Limits that depend on where the incident is: territories, inland only, 3 W ERP within Line A or C (NIFOG). One
    finding for each limit as long as nobody has said where.
    """
    for limit, known, breaks in _places(settings.locale):
        limited = [(row, table) for row, table in rows if limit in table.limits]
        if known is None and limited:
            yield _where(limit, [row for row, _ in limited])
        if known is breaks:
            for row, table in limited:
                yield from _broken(limit, row, table)


def _places(locale: Locale) -> tuple[tuple[Limit, bool | None, bool], ...]:
    """Limit, what is known of the place, and which answer breaks the limit."""
    return (
        (Limit.TERRITORIES, locale.territories, True),
        (Limit.CANADA, locale.near_canada, True),
        (Limit.INLAND, locale.inland, False),
    )


def _where(limit: Limit, rows: list[Assignment]) -> Finding:
    names = tuple(sorted({row.name for row in rows}))
    return Finding(
        rule="area limit",
        level=Level.UNKNOWN,
        rows=(),
        names=names,
        what=f"{', '.join(names)}: limited ({limit.value}), and nobody has said where the incident lies.",
        do="Say where the incident is.",
        source="NIFOG limits of the rows",
        about=(limit.value,),
    )


def _broken(limit: Limit, row: Assignment, known: LibraryRow) -> Iterator[Finding]:
    if limit is not Limit.CANADA:
        what = (
            "not for use in Puerto Rico or the U.S. Virgin Islands." if limit is Limit.TERRITORIES else "inland only."
        )
        yield found(
            "area limit", Level.CRITICAL, row, what, sums=known.notes, do="Use another channel.", source=known.source
        )
    elif row.power is None or row.power > NEAR_CANADA_WATTS:
        power = "power not given" if row.power is None else f"{row.power:g} W > {NEAR_CANADA_WATTS} W ERP"
        level = Level.INFO if row.power is None else Level.WARNING
        what = "within Line A or C, where 3 W ERP is the limit."
        do = "Program low power, or coordinate with Canada."
        yield found("area limit", level, row, what, sums=f"{power}.", do=do, source=known.source)
