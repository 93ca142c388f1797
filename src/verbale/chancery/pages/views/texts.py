"""The negotiating texts that are kept in this house: read in from a file, listed, shown."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import house, sides, texts, trouble
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.savednames import saved_name
from verbale.chancery.pages.talks.dossier import find
from verbale.chancery.pages.uploads import IntoTalks, TextUpload
from verbale.chancery.pages.views.showing import begins_at, show
from verbale.chancery.pages.views.talks.imports import take_file, take_kept
from verbale.chancery.pages.who import ROAD, may, officer_of
from verbale.chancery.texts.reading import SIDES, ReadFile, read_file
from verbale.chancery.texts.room import KeptText
from verbale.chancery.texts.waiting import WaitingFile, WaitingFiles
from verbale.formats.errors import VerbaleError


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def all_texts(request: HttpRequest) -> HttpResponse:
    """All texts; a file that is handed in becomes one, or waits until it is said which side of it is meant."""
    if request.method == "POST":
        return _read(request)
    return _show_all(request, TextUpload(known=house.node().talks().all()))


@may(Act.DRAFT)
def _read(request: HttpRequest) -> HttpResponse:
    form = TextUpload(request.POST, request.FILES, known=house.node().talks().all())
    if not form.is_valid():
        return _show_all(request, form, trouble.form_trouble(trouble.NOTHING_STORED))
    node, file = house.node(), form.cleaned_data["file"]
    name, data, title, dossier = saved_name(file.name), file.read(), form.cleaned_data["title"], form.dossier_id
    try:
        kept = _keep(request, read_file(name, data), name=name, title=title, dossier=dossier)
    except VerbaleError as fault:
        if fault.code != "docx-tracked-changes":
            return _show_all(request, form, trouble.trouble(fault, trouble.NOTHING_STORED))
        try:
            officer = officer_of(request).name
            found = _files().keep(data, name=name, officer=officer, now=node.now(), title=title, dossier=dossier)
        except VerbaleError as many:
            return _show_all(request, form, trouble.trouble(many, trouble.NOTHING_STORED))
        return redirect("sides", found.digest.hex())
    return redirect("text", kept.digest.hex())


def _keep(request: HttpRequest, read: ReadFile, *, name: str, title: str, dossier: bytes | None) -> KeptText:
    node = house.node()
    known = node.texts().find(read.text.digest)
    kept = node.texts().keep_read(read, title=title, origin=name, now=node.now(), dossier=dossier)
    node.note(officer=officer_of(request).name, act="imported", about=kept.digest.hex(), road=ROAD)
    counts = kept.counts
    if known is not None:
        messages.info(request, _("This text is here already, to the last character."))
    else:
        points = ngettext("%(n)s point", "%(n)s points", counts["points"]) % {"n": counts["points"]}
        messages.success(request, _("Read and kept, sealed: %(points)s.") % {"points": points})
    return kept


def _show_all(request: HttpRequest, form: TextUpload, bar: Trouble | None = None) -> HttpResponse:
    node = house.node()
    rows = texts.rows(node.texts().all(), node.talks().all())
    shown = {
        "room": "texts",
        "rows": rows,
        "half": sum(row.unmatched > 0 for row in rows),
        "waiting": _files().all(),
        "form": form,
    }
    return show(request, "pages/texts/list.html", shown, bar)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def text(request: HttpRequest, digest: bytes) -> HttpResponse:
    """One text: what it holds, what a person should look at, its words; and it is brought into talks."""
    kept = house.node().texts().find(digest)
    if kept is None:
        raise Http404
    if request.method == "POST":
        return _bring(request, kept)
    return _show(request, kept)


@may(Act.DRAFT)
def _bring(request: HttpRequest, kept: KeptText) -> HttpResponse:
    node = house.node()
    form = IntoTalks(request.POST, known=node.talks().all())
    if not form.is_valid():
        return _show(request, kept, trouble.form_trouble(trouble.NOTHING_STORED))
    dossier = bytes.fromhex(form.cleaned_data["dossier"])
    try:
        take_kept(request, node.talks(), dossier, kept)
    except VerbaleError as fault:
        return _show(request, kept, trouble.trouble(fault, trouble.NOTHING_STORED))
    return redirect("matches", dossier.hex(), kept.digest.hex())


def _show(request: HttpRequest, kept: KeptText, bar: Trouble | None = None) -> HttpResponse:
    node, officer = house.node(), officer_of(request)
    view = request.GET.get("view", "")
    known = node.talks().all()
    page = texts.lay_out(
        kept,
        node.texts().open(kept),
        known,
        view=view if view in texts.VIEWS else "compilation",
        begins=begins_at(request),
    )
    shown: dict[str, object] = {"room": "texts", "page": page}
    if known and officer.may(Act.DRAFT):
        shown["form"] = IntoTalks(known=known, initial={"dossier": kept.dossier.hex()} if kept.dossier else None)
    return show(request, "pages/texts/text.html", shown, bar)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.DRAFT)
def which_side(request: HttpRequest, digest: bytes) -> HttpResponse:
    """Asks what is read out of a Word file with tracked changes: one of its two texts, or proposals; or nothing."""
    found = _files().find(digest)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _ask(request, found)
    act = request.POST.get("act", "")
    if act == "discard":
        _files().discard(digest)
        messages.info(request, _("The file was discarded. No text was kept."))
        return redirect("texts")
    if act == "propose":
        return _propose(request, found)
    if act not in SIDES:
        return _ask(request, found, trouble.form_trouble(trouble.NOTHING_STORED))
    read = read_file(found.name, _files().open(found), act)
    kept = _keep(request, read, name=found.name, title=found.title, dossier=found.dossier)
    # If we crash here the file waits still; read again, it is the same text.
    _files().discard(digest)
    return redirect("text", kept.digest.hex())


def _propose(request: HttpRequest, found: WaitingFile) -> HttpResponse:
    form = IntoTalks(request.POST, known=house.node().talks().all())
    if not form.is_valid():
        return _ask(request, found, trouble.form_trouble(trouble.NOTHING_STORED))
    dossier = find(bytes.fromhex(form.cleaned_data["dossier"]), names_of(request))
    try:
        text = take_file(request, dossier, found.name, _files().open(found))
    except VerbaleError as fault:
        return _ask(request, found, trouble.trouble(fault, trouble.NOTHING_STORED))
    # If we crash here the file waits still; read again, nothing that was said meanwhile is lost.
    _files().discard(found.digest)
    return redirect("matches", dossier.id.hex(), text.digest.hex())


def _ask(request: HttpRequest, found: WaitingFile, bar: Trouble | None = None) -> HttpResponse:
    known = house.node().talks().all()
    form = IntoTalks(known=known, initial={"dossier": found.dossier.hex()} if found.dossier else None)
    shown = {"room": "texts", "page": sides.lay_out(found, _files().open(found)), "form": form if known else None}
    return show(request, "pages/texts/sides.html", shown, bar)


def _files() -> WaitingFiles:
    node = house.node()
    return WaitingFiles(node.store.engine, node.safe)
