"""Opening talks: a text of the house is laid on the table by a letter to all members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import house
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks.opening import OpenTalks
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.views.talks.speaking import sign, signing_form
from verbale.chancery.pages.who import may
from verbale.chancery.talks import saying
from verbale.chancery.talks.saying import Laying, Speaker
from verbale.exchange.records import Letter

PREFIX = "open"


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.SPEAK)
def open_talks(request: HttpRequest) -> HttpResponse:
    """Opens talks, and shows them."""
    names, texts = names_of(request), house.node().texts().all()
    posted = request.method == "POST"
    form = signing_form(request, OpenTalks, prefix=PREFIX, data=posted, names=names, texts=texts)
    bar = None
    if posted:
        opened = sign(request, form, lambda speaker: _open(form, speaker))
        if not isinstance(opened, Trouble):
            assert opened.dossier is not None
            return redirect("dossier", opened.dossier.hex())
        bar = opened
    else:
        form.initial["text"] = request.GET.get("text", "")
    shown = {"room": "talks", "form": form, "texts": texts, "parties": names.parties}
    return show(request, "pages/talks/open.html", shown, bar)


def _open(form: OpenTalks, speaker: Speaker) -> Letter:
    said, node = form.cleaned_data, house.node()
    texts = node.texts()
    kept = texts.named(said["text"])
    laying = Laying(text=texts.open(kept), title=kept.title or said["title"], standing=said["standing"])
    return saying.open_talks(
        node.talks(),
        laying,
        members=[bytes.fromhex(each) for each in said["members"]],
        title=said["title"],
        agreement=said["agreement"],
        speaker=speaker,
        penholder=bytes.fromhex(said["penholder"]) if said["penholder"] else None,
    )
