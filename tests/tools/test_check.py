"""Every check runs, a failed one does not hide the next, and coverage is never judged by old figures."""

from pathlib import Path

import pytest

from tools import check, suite
from tools.check import CHECKS, fault_of, main


def test_a_failed_check_is_shown_and_does_not_hide_the_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(CHECKS, "style", lambda: "line 3 is crooked")
    monkeypatch.setitem(CHECKS, "words", lambda: "")
    assert main(["style", "words"]) == 1
    told = capsys.readouterr().out
    assert told.index("FAILED style") < told.index("line 3 is crooked") < told.index("ok     words")
    assert main(["words"]) == 0


def test_a_check_that_nobody_knows_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-check"]) == 2
    assert "types" in capsys.readouterr().err


def test_a_fault_is_what_the_program_said() -> None:
    assert fault_of("python", "-c", "") == ""
    assert fault_of("python", "-c", "print('why'); exit(3)") == "why\n"
    assert fault_of("python", "-c", "exit(3)") == "exit 3"


@pytest.mark.parametrize("measured", [None, "other sources"])
def test_coverage_of_other_sources_is_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], measured: str | None
) -> None:
    monkeypatch.setattr(check, "MEASURED", tmp_path / "coverage-of")
    if measured:
        (tmp_path / "coverage-of").write_text(measured)
    monkeypatch.delenv("VERBALE_REQUIRE", raising=False)
    assert check.coverage() == ""
    assert "make test" in capsys.readouterr().out
    # CI allows no such gap.
    monkeypatch.setenv("VERBALE_REQUIRE", "all")
    assert "make test" in check.coverage()


def test_the_digest_of_the_sources_changes_with_a_name_and_with_a_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    (tmp_path / "src").mkdir()
    digests = [suite.sources_digest()]
    file = tmp_path / "src" / "a.py"
    for content in ("", "x = 1\n"):
        file.write_text(content)
        digests.append(suite.sources_digest())
    file.rename(file.with_name("b.py"))
    digests.append(suite.sources_digest())
    assert len(set(digests)) == 4
