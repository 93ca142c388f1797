"""A text as the paragraphs of a Word file: one a block, white space evened, every sign kept."""

from verbale.practice.texts.text import Text


def paragraphs_of(text: Text) -> tuple[str, ...]:
    """The paragraphs of a text.

    Of one that came from Word they are the paragraphs that it had. Of others each block is one: a line that is broken
    for the width of a page is no paragraph, the lines of a table are lines. Marks of Markdown stay, for a bracket that
    looks like a link is mostly a bracket.
    """
    if text.media == "word":
        return tuple(text.source.split("\n\n"))
    return tuple(
        _lines(text.source[block.start : block.end])
        if block.kind in ("table", "matter")
        else " ".join(text.source[block.start : block.end].split())
        for block in text.blocks
    )


def _lines(block: str) -> str:
    return "\n".join(" ".join(line.split()) for line in block.splitlines())
