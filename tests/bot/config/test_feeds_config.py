"""The tables of the sources, and what an incident says of them."""

import pytest

from bot.config.faults import ConfigFaults
from bot.config.model import load

WHOLE = """
[feed.cap.county]
url  = "https://alerts.county.example/cap.xml"
poll = "30s"
[feed.nws]
user_agent = "county.example, comms@county.example"
zones = ["IDZ401"]
[feed.ipaws]
[feed.usgs]
[incident.bear-creek]
alerts = ["cap.county", "nws"]
area   = ["same:016015", "zone:IDZ401", "circle:43.80,-115.90 20km"]
"""


def read(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, {})


def test_the_contract_is_read(tmp_path):
    config = read(tmp_path, WHOLE)
    assert list(config.feed.named) == ["cap.county", "nws", "ipaws", "usgs"]
    assert config.incident["bear-creek"].area[2] == "circle:43.80,-115.90 20km"
    assert config.feed.cap["county"].poll == "30s"


def test_without_sources_there_are_none(tmp_path):
    assert not read(tmp_path, "").feed.named


FAULTS = [
    ("cap.county]", "cap.County_1]", "a name here is made of a to z"),
    ('poll = "30s"', 'poll = "30"', 'needs a number and s, m or h, as in "30s"'),
    ('poll = "30s"', 'poll = "0s"', 'needs a number and s, m or h, as in "30s"'),
    ("https://alerts", "http://alerts", "http:// lets everybody on the way change a warning"),
    ('"cap.county", "nws"', '"cap.county", "nvs"', 'there is no [feed.nvs] in this file; did you mean "nws"?'),
    ('"cap.county", "nws"', '"cap.count"', 'did you mean "cap.county"?'),
    ("same:016015", "same:16", "is no SAME code: six digits"),
    ("same:016015", "same:099015", "there is no state 99"),
    ("zone:IDZ401", "zone:XXZ401", "there is no state XX in zone XXZ401"),
    ("circle:43.80,-115.90 20km", "circle:-115.90,43.80 20km", "latitude comes first, so write 43.80,-115.90"),
    ("circle:43.80,-115.90 20km", "circle:43.80,-115.90", "is no circle"),
    ("circle:43.80,-115.90 20km", "box:1,2,3,4", "is no area"),
    ('user_agent = "county.example, comms@county.example"', "", "feed.nws.user_agent: is required"),
    ('zones = ["IDZ401"]', 'zones = ["Ada"]', "is no zone: two letters, Z or C, three digits"),
    ("[feed.ipaws]", '[feed.ipaws]\npoll = "30s"', "this source asks for 120 seconds or more"),
    ("[feed.ipaws]", '[feed.ipaws]\nkey = "cog"', "is not a known key"),
]


@pytest.mark.parametrize(("right", "wrong", "told"), FAULTS, ids=[told for _, _, told in FAULTS])
def test_each_fault_is_told(tmp_path, right, wrong, told):
    assert right in WHOLE
    with pytest.raises(ConfigFaults) as faults:
        read(tmp_path, WHOLE.replace(right, wrong))
    assert told in str(faults.value)


def test_a_source_on_this_machine_may_be_http_and_asked_often(tmp_path):
    text = WHOLE.replace("https://alerts.county.example", "http://127.0.0.1:8000").replace("30s", "1s")
    assert read(tmp_path, text).feed.cap["county"].poll == "1s"
