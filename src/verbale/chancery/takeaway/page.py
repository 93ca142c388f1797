"""A text, or two versions side by side, as one page of HTML that needs nothing beside it.

What came and what went is told three ways: by `ins` and `del`, by an underline and a line through the words, which hold
without colour and in print, and by hidden words before them, which a reader of screens speaks. Each paragraph runs in
the direction of its own script. No script, no picture, no address: the page can be sent and printed as it is.
"""

from collections.abc import Iterable, Iterator
from html import escape as escape_html

from verbale.chancery.word.revision import clean
from verbale.practice.texts.compare import Change
from verbale.practice.texts.point import Point
from verbale.practice.texts.text import Text
from verbale.practice.texts.views import CLOSE, HALF, OPEN, Segment, Shown, show
from verbale.practice.texts.words import Piece

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 Georgia, "Liberation Serif", "Noto Naskh Arabic", serif; margin: 2rem auto; max-width: 75rem;
  padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
.sides { table-layout: fixed; }
.sides col.which { width: 9rem; }
th, td { border: 1px solid; padding: .4rem .6rem; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
ins { text-decoration: underline; text-decoration-thickness: .12em; }
del { text-decoration: line-through; text-decoration-thickness: .12em; }
.bracket { font-weight: bold; }
.half { font-weight: bold; text-decoration: underline wavy; }
.number { font-variant-numeric: tabular-nums; }
pre { font: inherit; white-space: pre-wrap; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } thead { display: table-header-group; } }
"""
_BRACKETS = {OPEN: "bracket", CLOSE: "bracket", HALF: "half"}
_DEEPEST = 6


def write_page(text: Text, *, title: str, language: str = "") -> str:
    """A text as a page, everything standing as it was written.

    Args:
        text: the text.
        title: what it is called.
        language: its language tag; empty if it is not known.
    """
    blocks = "\n".join(_block(shown) for shown in show(text, "compilation") if shown.block.kind != "rule")
    return page(title, f"<article>\n{blocks}\n</article>", language=language)


def write_comparison(changes: Iterable[Change], *, title: str, language: str = "") -> str:
    """Two versions side by side, a row a point.

    Args:
        changes: how they differ, as `verbale.practice.texts.compare` says it.
        title: what is compared.
        language: the language tag of the texts; empty if it is not known.
    """
    rows = "\n".join(_row(change) for change in changes)
    head = '<tr><th scope="col">Point</th><th scope="col">Before</th><th scope="col">After</th></tr>'
    columns = '<colgroup><col class="which"><col><col></colgroup>'
    table = f'<table class="sides">{columns}<thead>{head}</thead><tbody>\n{rows}\n</tbody></table>'
    return page(title, table, language=language)


def page(title: str, body: str, *, language: str = "") -> str:
    """A page around its content."""
    named = f' lang="{escape(language)}"' if language else ""
    heading = escape(title)
    return (
        f'<!DOCTYPE html>\n<html{named}>\n<head>\n<meta charset="utf-8">\n<title>{heading}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<h1 dir="auto">{heading}</h1>\n{body}\n</main>\n</body>\n</html>\n'
    )


def escape(text: str) -> str:
    """Words as HTML can hold them: no mark among them, and the replacement character for what no page may hold."""
    return escape_html(clean(text))


def _block(shown: Shown) -> str:
    block, inner = shown.block, "".join(_segment(segment) for segment in shown.segments)
    anchor = f' id="p-{block.point}"' if block.point else ""
    if block.kind == "heading":
        level = min(_DEEPEST, block.level + 1)
        return f'<h{level} dir="auto">{inner.lstrip("# ")}</h{level}>'
    if block.kind in ("table", "matter"):
        return f'<pre{anchor} dir="auto" tabindex="0">{inner}</pre>'
    return f'<p{anchor} dir="auto">{inner}</p>'


def _segment(segment: Segment) -> str:
    kind = _BRACKETS.get(segment.kind)
    words = escape(segment.text)
    return f'<span class="{kind}">{words}</span>' if kind else words


def _row(change: Change) -> str:
    number = _number(change.old, change.new)
    said = _said(change)
    first = f'<th scope="row"><span class="number" dir="auto">{number}</span> {escape(said)}</th>'
    old = "".join(_pieces(change.words, leave_out="+")) if change.old else ""
    new = "".join(_pieces(change.words, leave_out="-")) if change.new else ""
    return f'<tr class="{change.op}">{first}<td dir="auto">{old}</td><td dir="auto">{new}</td></tr>'


def _said(change: Change) -> str:
    """What became of the point, in a word or two."""
    if not change.renumbered:
        return change.op
    same_words = change.old is not None and change.new is not None and change.old.text == change.new.text
    return "renumbered" if same_words and change.op != "moved" else f"{change.op}, renumbered"


def _number(old: Point | None, new: Point | None) -> str:
    before, after = (" ".join(point.path) if point else "" for point in (old, new))
    return escape(" → ".join(dict.fromkeys(each for each in (before, after) if each)))


def _pieces(pieces: Iterable[Piece], *, leave_out: str) -> Iterator[str]:
    for piece in pieces:
        words = escape(piece.text).replace("\n", "<br>")
        if piece.op == "=":
            yield words
        elif piece.op != leave_out:
            tag, said = ("del", "taken out: ") if piece.op == "-" else ("ins", "put in: ")
            yield f'<{tag}><span class="said">{said}</span>{words}<span class="said"> (end)</span></{tag}>'
