from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commands.domain.errors import Refused
from commands.domain.radio.findings import ADVISORY, Level, accept, new_ones
from commands.domain.radio.frequencies import Mode, Width, kind_of
from commands.domain.radio.rf_checks import check
from commands.domain.radio.rf_settings import Locale, RfSettings
from commands.domain.radio.tones import CARRIER, ctcss, nac
from commands.radio import words as radio_words
from commands.radio.library import library
from tests.commands.radio_plans import checked, named, own, rules

NOON = datetime(2026, 8, 14, 12, tzinfo=UTC)


def altered(name, **changes):
    """One row under the library's name, with another value."""
    row = named(name)[0]
    channel = vars(row.channel) | changes
    channel["kind"] = kind_of(channel["rx"], channel["tx"])
    return replace(row, channel=type(row.channel)(**channel))


@pytest.mark.parametrize("row", library().rows, ids=lambda row: row.name)
def test_a_row_as_the_library_has_it_is_found_right(row):
    expected = {
        "LFIRE2": {"eligibility"},
        "LFIRE2D": {"eligibility"},
        "LFIRE4": {"eligibility"},
        "Marine 70": {"eligibility"},
    }.get(row.name, set())
    if row.name.startswith("GMRS"):
        expected = {"tones"}  # the access tone is the owner's
    if row.name.startswith("DEPLOY"):
        expected = {"tones", "eligibility"}

    result = checked(replace(named(row.name)[0], function="Calling"))

    assert {f.rule for f in result.findings if f.level <= Level.WARNING} == expected


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("VTAC11", {"rx": 155_767_500, "tx": 155_767_500}),
        ("VFIRE22", {"rx": 154_295_000, "tx": 154_295_000}),
        ("VLAW32", {"rx": 155_707_500, "tx": 155_707_500}),
        ("VMED29", {"rx": 155_220_000, "tx": 155_220_000}),
        ("8CALL90", {"rx": 866_012_500, "tx": 821_012_500}),
        ("7TAC51", {"rx": 769_743_750, "tx": 799_743_750}),
        ("IR 10", {"tx": 419_475_000}),
        ("VTAC36", {"rx_tones": (ctcss(1365),)}),
        ("VTAC36", {"tx_tones": (ctcss(1567),)}),
        ("VTAC11", {"rx_tones": (CARRIER,)}),
        ("VTAC11", {"rx_tones": ()}),
        ("7TAC51", {"tx_tones": (nac(0x294),)}),
        ("VTAC11", {"mode": Mode.DIGITAL}),
    ],
)
def test_a_row_that_differs_from_the_table_is_critical(name, changes):
    assert ("RF-008", "critical") in rules(checked(altered(name, **changes)))


def test_rf_008_compares_rx_with_rx_and_tx_with_tx_and_names_the_right_values():
    result = checked(altered("VTAC36", rx_tones=(ctcss(1365),), tx_tones=(ctcss(1567),)))

    words = " ".join(finding.shown for finding in result.findings if finding.rule == "RF-008")
    assert "RX tone 136.5, the table has 156.7" in words
    assert "TX tone 156.7, the table has 136.5" in words
    assert "NIFOG 2.02 p.30" in words


def test_carrier_squelch_on_vtac36_is_acceptable_and_a_tone_on_vmed28_is_told():
    assert rules(checked(altered("VTAC36", rx_tones=(CARRIER,))), "RF-008") == {("RF-008", "info")}
    assert ("tones", "info") in rules(checked(altered("VMED28", rx_tones=(ctcss(1567),))))


def test_one_of_the_two_tones_that_the_table_allows_will_do():
    assert not rules(checked(altered("7-US-01", rx_tones=(ctcss(1567),), tx_tones=(ctcss(1567),))), "RF-008")


