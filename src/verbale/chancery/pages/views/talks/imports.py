"""What is brought into talks from a file: a new text, tracked changes, or a spreadsheet of positions."""

from collections.abc import Sequence
from pathlib import PurePath

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import house, trouble
from verbale.chancery.pages.forms import Plain
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.savednames import saved_name
from verbale.chancery.pages.talks import imports
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.views.talks.finding import find_newest
from verbale.chancery.pages.views.talks.speaking import may_draft
from verbale.chancery.pages.who import ROAD, may, officer_of
from verbale.chancery.sheets.lines import Fault, FaultySheet
from verbale.chancery.sheets.positions import read_positions
from verbale.chancery.talks.intake import bring
from verbale.chancery.talks.matching import Matchings
from verbale.chancery.talks.preparing import Preparing
from verbale.chancery.talks.room import Talks
from verbale.chancery.talks.sheets import take_sheet
from verbale.chancery.texts.reading import media_of, read_file, read_side
from verbale.chancery.texts.room import KeptText
from verbale.chancery.word.changes import ACCEPTED, read_changes
from verbale.formats.errors import VerbaleError
from verbale.practice.texts.text import Text


@require_safe
@may(Act.READ)
def imported(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Asks for a file, and shows what is on its way."""
    return _show(request, find_newest(request, dossier))


@require_POST
@may(Act.DRAFT)
def bring_file(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Takes a file that holds a new text, or tracked changes."""
    found = find_newest(request, dossier)
    form = imports.NewText(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, trouble.form_trouble(trouble.NOTHING_STORED), file=form)
    file = form.cleaned_data["file"]
    try:
        text = take_file(request, found, saved_name(file.name), file.read())
    except VerbaleError as fault:
        return _show(request, found, trouble.trouble(fault, trouble.NOTHING_STORED), file=form)
    return redirect("matches", found.id.hex(), text.digest.hex())


def take_file(request: HttpRequest, found: Dossier, name: str, data: bytes) -> Text:
    """Keeps a text that is brought into talks; tracked changes of a Word file say which point became which.

    Raises:
        Refused, Malformed, Unavailable: as `read_file` and `bring`.
    """
    node, officer = found.talks.node, officer_of(request).name
    word = read_changes(data) if media_of(name) == "word" else None
    read = read_file(name, data) if word is None else read_side(data, word, ACCEPTED)
    tracked = word if word is not None and word.changed else None
    bring(found.talks, found.id, read.text, word=tracked, author=officer, now=node.now())
    # If we crash here, the text is on its way and not kept; its pages are not there, and handed in again it is kept.
    # What a redline calls itself is what the text in force calls itself, so it is called as its file is.
    title = PurePath(name).stem if tracked else ""
    node.texts().keep_read(read, title=title, origin=name, now=node.now(), dossier=found.id)
    node.note(officer=officer, act="imported", about=read.text.digest.hex(), road=ROAD)
    return read.text


@require_POST
@may(Act.DRAFT)
def bring_kept(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Takes a text that is kept in this house."""
    found = find_newest(request, dossier)
    here = imports.texts_here(found)
    form = imports.KeptHere(request.POST, texts=here)
    if not form.is_valid():
        return _show(request, found, trouble.form_trouble(trouble.NOTHING_STORED), kept=form)
    kept = next(each for each in here if each.digest.hex() == form.cleaned_data["text"])
    try:
        take_kept(request, found.talks, found.id, kept)
    except VerbaleError as fault:
        return _show(request, found, trouble.trouble(fault, trouble.NOTHING_STORED), kept=form)
    return redirect("matches", found.id.hex(), kept.digest.hex())


def take_kept(request: HttpRequest, talks: Talks, dossier: bytes, kept: KeptText) -> None:
    """Begins with a text of the house on its way into talks; one that came out of tracked changes brings them along.

    Raises:
        Refused, Malformed, Untrusted, Unavailable: as `bring` and the room of texts.
    """
    texts = talks.node.texts()
    file = texts.file(kept) if kept.side == ACCEPTED else None
    word = None if file is None else read_changes(file)
    bring(talks, dossier, texts.open(kept), word=word, author=officer_of(request).name, now=talks.node.now())


@require_POST
@may(Act.DRAFT)
def put_away(request: HttpRequest, dossier: bytes, text: bytes) -> HttpResponse:
    """Forgets what was said of a text on its way; the text stays in the house."""
    found = find_newest(request, dossier)
    Matchings(found.talks.node).drop(found.id, text)
    messages.info(request, _("Put away. The text is still kept in this house."))
    return redirect("import", found.id.hex())


@require_POST
@may(Act.DRAFT)
def bring_sheet(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Takes a filled spreadsheet: every row a position that is prepared, or none of them."""
    found = find_newest(request, dossier)
    form = imports.FilledSheet(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, trouble.form_trouble(_("No position was prepared.")), sheet=form)
    file, node = form.cleaned_data["sheet"], house.node()
    try:
        rows = read_positions(file.read(), PurePath(file.name).suffix.lower())
        positions = take_sheet(found.view, rows)
        preparing = Preparing(node)
        preparing.keep_positions(found.id, positions, author=officer_of(request).name, now=node.now())
    except FaultySheet as fault:
        bar = Trouble(
            failed=ngettext("One cell is wrong.", "%(n)s cells are wrong.", len(fault.faults))
            % {"n": len(fault.faults)},
            undone=_("No position was prepared."),
            next=_("Mend them in the sheet, then hand it in again."),
            code=fault.code,
        )
        return _show(request, found, bar, sheet=form, faults=fault.faults)
    except VerbaleError as fault:
        return _show(request, found, trouble.trouble(fault, _("No position was prepared.")), sheet=form)
    n = len(positions)
    messages.success(request, ngettext("One position is prepared.", "%(n)s positions are prepared.", n) % {"n": n})
    return redirect("prepared", found.id.hex())


def _show(
    request: HttpRequest, found: Dossier, bar: Trouble | None = None, faults: Sequence[Fault] = (), **given: Plain
) -> HttpResponse:
    here = imports.texts_here(found)
    shown: dict[str, object] = {
        "room": "talks",
        "tab": "import",
        "dossier": found,
        "drafts": may_draft(request, found),
        "in_force": found.in_force is not None,
        "begun": imports.begun(found),
        "file": imports.NewText(),
        "kept": imports.KeptHere(texts=here) if here else None,
        "sheet": imports.FilledSheet(),
        "faults": faults,
    }
    return show(request, "pages/talks/import.html", shown | given, bar)
