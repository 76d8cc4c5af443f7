from dataclasses import replace

import pytest

from commands.domain.radio.chirp import export
from commands.domain.radio.frequencies import Kind, Mode, Width
from commands.radio.channel_import import read_table
from commands.radio.library import library
from tests.commands.radio_plans import named

OWN = "channel_name,rx_mhz,tx_mhz,rx_tone,tx_tone,width,emission,mode,kind,system,lender\n"
CHIRP = (
    "Location,Name,Frequency,Duplex,Offset,Tone,rToneFreq,cToneFreq,DtcsCode,DtcsPolarity,RxDtcsCode,CrossMode,Mode,TStep,"
    "Skip,Power,Comment,URCALL,RPT1CALL,RPT2CALL,DVCODE\n"
)
FORM = (
    "Channel Configuration,Channel Name/Trunked Radio System Talkgroup,Eligible Users,RX Freq N or W,RX Tone/NAC,"
    'TX Freq N or W,TX Tone/NAC,"Mode A, D, or M",Remarks\n'
)


def test_our_own_table_is_read_and_each_refused_row_says_its_line_and_why():
    text = OWN + (
        "RIDGE CMD,154.1750,159.1050,103.5,103.5,N,11K2F3E,A,,,\n"
        "BAD TONE,154.1750,159.1050,1035,103.5,N,,A,,,\n"
        "AIR GUARD,168.6250,168.6250,CSQ,110.9,N,,A,,,Great Basin COMC\n"
        "ridge-cmd,154.2050,,CSQ,,N,,A,,,\n"
        "TG 5,,,,,,,D,talkgroup,State 700,\n"
        "ODD,154.1750,154.1750,,,N,,A,pair,,\n"
        ",154.1750,,,,N,,A,,,\n"
    )

    read = read_table(text)

    assert read.table == "our own table"
    assert [channel.name for channel in read.channels] == ["RIDGE CMD", "AIR GUARD", "TG 5"]
    assert read.channels[0].shown == "RIDGE CMD RX 154.1750 N 103.5, TX 159.1050 N 103.5, A"
    assert (read.channels[1].lender, read.channels[1].sensitive) == ("Great Basin COMC", True)
    assert (read.channels[2].kind, read.channels[2].system) == (Kind.TALKGROUP, "State 700")
    assert [(refused.line, refused.why) for refused in read.refused] == [
        (3, "rx_tone '1035': did you mean 103.5?"),
        (5, "the name ridge-cmd is on line 2 already"),
        (7, "ODD: it is said to be pair, but its frequencies make it simplex"),
        (8, "channel_name '': a channel has a name"),
    ]
    assert read.refused[0].shown.startswith("line 3 (BAD TONE,154.1750,")


def test_what_was_exported_for_chirp_comes_back_as_it_was():
    rows = [
        replace(row, transmit=True)
        for row in named(*(row.name for row in library().rows if row.channel.mode is Mode.ANALOG))
    ]

    read = read_table(export(rows, longest=16).text)

    assert read.table == "CHIRP"
    assert not read.refused
    for row, channel in zip(rows, read.channels, strict=True):
        assert channel.name == row.name
        assert (channel.rx, channel.tx, channel.kind) == (row.channel.rx, row.channel.tx, row.channel.kind)
        assert channel.rx_tone == (row.channel.rx_tone or "CSQ")
        assert channel.tx_tone == (row.channel.tx_tone or ("" if row.channel.tx is None else "CSQ"))
        assert channel.width is row.channel.width


