"""Bugs that are planted, each in one place of the real use cases: the schedules must find every one of them.

A bug that no schedule finds would say that a law is not looked at.
"""

import pytest

from tests.exchange.planted import PLANTED, Plant
from verbale.testing.simulate import play

MOST = 600


@pytest.mark.slow
@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    wrong = next((result.wrong for seed in range(MOST) if (result := play(seed)).wrong), "")
    # A schedule that merely falls over a clumsy plant has found nothing.
    assert wrong.startswith("LawBroken"), wrong or f"{MOST} schedules did not find that: {plant.__doc__}"
