"""The command that plays schedules, and a few of them: what it says, and that a seed replays exactly."""

import pytest

from verbale.testing import simulate
from verbale.testing.simulate import Result, is_real, play

FEW = range(60)


def test_every_law_holds_in_a_few_schedules() -> None:
    wrong = [result for seed in FEW if (result := play(seed, real=is_real(seed))).wrong]
    assert not wrong, f"{wrong[0].wrong}\nreplay: {wrong[0].replay}"


def test_a_seed_replays_exactly() -> None:
    assert play(7).log == play(7).log


def test_one_schedule_in_fifty_has_the_real_suite() -> None:
    assert sum(is_real(seed) for seed in range(2000)) == 40


def test_the_command_says_how_many_schedules_it_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate.main(["--seeds", "3", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.startswith("3 schedules")


def test_the_command_shows_one_schedule_move_by_move(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate.main(["--seed", "3", "-v"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 20


def test_a_broken_law_ends_the_command_with_the_words_that_replay_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Result(seed=5, real=True, wrong="law 2: a letter is gone", trace="trace\n", log=("a move",))
    monkeypatch.setattr(simulate, "play", lambda *_, **__: broken)
    assert simulate.main(["--seeds", "9", "--jobs", "1"]) == 1
    assert "replay: python -m verbale.testing.simulate --seed 5 --real -v" in capsys.readouterr().out
