import pytest

from commands.domain.radio.areas import Areas
from commands.domain.radio.findings import Level
from commands.domain.radio.frequencies import Channel, Kind, ends
from commands.domain.radio.tones import CARRIER, ctcss, dcs
from tests.commands.radio_plans import checked, named, own, rules

MHZ = 1_000_000


def only(result, rule):
    return [finding for finding in result.findings if finding.rule == rule]


@pytest.mark.parametrize(("repeater", "simplex"), [("VTAC36", "VTAC11"), ("VTAC37", "VTAC12"), ("VTAC38", "VTAC13")])
def test_a_repeater_output_meets_the_simplex_channel_that_it_is_built_from(repeater, simplex):
    (finding,) = only(checked(*named(repeater, simplex)), "RF-001")

    assert finding.level is Level.CRITICAL
    assert finding.names == (repeater, simplex)
    assert f"{repeater} station TX" in finding.arithmetic
    assert f"{simplex} subscriber TX" in finding.arithmetic


def test_vtac36_with_vtac12_or_vtac13_is_allowed_and_with_vtac14_is_not():
    assert not rules(checked(*named("VTAC36", "VTAC12")), "RF-001", "RF-002")
    assert not rules(checked(*named("VTAC36", "VTAC13")), "RF-001", "RF-002")
    assert rules(checked(*named("VTAC36", "VTAC14")), "RF-001")


def test_vtac36_and_vtac38_share_their_input():
    (finding,) = only(checked(*named("VTAC36", "VTAC38")), "RF-001")

    assert "159.4725" in finding.arithmetic
    assert "151.1375" not in finding.arithmetic


def test_a_repeater_output_7_5_khz_from_vcall10_is_found():
    repeater = own(155_760_000, 158_000_000)

    (finding,) = only(checked(*named("VCALL10"), repeater), "RF-002")

    assert finding.level is Level.CRITICAL
    assert "7.5 kHz apart" in finding.arithmetic
    assert "share 3.75 kHz" in finding.arithmetic
    assert "RIDGE station TX 155.7600" in finding.arithmetic


@pytest.mark.parametrize(
    ("apart", "level"),
    [
        (2_500, "critical"),
        (7_500, "critical"),
        (11_249, "critical"),
        (11_250, "warning"),
        (12_500, "warning"),
        (12_501, None),
    ],
)
def test_neighbours_are_critical_where_they_overlap_and_a_warning_up_to_one_channel(apart, level):
    pair = own(155_000_000, 155_000_000, id="N-1", name="A"), own(155_000_000 + apart, 155_000_000 + apart, name="B")

    assert rules(checked(*pair), "RF-002") == ({("RF-002", level)} if level else set())


def test_vfire22_and_vfire24_overlap_although_their_frequencies_differ():
    assert rules(checked(*named("VFIRE22", "VFIRE24")), "RF-002") == {("RF-002", "critical")}


def test_wide_neighbours_overlap_farther_than_one_narrow_channel():
    result = checked(*named("FRS/GMRS 1", "FRS/GMRS 15"))

    assert rules(result, "RF-002") == {("RF-002", "critical")}
    assert "share" in only(result, "RF-002")[0].arithmetic


@pytest.mark.parametrize(("pair", "reverse"), [("VTAC33", "VTAC36"), ("VTAC34", "VTAC37"), ("VTAC35", "VTAC38")])
def test_a_pair_and_its_reverse_in_one_area_are_critical(pair, reverse):
    assert ("RF-003", "critical") in rules(checked(*named(pair, reverse)))


def test_a_pair_and_its_reverse_apart_are_no_conflict():
    rows = named("VTAC33", area="North") + named("VTAC36", area="South")
    rows = (rows[0], own(rows[1].channel.rx, rows[1].channel.tx, name="VTAC36", area="South"))

    result = checked(*rows, areas=Areas.of(apart=[("north", "SOUTH")]))

    assert not rules(result, "RF-001", "RF-003", "RF-007")


def test_one_pair_under_two_names_is_a_warning_whatever_the_areas():
    rows = (*named("VTAC11", area=""), own(151_137_500, 151_137_500, name="BLUE", area=""))

    assert ("RF-004", "warning") in rules(checked(*rows))


def test_tones_never_suppress_a_finding():
    plain = own(155_000_000, 155_000_000, id="N-1", name="A", rx_tones=(ctcss(1000),), tx_tones=(ctcss(1000),))
    for other in ((ctcss(1567),), (dcs("023"),), (CARRIER,), ()):
        row = own(155_000_000, 155_000_000, name="B", rx_tones=other, tx_tones=other)
        assert ("RF-001", "critical") in rules(checked(plain, row))


@pytest.mark.parametrize(
    ("areas", "one", "other"), [(Areas(), "", ""), (Areas(), "Div A", ""), (Areas(), "Div A", "Div B")]
)
def test_an_area_that_nobody_gave_is_not_evaluated_and_never_clear(areas, one, other):
    first, second = named("VTAC36", area=one)[0], named("VCALL10", "VTAC11", area=other)[1]

    result = checked(first, second, areas=areas)

    assert not rules(result, "RF-001")
    findings = only(result, "RF-007")
    assert findings
    assert {finding.level for finding in findings} == {Level.UNKNOWN}
    assert any("RF-001 critical" in finding.arithmetic for finding in findings)


def test_touching_areas_and_equipment_at_one_site_overlap():
    first, second = named("VTAC36", area="Div A")[0], named("VCALL10", "VTAC11", area="Div B")[1]
    assert rules(checked(first, second, areas=Areas.of(touching=[("Div A", "Div B")])), "RF-001")

    first, second = named("VTAC36", area="", site="Ridge")[0], named("VCALL10", "VTAC11", area="", posts=("ridge",))[1]
    assert rules(checked(first, second), "RF-001")


def test_a_row_without_area_is_named_even_where_nothing_is_near():
    (finding,) = only(checked(*named("VTAC11", area="")), "RF-007")

    assert finding.names == ("VTAC11",)
    assert "not evaluated" in finding.what


def test_rows_without_a_fixed_frequency_are_passed_over():
    talkgroup = Channel(name="CMD 1", kind=Kind.TALKGROUP, system="State 700")
    rows = (*named("VTAC11"), own(None, None, name="LATER"))
    rows = (rows[0], *(type(rows[0])(id="N-5", channel=talkgroup, function="Command", units=("All",)),))

    assert not rules(checked(*rows), "RF-001", "RF-002", "RF-003", "RF-004", "RF-007")


def test_two_nets_may_listen_to_one_broadcast_but_nobody_may_transmit_on_it():
    listening = named("NWR 162.400", "NWR 162.400")
    assert not rules(checked(*listening), "RF-001")

    assert rules(checked(listening[0], own(162_400_000, 162_400_000)), "RF-001")


def test_one_net_in_two_positions_is_no_conflict_with_itself():
    first, second = named("VTAC11", "VTAC11")
    assert rules(checked(first, second), "RF-001")

    same = type(second)(**{**vars(second), "net": first.net})
    assert not rules(checked(first, same), "RF-001", "RF-002")


def test_a_repeater_row_has_four_ends_and_a_simplex_row_two():
    pair, simplex = (ends(row.channel) for row in named("VTAC36", "VTAC11"))

    assert [(end.side.value, end.transmits, end.hertz) for end in pair] == [
        ("station", True, 151_137_500),
        ("subscriber", False, 151_137_500),
        ("subscriber", True, 159_472_500),
        ("station", False, 159_472_500),
    ]
    assert [(end.transmits, end.hertz) for end in simplex] == [(True, 151_137_500), (False, 151_137_500)]
