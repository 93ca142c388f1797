"""The small parts of the pages: seal marks, saved names, moments, sizes, directions, words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from verbale.chancery.pages import marks, wording
from verbale.chancery.pages.names import cite
from verbale.chancery.pages.savednames import saved_name
from verbale.chancery.pages.templatetags import verbale as tags
from verbale.exchange.records import Direction
from verbale.formats import credence, letter
from verbale.formats.receipt import Stage
from verbale.formats.statement import Kind

NOW = datetime(2026, 11, 12, 14, 5, tzinfo=UTC)


def said(template: str, **values: object) -> str:
    """What a template says."""
    return Template("{% load verbale %}" + template).render(Context({"now": NOW, **values}))


def test_a_seal_mark_is_drawn_alike_for_one_id_and_otherwise_for_another() -> None:
    one, other = bytes(range(32)), bytes(range(1, 33))
    assert marks.draw(one, "MFA-AL") == marks.draw(one, "MFA-AL")
    assert marks.draw(one, "MFA-AL") != marks.draw(other, "MFA-AL")


@pytest.mark.parametrize(("code", "caption"), [("MFA-AL", "AL"), ("NC", "NC"), ("BANK", "BAN"), ("A-B-CDEF", "CDE")])
def test_a_seal_mark_bears_the_end_of_the_code(code: str, caption: str) -> None:
    assert marks.draw(bytes(32), code).caption == caption


@pytest.mark.parametrize("seed", range(0, 256, 15))
def test_every_seal_mark_stays_in_its_field(seed: int) -> None:
    drawn = marks.draw(bytes([seed]) * 32, "MFA-AL")
    for petals in (drawn.outer, drawn.inner):
        assert 0 < float(petals.along) <= float(petals.across) <= 29 or float(petals.along) <= 19.5
        assert len(petals.turns) == len(set(petals.turns)) <= 32


def test_a_seal_mark_has_no_comma_in_any_language() -> None:
    from verbale.chancery.pages.reading import PartyName

    for language in ("ar", "fr", "ru"):
        with translation.override(language):
            drawn = said("{% seal party %}", party=PartyName(id="07" * 32, code="NC", name="N"))
        assert "," not in drawn


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("Annex II.pdf", "Annex II.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("..\\x", "-x"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("a:b|c?.txt", "a-b-c-.txt"),
        ("name. ", "name"),
        ("...", "attachment"),
        ("ملحق.pdf", "ملحق.pdf"),
    ],
)
def test_f04_a_name_is_saved_as_a_name_of_one_file(name: str, saved: str) -> None:
    assert saved_name(name) == saved


def test_a_long_name_keeps_its_ending() -> None:
    saved = saved_name("ж" * 255 + ".docx")
    assert len(saved.encode()) <= 180
    assert saved.endswith("ж.docx")


@pytest.mark.parametrize(
    ("at", "style", "words"),
    [
        (NOW - timedelta(minutes=24), "short", "Today 13:41"),
        (NOW - timedelta(days=1), "short", "Wed 14:05"),
        (NOW - timedelta(days=6), "short", "6 Nov"),
        (NOW - timedelta(days=400), "short", "8 Oct 2025"),
        (NOW + timedelta(days=1), "short", "13 Nov"),
        (NOW, "hour", "14:05"),
        (NOW - timedelta(days=2), "hour", "Tue 14:05"),
        (NOW, "long", "12 November 2026"),
        (NOW, "day", "12 Nov"),
    ],
)
def test_a_moment_is_said_as_people_say_it(at: datetime, style: str, words: str) -> None:
    assert f">{words}</time>" in said("{% moment at style %}", at=at, style=style)
    assert f'datetime="{at.isoformat()}"' in said("{% moment at style %}", at=at, style=style)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=8, hours=3), "8 days left"),
        (timedelta(days=1, seconds=1), "1 day left"),
        (timedelta(hours=23, minutes=59), "23 hours left"),
        (timedelta(minutes=59), "0 hours left"),
        (timedelta(hours=-3), "late"),
        (timedelta(days=-1, hours=-2), "late by a day"),
        (timedelta(days=-3, hours=-2), "late by 3 days"),
    ],
)
def test_what_is_left_is_rounded_down(left: timedelta, words: str) -> None:
    assert f">{words}</span>" in said("{% until at %}", at=NOW + left)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (49_152, "48 KiB"),
        (2 << 30, "2.0 GiB"),
        (2000 << 30, "2000 GiB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_fits(length: int, words: str) -> None:
    assert tags.size(length).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("", "auto"),
        ("en", "ltr"),
        ("ar", "rtl"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("az-Arab", "rtl"),
        ("zh-Hans", "ltr"),
    ],
)
def test_a_language_has_its_direction(language: str, direction: str) -> None:
    assert tags.direction(language) == direction


def test_what_a_party_wrote_cannot_turn_the_line_around_it() -> None:
    assert said("{% said text %}", text="<b>x</b>") == '<bdi dir="auto">&lt;b&gt;x&lt;/b&gt;</bdi>'
    assert said('{% said text "ar" %}', text="نص") == '<bdi lang="ar" dir="rtl">نص</bdi>'


@pytest.mark.parametrize(
    ("number", "words"), [(0, "None"), (1, "One"), (12, "Twelve"), (13, "13"), (1204, "1\u202f204")]
)
def test_small_numbers_are_spelt_at_the_head_of_a_sentence(number: int, words: str) -> None:
    assert str(tags.in_words(number)) == words


def test_a_number_is_cited_with_its_series() -> None:
    assert cite("MFA", "", 12, 2026) == "MFA/12/2026"
    assert cite("MFA", "CONS", 12, 2026) == "MFA/CONS/12/2026"
    assert cite("MFA", "", 0, 0) == ""


def test_every_code_in_the_data_has_a_word_on_the_pages() -> None:
    assert {stage.value for stage in Stage} <= wording.STAGES.keys()
    assert set(letter.CLASSES) == wording.CLASSES.keys()
    assert {kind.value for kind in Kind} <= wording.KINDS.keys()
    assert set(credence.ACTS) <= wording.ACTS.keys()
    for direction in Direction:
        assert wording.PROVEN[direction].keys() == wording.STAGES.keys()
        assert {"accepted", "placed", "opened", "acknowledged"} <= wording.OPEN[direction].keys()


def test_a_code_in_a_sentence_is_set_apart_and_escaped() -> None:
    words = wording.rung_words(Direction.OUT, "opened", proven=True, sender="A", party="<B>")
    assert '<bdi class="nb">&lt;B&gt;</bdi>' in words