@pytest.mark.parametrize(
    ("row", "rule", "words"),
    [
        (own(140_000_000, 140_000_000), "band", "none of the bands"),
        (own(122_900_000, 122_900_000), "air", "in an air band, the row is not AM"),
        (own(155_000_000, 155_000_000, width=Width.AM), "air", "in no air band, the row is AM"),
        (own(453_200_000, 458_100_000), "offset", "non-standard split"),
        (own(458_212_500, 453_212_500), "offset", "RX and TX are exchanged"),
        (own(851_512_500, 821_512_500), "offset", "different bands"),
        (own(155_000_000, 155_200_000), "offset", "too close to its own transmitter"),
        (own(155_000_000, 453_212_500), "offset", "different bands"),
        (altered("UTAC41", tx=453_462_500), "offset", "talk-around"),
        (own(155_000_000, 155_000_000, width=Width.WIDE), "narrowband", "20 kHz at 155.0000"),
        (own(155_001_000, 155_001_000), "raster", "nearest channels are 155.0000 and 155.0025"),
        (own(769_243_700, 799_243_700), "raster", "769.23750 and 769.24375"),
        (own(155_000_000, 155_000_000, emission=radio_words.emission("16K0F3E")), "emission", "16 kHz > 11.25 kHz"),
        (own(155_000_000, 155_000_000, emission=radio_words.emission("8K10F1E")), "emission", "digital, the mode is A"),
        (own(155_000_000, 155_000_000, mode=Mode.DIGITAL), "tones", "which has a NAC"),
        (own(155_000_000, 155_000_000, tx_tones=(nac(0x293),)), "tones", "mode A"),
        (own(155_000_000, 158_000_000, tx_tones=(CARRIER,)), "tones", "cannot open the repeater"),
        (own(155_000_000, 158_000_000, mode=Mode.DIGITAL, rx_tones=(), tx_tones=(nac(0xF7E),)), "tones", "identity"),
        (own(155_000_000, 155_000_000, rx_tones=(ctcss(1598),)), "tones", "some radios lack it"),
        (own(155_752_500, 155_752_500, name="RIDGE", encrypted=True), "encryption", "VCALL10"),
        (replace(named("7CALL50")[0], encrypted=True), "encryption", "7CALL50"),
        (replace(named("VFIRE21")[0], licence=""), "eligibility", "no licence or STA is noted"),
        (replace(named("IR 1")[0], licence=""), "eligibility", "federal channel"),
        (altered("NWR 162.400", tx=162_400_000), "eligibility", "receive-only channel with a TX"),
        (named("Marine 70")[0], "eligibility", "voice is prohibited"),
        (named("VCALL10")[0], "calling", "assigned as a tactical net"),
        (own(155_000_000, 155_000_000, function=""), "function", "no function"),
        (own(155_000_000, 155_000_000, units=()), "assignment", "no division"),
    ],
)
def test_each_fault_of_a_row_is_found_with_its_numbers(row, rule, words):
    found = [finding.shown for finding in checked(row).findings if finding.rule == rule]

    assert any(words in text for text in found)


def test_a_direct_name_on_a_pair_is_found_and_a_name_that_merely_ends_in_d_is_not():
    assert rules(checked(own(155_000_000, 158_000_000, name="RIDGE 4D")), "direct name")
    assert not rules(checked(own(155_000_000, 158_000_000, name="RIDGE CMD")), "direct name")


@pytest.mark.parametrize("name", ["MURS 4", "Marine 16", "GMRS 15R", "8TAC91", "LLAW1", "NWR 162.400"])
def test_what_is_rightly_wide_is_left_alone(name):
    assert not rules(checked(*named(name)), "narrowband")


@pytest.mark.parametrize(
    ("locale", "name", "level"),
    [
        (Locale(), "VTAC11", "not evaluated"),
        (Locale(territories=True, near_canada=False), "VTAC11", "critical"),
        (Locale(territories=False, near_canada=False), "VTAC11", None),
        (Locale(territories=False, near_canada=True), "VTAC11", "info"),
        (Locale(inland=False), "VTAC17", "critical"),
        (Locale(inland=True), "VTAC17", None),
    ],
)
def test_limits_of_place_are_judged_where_the_place_is_known(locale, name, level):
    found = rules(checked(*named(name), locale=locale), "area limit")

    assert found == ({("area limit", level)} if level else set())


def test_intermodulation_is_told_for_what_stands_at_one_site_and_not_evaluated_without():
    rows = named("UTAC41D", "UCALL40D", "UTAC42D", function="Calling")
    assert ("site", "not evaluated") in rules(checked(*rows))
    assert not rules(checked(*rows), "intermod 3")

    result = checked(*(replace(row, site="Ridge") for row in rows))

    (hit,) = (f for f in result.findings if f.rule == "intermod 3" and f.names[0] == "UTAC42D")
    assert hit.level is Level.CRITICAL
    assert "2×UTAC41D - UCALL40D = 2×453.4625 - 453.2125 = 453.7125" in hit.arithmetic
    assert not rules(result, "site")


def test_a_repeater_stands_at_its_site_with_the_stations_ends_and_a_post_with_the_subscribers():
    rows = [replace(row, site="Ridge") for row in named("UTAC41", "UTAC42")]
    transmitter = own(458_462_500 + 250_000, 458_462_500 + 250_000, site="ridge", name="LINK", id="N-7")

    at_site = {f.names for f in checked(*rows, transmitter).findings if f.rule == "desense"}
    assert at_site
    assert all("LINK" in names for names in at_site)

    posts = [replace(row, site="", posts=("ICP",)) for row in rows]
    assert not rules(checked(*posts), "desense")


