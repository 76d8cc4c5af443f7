"""Every row of the library against the transcription it was made from: a hertz or a tone of difference fails."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from commands.domain.errors import Refused
from commands.domain.radio.frequencies import Kind
from commands.domain.radio.library import Limit, Verified, shown
from commands.radio.library import library
from commands.radio.words import beginning

TRANSCRIBED = Path(__file__).parents[2] / "data" / "interop-channels-transcribed.csv"
ROWS = list(csv.DictReader(TRANSCRIBED.read_text(encoding="utf-8").splitlines()))
LIBRARY = library()


def hertz(text):
    return int(Decimal(text) * 1_000_000) if text else None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["channel_name"])
def test_each_row_of_the_library_equals_the_transcription(row):
    kept = LIBRARY.show(row["channel_name"])

    assert kept.name == row["channel_name"]
    assert (kept.channel.rx, kept.channel.tx) == (hertz(row["rx_mhz"]), hertz(row["tx_mhz"]))
    assert (kept.channel.rx_tone, kept.channel.tx_tone) == (row["rx_tone"], row["tx_tone"])
    assert kept.channel.mode.value == {"A/D": "M"}.get(row["mode"], row["mode"])
    assert (kept.use, kept.source, kept.verified.value) == (row["use"], row["source"], row["verified"])
    assert kept.notes.startswith(" ".join(row["eligibility_notes"].split()))
    assert (kept.channel.emission.designator if kept.channel.emission else "") in row["width"]


def test_the_library_has_each_row_once_and_none_besides():
    assert [row.name for row in LIBRARY.rows] == [row["channel_name"] for row in ROWS]
    assert len(LIBRARY.by_name) == len(ROWS) == 288


@pytest.mark.parametrize(
    ("phrase", "limit"),
    [
        ("NOT AUTHORISED", Limit.NOT_AUTHORISED),
        ("no encryption", Limit.NO_ENCRYPTION),
        ("FEDERAL channel", Limit.FEDERAL),
        ("Puerto Rico", Limit.TERRITORIES),
        ("north of Line A", Limit.CANADA),
        ("RECEIVE ONLY", Limit.RECEIVE_ONLY),
        ("Voice prohibited", Limit.NO_VOICE),
        ("Inland counties only", Limit.INLAND),
        ("Law enforcement only", Limit.LAW),
        ("NOT covered by blanket", Limit.LICENCE),
        ("licence or STA", Limit.LICENCE),
    ],
)
def test_what_the_notes_forbid_is_a_limit_of_the_same_rows(phrase, limit):
    said = {row["channel_name"] for row in ROWS if phrase.casefold() in row["eligibility_notes"].casefold()}
    marked = {row.name for row in LIBRARY.rows if limit in row.limits}

    assert said
    assert said <= marked


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("VTAC11", "155.7675"),
        ("8CALL90", "866.0125"),
        ("7TAC51", "769.74375"),
        ("7TAC51", "769.494"),
        ("VLAW32", "155.7075"),
        ("VFIRE22", "154.2950"),
        ("VMED29", "155.2200"),
        ("IR 10", "419.475"),
        ("LE 11", "418.1875"),
    ],
)
def test_known_wrong_values_of_public_lists_are_not_in_the_library(name, wrong):
    channel = LIBRARY.show(name).channel

    assert hertz(wrong) not in {channel.rx, channel.tx}


@pytest.mark.parametrize("name", ["UTAC44", "8TAC95D", "TXCALL1D"])
def test_names_that_are_not_national_are_refused_with_the_nearest(name):
    with pytest.raises(Refused, match="Nearest: "):
        LIBRARY.show(name)


def test_a_row_of_one_source_and_a_row_not_authorised_say_so_wherever_they_are_shown():
    one, pending = LIBRARY.show("AIR 121.5"), LIBRARY.show("LFIRE2")

    assert one.verified is Verified.ONE
    assert "ONE SOURCE" in one.shown
    assert "NOT AUTHORISED" in pending.shown
    assert any("NOT AUTHORISED" in value for _, value in shown(LIBRARY, pending))
    assert sum(row.verified is Verified.ONE for row in LIBRARY.rows) == 9


def test_channels_are_found_by_the_beginning_of_their_name_and_of_their_frequency():
    assert [row.name for row in LIBRARY.beginning("vtac 3")] == [f"VTAC{n}" for n in range(33, 39)]
    assert [row.name for row in LIBRARY.within(*beginning("155.16"))] == ["VSAR16"]
    assert {row.name for row in LIBRARY.within(*beginning("159.4725"))} == {
        "VTAC14", "VTAC33", "VTAC35", "VTAC36", "VTAC38",
    }  # fmt: skip


def test_showing_a_channel_names_its_direct_form_its_reverse_its_source_and_the_edition():
    utac, vtac = dict(shown(LIBRARY, LIBRARY.show("utac41"))), dict(shown(LIBRARY, LIBRARY.show("VTAC36")))

    assert utac["Direct form"] == "UTAC41D"
    assert vtac["Reverse"] == "VTAC33"
    assert "Direct form" not in vtac
    assert "compare with the current NIFOG and your licence" in vtac["Edition"]
    assert vtac["Source"].endswith("two-sources")


def test_700_mhz_pairs_stand_on_the_formula_of_the_rules():
    pairs = [row for row in LIBRARY.rows if "CFR channels" in row.notes and row.channel.kind is Kind.PAIR]

    assert len(pairs) == 32
    for row in pairs:
        number = int(row.notes.split("CFR channels ")[1].split("/")[0])
        assert row.channel.rx == 769_000_000 + number * 6_250
        assert row.channel.tx == row.channel.rx + 30_000_000
