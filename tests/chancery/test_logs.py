"""What a running chancery says: one form for all, nothing that moves a terminal, no words of a fault. Row W04, V16."""

import json
import subprocess
import sys

import pytest

from verbale.chancery.logs import escape_controls, places_of

SPEAK = """
import logging, sys
from verbale.chancery.logs import get_log, set_up_logs, tell_fault
if sys.argv[1] != "silent":
    set_up_logs(plain=sys.argv[1] == "plain")
log = get_log("verbale.trial")
log.info("pouch-taken", peer="abc", bytes=3)
log.warning("odd", said="a\\x1b[31mb\\r\\nc\\u202ed")
def inner():
    raise ValueError("the words of a letter")
try:
    inner()
except ValueError as fault:
    tell_fault(log, "fault", fault, job="x")
    logging.getLogger("django.request").error("Not Found: %s", "/\\x1b[2J", exc_info=True)
    log.exception("by-structlog")
logging.getLogger("httpx").info("POST https://party.example")
"""


def speak(form: str) -> str:
    """What a process says on standard error; it says nothing on standard output."""
    ended = subprocess.run(
        [sys.executable, "-c", SPEAK, form], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert ended.stdout == ""
    return ended.stderr


def test_under_a_service_each_line_is_one_document() -> None:
    lines = [json.loads(line) for line in speak("json").splitlines()]
    assert [line["event"] for line in lines] == [
        "pouch-taken",
        "odd",
        "fault",
        "Not Found: /\\x1b[2J",
        "by-structlog",
    ]
    first = lines[0]
    assert (first["peer"], first["bytes"], first["level"], first["logger"]) == ("abc", 3, "info", "verbale.trial")
    assert first["timestamp"].endswith("Z")
    assert lines[1]["said"] == "a\\x1b[31mb\\r\\nc\\u202ed"


def test_a_fault_is_told_by_kind_and_place_and_never_by_its_words() -> None:
    for form in ("json", "plain"):
        said = speak(form)
        assert "ValueError" in said
        assert "inner" in said
        assert "words of a letter" not in said
        assert "Traceback" not in said


def test_at_a_terminal_lines_are_plain_and_move_nothing() -> None:
    said = speak("plain")
    assert "pouch-taken" in said
    assert "\x1b" not in said
    assert "\r" not in said


def test_a_command_says_nothing_by_the_log() -> None:
    assert "verbale" not in speak("silent")
    assert "pouch-taken" not in speak("silent")


def test_what_a_terminal_would_obey_is_escaped() -> None:
    event = escape_controls(None, "info", {"event": "x", "a": "\x1b]0;t\x07", "b": "né ok 漢", "n": 3})
    assert event == {"event": "x", "a": "\\x1b]0;t\\x07", "b": "né ok 漢", "n": 3}


def test_the_places_of_a_fault_begin_with_the_last() -> None:
    def inner() -> None:
        raise KeyError

    with pytest.raises(KeyError) as fault:
        inner()
    assert places_of(fault.value)[0].endswith(" inner")
