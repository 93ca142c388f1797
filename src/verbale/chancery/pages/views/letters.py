"""The lists of letters, a letter as paper, and what officers say of one that came."""

import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from verbale.chancery.audit import services as audit
from verbale.chancery.audit.models import Act as Entered
from verbale.chancery.letters.sheets import Sheet, open_sheet
from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import forms, house, sheet, shelves, trouble
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.reading import LetterPage, Trouble
from verbale.chancery.pages.who import ROAD, may, officer_of
from verbale.exchange import acts, prove
from verbale.exchange.ports import Office
from verbale.exchange.records import Direction, Letter
from verbale.formats.errors import Refused, VerbaleError

_LOOKED = timedelta(hours=1)


@require_GET
@may(Act.LIST)
def incoming(request: HttpRequest) -> HttpResponse:
    """Letters that came."""
    return _list(request, Direction.IN)


@require_GET
@may(Act.LIST)
def outgoing(request: HttpRequest) -> HttpResponse:
    """Letters that went."""
    return _list(request, Direction.OUT)


def _list(request: HttpRequest, direction: Direction) -> HttpResponse:
    came = direction is Direction.IN
    names = names_of(request)
    form = forms.LettersFilter(request.GET, names=names, incoming=came)
    form.is_valid()  # what is no choice narrows nothing
    asked = {key: value for key, value in form.cleaned_data.items() if value}
    narrowed = shelves.Filter(
        words=asked.get("q", ""),
        party=names.of_code(asked.get("party", "")) or b"",
        letter_class=asked.get("letter_class", ""),
        stage=asked.get("stage", ""),
    )
    shelf = shelves.shelf(
        names, direction, narrowed, older=request.GET.get("older", ""), newer=request.GET.get("newer", "")
    )
    shown = {
        "room": "in" if came else "out",
        "heading": _("In") if came else _("Out"),
        "caption": _("Letters that came in, newest first") if came else _("Letters that went out, newest first"),
        "lead": _lead(direction, shelf.total, narrowed),
        "empty": _("None that match.") if asked else _empty(direction),
        "incoming": came,
        "form": form,
        "shelf": shelf,
        "kept": f"{urlencode(asked)}&" if asked else "",
    }
    return render(request, "pages/letters.html", shown)


def _lead(direction: Direction, total: int | None, narrowed: shelves.Filter) -> str:
    if total is None or narrowed != shelves.Filter():
        return _("Only those that match, newest first.")
    if direction is Direction.IN:
        return ngettext("%(n)s letter came.", "%(n)s letters came.", total) % {"n": f"{total:,}".replace(",", "\u202f")}
    return ngettext("%(n)s letter went.", "%(n)s letters went.", total) % {"n": f"{total:,}".replace(",", "\u202f")}


def _empty(direction: Direction) -> str:
    if direction is Direction.IN:
        return _("Nothing yet. Letters of accredited parties come here by network or by hand.")
    return _("Nothing yet. `verbale letter send` sends the first.")


@require_safe
@may(Act.LIST)
def letter(request: HttpRequest, sender: bytes, letter: bytes) -> HttpResponse:
    """A letter as paper, and what is proven of it."""
    return _show(request, _find(sender, letter))


@require_POST
@may(Act.ACKNOWLEDGE)
def acknowledge(request: HttpRequest, sender: bytes, letter: bytes) -> HttpResponse:
    """Signs that the house knows of a letter."""
    record = _find(sender, letter)
    form = _signing(request, forms.Acknowledge, "acknowledged", record, data=True)
    return _answer(request, record, form, "acknowledged")


@require_POST
@may(Act.REFUSE)
def refuse(request: HttpRequest, sender: bytes, letter: bytes) -> HttpResponse:
    """Signs that the house does not take a letter."""
    record = _find(sender, letter)
    form = _signing(request, forms.Refuse, "refused", record, data=True)
    return _answer(request, record, form, "refused")


def _answer(request: HttpRequest, record: sheet.Record, form: forms.Signing, act: str) -> HttpResponse:
    if not form.is_valid():
        return _show(request, record, asked=form, bar=trouble.form_trouble(trouble.NOTHING_SIGNED))
    office, now = house.office(), timezone.now().replace(microsecond=0)
    words = form.cleaned_data["words"].replace("\r\n", "\n").strip()
    try:
        kept = _kept(office, record)
        keys = house.unlock(request, form.signers)
        do = acts.acknowledge if act == "acknowledged" else acts.refuse
        do(office, kept, officers=keys, now=now, words=words)
    except VerbaleError as fault:
        form.mark_refusal(fault.code)
        return _show(request, record, asked=form, bar=trouble.trouble(fault, trouble.NOTHING_SIGNED))
    house.node().settle()
    audit.enter(officer=officer_of(request).name, act=act, about=record.id.hex(), road=ROAD, at=now)
    said = _("Acknowledged.") if act == "acknowledged" else _("Refused.")
    messages.success(request, f"{said} {_('The receipt is signed and entered; it goes with the next pouch.')}")
    return redirect(f"{shelves.letter_url(record.id, record.sender)}#evidence")


