"""Two thousand seeded schedules of many chanceries with faults, one in fifty with the real suite: every law holds."""

import pytest

from verbale.testing.simulate import is_real, play

SCHEDULES = 2000
SHARE = 50


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SCHEDULES, SHARE))
def test_every_law_holds_in_schedules_with_faults(first: int) -> None:
    for seed in range(first, first + SHARE):
        result = play(seed, real=is_real(seed))
        assert not result.wrong, f"{result.wrong}\nreplay: {result.replay}"
