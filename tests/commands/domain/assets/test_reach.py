"""Paths over nets and bridges equal an exhaustive search; more assets never make a pair's answer worse."""

from itertools import permutations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.domain.assets.hub import hubs
from commands.domain.assets.reach import Bridge, paths

NETS = "abcdef"
nets = st.frozensets(st.sampled_from(NETS), max_size=4)
tunes = st.dictionaries(st.sampled_from(NETS), st.sampled_from([0, 0, 5, 30]), max_size=3)
bridges = st.lists(st.tuples(st.sampled_from([0, 5, 6, 30]), st.lists(nets, min_size=1, max_size=3)), max_size=4).map(
    lambda made: [Bridge(f"B{n}", ready, tuple(ports)) for n, (ready, ports) in enumerate(made)]
)


def exhaustive(one, other, every, links):
    """All walks over at most two different bridges, each net on a port of its own: {bridges: least minutes}."""
    best = {}

    def keep(count, minutes):
        best[count] = min(minutes, best.get(count, minutes))

    for n in one.keys() & other.keys():
        keep(0, max(one[n], other[n]))
    for size in (1, 2):
        for chain in permutations(every, size):
            for middle in product(links, repeat=size - 1):
                for first, last in product(one, other):
                    walk = (first, *middle, last)
                    if all(_joins(b, walk[i], walk[i + 1]) for i, b in enumerate(chain)):
                        keep(size, max(one[first], other[last], *(b.ready for b in chain)))
    front, least = [], float("inf")
    for count in sorted(best):
        if best[count] < least:
            least = best[count]
            front.append((best[count], count))
    return sorted(front)


def _joins(bridge, n, m):
    ports = bridge.ports
    return any(n in p and m in q for i, p in enumerate(ports) for j, q in enumerate(ports) if i != j)


def _compare(one, other, every, links):
    found = paths(one, other, every, links)
    assert [(path.minutes, path.bridges) for path in found] == exhaustive(one, other, every, links)
    for path in found:
        by_id = {bridge.id: bridge for bridge in every}
        assert len({*path.via}) == len(path.via)
        for n, via in enumerate(path.via):
            assert _joins(by_id[via], path.nets[n], path.nets[n + 1])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tunes, tunes, bridges, nets)
def test_it_equals_an_exhaustive_search(one, other, every, links):
    _compare(one, other, every, links)


@pytest.mark.harsh
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tunes, tunes, bridges, nets)
def test_it_equals_an_exhaustive_search_on_ten_thousand_graphs(one, other, every, links):
    _compare(one, other, every, links)


@settings(max_examples=80, deadline=None)
@given(tunes, tunes, bridges, nets)
def test_one_more_bridge_never_makes_an_answer_worse(one, other, every, links):
    with_all = paths(one, other, every, links)
    for less in paths(one, other, every[:-1], links):
        assert any(more.minutes <= less.minutes and more.bridges <= less.bridges for more in with_all)


@settings(max_examples=80, deadline=None)
@given(st.lists(tunes, min_size=2, max_size=3), bridges)
def test_a_hub_of_several_serves_each_and_equals_trying_all(several, every):
    named = {f"A{n}": tune for n, tune in enumerate(several)}
    found = hubs(named, every[:3], NETS)
    least = min((key for hub in NETS if (key := _least(hub, [*named.values()], every[:3]))), default=None)
    assert (found[0].key if found else None) == least


def _least(hub, several, every):
    """The least (minutes, bridges, off) on a hub: every agency by every net and bridge, ports by trying all."""
    ways = [
        [(tune[net], net, at) for net in tune for at in range(-1, len(every)) if (at < 0) == (net == hub)]
        for tune in several
    ]
    best = None
    for choice in product(*ways):
        used = {at for _, _, at in choice if at >= 0}
        if all(_carries(every[at], {hub} | {net for _, net, b in choice if b == at}) for at in used):
            minutes = max([m for m, _, _ in choice] + [every[at].ready for at in used])
            key = (minutes, len(used), sum(at >= 0 for _, _, at in choice))
            best = key if best is None else min(best, key)
    return best


def _carries(bridge, wanted):
    return any(
        all(net in port for net, port in zip(wanted, ports, strict=False))
        for ports in permutations(bridge.ports, len(wanted))
    )


def test_labels_that_settle_too_early_are_not_trusted():
    every = [
        Bridge("fast1", 5, (frozenset("a"), frozenset("b"))), Bridge("fast2", 5, (frozenset("b"), frozenset("c"))),
        Bridge("slow", 6, (frozenset("a"), frozenset("c"))), Bridge("last", 30, (frozenset("c"), frozenset("d"))),
    ]  # fmt: skip
    (path,) = paths({"a": 0}, {"d": 0}, every, "abcd")
    assert (path.minutes, path.bridges, path.via) == (30, 2, ("slow", "last"))


def test_a_port_carries_one_net():
    van = Bridge("GW-1", 50, (frozenset({"VFIRE21", "VTAC11"}), frozenset({"8TAC91D", "SO TAC1"})))
    assert paths({"VFIRE21": 0}, {"VTAC11": 0}, [van], ["8TAC91D"]) == ()
