"""A message walks through few packages of ``bot/``: so few that somebody can follow it."""

import pytest

from tools.walk import WALKS, shown

MOST = dict.fromkeys(WALKS, 6) | {"the clock's report": 7}
"""Packages that a walk may enter, at most; the clock's begins one floor above the others."""


@pytest.mark.parametrize("name", WALKS)
async def test_a_walk_enters_few_packages(name):
    walk = await WALKS[name]()

    assert 0 < walk.committed < walk.posted, shown(name, walk)  # it was heard, and then it was posted
    assert {"inbound", "runtime"} <= {*walk.inward}, shown(name, walk)
    assert walk.outward[-1] == "platforms", shown(name, walk)
    assert len(walk.rooms) <= MOST[name], shown(name, walk)