def test_chirp_rows_that_are_short_digital_or_odd_are_refused_with_the_reason():
    tail = ",88.5,88.5,023,NN,023,Tone->Tone,NFM,5.00,,5.0W,,,,,\n"
    text = "# made elsewhere\n" + CHIRP + (
        "1,GOOD,155.340000,,0.000000," + tail
        + "2,SHORT,155.340000,,0.000000\n"
        + "3,DIGITAL,155.340000,,0.000000," + tail.replace("NFM", "DMR")
        + "4,DUPLEX,155.340000,x,0.000000," + tail
        + "5,OFFSET,155.340000,+,abc," + tail
        + "6,TONE,155.340000,,0.000000,TSQL,88.5,88.4,023,NN,023,Tone->Tone,NFM,5.00,,5.0W,,,,,\n"
        + "7,CROSS,155.340000,,0.000000,Cross,88.5,88.5,023,NN,023,What->Tone,NFM,5.00,,5.0W,,,,,\n"
        + "8,CODE,155.340000,,0.000000,DTCS,88.5,88.5,024,NN,023,Tone->Tone,NFM,5.00,,5.0W,,,,,\n"
        + "9,," + "155.340000,,0.000000," + tail
    )  # fmt: skip

    read = read_table(text)

    assert [channel.name for channel in read.channels] == ["GOOD", "Memory 9"]
    assert [refused.line for refused in read.refused] == [4, 5, 6, 7, 8, 9, 10]
    whys = [refused.why for refused in read.refused]
    assert whys[0] == "it has 5 cells, the heading has 21"
    assert "only NFM, FM, AM, NAM" in whys[1]
    assert "Duplex 'x'" in whys[2]
    assert "Offset 'abc'" in whys[3]
    assert "did you mean 88.5" in whys[4]
    assert "CrossMode 'What->Tone'" in whys[5]
    assert "did you mean D023N" in whys[6]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_plain_217a_is_read_with_n_or_w_behind_the_frequency(delimiter):
    text = (
        "\ufeff"
        + FORM
        + (
            "Repeater,RIDGE,Fire,154.1750 N,103.5,159.1050 N,103.5,A,via Ridge\n"
            "Direct,7TAC55D,All,769.74375,$F7E,769.74375,$293,D,\n"
            "Talkgroup,CMD 1,All,State 700,,,,D,\n"
            "Receive,WX,All,162.4000W,,,,A,\n"
            "Direct,MIXED UP,All,155.3400 N,,155.3400 W,,A,\n"
            "Direct,EMPTY,All,,,,,A,\n"
            "Direct,ROUNDED,All,769.7437,$F7E,769.7437,$293,D,\n"
        )
    )
    text = text.replace('"Mode A, D, or M"', "Mode A D or M").replace(",", delimiter)

    read = read_table(text)

    assert read.table == "ICS 217A"
    assert [(channel.name, channel.kind, channel.width) for channel in read.channels] == [
        ("RIDGE", Kind.PAIR, Width.NARROW),
        ("7TAC55D", Kind.SIMPLEX, None),
        ("CMD 1", Kind.TALKGROUP, None),
        ("WX", Kind.RECEIVE, Width.WIDE),
    ]
    assert read.channels[1].rx == 769_743_750
    assert [refused.why.split(":")[0] for refused in read.refused] == [
        "RX is N and TX is W", "rxfreq, txfreq", "rxfreq '769.7437'",
    ]  # fmt: skip


def test_a_cell_of_several_lines_counts_as_one_row():
    read = read_table(FORM + 'Direct,ONE,All,155.3400 N,,155.3400 N,,A,"two\nlines"\nDirect,TWO,All,x,,,,A,\n')

    assert [channel.name for channel in read.channels] == ["ONE"]
    assert [refused.line for refused in read.refused] == [4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("# nothing\n\n", "the file is empty"),
        ("a,b,c\n1,2,3\n", "no heading known here"),
        (OWN + "A,155.0,,,,,,,,,\n" * 2_001, "2,001 rows"),
        ("channel_name,rx_mhz\n" + "x" * 200_000 + ",1\n", "cannot be read as a table"),
    ],
)
def test_a_file_that_is_no_table_of_channels_is_refused_whole(text, said):
    with pytest.raises(ValueError, match=said):
        read_table(text)


def test_a_row_of_cells_without_end_is_refused_with_its_line():
    with pytest.raises(ValueError, match="line 2 has 301 cells, at most 200 may be"):
        read_table("channel_name,rx_mhz\n" + "," * 300)
