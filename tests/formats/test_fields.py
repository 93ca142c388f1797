"""Members of documents: each taken once in its one form, and none left over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import times
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields, read_time, write_time

Take = Callable[[Fields], Any]


def refuse(document: dict[str, Any], take: Take, code: str = "member") -> None:
    with pytest.raises(Malformed) as refusal:
        take(Fields(document, "letter"))
    assert refusal.value.code == code


TAKES: dict[str, tuple[Any, Any, Take]] = {
    "text": ("ab", "ab", lambda fields: fields.text("m", limit=2)),
    "word": ("in", "in", lambda fields: fields.word("m", ("in", "out"))),
    "integer": (7, 7, lambda fields: fields.integer("m", least=1, most=7)),
    "digest": ("00" * 32, bytes(32), lambda fields: fields.digest("m")),
    "base64": ("AAA=", bytes(2), lambda fields: fields.base64("m", length=2)),
    "time": ("2026-03-02T09:00:00Z", datetime(2026, 3, 2, 9, tzinfo=UTC), lambda fields: fields.time("m")),
    "document": ({"a": 1}, {"a": 1}, lambda fields: fields.document("m")),
    "documents": ([{}], [{}], lambda fields: fields.documents("m", limit=1)),
    "digests": (["ff" * 32], (b"\xff" * 32,), lambda fields: fields.digests("m", limit=1)),
    "texts": (["ab"], ("ab",), lambda fields: fields.texts("m", limit=1, length=2)),
    "integers": ([1, 3], (1, 3), lambda fields: fields.integers("m", limit=2)),
}


@pytest.mark.parametrize("name", TAKES)
def test_a_member_of_its_form_is_given_once(name: str) -> None:
    written, value, take = TAKES[name]
    fields = Fields({"m": written}, "letter")
    assert fields.has("m")
    assert take(fields) == value
    assert not fields.has("m")
    fields.end()
    with pytest.raises(Malformed, match=r"^\[member\]"):
        take(fields)


@pytest.mark.parametrize("name", TAKES)
@pytest.mark.parametrize("wrong", [None, True, 1.5, "", "x" * 99, -1, 99, [1.5], ["", ""], [{}, {}, {}], [True], {}])
def test_a_member_of_another_form_is_refused(name: str, wrong: Any) -> None:
    if name == "document" and wrong == {}:
        return
    with pytest.raises(Malformed):
        TAKES[name][2](Fields({"m": wrong}, "letter"))


@pytest.mark.parametrize(
    ("value", "take", "code"),
    [
        ("abc", lambda fields: fields.text("m", limit=2), "member"),
        ("", lambda fields: fields.text("m", limit=2), "member"),
        ("on", lambda fields: fields.word("m", ("in", "out")), "member"),
        (0, lambda fields: fields.integer("m", least=1), "member"),
        (1 << 53, lambda fields: fields.integer("m"), "member"),
        (True, lambda fields: fields.integer("m"), "member"),
        ("00" * 31, lambda fields: fields.digest("m"), "hex"),
        ("FF" * 32, lambda fields: fields.digest("m"), "hex"),
        ("AAA", lambda fields: fields.base64("m"), "base64"),
        ([3, 1], lambda fields: fields.integers("m", limit=2), "member"),
        ([1, 1], lambda fields: fields.integers("m", limit=2), "member"),
        ([-1], lambda fields: fields.integers("m", limit=2), "member"),
        ([1, 2, 3], lambda fields: fields.integers("m", limit=2), "member"),
        (["abc"], lambda fields: fields.texts("m", limit=2, length=2), "member"),
        ([7], lambda fields: fields.digests("m", limit=2), "member"),
        (["00" * 31], lambda fields: fields.digests("m", limit=2), "hex"),
        ([""], lambda fields: fields.texts("m", limit=2, length=2), "member"),
    ],
)
def test_a_member_out_of_its_bounds_is_refused(value: Any, take: Take, code: str) -> None:
    refuse({"m": value}, take, code)


def test_lists_begin_with_the_least_that_they_may_hold() -> None:
    fields = Fields({"texts": ["a"], "integers": [0, 1]}, "letter")
    assert fields.texts("texts", limit=1, length=2) == ("a",)
    assert fields.integers("integers", limit=2) == (0, 1)


def test_an_empty_text_passes_where_it_may() -> None:
    assert Fields({"m": ""}, "letter").text("m", limit=2, empty=True) == ""


def test_a_member_that_may_be_absent_is_absent_only_if_it_is_not_there() -> None:
    fields = Fields({"there": "00" * 32}, "letter")
    assert fields.optional("absent", fields.digest) is None
    assert fields.optional("there", fields.digest) == bytes(32)
    null = Fields({"m": None}, "letter")
    with pytest.raises(Malformed, match=r"^\[member\]"):
        null.optional("m", null.digest)


TOO_LITTLE: dict[str, Any] = {
    "text": "",
    "word": "up",
    "integer": 0,
    "documents": [1],
    "digests": [1],
    "texts": [""],
    "integers": [-1],
    "digest": 1,
    "base64": 1,
    "time": 1,
    "document": 1,
}


@pytest.mark.parametrize("name", TAKES)
def test_a_refused_member_is_told_by_its_name_and_its_document(name: str) -> None:
    told = r"^\[member\] The member m of a letter is missing or not of its form\.$"
    for document in ({"m": TOO_LITTLE[name]}, {}):
        with pytest.raises(Malformed, match=told):
            TAKES[name][2](Fields(document, "letter"))


def test_numbers_that_do_not_rise_are_told_by_their_member() -> None:
    with pytest.raises(Malformed, match="The member m of a letter"):
        Fields({"m": [2, 1]}, "letter").integers("m", limit=2)
    with pytest.raises(Malformed, match="The member m of an item"):
        Fields({"m": [1, 2, 3]}, "item").integers("m", limit=2)


def test_a_member_that_nobody_asked_for_is_refused_inside_too() -> None:
    inner = Fields({"m": {"a": 1}}, "letter").fields("m")
    with pytest.raises(Malformed, match="A m of letter has a member"):
        inner.end()


def test_the_document_that_is_read_is_left_as_it_was() -> None:
    document = {"m": 1}
    Fields(document, "letter").integer("m")
    assert document == {"m": 1}


@given(times())
def test_a_time_is_written_and_read_again(moment: datetime) -> None:
    written = write_time(moment)
    assert len(written) == 20
    assert read_time(written) == moment
    assert write_time(moment + timedelta(microseconds=999_999)) == written
    assert write_time(moment.astimezone(timezone(timedelta(hours=-3, minutes=-30)))) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02T09:00:00",
        "2026-03-02T09:00:00z",
        "2026-03-02 09:00:00Z",
        "2026-03-02T09:00:00.0Z",
        "2026-03-02T09:00:00+00:00",
        "2026-02-29T09:00:00Z",
        "2026-13-01T09:00:00Z",
        "2026-03-02T24:00:00Z",
        "2026-06-30T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "٢٠٢٦-03-02T09:00:00Z",
        "2026-03-02T09:00:00Z\n",
        " 2026-03-02T09:00:00Z",
    ],
)
def test_a_time_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"^\[time\]"):
        read_time(text)


@given(st.text(max_size=24))
def test_no_text_breaks_the_reader_of_times(text: str) -> None:
    refusal = refusal_of(read_time, text)
    assert refusal == "malformed:time" or write_time(read_time(text)) == text
