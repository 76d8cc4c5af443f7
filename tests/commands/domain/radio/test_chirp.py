from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.radio.assignments import Assignment
from commands.domain.radio.chirp import export
from commands.domain.radio.chirp_names import short_names
from commands.domain.radio.frequencies import Channel, Kind, Mode
from commands.domain.radio.tones import CARRIER, CTCSS, DCS, ctcss, dcs, nac
from commands.radio.library import library
from tests.commands import chirp_reader
from tests.commands.radio_plans import named, own

ALL = tuple(
    Assignment(id=f"N-{n:03d}", channel=row.channel, transmit=True, position=n)
    for n, row in enumerate(library().rows, 1)
)


def test_every_analog_row_of_the_library_reads_back_by_chirps_own_rules():
    out = export(ALL)

    back = {memory.location: memory for memory in chirp_reader.read(out.text)}

    analog = [row for row in ALL if row.channel.mode is Mode.ANALOG]
    assert len(back) == len(analog) == len(out.included)
    for row in analog:
        memory, channel = back[row.position], row.channel
        assert (memory.rx, memory.tx) == (channel.rx, channel.tx)
        assert memory.rx_tone == (channel.rx_tone or "CSQ")
        assert memory.tx_tone == (channel.tx_tone or "CSQ")
        assert memory.mode == {"N": "NFM", "W": "FM", "AM": "AM"}[channel.width.value]
        assert memory.comment.startswith(row.name)


def test_digital_and_mixed_rows_are_left_out_and_named():
    out = export(ALL)

    missing = {row.name for row in ALL if row.channel.mode is not Mode.ANALOG}
    assert {name for name, _ in out.left_out} == missing
    assert dict(out.left_out)["7CALL50"] == "digital: CHIRP's table has no NAC"
    assert "choose A" in dict(out.left_out)["7-US-01"]


def test_rows_receive_only_unless_the_coml_says_transmit():
    quiet, sending = named("VTAC11")[0], replace(named("VTAC12", "VTAC14")[1], transmit=True)

    out = export((quiet, sending))

    assert [(memory.name, memory.tx) for memory in chirp_reader.read(out.text)] == [
        ("VTAC11", None),
        ("VTAC14", 159_472_500),
    ]
    assert out.transmitting == ("VTAC14",)
    assert "not certified for Part 90" in out.notices[0]


def test_the_examples_of_the_format_come_out_cell_by_cell():
    rows = [
        replace(row, transmit=True, position=n) for n, row in enumerate(named("VTAC36", "UTAC41", "8TAC91", "VMED28"))
    ]

    cells = [line.split(",") for line in export(rows).text.splitlines()[1:]]

    assert cells[0][2:7] == ["151.137500", "split", "159.472500", "Cross", "136.5"]
    assert cells[0][7:12] == ["156.7", "023", "NN", "023", "Tone->Tone"]
    assert cells[1][2:5] == ["453.462500", "+", "5.000000"]
    assert cells[2][2:5] == ["851.512500", "-", "45.000000"]
    assert cells[2][12] == "FM"
    assert cells[3][5:8] == ["Tone", "156.7", "88.5"]
    assert {len(row) for row in cells} == {21}
    assert all(row[15] for row in cells)


def test_4_khz_deviation_is_told_as_it_cannot_be_said():
    assert any("8TAC91" in notice and "14K0F3E" in notice for notice in export(named("8TAC91")).notices)


TONE = st.one_of(
    st.just(CARRIER),
    st.sampled_from(CTCSS).map(ctcss),
    st.builds(dcs, st.sampled_from(sorted(DCS)), inverted=st.booleans()),
)


@given(TONE, TONE)
def test_any_two_tones_of_the_sides_read_back(tx, rx):
    row = own(155_000_000, 158_000_000, rx_tones=(rx,), tx_tones=(tx,), transmit=True)

    (memory,) = chirp_reader.read(export((row,)).text)

    assert (memory.tx_tone, memory.rx_tone) == (tx.shown, rx.shown)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (Assignment(id="N-1", channel=Channel(name="CMD", kind=Kind.TALKGROUP, system="State")), "no fixed frequency"),
        (Assignment(id="N-1", channel=Channel(name="LTE 1", kind=Kind.LTE)), "no fixed frequency"),
        (own(None, 155_000_000), "transmit-only"),
        (own(155_000_000, 155_000_000, tx_tones=(nac(0x293),)), "NAC on an analog row"),
        (own(155_000_000, 155_000_000, width=None), "width not known"),
        (own(155_000_000, 155_000_000, system="State", mode=Mode.DIGITAL), "part of State"),
        (own(155_000_000, 155_000_000, lender="Great Basin COMC", sensitive=True), "on loan from Great Basin COMC"),
    ],
)
def test_what_chirp_cannot_say_is_left_out_with_the_reason(row, why):
    out = export((row,))

    assert out.text.splitlines() == [chirp_reader.HEADING]
    assert why in out.left_out[0][1]


def test_rows_on_loan_are_exported_when_asked_for():
    row = own(155_000_000, 155_000_000, lender="Great Basin COMC", sensitive=True)

    assert export((row,), sensitive=True).included == ("RIDGE",)


def test_memories_bear_the_plans_positions_where_these_are_unique():
    first, second = (
        replace(row, zone="1", position=p) for row, p in zip(named("VTAC11", "VTAC12"), (4, 9), strict=True)
    )

    assert [memory.location for memory in chirp_reader.read(export((second, first)).text)] == [4, 9]

    other_zone = replace(second, zone="2", position=4)
    out = export((other_zone, first))
    assert [(m.location, m.name) for m in chirp_reader.read(out.text)] == [(1, "VTAC11"), (2, "VTAC12")]
    assert any("numbered from 1" in notice for notice in out.notices)


def test_names_are_shortened_without_collisions_and_named():
    names = ["RIDGE COMMAND", "RIDGE COMPANY", "NWR 162.550", "FRS/GMRS 15", "VTAC11", "RIDGECOM", "Größe 7"]

    assert short_names(names, 8) == [
        "RIDGEC-2", "RIDGEC-3", "N162.550", "FRSGMR15", "VTAC11", "RIDGECOM", "Gre7",
    ]  # fmt: skip
    out = export((replace(named("NWR 162.550")[0]),))
    assert out.shortened == (("NWR 162.550", "N162.550"),)


@given(st.lists(st.text(max_size=20), max_size=40), st.integers(4, 16))
def test_short_names_always_fit_and_always_differ(names, longest):
    short = short_names(names, longest)

    assert len(short) == len(names)
    assert all(0 < len(name) <= longest and name.isascii() for name in short)
    assert len({name.casefold() for name in short}) == len(short)


def test_a_net_with_commas_quotes_and_lines_stays_one_cell():
    row = replace(named("VTAC11")[0], net='Div A, "Alpha"\nnight', remarks="via Ridge")

    (memory,) = chirp_reader.read(export((row,)).text)

    assert memory.comment == 'VTAC11 - Div A, "Alpha" night - via Ridge - receive only'