def test_higher_orders_only_on_request():
    rows = [replace(row, site="Ridge") for row in named("VLAW32", "VMED29", "VCALL10")]

    assert not rules(checked(*rows), "intermod 5")
    assert ("intermod 5", "warning") in rules(checked(*rows, orders=(3, 5)))


def test_a_plan_is_looked_at_as_a_whole():
    first, second = named("VTAC11", "VTAC11")
    result = checked(replace(first, function="Command"), second)

    assert {"shared channel", "shared command", "missing"} <= {rule for rule, _ in rules(result)}


def test_one_name_with_two_meanings_is_critical():
    one, other = own(155_000_000, 155_000_000, id="N-1"), own(155_100_000, 155_100_000, id="N-2")

    assert ("duplicate name", "critical") in rules(checked(one, other))


def test_a_plan_with_air_and_safety_channels_lacks_nothing():
    air, safety = named("AIR 122.9", function="Ground-to-Air")[0], replace(named("MED-1", "MED-2")[1], net="Safety")

    assert not rules(checked(air, safety), "missing")


def test_every_finding_says_rule_numbers_remedy_and_source_and_the_advisory_stands_below():
    result = checked(*named("VTAC36", "VTAC11", "VFIRE22", "VFIRE24", area=""), locale=Locale())

    for finding in result.findings:
        assert finding.rule
        assert finding.what
        assert finding.do
        assert finding.source
        assert finding.shown.startswith(finding.level.shown)
    assert "no frequency coordination" in ADVISORY
    assert "compare with the current NIFOG" in result.edition


def test_an_accepted_finding_stays_in_the_list_and_covers_nothing_new():
    rows = named("VTAC36", "VTAC33")
    result = checked(*rows)

    taken = accept(result.findings, name="vtac33", rule="rf-003", who="K. Ames", at=NOON, reason="two valleys")
    again = check(rows, library(), RfSettings(), acceptances=taken)

    (finding,) = (f for f in again.findings if f.rule == "RF-003")
    assert finding.level is Level.CRITICAL
    assert "Accepted by K. Ames (2026-08-14 12:00Z): two valleys" in finding.shown
    assert "1 accepted" in again.counted

    third = replace(named("VTAC33", "VTAC36", "VTAC36")[2], net="third")
    more = check((*rows, third), library(), RfSettings(), acceptances=taken)
    assert any(f.rule == "RF-003" and not f.accepted for f in more.findings)


@pytest.mark.parametrize(
    ("rule", "reason", "said"),
    [("RF-001", " ", "needs its reason"), ("RF-004", "so", "no finding RF-004 about VTAC36.*RF-001")],
)
def test_an_acceptance_without_reason_or_finding_is_refused(rule, reason, said):
    result = checked(*named("VTAC36", "VTAC11"))

    with pytest.raises(Refused, match=said):
        accept(result.findings, name="VTAC36", rule=rule, who="K. Ames", at=NOON, reason=reason)


def test_a_change_tells_what_it_brought():
    before, after = checked(*named("VTAC36")), checked(*named("VTAC36", "VTAC11"))

    assert "RF-001" in {finding.rule for finding in new_ones(before.findings, after.findings)}
    assert after.counted.startswith("1 critical")
    assert {f.rule for f in after.about("VTAC11")} >= {"RF-001"}


NAMES = st.lists(
    st.sampled_from([row.name for row in library().rows if row.band in {"VHF", "UHF"}]), min_size=1, max_size=8
)
ON_AIR = {"RF-001", "RF-002", "RF-003", "RF-004", "desense", "intermod 3"}


@settings(max_examples=60)
@given(NAMES, st.randoms())
def test_the_order_of_the_rows_does_not_matter(names, dice):
    rows = [replace(row, site="Ridge") for row in named(*names)]
    shuffled = sorted(rows, key=lambda _: dice.random())

    assert checked(*rows) == checked(*shuffled)


@settings(max_examples=60)
@given(NAMES, st.sampled_from(["VTAC11", "VTAC36", "VFIRE24", "UTAC41"]))
@example(["UTAC41", "FRS/GMRS 1", "FRS/GMRS 8"], "UTAC41")
def test_another_transmitter_never_removes_a_finding(names, more):
    """A second receiver on the same frequency is named in the same finding."""
    rows = [replace(row, site="Ridge") for row in named(*names, more)]
    after = [f for f in checked(*rows).findings if f.rule in ON_AIR]

    for finding in [f for f in checked(*rows[:-1]).findings if f.rule in ON_AIR]:
        assert [
            f
            for f in after
            if (f.rule, f.level, f.about) == (finding.rule, finding.level, finding.about)
            and {*f.rows} >= {*finding.rows}
            and {end.hertz for end in f.ends} >= {end.hertz for end in finding.ends}
        ], finding
