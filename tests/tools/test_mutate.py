"""What the verb `mutate` says: nothing is called noticed that was not, and no survivor goes unexplained."""

import math
import signal
from pathlib import Path

import pytest

from tools.mutate.judgements import BROKEN, KILLED, SURVIVED, TIMED_OUT, Judgement, Judgements
from tools.mutate.looks import Look, Looks
from tools.mutate.mutants import Mutant, draw
from tools.mutate.table import EXPLAINED, read_explained, tell
from tools.mutate.trials import FAILED_TEST, FAILED_TRIAL, Trials, verdict_of

CHANGE = "- return 1\n+ return 2"


def a_mutant(number: int, *, module: str = "formats.words", made_from: str = "one") -> Mutant:
    function = f"verbale.{module}.x_count"
    path = Path("src/verbale", *module.split(".")).with_suffix(".py")
    return Mutant(name=f"{function}__mutmut_{number}", function=function, made_from=made_from, path=path)


@pytest.fixture
def judgements(tmp_path: Path) -> Judgements:
    return Judgements(tmp_path / "build" / "mutants.json")


@pytest.fixture(autouse=True)
def the_change_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    # What mutmut shows is read from the copy that it makes, which takes minutes.
    monkeypatch.setattr("tools.mutate.table.show_change", lambda _: CHANGE)


def judged(judgements: Judgements, *verdicts: str) -> list[Mutant]:
    mutants = [a_mutant(number) for number in range(len(verdicts))]
    for mutant, verdict in zip(mutants, verdicts, strict=True):
        judgements.judge(mutant, Judgement(verdict=verdict, made_from=mutant.made_from, tests="t"))
    return mutants


@pytest.mark.parametrize(
    ("status", "forked", "verdict"),
    [
        (0, True, SURVIVED),
        (FAILED_TEST << 8, True, KILLED),
        # No test failed, so no test noticed anything.
        (FAILED_TRIAL << 8, True, BROKEN),
        (signal.SIGSEGV, True, BROKEN),
        (signal.SIGPROF, True, TIMED_OUT),
        (signal.SIGKILL, True, TIMED_OUT),
        # In a process of its own a change may keep the tests from being collected.
        (2 << 8, False, KILLED),
        (0, False, SURVIVED),
    ],
)
def test_the_end_of_a_trial_says_what_was_noticed(status: int, forked: bool, verdict: str) -> None:
    assert verdict_of(int(status), forked=forked) == verdict


def test_a_run_goes_on_where_it_stopped(tmp_path: Path, judgements: Judgements) -> None:
    killed, endless, survivor, broken = judged(judgements, KILLED, TIMED_OUT, SURVIVED, BROKEN)
    judgements.write()
    again = Judgements(tmp_path / "build" / "mutants.json")
    assert again.stands(killed, "t")
    assert again.stands(endless, "t")
    assert again.stands(survivor, "t")
    assert not again.stands(broken, "t")
    assert not Judgements(tmp_path / "build" / "mutants.json", forget=True).stands(killed, "t")


def test_a_survivor_is_tried_again_when_its_tests_change_and_any_when_its_function_does(judgements: Judgements) -> None:
    killed, survivor = judged(judgements, KILLED, SURVIVED)
    assert judgements.stands(killed, "other tests")
    assert not judgements.stands(survivor, "other tests")
    assert not judgements.stands(a_mutant(0, made_from="two"), "t")


def test_the_tests_of_a_function_are_those_that_call_it_the_quickest_first() -> None:
    look = Look(
        digest="d",
        seconds={"a.py::slow": 2.0, "a.py::quick": 1.0, "a.py::other": 0.0},
        calls={"a.py::slow": ["f"], "a.py::quick": ["f", "g"], "a.py::other": []},
    )
    looks = Looks({"a.py": look})
    assert looks.tests_of("f") == ["a.py::quick", "a.py::slow"]
    assert looks.seconds_of("f") == 3.0
    assert looks.tests_of("h") == []
    assert Looks({"a.py": look}, longest=1.5).tests_of("f") == ["a.py::quick"]


def test_what_survived_all_tests_is_not_tried_with_some_of_them_and_what_survived_some_is_tried_with_all(
    judgements: Judgements,
) -> None:
    (survivor,) = judged(judgements, SURVIVED)
    look = Look(digest="d", seconds={"a.py::one": 1.0}, calls={"a.py::one": [survivor.function]})

    def needs_a_trial(longest: float) -> bool:
        trials = Trials([survivor], judgements, children=1, longest=longest)
        trials._looks = Looks({"a.py": look}, longest=longest)
        return not trials._stands(survivor)

    every = Looks({"a.py": look}).digest_of(["a.py::one"])
    judgements.judge(survivor, Judgement(verdict=SURVIVED, made_from="one", tests=every))
    assert not needs_a_trial(math.inf)
    assert not needs_a_trial(2.0)
    judgements.judge(
        survivor, Judgement(verdict=SURVIVED, made_from="one", tests=f"{every} without longer ones than 2.0")
    )
    assert not needs_a_trial(2.0)
    assert needs_a_trial(math.inf)