@require_GET
@may(Act.LIST)
def proofs(request: HttpRequest, sender: bytes, letter: bytes) -> HttpResponse:
    """All that proves what is known of a letter, in one file."""
    record, names = _find(sender, letter), names_of(request)
    page = sheet.lay_out(record, None, names)
    stream = io.BytesIO()
    try:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in _proofs(house.office(), record, page):
                archive.writestr(name, data)
    except VerbaleError as fault:
        return _show(request, record, bar=trouble.trouble(fault, _("No file was written.")))
    name = (page.row.number or page.id[:16]).replace("/", "-")
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}-proofs.zip")}
    return HttpResponse(stream.getvalue(), content_type="application/zip", headers=headers)


def _proofs(office: Office, record: sheet.Record, page: LetterPage) -> Sequence[tuple[str, bytes]]:
    found = []
    for digest, name in _provable(record, page):
        try:
            found.append((f"{name}.proof", prove.prove(office, digest, letter=record.id)))
        except Refused as fault:
            if fault.code not in {"no-head", "not-in-register"}:
                raise
    if not found:
        raise Refused("no-head", "No head of the register covers this letter yet; the next one does, within the hour.")
    return found


def _provable(record: sheet.Record, page: LetterPage) -> Sequence[tuple[bytes, str]]:
    named = {record.id: "letter"} if page.row.opened else {}
    for ladder in page.ladders:
        for rung in ladder.rungs:
            if rung.evidence and rung.stage != "signed":
                named.setdefault(bytes.fromhex(rung.evidence), f"{rung.stage}-{ladder.party.code}")
    return list(named.items())


def _find(sender: bytes, letter: bytes) -> sheet.Record:
    record = sheet.find(sender, letter)
    if record is None:
        raise Http404
    return record


def _show(
    request: HttpRequest, record: sheet.Record, *, asked: forms.Signing | None = None, bar: Trouble | None = None
) -> HttpResponse:
    opened, bar = _open(request, record, bar)
    page = sheet.lay_out(record, opened, names_of(request))
    shown: dict[str, object] = {"room": "in" if page.row.direction is Direction.IN else "out", "page": page}
    if page.may_answer:
        shown |= {
            "acknowledge": _form(request, record, asked, forms.Acknowledge, "acknowledged"),
            "refuse": _form(request, record, asked, forms.Refuse, "refused"),
        }
    status = 422 if bar is not None and request.method == "POST" else 200
    return render(request, "pages/letter.html", shown | ({"trouble": bar} if bar else {}), status=status)


def _form(
    request: HttpRequest, record: sheet.Record, asked: forms.Signing | None, kind: type[forms.Signing], act: str
) -> forms.Signing:
    return asked if isinstance(asked, kind) else _signing(request, kind, act, record, data=False)


def _signing(
    request: HttpRequest, kind: type[forms.Signing], act: str, record: sheet.Record, *, data: bool
) -> forms.Signing:
    with house.office().store.read() as view:
        identity = view.house().party.credence.identity
    return kind(
        request.POST if data else None,
        prefix=act,
        officers=[each.name for each in identity.officers],
        needed=identity.thresholds[act],
        me=officer_of(request).name,
    )


def _open(request: HttpRequest, record: sheet.Record, bar: Trouble | None) -> tuple[Sheet | None, Trouble | None]:
    """The content of a letter, for an officer who may read it; a bar in its place, if it does not open."""
    officer = officer_of(request)
    if not record.letter.opened or not officer.may(Act.READ):
        return None, bar
    try:
        opened = read_letter(record)
    except VerbaleError as fault:
        return None, bar or trouble.trouble(fault, trouble.NOT_SHOWN)
    _note_look(officer.name, record.id)
    return opened, bar


def read_letter(record: sheet.Record) -> Sheet:
    """Opens a letter from its sealed copy.

    Raises:
        Malformed, Untrusted, Refused, Unavailable: as `sheets.open_sheet`; `no-reading-key`, `letter-unknown`.
    """
    node = house.node()
    if not node.office.keys.reading:
        raise Refused("no-reading-key", "The reading key is not on this machine.")
    return open_sheet(node, _kept(node.office, record))


def _kept(office: Office, record: sheet.Record) -> Letter:
    with office.store.read() as view:
        kept = view.letter(record.id, record.sender)
    if kept is None:
        raise Refused("letter-unknown", "There is no such letter here.")
    return kept


def _note_look(officer: str, letter: bytes) -> None:
    """Enters that an officer looked at a letter, once an hour."""
    now = timezone.now()
    looked = Entered.objects.filter(about=letter.hex(), act="read", officer=officer, at__gte=now - _LOOKED)
    if not looked.exists():
        audit.enter(officer=officer, act="read", about=letter.hex(), road=ROAD, at=now)
