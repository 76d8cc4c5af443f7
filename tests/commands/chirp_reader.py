"""A second reading of CHIRP's generic CSV, by CHIRP's rules and by nothing of the program's own.

What CHIRP would reject raises; the rest becomes what the radio would do: hertz and tones on each side.
"""

import csv
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace

HEADING = (
    "Location,Name,Frequency,Duplex,Offset,Tone,rToneFreq,cToneFreq,DtcsCode,DtcsPolarity,RxDtcsCode,CrossMode,Mode,"
    "TStep,Skip,Power,Comment,URCALL,RPT1CALL,RPT2CALL,DVCODE"
)
TONES = {"", "Tone", "TSQL", "DTCS", "DTCS-R", "TSQL-R", "Cross"}
CROSS = {"Tone->Tone", "DTCS->", "->DTCS", "Tone->DTCS", "DTCS->Tone", "->Tone", "DTCS->DTCS", "Tone->"}
MODES = {
    "WFM", "FM", "NFM", "AM", "NAM", "DV", "USB", "LSB", "CW", "RTTY", "DIG", "PKT", "NCW", "NCWR", "CWR", "P25",
    "Auto", "RTTYR", "FSK", "FSKR", "DMR", "DN", "NXDN",
}  # fmt: skip
STEPS = {5, 6.25, 10, 12.5, 15, 20, 25, 30, 50, 100, 125, 200, 9, 1, 2.5}


def read(text):
    rows = list(csv.reader(StringIO(text)))
    assert ",".join(rows[0]) == HEADING
    return [memory(dict(zip(rows[0], row, strict=True))) for row in rows[1:]]


def memory(row):
    assert row["Duplex"] in {"", "+", "-", "split", "off"}
    assert row["Tone"] in TONES
    assert row["CrossMode"] in CROSS
    assert row["Mode"] in MODES
    assert float(row["TStep"]) in STEPS
    assert row["Skip"] in {"", "S"}
    assert Decimal(row["Power"].removesuffix("W")) > 0  # an empty cell makes CHIRP reject the row
    rx, offset = hertz(row["Frequency"]), hertz(row["Offset"])
    tx = {"": rx, "+": rx + offset, "-": rx - offset, "split": offset, "off": None}[row["Duplex"]]
    tx_tone, rx_tone = tones(row)
    return SimpleNamespace(
        location=int(row["Location"]),
        name=row["Name"],
        rx=rx,
        tx=tx,
        tx_tone=tx_tone,
        rx_tone=rx_tone,
        mode=row["Mode"],
        comment=row["Comment"],
    )


def hertz(text):
    assert len(text.partition(".")[2]) == 6
    return int(Decimal(text) * 1_000_000)


def tones(row):
    tx_code = f"D{row['DtcsCode']}{row['DtcsPolarity'][0].replace('R', 'I')}"
    rx_code = f"D{row['RxDtcsCode']}{row['DtcsPolarity'][1].replace('R', 'I')}"
    one_code = f"D{row['DtcsCode']}{row['DtcsPolarity'][1].replace('R', 'I')}"
    plain = {
        "": ("CSQ", "CSQ"),
        "Tone": (row["rToneFreq"], "CSQ"),
        "TSQL": (row["cToneFreq"], row["cToneFreq"]),
        "DTCS": (tx_code, one_code),
    }
    if row["Tone"] in plain:
        return plain[row["Tone"]]
    assert row["Tone"] == "Cross"
    left, right = row["CrossMode"].split("->")
    return (
        {"": "CSQ", "Tone": row["rToneFreq"], "DTCS": tx_code}[left],
        {"": "CSQ", "Tone": row["cToneFreq"], "DTCS": rx_code}[right],
    )
