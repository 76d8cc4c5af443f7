import csv
from dataclasses import replace
from io import StringIO

from commands.domain.radio.assignments import Assignment
from commands.domain.radio.forms import (
    ICS_204,
    ICS_205,
    ICS_217A,
    OWN,
    aloud,
    ics_204,
    ics_205,
    ics_217a,
    in_order,
    own_table,
)
from commands.domain.radio.frequencies import Channel, Kind, Mode
from commands.radio.channel_import import read_table
from commands.radio.library import library
from tests.commands.radio_plans import named, own

TALKGROUP = Assignment(
    id="N-9",
    channel=Channel(name="CMD 1", kind=Kind.TALKGROUP, system="State 700", talkgroup="TG 101", mode=Mode.DIGITAL),
    function="Command",
)


def table(heading, rows):
    out = StringIO()
    csv.writer(out).writerows([heading, *rows])
    return out.getvalue()


def test_a_line_of_the_205_stands_in_the_forms_order():
    row = replace(
        named("VTAC36")[0], zone="1", position=4, net="Div A tactical", site="Ridge", remarks="primary", encrypted=True
    )

    assert dict(zip(ICS_205, ics_205(row), strict=True)) == {
        "Zone Grp.": "1",
        "Ch #": "4",
        "Function": "Tactical",
        "Channel Name/Trunked Radio System Talkgroup": "VTAC36",
        "Assignment": "Div A",
        "RX Freq N or W": "151.1375 N",
        "RX Tone/NAC": "156.7",
        "TX Freq N or W": "159.4725 N",
        "TX Tone/NAC": "136.5",
        "Mode (A, D, or M)": "A",
        "Remarks": "primary; at Ridge; ENCRYPTED",
    }


def test_700_mhz_keeps_five_decimals_and_a_talkgroup_names_its_system():
    assert ics_205(named("7TAC51")[0])[5:9] == ("769.14375 N", "$F7E", "799.14375 N", "$293")
    assert ics_205(TALKGROUP)[3:9] == ("CMD 1; TG 101", "", "State 700", "", "", "")


def test_the_217a_of_the_library_and_our_own_table_are_read_back_as_they_were():
    channels = [row.channel for row in library().rows]

    form = read_table(table(ICS_217A, [ics_217a(channel) for channel in channels]))
    ours = read_table(table(OWN, [own_table(channel) for channel in channels]))

    assert (form.table, form.refused) == ("ICS 217A", ())
    assert [replace(channel, emission=None) for channel in channels] == list(form.channels)
    assert (ours.table, ours.refused, list(ours.channels)) == ("our own table", (), channels)


def test_the_radio_block_of_a_division_has_its_own_nets_and_those_of_all():
    rows = (
        replace(named("VTAC11")[0], zone="1", position=2, units=("Div A", "Div B"), net="Tac 1"),
        replace(named("VTAC12")[0], zone="1", position=3, units=("Div C",), net="Tac 2"),
        replace(named("VTAC36")[0], zone="1", position=1, units=("All",), net="Command"),
        TALKGROUP,
    )

    block = ics_204(rows, "div-b")

    assert [cells[0] for cells in block] == ["Command", "Command", "Tac 1"]
    assert dict(zip(ICS_204, block[2], strict=True)) == {
        "Name/Function": "Tac 1",
        "Channel": "1-2 VTAC11",
        "RX": "151.1375 N 156.7",
        "TX": "151.1375 N 156.7",
        "Mode": "A",
    }
    assert [row.position for row in in_order(rows)] == [None, 1, 2, 3]


def test_what_is_read_on_the_air_says_every_digit():
    row = replace(named("VTAC36")[0], zone="1", position=4, net="Div A tactical")

    assert aloud(row) == (
        "VTAC36, zone 1 channel 4, Div A tactical. Receive 151 decimal 1375, tone 156 decimal 7. "
        "Transmit 159 decimal 4725, tone 136 decimal 5."
    )
    assert aloud(named("VTAC11", net="")[0]).endswith("tone 156 decimal 7. Transmit the same.")
    assert "769 decimal 14375, access code F7E" in aloud(named("7TAC51")[0])
    assert aloud(named("NWR 162.400")[0]).endswith("Receive 162 decimal 4000. Do not transmit.")
    assert aloud(TALKGROUP) == "CMD 1, Command. Talkgroup, State 700."
    assert "carrier squelch" in aloud(named("VMED28")[0])


def test_a_row_on_loan_says_that_it_is_to_be_given_back():
    row = own(168_625_000, 168_625_000, lender="Great Basin COMC", sensitive=True)

    assert ics_205(row)[-1] == "on loan from Great Basin COMC, give back"
