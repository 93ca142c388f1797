"""Names that people read show what they are, in every script, and hold nothing that does not show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import codes, names
from verbale.formats import limits
from verbale.formats.errors import Malformed
from verbale.formats.names import (
    check_code,
    check_language,
    check_media_type,
    check_name,
    check_series,
    check_words,
)


def name(text: str, limit: int = 40) -> str:
    return check_name(text, what="A subject", limit=limit)


def words(text: str, limit: int = 40) -> str:
    return check_words(text, what="The words", limit=limit)


@given(names())
def test_a_line_in_any_script_is_a_name_and_words_too(text: str) -> None:
    assert name(text) == words(text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "name-length"),
        (" ", "name-length"),
        ("x" * 41, "name-length"),
        (" a", "name-not-normal"),
        ("a\u00a0", "name-not-normal"),
        ("e\u0301", "name-not-normal"),
        ("a\nb", "name-character"),
        ("a\tb", "name-character"),
        ("a\x1b[31mb", "name-character"),
        ("a\u202eb", "name-character"),
        ("a\u2066b", "name-character"),
        ("a\u200bb", "name-character"),
        ("a\u00adb", "name-character"),
        ("a\u2028b", "name-character"),
        ("a\ue000b", "name-character"),
        ("a\ufdd0b", "name-character"),
        ("a\U000e0041b", "name-character"),
        ("a\u3164b", "name-character"),
        ("a\u2800b", "name-character"),
        ("a\u034fb", "name-character"),
        ("a\u200db", "name-character"),
        ("\u200dab", "name-character"),
    ],
)
def test_a_name_that_does_not_show_what_it_is_is_refused(text: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        name(text)
    assert refusal.value.code == code
    assert text.strip() not in refusal.value.reason or len(text.strip()) < 2


def test_joiners_stand_only_between_letters_of_a_script_that_needs_them() -> None:
    assert name("می\u200cخواهم") == "می\u200cخواهم"
    assert words("क्\u200dष") == "क्\u200dष"
    for text in ("ن\u200cن", "aن\u200cن"):
        assert name(text) == text
    for text in ("a\u200cb", "می\u200cb", "\u200cمی", "می\u200c", "a\u200cن", "نa\u200cن"):
        with pytest.raises(Malformed, match=r"^\[name-character\]"):
            name(text)


def test_a_joiner_beside_a_line_end_joins_nothing() -> None:
    # A line end has no name in Unicode by which its script could be told.
    for text in ("a\n\u200cن", "ن\u200c\nن"):
        with pytest.raises(Malformed, match=r"^\[name-character\]"):
            words(text)


def test_what_is_as_long_as_it_may_be_is_taken() -> None:
    assert name("x" * 40) == words("x" * 40) == "x" * 40
    code, language = "M" * limits.CODE, "abc" + "-abcdefgh" * 3 + "-abcd"
    media_type = "text/" + "b" * (limits.MEDIA_TYPE - 5)
    assert (check_code(code), check_media_type(media_type)) == (code, media_type)
    assert len(language) == limits.LANGUAGE
    assert check_language(language) == language


def test_words_may_have_lines_tabs_and_outer_spaces() -> None:
    text = " First.\n\n\tSecond: é \n"
    assert words(text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "name-length"),
        ("\n \t", "name-length"),
        ("x" * 41, "name-length"),
        ("e\u0301", "name-not-normal"),
        ("a\u3164", "name-character"),
        ("a\u2800b", "name-character"),
        ("a\n\u001fb", "name-character"),
        ("a\u2028", "name-character"),
        ("a\x1c\nb", "name-character"),
        ("a\x85", "name-character"),
        ("a\r\nb", "name-character"),
        ("a\u202e\nb", "name-character"),
    ],
)
def test_words_that_hide_something_are_refused(text: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        words(text)
    assert refusal.value.code == code


@given(st.text(max_size=12))
def test_what_passes_as_words_shows_every_character(text: str) -> None:
    try:
        words(text)
    except Malformed:
        return
    for sign in text:
        assert sign in "\n\t\u200c\u200d" or unicodedata.category(sign) not in {
            "Cc",
            "Cf",
            "Co",
            "Cn",
            "Cs",
            "Zl",
            "Zp",
        }


@given(codes())
def test_a_code_is_taken(code: str) -> None:
    assert check_code(code) == code


@pytest.mark.parametrize(
    "code", ["", "mfa", "1MFA", "-MFA", "MFA-", "M--A", "MFA A", "МFA", "MFA\n", "M" * (limits.CODE + 1)]
)
def test_what_is_compared_by_eye_is_ascii_and_in_one_form(code: str) -> None:
    with pytest.raises(Malformed, match=r"^\[code\]"):
        check_code(code)


def test_a_language_is_a_tag() -> None:
    for tag in ("en", "gsw", "sr-Cyrl", "zh-Hant-TW"):
        assert check_language(tag) == tag
    for tag in ("", "e", "english", "EN", "en_GB", "en-", "en-x-y", "en-" + "a-" * 40, "en\n"):
        with pytest.raises(Malformed, match=r"^\[language\]"):
            check_language(tag)


def test_a_media_type_has_two_names_and_no_parameters() -> None:
    for text in ("text/plain", "application/vnd.oasis.opendocument.text", "image/svg+xml"):
        assert check_media_type(text) == text
    for text in ("", "text", "text/", "/plain", "Text/plain", "text/plain; charset=utf-8", "a/" + "b" * 130, "a/b\n"):
        with pytest.raises(Malformed, match=r"^\[media-type\]"):
            check_media_type(text)


def test_a_series_is_short_and_in_capitals() -> None:
    for text in ("", "A", "PROT2026", "A" * 16):
        assert check_series(text) == text
    for text in ("a", "A-B", "A" * 17, "Ä", "A\n"):
        with pytest.raises(Malformed, match=r"^\[series\]"):
            check_series(text)
