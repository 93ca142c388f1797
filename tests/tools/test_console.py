"""What the runner of pages sees and does not see."""

from pathlib import Path

import pytest

from tools.console import DiffersError, Known, check_page, read_steps, replace_port, write_page
from verbale.formats.wordlist import WORDS

SHOWN = [" ".join(WORDS[:6]), " ".join(WORDS[6:12])]
NOW = [" ".join(WORDS[12:18]), " ".join(WORDS[18:24])]


def page(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "page.md"
    file.write_text("\n".join(["Before.", "", "```console", *lines, "```", "", "After.", ""]))
    return file


def test_a_command_goes_on_over_lines_and_its_output_ends_with_the_next_or_the_block() -> None:
    steps = read_steps("```console\n$ cat <<E\n> a\n>\n> E\na\n\n$ true\n```\n$ no\n```text\n$ no\n```\n")
    assert [(step.command, step.shown) for step in steps] == [("cat <<E\na\n\nE", ("a", "")), ("true", ())]


def test_a_page_that_shows_what_happens_passes(tmp_path: Path) -> None:
    assert (
        check_page(page(tmp_path, "$ x=4", "$ echo $x; echo gone >&2", "4", "gone", "$ false", "$ echo $?", "1")) == 4
    )


@pytest.mark.parametrize("shown", [["5"], [], ["4", "more"], ["…4x"]])
def test_a_page_that_shows_something_else_is_found(tmp_path: Path, shown: list[str]) -> None:
    with pytest.raises(DiffersError, match="after `echo 4`"):
        check_page(page(tmp_path, "$ echo 4", *shown))


def test_what_differs_in_every_run_is_compared_by_its_form(tmp_path: Path) -> None:
    lines = ["$ echo 2026-01-02T03:04:05Z 3.5 MiB MFA/1/2026 0123456789abcdef", "1999-12-31T23:59:59Z 1 B MFA/1/2020"]
    assert check_page(page(tmp_path, lines[0], f"{lines[1]} fedcba9876543210")) == 1
    with pytest.raises(DiffersError):
        check_page(page(tmp_path, lines[0], f"{lines[1]} fedcba98"))


def test_an_ellipsis_stands_for_anything_and_alone_for_any_lines(tmp_path: Path) -> None:
    assert check_page(page(tmp_path, "$ printf 'a 1 b\\nx\\ny\\nz\\n'", "a … b", "…", "z")) == 1


def test_a_later_command_names_the_digest_of_this_run() -> None:
    known = Known()
    assert known.learn(["id " + "a1" * 32], ["id " + "b2" * 32])
    assert known.insert("show a1a1a1a1 and cafecafe") == "show b2b2b2b2 and cafecafe"


def test_the_digits_of_a_port_within_a_digest_are_no_port() -> None:
    assert replace_port("127.0.0.1:47332, 47332/x a47332b 473321", "47332", "8702") == (
        "127.0.0.1:8702, 8702/x a47332b 473321"
    )


def test_a_later_command_names_the_words_of_this_run_and_one_that_was_wrong_stays_wrong() -> None:
    known = Known()
    assert known.learn(SHOWN, NOW)
    assert known.insert("meet " + " ".join(SHOWN)) == "meet " + " ".join(NOW)
    misheard = SHOWN[0].split()
    misheard[2] = "zoo"
    assert known.insert(" ".join(misheard)) == " ".join([*WORDS[12:14], "zoo", *WORDS[15:18]])
    misheard[2] = WORDS[14]
    assert known.insert(" ".join(misheard)) == " ".join([*WORDS[12:14], "zoo", *WORDS[15:18]])


def test_a_page_is_written_anew_with_what_happens_but_keeps_its_ellipses(tmp_path: Path) -> None:
    file = page(tmp_path, "$ echo old", "older", "$ cat <<E", "> one", ">", "> E", "$ echo a b c", "a … c")
    write_page(file)
    written = file.read_text()
    assert check_page(file) == 3
    assert "$ echo old\nold\n$ cat <<E\n> one\n>\n> E\none\n\n$ echo a b c\na … c\n```\n\nAfter.\n" in written


def test_a_command_after_a_sleep_is_repeated_until_it_says_what_is_shown(tmp_path: Path) -> None:
    assert check_page(page(tmp_path, "$ (sleep 1; echo done > late) &", "$ sleep 0", "$ cat late", "done")) == 3


def test_a_page_sees_no_setting_of_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBALE_HOME", "/nowhere")
    assert check_page(page(tmp_path, "$ echo ${VERBALE_HOME:-none}", "none", "$ pwd", "/srv/trial")) == 2
