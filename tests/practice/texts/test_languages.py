"""Versions in several languages, side by side by point, with what one of them lacks marked."""

from hypothesis import given
from hypothesis import strategies as st

from tests.practice.texts import realtexts
from verbale.practice.texts.languages import align, suggest_renderings
from verbale.practice.texts.text import read_source, read_text

ENGLISH = "Article 1\n\n1. One\n\n2. Two:\n\n(a) first;\n\n(b) second.\n\nArticle 2\n\nWords."
FRENCH = "Article premier\n\n1. Un\n\n2. Deux :\n\na) premier;\n\nb) second.\n\nArticle 2\n\nMots."
RUSSIAN = "Статья 1\n\n1. Один\n\n2. Два:\n\nа) первый;\n\nСтатья 2\n\nСлова.\n\nЕщё."


def test_points_of_one_article_and_number_stand_side_by_side() -> None:
    texts = {code: read_text(text, "plain") for code, text in (("en", ENGLISH), ("fr", FRENCH), ("ru", RUSSIAN))}
    rows = align(texts)
    assert [tuple(point.text for point in row.points.values()) for row in rows] == [
        ("One", "Un", "Один"),
        ("Two:", "Deux :", "Два:"),
        ("first;", "premier;", "первый;"),
        ("second.", "second."),
        ("Words.", "Mots.", "Слова."),
        ("Ещё.",),
    ]
    assert [row.missing for row in rows] == [(), (), (), ("ru",), (), ("en", "fr")]


def test_renderings_are_suggested_by_number_first_and_else_by_likeness() -> None:
    text = read_text(ENGLISH + "\n\nLatitude 46.2044, longitude 6.1432\n\nThe rest of it.", "plain")
    version = read_text("Latitude 46.2044, longitude 6.1432.\n\n" + FRENCH + "\n\n(c) troisième.", "plain")
    found = suggest_renderings(text, version)
    points = {point.id: point.text for point in (*text.points, *version.points)}
    assert [(points[each.old], points[each.new], each.kind) for each in found] == [
        ("Latitude 46.2044, longitude 6.1432", "Latitude 46.2044, longitude 6.1432.", "match"),
        ("One", "Un", "number"),
        ("Two:", "Deux :", "number"),
        ("first;", "premier;", "number"),
        ("second.", "second.", "number"),
        ("Words.", "Mots.", "number"),
    ]
    assert all(each.score == 100 for each in found if each.kind == "number")


def test_a_number_counts_under_its_article() -> None:
    texts = {
        "en": read_text("Article 1\n\n1. One\n\nArticle 2\n\n1. Two", "plain"),
        "fr": read_text("Article 2\n\n1. Deux", "plain"),
    }
    assert [tuple(point.text for point in row.points.values()) for row in align(texts)] == [("One",), ("Two", "Deux")]


def test_nothing_beside_nothing_is_nothing() -> None:
    assert align({}) == ()
    assert align({"en": read_text("", "plain")}) == ()


@given(
    st.lists(
        st.lists(st.sampled_from(["1. a", "2. b", "(a) c", "d", "Article 1", "Article 2"]), max_size=8), max_size=3
    )
)
def test_every_point_is_in_one_row(sources: list[list[str]]) -> None:
    texts = {str(place): read_text("\n\n".join(lines), "plain") for place, lines in enumerate(sources)}
    rows = align(texts)
    for language, text in texts.items():
        assert [row.points[language] for row in rows if language in row.points] == list(text.points)
    assert all(set(row.missing) | set(row.points) == set(texts) for row in rows)
    assert all(row.points for row in rows)


def test_two_languages_of_a_real_treaty_fit_point_by_point() -> None:
    names = {"en": "north-atlantic-treaty-1949.en.md", "nl": "north-atlantic-treaty-1949.nl.md"}
    rows = align({code: read_source(realtexts.read(name), "markdown") for code, name in names.items()})
    assert len(rows) == 18
    assert not any(row.missing for row in rows)


def test_three_authentic_languages_of_a_real_agreement_are_laid_side_by_side() -> None:
    codes = ("en", "fr", "ru")
    rows = align({code: read_source(realtexts.read(f"bbnj-agreement-2023-{code}.txt"), "plain") for code in codes})
    assert sum(not row.missing for row in rows) > 500
    articles = {row.points["en"].under[-1].split()[1] for row in rows if not row.missing and row.points["en"].under}
    assert len(articles) >= 76
