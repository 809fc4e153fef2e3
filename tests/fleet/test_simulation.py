"""1,500 films of 20 projects on 40 workers that die: none lost or twice, and small projects wait alike."""

from __future__ import annotations

import pytest

from simulated_fleet import LENGTHS, Size, fresh_database, simulate

pytestmark = pytest.mark.slow


def test_a_fleet_loses_nothing_and_is_fair() -> None:
    with fresh_database() as database:
        found = simulate(database, Size(films=1500, projects=20, large=10, workers=40))
    print(found.told())
    assert len(found.finished) == 1500 and set(found.finished.values()) == {1}
    assert found.lost == 0 and len(found.deaths) == 4 and found.refused > 0
    assert found.waits["single"][0] < max(LENGTHS) / 5, "a slot of 40 is free sooner than that"
    assert found.unevenness("steady") <= 1.5 and found.mean("steady") < found.mean("large") / 4
