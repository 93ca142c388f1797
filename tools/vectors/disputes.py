"""Stories of talks in which parties turn back, cross each other's letters, or mean harm."""

from collections.abc import Callable

from tools.vectors.story import Story
from verbale.formats.talks.positions import join_positions


def _returned(story: Story) -> None:
    """All turn back from an amendment to the words of the text, by a sign for each point."""
    for name in story.parties:
        story.says(name, 0, "accept", "One may.")
    for name in story.parties:
        story.write(name, join_positions([], text=story.laid.digest, said="a--"))


DISPUTES: tuple[Callable[[Story], None], ...] = (_returned,)
