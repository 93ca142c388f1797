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

_LEADS = ("", " ", "\t", "\ufeff", "\r", "\x0c", "\u00a0", "    ", "     ")
_KINDS = ("# a", "[^1]: a", "[a]: b.c", "***", "| a", "Article 1", "Option 1", "[Placeholder]", "1. a")
_EDGES: tuple[tuple[str, str, object], ...] = (
    (
        "what may stand before that which begins a kind",
        "markdown",
        "\n\n".join(lead + kind for lead in _LEADS for kind in _KINDS),
    ),
    (
        "rules",
        "markdown",
        "\n\n".join(("* * *", "-\u00a0-\t-", "*\tTOC", "{ :toc}", "**", "*-*", "---x", "_ _ __ \x0b")),
    ),
    (
        "definitions",
        "markdown",
        "[a] [b] [c] [d] [e] [f] [g] [h][g][i]\n\n"
        + "\n".join(
            (
                "[a]: <b.c",
                "[b]: c.d>",
                "[c]:#         ",
                '[d]: e.f"g"',
                "[e]: f.g h",
                "[f]: g.h (" + "i" * 300,
                "[g]:./",
            )
        ),
    ),
    ("matter with blanks", "markdown", "\ufeff--- \r\na: b\r\n...\t\r\nc"),
    ("matter that ends too late", "markdown", {"concat": ["---\n", {"repeat": "a\n", "times": 9997}, "---\nb"]}),
    ("matter that ends in time", "markdown", {"concat": ["---\n", {"repeat": "a\n", "times": 9996}, "---\nb"]}),
    (
        "numbers of titles",
        "plain",
        "\n\n".join(
            f"Part {which}"
            for which in (
                *(
                    "1",
                    "123",
                    "1234",
                    "IVXLC",
                    "iiiiiii",
                    "iiiiiiii",
                    "1 bis",
                    "IVter",
                    "a",
                    "Z",
                    "é",
                    "б",
                    "½",
                    "²",
                    "aa",
                ),
                *(
                    "Premier",
                    "UNIQUE",
                    "1-2",
                    "1_",
                    "1.",
                    "1.2",
                    "I: a.",
                    "I. A, b",
                    "I a",
                    "I A.",
                    "I — a",
                    "I (b)",
                    "I ª",
                ),
            )
        ),
    ),
    (
        "capitals that are others",
        "plain",
        "\n\n".join(
            (
                "ARTİKEL 1",
                "artıkel 1",
                "ſection 1",
                "TİTLE 1",
                "Part ſ",
                "Part \u212a",
                "Part İ",
                "PRÉAMBULE:.",
                "ARTİKEL 3. a b,",
                "ARTIKEL 3. a b,",
            )
        ),
    ),
    (
        "what follows a title of one line",
        "plain",
        "Article 1\nObjet\n\nArticle 2\nThey meet.\n\nArticle 3\nb) x\n\nArticle 4\na) x\n\nArticle 5\nObjet\nx",
    ),
    (
        "what stands beside a number",
        "plain",
        "\n\n".join(
            (
                "3A. x",
                "3é. x",
                "1.] x",
                "[[1.] x",
                "1.}] x",
                "1.* _x",
                "1)_ \x85x",
                "a)[x",
                "(a)[x",
                "1.2[x",
                "3bis[x",
                "1.\rx",
                "1.2\t° x",
                "> > 1. x",
                "1. \ufeff",
                "a)\n",
                "(1",
                "1)_",
            )
        ),
    ),
    (
        "half marks of options",
        "plain",
        "Option (a\n\nOption b)\n\nOption B\n\n- Option 1 and Option 2\n\n_Option 3\n\nAlt12x",
    ),
    ("labels before brackets", "plain", "[a][b][c] [a] [b]\n[a]: b.c\n[b]\n    [c]: d.e"),
    ("tabs and numbers of Word", "word", "y\u0085:\tz\n\n: .\tx\n\nOption\t1\n\na)\nx\ty\n\n[Placeholder]\tz"),
    ("many line ends", "plain", "a\r\r\n\r\nb\r\r"),
)


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
    # What came later: at the end of the file, so that what stood before stays as it was.
    for name, media, given in _EDGES:
        sheet.accept(name, "read-text", media=media, text=given)
    return sheet
