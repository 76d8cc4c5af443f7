import pytest

from commands.domain.radio.frequencies import Mode, Width, mhz
from commands.domain.radio.tones import CTCSS, DCS
from commands.radio import words


@pytest.mark.parametrize(
    "text", ["155.7525", "155752.5k", "155752.5 kHz", "155.7525MHz", "155.752500 mhz", "155752500", "155752500 Hz"]
)
def test_a_frequency_is_read_as_people_write_it(text):
    assert words.hertz(text) == 155_752_500


def test_five_decimals_are_kept_at_700_mhz():
    assert words.hertz("769.24375") == 769_243_750
    assert mhz(769_243_750) == "769.24375"
    assert mhz(769_250_000) == "769.25000"
    assert mhz(155_752_500) == "155.7525"
    assert mhz(155_752_501) == "155.752501"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1557525", "did you mean 155.7525"),
        ("4532125", "did you mean 453.2125"),
        ("155,7525", "did you mean 155.7525"),
        ("l55.7525", "did you mean 155.7525"),
        ("15O.0", "did you mean 150.0"),
        ("769.2437", "did you mean 769.24375"),
        ("769.2438", "did you mean 769.24375"),
        ("155.75251234", "nothing is rounded"),
        ("0.5", "a plan names"),
        ("abc", "it is not a frequency such as"),
        ("-155.5", "it is not a frequency such as"),
        ("", "it is not a frequency such as"),
    ],
)
def test_a_frequency_that_cannot_be_meant_is_refused_with_what_would_work(text, said):
    with pytest.raises(ValueError, match=said):
        words.hertz(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("156.7", "156.7"),
        ("PL 156.7", "156.7"),
        ("156.7Hz", "156.7"),
        ("67.0", "67.0"),
        ("CSQ", "CSQ"),
        ("csq", "CSQ"),
        ("293", "$293"),
        ("$293", "$293"),
        ("0x293", "$293"),
        ("N293", "$293"),
        ("F7E", "$F7E"),
        ("$68f", "$68F"),
        ("D023", "D023N"),
        ("D023N", "D023N"),
        ("023I", "D023I"),
        ("DCS 754", "D754N"),
    ],
)
def test_a_tone_is_read_as_people_write_it(text, shown):
    assert words.tone(text).shown == shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1567", "did you mean 156.7"),
        ("88", "did you mean 88.5"),
        ("1035", "did you mean 103.5"),
        ("156.8", "did you mean 156.7"),
        ("156,7", "did you mean 156.7"),
        ("D024", "did you mean D023N or D025N"),
        ("D099", "none of the 104 DCS codes"),
        ("$1567", "did you mean 156.7"),
        ("$29", "did you mean .029"),
        ("3966", "F7E"),
        ("0xFFFF", "three hexadecimal digits"),
        ("29G", "it is not"),
        ("", "it is not"),
    ],
)
def test_a_tone_that_no_radio_has_is_refused_with_the_nearest(text, said):
    with pytest.raises(ValueError, match=said):
        words.tone(text)


def test_a_bare_code_on_an_analog_row_is_asked_for_and_not_guessed():
    with pytest.raises(ValueError, match="did you mean D023N"):
        words.tone("023", Mode.ANALOG)
    with pytest.raises(ValueError, match=r"did you mean 100\.0"):
        words.tone("100", Mode.ANALOG)
    assert words.tone("023", Mode.DIGITAL).shown == "$023"


def test_every_tone_and_code_reads_back_as_it_is_shown():
    written = [f"{t // 10}.{t % 10}" for t in CTCSS] + [f"D{code}{way}" for code in DCS for way in "NI"]

    assert len(CTCSS) == 50
    assert len(DCS) == 104
    assert [words.tone(text).shown for text in written] == written


def test_one_cell_may_allow_an_analog_and_a_digital_setting():
    assert [tone.shown for tone in words.tones("156.7 / $F7E")] == ["156.7", "$F7E"]
    assert words.tones("") == ()


@pytest.mark.parametrize(
    ("text", "bandwidth", "digital"),
    [
        ("11K2F3E", 11_200, False),
        ("11K0F3E", 11_000, False),
        ("14K0F3E", 14_000, False),
        ("20K0F3E", 20_000, False),
        ("6K00A3E", 6_000, False),
        ("8K10F1E", 8_100, True),
        ("8K30F1W", 8_300, True),
        ("4K00F1E", 4_000, True),
        ("7K60FXE", 7_600, True),
        ("100HA1A", 100, True),
    ],
)
def test_an_emission_designator_says_its_bandwidth(text, bandwidth, digital):
    emission = words.emission(text.lower())

    assert (emission.designator, emission.bandwidth, emission.digital) == (text, bandwidth, digital)


@pytest.mark.parametrize("text", ["11K25F3E", "K110F3E", "11.2F3E", "F3E", "", "11K2F", "11K2F3EABC"])
def test_what_is_no_emission_designator_is_refused(text):
    with pytest.raises(ValueError, match="no emission designator such as"):
        words.emission(text)


def test_widths_and_modes_are_read_and_others_refused():
    assert [words.width(text) for text in ("N", "12.5k", "25 kHz", "wide", "AM")] == [
        Width.NARROW, Width.NARROW, Width.WIDE, Width.WIDE, Width.AM,
    ]  # fmt: skip
    assert [words.mode(text) for text in ("a", "P25", "A/D")] == [Mode.ANALOG, Mode.DIGITAL, Mode.MIXED]
    with pytest.raises(ValueError, match="neither N"):
        words.width("15")
    with pytest.raises(ValueError, match="neither A"):
        words.mode("DMR?")
