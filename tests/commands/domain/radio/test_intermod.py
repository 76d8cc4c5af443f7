from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.radio.intermod import Radio, Tolerance, forms, hits
from commands.radio.library import library


def radios(*names):
    return [Radio(row.channel.rx, row.channel.bandwidth, (row.name,)) for row in map(library().show, names)]


def formulas(found, receiver=""):
    return [found.formula(hit) for hit in found.hits if receiver in found.receivers[hit.receiver].names or not receiver]


def test_two_utac41d_less_ucall40d_falls_on_utac42d():
    found = hits(radios("UTAC41D", "UCALL40D"), radios("UTAC42D"), tolerance=Tolerance.EXACT)

    assert formulas(found) == [
        "2×UTAC41D - UCALL40D = 2×453.4625 - 453.2125 = 453.7125, exactly on UTAC42D 453.7125",
    ]


def test_the_800_mhz_direct_channels_make_20_exact_hits_among_themselves():
    five = radios("8CALL90D", "8TAC91D", "8TAC92D", "8TAC93D", "8TAC94D")

    found = hits(five, five, tolerance=Tolerance.EXACT)

    assert len(found.hits) == 20
    assert {hit.off for hit in found.hits} == {0}
    assert any(text.startswith("2×8TAC91D - 8CALL90D = ") for text in formulas(found, "8TAC92D"))
    assert any(text.startswith("8CALL90D + 8TAC94D - 8TAC91D = ") for text in formulas(found, "8TAC93D"))
    assert not any("8TAC91D + 8TAC93D - 8TAC92D" in text for text in formulas(found))


def test_vcall10_and_the_simplex_vtacs_were_chosen_well():
    five = radios("VCALL10", "VTAC11", "VTAC12", "VTAC13", "VTAC14")

    assert not hits(five, five, tolerance=Tolerance.CRITICAL).hits


@pytest.mark.parametrize(
    ("sources", "receiver", "orders", "formula"),
    [
        (("VTAC12", "VSAR16", "VFIRE22"), "VMED29", (3,), "VTAC12 + VSAR16 - VFIRE22"),
        (("VFIRE21", "VFIRE22"), "VFIRE23", (3,), "2×VFIRE21 - VFIRE22"),
        (("MURS 1", "MURS 2"), "MURS 3", (3,), "2×MURS 2 - MURS 1"),
        (("VLAW32", "VMED29"), "VCALL10", (5,), "3×VLAW32 - 2×VMED29"),
    ],
)
def test_known_products_of_the_printed_channels_are_found(sources, receiver, orders, formula):
    found = hits(radios(*sources), radios(receiver), orders=orders, tolerance=Tolerance.EXACT)

    assert any(text.replace("VSAR16 + VTAC12", "VTAC12 + VSAR16").startswith(formula) for text in formulas(found))


def test_fifth_order_is_made_only_on_request():
    sources, receiver = radios("VLAW32", "VMED29"), radios("VCALL10")

    assert not hits(sources, receiver).hits
    assert hits(sources, receiver, orders=(3, 5)).hits


def test_an_order_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="orders are 3, 5 and 7, not 4"):
        hits([], [], orders=(4,))


def test_the_forms_are_those_of_two_and_three_transmitters():
    assert {(form.added, form.taken) for form in forms(3)} == {((2,), (1,)), ((1, 1), (1,))}
    assert {(form.added, form.taken) for form in forms(5)} == {((3,), (2,)), ((3,), (1, 1)), ((2, 1), (2,))}
    assert {(form.added, form.taken) for form in forms(7)} == {
        ((4,), (3,)),
        ((4,), (2, 1)),
        ((3, 1), (3,)),
        ((2, 2), (3,)),
    }


def test_the_tolerances_reach_as_far_as_they_say():
    sources = [Radio(155_000_000), Radio(155_100_000)]  # 2×155.1 - 155.0 = 155.2

    def reached(off, tolerance, bandwidth=11_250):
        return bool(hits(sources, [Radio(155_200_000 + off, bandwidth)], tolerance=tolerance).hits)

    assert reached(1_000, Tolerance.EXACT)
    assert not reached(1_001, Tolerance.EXACT)
    assert reached(6_250, Tolerance.CRITICAL)
    assert not reached(6_251, Tolerance.CRITICAL)
    assert reached(12_500, Tolerance.CRITICAL, 20_000)
    assert reached(-12_500, Tolerance.WARNING)
    assert not reached(-12_501, Tolerance.WARNING)
    assert reached(22_500, Tolerance.CONSERVATIVE)  # half of 11.25 and of 3 × 11.25 kHz
    assert not reached(22_501, Tolerance.CONSERVATIVE)


def test_a_wide_transmitter_makes_a_wide_product():
    receiver = [Radio(155_200_000 + 28_000)]

    assert not hits([Radio(155_000_000), Radio(155_100_000)], receiver, tolerance=Tolerance.CONSERVATIVE).hits
    assert hits([Radio(155_000_000), Radio(155_100_000, 20_000)], receiver, tolerance=Tolerance.CONSERVATIVE).hits


HERTZ = st.integers(0, 60).map(lambda n: 155_000_000 + 7_500 * n)
SITES = st.lists(HERTZ, max_size=6, unique=True)


def by_hand(sources, heard, order, reach):
    """All products the long way, as (receiver, product, inputs with their coefficients)."""
    found = set()
    for form in forms(order):
        coefficients = (*form.added, *(-k for k in form.taken))
        for chosen in permutations(sources, len(coefficients)):
            product = sum(k * hertz for k, hertz in zip(coefficients, chosen, strict=True))
            terms = tuple(sorted(zip(coefficients, chosen, strict=True)))
            for receiver in heard:
                if abs(product - receiver) <= reach and product not in chosen and receiver not in chosen:
                    found.add((receiver, product, terms))
    return found


@given(SITES, SITES, st.sampled_from([3, 5, 7]))
def test_the_lookup_finds_what_trying_everything_finds(sources, heard, order):
    found = hits(map(Radio, sources), map(Radio, heard), orders=(order,)).hits

    quick = [(h.receiver, h.product, tuple(sorted(zip(h.coefficients, h.inputs, strict=True)))) for h in found]
    assert len(quick) == len(set(quick))
    assert set(quick) == by_hand(sources, heard, order, 12_500)


@given(SITES, SITES, HERTZ)
def test_another_transmitter_never_removes_a_hit(sources, heard, more):
    before = hits(map(Radio, sources), map(Radio, heard)).hits
    after = hits(map(Radio, [*sources, more]), map(Radio, heard)).hits

    assert set(before) <= set(after)


@given(SITES, SITES)
def test_a_product_is_never_reported_on_its_own_input(sources, heard):
    for hit in hits(map(Radio, sources), map(Radio, heard), orders=(3, 5)).hits:
        assert hit.receiver not in hit.inputs
        assert hit.product not in hit.inputs


@given(SITES, SITES, st.randoms())
def test_the_order_of_the_radios_plays_no_part(sources, heard, dice):
    shuffled = sorted(sources, key=lambda _: dice.random())

    assert hits(map(Radio, sources), map(Radio, heard)) == hits(map(Radio, shuffled), map(Radio, reversed(heard)))


def test_two_rows_on_one_frequency_are_one_transmitter_with_both_names():
    twice = [Radio(155_000_000, names=("A",)), Radio(155_000_000, 20_000, ("B",))]

    (one,) = hits(twice, []).transmitters.values()

    assert (one.names, one.bandwidth) == (("A", "B"), 20_000)
