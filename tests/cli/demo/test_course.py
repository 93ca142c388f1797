"""The course of the demo's talks: it fits the invented text, and is found for any other that has words enough."""

import pytest

from verbale.cli.demo.course import Course, derived_course, invented_course
from verbale.formats.errors import Refused
from verbale.practice.texts.text import Text, read_text

BRACKETED = """\
# Agreement on the lake

The Parties, living on one shore, have agreed as follows.

1. The Parties [shall][should][may] consult each other [once] each year, at a place on the lake.

2. Each Party notifies the others of all works on the shore, thirty days before they begin.

3. [The seat of the commission is agreed later by the Parties[, in writing].]

4. This Agreement is concluded for ten years from the day on which all have signed it.[^1]

5. Each Party may leave this Agreement by a letter to all the others, after the third year.

[^1]: Or on the first day of the year that follows.
"""


def words(source: str, media: str = "markdown") -> dict[str, str]:
    """The words of each point of a source that has a number."""
    return {point.number: point.text for point in read_text(source, media).points if point.number}


def fits(course: Course) -> None:
    """Checks that a course speaks of its own text, and changes what it says and nothing else."""
    own = {point.id: point.text for point in course.text.points}
    stands = [*course.brenna, *course.brenna_later, *course.concord]
    assert {each.point for each in stands} <= own.keys()
    assert set(course.package) <= course.contested == set(course.became)
    assert len(course.package) >= 2
    revised = read_text(course.revised, course.text.media)
    amended = read_text(course.amended, course.text.media)
    assert {old: point.id for old, point in zip(own, revised.points, strict=False)} == (
        {old: old for old in own} | dict(course.became)
    )
    changed = {old: new.text for old, new in zip(own, amended.points, strict=False) if own[old] != new.text}
    assert changed == course.modified
    assert len(amended.points) - len(own) == course.adds


def test_the_invented_course_fits_its_text_and_leaves_no_bracket() -> None:
    course = invented_course()
    fits(course)
    assert "[" in course.text.source
    assert "[" not in course.revised
    reserved = {each.point for each in course.brenna if each.word == "reserve"}
    assert reserved == {each.point for each in course.brenna_later}
    assert reserved.isdisjoint(course.contested)


def test_of_another_text_the_alternatives_in_brackets_are_what_is_wanted() -> None:
    course = derived_course(read_text(BRACKETED, "markdown"))
    fits(course)
    revised = words(course.revised)
    assert revised["1"] == "The Parties shall consult each other once each year, at a place on the lake."
    (counter,) = [each for each in course.brenna if each.word == "counter"]
    assert counter.text == "The Parties may consult each other once each year, at a place on the lake."
    assert revised["4"] == words(BRACKETED)["4"], "the mark of a note is no bracket"
    assert "[" not in revised["3"]


@pytest.mark.parametrize("media", ["plain", "word"])
def test_a_text_without_brackets_or_with_few_points_has_a_course_too(media: str) -> None:
    paragraphs = BRACKETED.replace("[", "").replace("]", "").split("\n\n")
    text = read_text("\n\n".join([paragraphs[3], paragraphs[4], paragraphs[6]]), media)
    course = derived_course(text)
    fits(course)
    assert len(course.text.points) == 3
    assert len(course.contested) == 2


@pytest.mark.parametrize(
    "source",
    [
        "",
        "1. Too short.\n\n2. Too short.\n\n3. Too short.\n\n4. Too short.\n",
        "1. These words stand here again and again and again.\n\n" * 5,
        "1. These words have a link: [the treaty](https://treaty.example) of the lake.\n\n" * 2,
    ],
)
def test_a_text_with_too_few_words_is_refused(source: str) -> None:
    with pytest.raises(Refused) as wrong:
        derived_course(read_text(source, "markdown"))
    assert wrong.value.code == "demo-text"


def test_a_point_whose_other_words_would_be_read_otherwise_is_left_alone() -> None:
    lines = [line for line in BRACKETED.split("\n\n") if line[0].isdigit()]
    strange = "[1. The Parties shall consult each other once each year, at a place on the lake.]"
    text: Text = read_text("\n\n".join([strange, *lines]), "plain")
    course = derived_course(text)
    fits(course)
    assert text.points[0].id not in course.contested