def test_tests_are_other_tests_when_a_file_of_theirs_changes() -> None:
    before, after = (Looks({"t/a.py": Look(digest=digest), "t/b.py": Look(digest="b")}) for digest in "xy")
    assert before.digest_of(["t/a.py::one"]) != after.digest_of(["t/a.py::one"])
    assert before.digest_of(["t/b.py::one"]) == after.digest_of(["t/b.py::one"])
    assert before.digest_of(["t"]) != after.digest_of(["t"])


@pytest.mark.parametrize(
    ("killed", "others", "ended"),
    [
        (19, [TIMED_OUT], 0),
        (19, [SURVIVED], 0),
        (18, [SURVIVED, SURVIVED], 1),
        (99, [BROKEN], 1),
    ],
)
def test_it_ends_well_where_95_of_100_are_noticed_and_the_others_explained(
    judgements: Judgements, capsys: pytest.CaptureFixture[str], killed: int, others: list[str], ended: int
) -> None:
    mutants = judged(judgements, *[KILLED] * killed, *others)
    explained = {(mutants[0].function, CHANGE)} if SURVIVED in others else set()
    assert tell(mutants, judgements, explained) == ended
    share = 100 * (killed + others.count(TIMED_OUT)) / len(mutants)
    assert f"{share:.1f}" in next(line for line in capsys.readouterr().out.splitlines() if "formats.words" in line)


def test_a_survivor_without_a_reason_is_shown(judgements: Judgements, capsys: pytest.CaptureFixture[str]) -> None:
    mutants = judged(judgements, *[KILLED] * 99, SURVIVED)
    assert tell(mutants, judgements, set()) == 1
    assert f"survived: {mutants[-1].name}\n{CHANGE}" in capsys.readouterr().out


def test_what_was_not_tried_is_not_noticed(judgements: Judgements, capsys: pytest.CaptureFixture[str]) -> None:
    mutants = [*judged(judgements, *[KILLED] * 99), a_mutant(99)]
    assert tell(mutants, judgements, set()) == 1
    assert next(line for line in capsys.readouterr().out.splitlines() if "all formats" in line).split()[-2:] == [
        "1",
        "99.0",
    ]


def test_a_sample_holds_the_same_share_of_every_module_and_every_smaller_sample() -> None:
    mutants = [
        a_mutant(number, module=module) for module in ("formats.words", "practice.paper") for number in range(60)
    ]
    mutants.append(a_mutant(0, module="formats.errors"))
    small, large = draw(mutants, 20, "1"), draw(mutants, 50, "1")
    assert [sum(each.module == module for each in small) for module in ("formats.words", "practice.paper")] == [10, 10]
    # A module that is hardly there is drawn from, too.
    assert mutants[-1] in small
    assert set(small) < set(large) < set(mutants)
    assert draw(mutants, 20, "1") == small != draw(mutants, 20, "2")
    assert draw(mutants[::-1], 20, "1") == small[::-1]
    assert draw(mutants, len(mutants), "1") == mutants


def test_what_is_said_of_a_sample_is_said_beside_the_count_of_all(
    judgements: Judgements, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants = judged(judgements, *[KILLED] * 19, SURVIVED, *[KILLED] * 20)
    explained = {(mutants[0].function, CHANGE)}
    assert tell(mutants[:20], judgements, explained, mutants=[*mutants, a_mutant(99)]) == 0
    said = capsys.readouterr().out
    assert next(line for line in said.splitlines() if "all formats" in line).split()[2:5] == ["41", "20", "19"]
    assert "A random sample: 20 of 41 mutants" in said


def test_a_reason_for_what_does_not_survive_is_stale(
    judgements: Judgements, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants = judged(judgements, KILLED)
    assert tell(mutants, judgements, {(mutants[0].function, CHANGE)}) == 1
    assert "but no survivor" in capsys.readouterr().out


def test_a_reason_is_not_stale_as_long_as_it_may_be_about_a_mutant_that_is_not_judged_yet(
    judgements: Judgements, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants = judged(judgements, KILLED)
    assert tell(mutants, judgements, {(mutants[0].function, CHANGE)}, mutants=[*mutants, a_mutant(1)]) == 0
    assert "but no survivor" not in capsys.readouterr().out


def test_each_floor_is_judged_by_itself(judgements: Judgements) -> None:
    mutants = judged(judgements, *[KILLED] * 99)
    slack = a_mutant(0, module="practice.paper")
    judgements.judge(slack, Judgement(verdict=SURVIVED, made_from=slack.made_from))
    assert tell([*mutants, slack], judgements, {(slack.function, CHANGE)}) == 1


def test_every_survivor_that_is_explained_has_a_reason(tmp_path: Path) -> None:
    read_explained(EXPLAINED)
    bare = tmp_path / "mutants.toml"
    bare.write_text('[[mutant]]\nfunction = "f"\nchange = "c"\nreason = " "\n')
    with pytest.raises(AssertionError, match="without a reason"):
        read_explained(bare)
