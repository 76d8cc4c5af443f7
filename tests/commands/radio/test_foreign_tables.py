"""Tables as other programs and offices write them: what is read, what is named as not kept."""

import pytest

from commands.radio.channel_import import read_table


def only(text):
    read = read_table(text)
    assert not read.refused, read.refused
    (one,) = read.taken
    return one, read


RADIO_REFERENCE = (
    "Frequency Output,Frequency Input,FCC Callsign,Agency/Category,Description,Alpha Tag,PL Output Tone,PL Input Tone,"
    "Mode,Class Station Code,Tag\n"
)
RT_SYSTEMS = (
    "Channel Number,Receive Frequency,Transmit Frequency,Offset Frequency,Offset Direction,Operating Mode,Name,"
    "Tone Mode,CTCSS,Rx CTCSS,DCS,Skip,Comment\n"
)
REPEATER_BOOK = "Output Freq,Input Freq,Offset,Uplink Tone,Downlink Tone,Call,Location,County,State,Modes,Use\n"


@pytest.mark.parametrize(
    ("text", "table", "shown", "users", "remarks"),
    [
        (
            RADIO_REFERENCE
            + '155.76000,159.03000,WQAB123,Ada County,Dispatch,ADA FIRE,"156.7 PL",023 DPL,FMN,RM,Fire\n',
            "RadioReference",
            "ADA FIRE RX 155.7600 N 156.7, TX 159.0300 N D023N, A",
            "Ada County",
            "WQAB123; Dispatch",
        ),
        (
            RADIO_REFERENCE + "488.31250,0.00000,,Ada,Law,LAW 1,293 NAC,,P25,BM,Law\n",
            "RadioReference",
            "LAW 1 RX 488.3125 $293, D",
            "Ada",
            "Law",
        ),
        (
            RADIO_REFERENCE + "453.10000,458.10000,,Ada,DMR,DMR 1,CC 1|TG *|SL *,CC1,DMR,RM,Law\n",
            "RadioReference",
            "DMR 1 RX 453.1000 CC1, TX 458.1000 CC1, D",
            "Ada",
            "DMR",
        ),
        (
            RT_SYSTEMS + "1,146.940,,600 kHz,Minus,FM,W7VOI,Tone,100.0 Hz,88.5 Hz,023,Off,on Shafer Butte\n",
            "RT Systems",
            "W7VOI RX 146.9400 W CSQ, TX 146.3400 W 100.0, A",
            "",
            "on Shafer Butte",
        ),
        (
            RT_SYSTEMS + "7,155.340,155.340,,Simplex,FM Narrow,,None,100.0 Hz,88.5 Hz,023,Off,\n",
            "RT Systems",
            "Memory 7 RX 155.3400 N CSQ, TX 155.3400 N CSQ, A",
            "",
            "",
        ),
        (
            RT_SYSTEMS + "8,155.340,155.340,,Simplex,FM Narrow,D,DCS,100.0 Hz,88.5 Hz,754,Off,\n",
            "RT Systems",
            "D RX 155.3400 N D754N, TX 155.3400 N D754N, A",
            "",
            "",
        ),
        (
            REPEATER_BOOK + "146.94000,146.34000,-,100,CSQ,W7VOI,Boise,Ada,Idaho,FM,OPEN\n",
            "RepeaterBook",
            "W7VOI RX 146.9400 W CSQ, TX 146.3400 W 100.0, A",
            "OPEN",
            "Boise; Ada; Idaho",
        ),
    ],
)
def test_what_other_programs_export_is_read(text, table, shown, users, remarks):
    one, read = only(text)
    assert (read.table, one.channel.shown, one.users, one.remarks) == (table, shown, users, remarks)


def test_a_call_sign_with_several_repeaters_is_told_apart_by_frequency():
    row = "146.94000,146.34000,-,100,CSQ,W7VOI,Boise,Ada,Idaho,FM,OPEN\n"
    read = read_table(REPEATER_BOOK + row + row.replace("146.", "147."))
    assert [one.name for one in read.channels] == ["W7VOI", "W7VOI 147.9400"]


@pytest.mark.parametrize(
    "text",
    [
        "WORKSHEET,,,,,\nprepared by X,,,,,\nChannel Name,RX Freq,RX Tone,TX Freq,TX Tone,Mode\n"
        "RIDGE,154.1750 N,103.5,159.1050 N,103.5,A\n",
        "Channel,RX,,TX,,\nName,Freq N or W,Tone/NAC,Freq N or W,Tone/NAC,Mode\n"
        "RIDGE,154.1750 N,103.5,159.1050 N,103.5,A\n",
        "Channel Name,RX Freq,N/W,RX Tone,TX Freq,N/W,TX Tone,Mode\nRIDGE,154.1750,N,103.5,159.1050,N,103.5,A\n",
        "Channel Name,RX Freq,Unnamed: 5,RX Tone,TX Freq,Unnamed: 8,TX Tone,Mode\n"
        "RIDGE,154.1750,N,103.5,159.1050,N,103.5,A\n",
        "Channel Name,RX Freq,TX Freq,Width,RX Tone,TX Tone,Mode\nRIDGE,154.1750,159.1050,12.5,103.5,103.5,A\n",
        "name;RX Frequency (MHz);N or W;RX Tone;TX Frequency;N or W;TX Tone;Mode\n"
        "RIDGE;154.1750;n;103.5;159.1050;n;103.5;A\n",
    ],
)
def test_a_217a_is_read_with_titles_and_its_widths_wherever_they_stand(text):
    one, _ = only(text)
    assert one.channel.shown == "RIDGE RX 154.1750 N 103.5, TX 159.1050 N 103.5, A"


def test_a_spreadsheet_takes_the_point_off_a_tone():
    head = "Channel Name,RX Freq,RX Tone,TX Freq,TX Tone,Mode\n"
    one, _ = only(head + "RIDGE,154.1750 N,100,159.1050 N,77,A\n")
    assert (one.channel.rx_tone, one.channel.tx_tone) == ("100.0", "77.0")
    one, _ = only(head + "RIDGE,154.1750 N,100,159.1050 N,293,D\n")
    assert (one.channel.rx_tone, one.channel.tx_tone) == ("$100", "$293")


def test_a_column_of_colour_code_slot_and_talkgroup_keeps_all_three():
    head = 'Channel Name,RX Freq,"Rx Tone, CC/TS/TG",TX Freq,"Tx Tone, CC/TS/TG"\n'
    one, _ = only(head + "DMR,453.1000 N,CC1/TS2/TG3101,458.1000 N,CC1/TS2/TG3101\n")
    assert one.channel.shown == "DMR RX 453.1000 N CC1, TX 458.1000 N CC1, D"
    assert one.channel.talkgroup == "TS2 TG3101"


def test_a_column_that_is_not_kept_is_named_with_what_stood_in_it():
    _, read = only("Channel Name,RX Freq,TX Freq,Licence,Empty\nRIDGE,154.1750 N,154.1750 N,WQAB123 expires,\n")
    assert [one.shown for one in read.dropped] == ["Licence (1, such as “WQAB123 expires”)"]
