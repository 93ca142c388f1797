"""Vectors of negotiating texts: blocks, points, brackets, options."""

from tools.vectors.sheets import Sheet
from verbale.formats import limits

_DRAFT = """---
title: A draft
---

## Preamble

The Parties,

*Seeing* the [draft][source] of [X] May,

[source]: http://example.org

### Article 1 *(purpose)*

1. Each Party [shall][should][^1] inform
   the others [at once
2. [They meet, [if need be].

[3. **Option 1:** They part.]

**Option 2:**

    (a) once;

    (b) never.

[4bis.] [Placeholder for more]

{Placeholder for an annex}

| a | b |
| c | d |

***

## [Article 2]

The Parties,

[^1]: Some prefer *may*.
"""

_TREATY = """TREATY ON SOMETHING

PREAMBLE

The Parties agree.

Part I
General provisions

Article premier
Objet

1. Un.
2. Deux\u00a0:
a) trois;
b) quatre.

Article 2 shall not be read as a heading.

Article 2. Nor is this.

Article 3: This one is

Статья 4

а) первый

第五条 总则

in the year
2026. Then.

1.5 °C
"""


def drafts_sheet() -> Sheet:
    """How texts are read."""
    sheet = Sheet(format="texts", about="Negotiating texts: blocks, points, brackets. Places count characters.")
    for name, media, text in (
        ("a draft with everything", "markdown", _DRAFT),
        ("the same as plain text", "plain", _DRAFT),
        ("titles and numbers in plain text", "plain", _TREATY),
        ("the same as paragraphs of Word", "word", _TREATY),
        ("nothing", "plain", ""),
        ("white space of every kind", "plain", "a\n\u00a0\n\u2028\n\u3000\nb\u2003c\x1cd\n\t\x0b\x0c\r\n"),
        ("a byte order mark and Windows line ends", "markdown", "\ufeff## One\r\n\r\n1. a\r\n2. b\r\n"),
        (
            "numbers that Word shows",
            "word",
            "I.\tThe Parties meet.\n\n1\tThey speak.\n\nAnnex A:\tThey part.\n\nChapter II\tLast words\n\n.\tx\n\n"
            + "1" * 65
            + "\ty",
        ),
        ("the same words", "plain", "Same.\n\n2. Same.\n\n(c)  Same.\n\nsame."),
        ("numbers", "plain", "\n\n".join((
            *("1. a", "1) a", "1.2 a", "1.2. a", "1 a", "3bis a", "3 ter. a", "(iv) a", "(abc) a", "iv) a", "iiv) a"),
            *("12345. a", "٣. a", "> 1. a", "**1.** a", "**1. a**", "[1.] a", "[1. a]", "[[1.] a]", "{*1.*} a"),
            *("1.[a]", "Article 3. a b.", "article IV: a, b,", "7.", "[7.]", "2.5 % a", "1.a", "б) a", "(в) a"),
        ))),
        ("options", "plain",
         "Option 1\n\nOption (a): x Option II. Options 1 Optional 2 option 3 Alt 2 Alt. 3 ALT4 alt 5"),
        ("half brackets and headings", "markdown", "a]\n\n[b\n\n# [c\n\n[d] e]\n\n# f\n\ng]"),
        ("brackets that look like something", "markdown",
         "[a](b) [a](b.c) [a](b c.d) [x] [] [.....] [^a] [^ a] [a][b]"),
        ("labels", "markdown", "[b] [a][b] [a] [b]: c d\n\n[b]: <c.d> 'e'\n[e]: f\n[g]: h.i j"),
        ("a table keeps its lines and has one wording", "markdown", "x\n| a  b |\n| c |\n1. d"),
        ("matter that never ends", "markdown", "---\ntitle: x\n\ny"),
        ("matter with an empty line", "markdown", "---\n\ntitle: 'x'\n...\ny"),
        ("articles", "plain", "Article 3. A is so.\n\nArticle 3: a is so.\n\nArticle 3 is so.\n\nArtículo 4 bis: a,"),
        ("very deep", "plain", {"concat": [{"repeat": "[", "times": 70}, {"repeat": "]", "times": 71}]}),
    ):  # fmt: skip
        sheet.accept(name, "read-text", media=media, text=text)
    sheet.accept("half a line end", "read-text", media="plain", hex="610d620d0a0d0a63")
    sheet.refuse("malformed:text-encoding", "not UTF-8", "read-text", media="plain", hex="61ff")
    sheet.refuse("malformed:text-encoding", "a surrogate", "read-text", media="plain", hex="eda080")
    sheet.refuse("malformed:text-media", "no media", "read-text", media="html", text="a")
    sheet.refuse(
        "malformed:text-size",
        "too long",
        "read-text",
        media="plain",
        text={"repeat": "ab", "times": limits.BODY // 2 + 1},
    )
    return sheet
