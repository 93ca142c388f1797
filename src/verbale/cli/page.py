"""A letter on paper: one page that needs nothing else, and the same as PDF where WeasyPrint is installed.

What is printed is what was signed, escaped; nothing in it is taken for markup. The foot names the letter and what is
proven of it, so that a copy on paper leads back to its evidence.
"""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from verbale.cli.outlet import PRIVATE, save_bytes
from verbale.cli.telling import say_size, say_time, visible
from verbale.formats.errors import Unavailable

if TYPE_CHECKING:
    from verbale.chancery.letters.sheets import Sheet

_STYLE = """
@page { size: A4; margin: 25mm 25mm 30mm }
@page { @bottom-right { content: counter(page) " / " counter(pages); font: 8pt serif } }
body { font: 11pt/1.45 Georgia, "Noto Serif", "Noto Naskh Arabic", serif; color: #111 }
body { max-width: 42em; margin: 2em auto }
header, footer { font-size: 9pt; color: #444 }
header { border-bottom: 1px solid #999; padding-bottom: 1em; margin-bottom: 2em }
h1 { font-size: 13pt; margin: 1em 0 }
.part { display: flex; gap: 1em; margin: 0.8em 0 }
.number { min-width: 2.5em; text-align: end }
.text { white-space: pre-wrap; flex: 1 }
table { border-collapse: collapse; width: 100%; font-size: 9pt }
td, th { text-align: start; padding: 0.2em 0.6em 0.2em 0 }
footer { border-top: 1px solid #999; margin-top: 3em; padding-top: 1em; overflow-wrap: anywhere }
"""


def save_html(file: Path, sheet: "Sheet", codes: Mapping[bytes, str]) -> None:
    """Writes a letter as a page.

    Raises:
        Refused, Unavailable: as `outlet.save_blocks`.
    """
    save_bytes(file, write_page(sheet, codes).encode(), mode=PRIVATE)


def save_pdf(file: Path, sheet: "Sheet", codes: Mapping[bytes, str]) -> None:
    """Writes a letter as PDF.

    Raises:
        Unavailable: `pdf-unavailable`.
        Refused, Unavailable: as `outlet.save_blocks`.
    """
    try:
        import weasyprint  # type: ignore[import-not-found, unused-ignore]
    except (ImportError, OSError):
        # OSError: the package is here and Pango, which it needs, is not.
        raise Unavailable(
            "pdf-unavailable", "PDF needs WeasyPrint and Pango: pip install 'verbale[pdf]'. --html works without."
        ) from None
    page = weasyprint.HTML(string=write_page(sheet, codes), url_fetcher=_fetch_nothing)
    save_bytes(file, page.write_pdf(), mode=PRIVATE)


def write_page(sheet: "Sheet", codes: Mapping[bytes, str]) -> str:
    """A letter as a page."""
    from verbale.chancery.letters.finding import cite, code_of

    letter = sheet.letter
    sender = code_of(codes, letter.sender)
    number = cite(sender, letter.series, letter.number, letter.year) or letter.id.hex()[:16]
    to = ", ".join(code_of(codes, each) for each in letter.recipients)
    language = f' lang="{_safe(letter.language)}"' if letter.language else ""
    lines = [
        "<!doctype html>",
        f'<html{language}><head><meta charset="utf-8"><title>{_safe(number)}</title>',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<style>{_STYLE}</style></head><body>",
        f"<header><div>{_safe(letter.letter_class)} <b>{_safe(number)}</b></div>",
        f"<div>{_safe(sender)} → {_safe(to)}, {_safe(say_time(letter.created))} UTC</div></header>",
        f'<h1 dir="auto">{_safe(letter.subject)}</h1>',
        *_parts(sheet),
        *_attachments(sheet),
        *_evidence(sheet, codes),
        f"<footer>{_safe(number)} · {letter.id.hex()}</footer>",
        "</body></html>",
    ]
    return "\n".join(lines) + "\n"


def _parts(sheet: "Sheet") -> Iterator[str]:
    if not sheet.letter.opened:
        yield "<p>It lies here sealed; nobody has opened it yet.</p>"
    for part in sheet.text:
        number = f'<div class="number">{_safe(part.number)}</div>' if part.number else ""
        yield f'<div class="part" dir="auto">{number}<div class="text">{_safe(part.content)}</div></div>'


def _attachments(sheet: "Sheet") -> Iterator[str]:
    if sheet.attachments:
        rows = "".join(
            f"<tr><td><bdi>{_safe(each.name)}</bdi></td><td>{_safe(say_size(each.length))}</td>"
            f"<td>{each.sha256.hex()[:16]}…</td></tr>"
            for each in sheet.attachments
        )
        yield f"<table><tr><th>Attached</th><th></th><th>SHA-256</th></tr>{rows}</table>"


def _evidence(sheet: "Sheet", codes: Mapping[bytes, str]) -> Iterator[str]:
    from verbale.chancery.letters.finding import code_of

    if sheet.evidence:
        rows = "".join(
            f"<tr><td>{_safe(each.stage.value)}</td><td>{_safe(say_time(each.time))} UTC</td>"
            f"<td>{_safe(code_of(codes, each.issuer))}</td><td>{each.receipt.hex()[:16]}…</td></tr>"
            for each in sheet.evidence
        )
        yield f"<table><tr><th>Proven</th><th></th><th>by</th><th>receipt</th></tr>{rows}</table>"


def _safe(text: str) -> str:
    return escape(visible(text))


def _fetch_nothing(url: str, *_args: object, **_options: object) -> dict[str, object]:
    """A page of ours asks for nothing; whatever does is refused."""
    raise ValueError(url)
