"""The words of the pages for what is a code in the data: stages, classes, kinds, roles, refusals.

All are ready for translation. A sentence on a rung says what its receipt proves and what it leaves open, for the
house that reads it: of a letter that came in, "we" say it; of one that went, the other party says it.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from verbale.exchange.records import Direction

Words = str | Promise

STAGES: Mapping[str, Words] = {
    "signed": _("Signed"),
    "accepted": _("Accepted"),
    "placed": _("Placed"),
    "opened": _("Opened"),
    "acknowledged": _("Acknowledged"),
    "refused": _("Refused"),
    "copy-refused": _("Copy refused"),
    "lapsed": _("Lapsed"),
}

CLASSES: Mapping[str, Words] = {
    "note-verbale": _("Note verbale"),
    "personal-note": _("Personal note"),
    "aide-memoire": _("Aide-mémoire"),
    "non-paper": _("Non-paper"),
    "circular": _("Circular note"),
    "statement": _("Statement"),
    "notification": _("Notification"),
    "memorandum": _("Memorandum"),
}

TEXT_STANDINGS: Mapping[str, Words] = {
    "informal": _("an informal text"),
    "basis": _("accepted as basis"),
    "official": _("an official text"),
}

KINDS: Mapping[str, Words] = {
    "letter": _("Letter"),
    "receipt": _("Receipt"),
    "credence": _("Letter of credence"),
    "keys": _("Keys of the front"),
    "accreditation": _("Accreditation"),
    "revocation": _("Revocation"),
    "recovery": _("Recovery"),
    "padding": _("Padding"),
    "fork-notice": _("Notice of a fork"),
    "channel": _("Offer of a channel"),
    "consent": _("Consent"),
    "release": _("Release"),
    "void": _("Void"),
    "tombstone": _("Tombstone"),
}

ACTS: Mapping[str, Words] = {
    "letter": _("a letter"),
    "acknowledged": _("an acknowledgement"),
    "refused": _("a refusal"),
    "credence": _("a new letter of credence"),
    "accreditation": _("an accreditation"),
    "revocation": _("a revocation"),
    "recovery": _("a recovery"),
    "consent": _("a consent to publish"),
    "release": _("a release"),
}

MACHINES: Mapping[str, Words] = {
    "front": _("the front, a machine"),
    "house": _("the house, a machine"),
    "opener": _("the opener, a machine"),
}

# The media types that people know by another name.
MEDIA: Mapping[str, Words] = {
    "application/pdf": _("PDF"),
    "application/msword": _("Word"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _("Word"),
    "application/vnd.oasis.opendocument.text": _("OpenDocument text"),
    "application/vnd.ms-excel": _("Spreadsheet"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _("Spreadsheet"),
    "application/vnd.oasis.opendocument.spreadsheet": _("OpenDocument spreadsheet"),
    "application/zip": _("ZIP archive"),
    "application/octet-stream": _("File"),
    "image/jpeg": _("Picture"),
    "image/png": _("Picture"),
    "image/tiff": _("Picture"),
    "text/csv": _("Table"),
    "text/markdown": _("Text"),
    "text/plain": _("Text"),
}

# Numbers that a sentence spells out.
NUMBERS: tuple[Words, ...] = (
    _("None"),
    _("One"),
    _("Two"),
    _("Three"),
    _("Four"),
    _("Five"),
    _("Six"),
    _("Seven"),
    _("Eight"),
    _("Nine"),
    _("Ten"),
    _("Eleven"),
    _("Twelve"),
)

ROADS: Mapping[str, Words] = {"network": _("by network"), "hand": _("by hand")}

STANDINGS: Mapping[str, Words] = {
    "accredited": _("accredited"),
    "suspended": _("suspended"),
    "recovering": _("recovering"),
}

# What a rung proves, by who reads it; `%(sender)s` and `%(party)s` are codes.
PROVEN: Mapping[Direction, Mapping[str, Words]] = {
    Direction.IN: {
        "signed": _("Signed by as many officers as %(sender)s’s credence asks for. The hour is the sender’s claim."),
        "accepted": _("Our node holds the sealed file, safely stored. This says nothing of reading."),
        "placed": _("It lies in our register, sealed, under the name that its sender gives it."),
        "opened": _("The reading key opened it; signatures, text and enclosures agree with their digests."),
        "acknowledged": _("Officers of this house said that they know of it."),
        "refused": _("This house does not take it, for the reason given."),
        "copy-refused": _("This sealed copy is not the letter that it is called. Another copy may still be."),
        "lapsed": _("%(sender)s no longer holds to it: it was not placed by its expiry."),
    },
    Direction.OUT: {
        "signed": _("Signed by our officers, numbered and entered in our register."),
        "accepted": _(
            "The node of %(party)s says that it holds the sealed file, safely stored. It says nothing of reading."
        ),
        "placed": _("It lies in the register of %(party)s, sealed, under the name that we gave it."),
        "opened": _(
            "The reading key of %(party)s opened it; text and enclosures agreed. A machine’s word, not an officer’s."
        ),
        "acknowledged": _("Officers of %(party)s say that they know of it."),
        "refused": _("%(party)s does not take it, for the reason given."),
        "copy-refused": _("%(party)s could not open the sealed copy as this letter. Another copy may still be."),
        "lapsed": _("It was not placed with %(party)s by its expiry; we no longer hold to it."),
    },
}

# What the absence of a rung leaves open.
OPEN: Mapping[Direction, Mapping[str, Words]] = {
    Direction.IN: {
        "signed": _("Whether it is signed as it should be is known when it is opened."),
        "unproven": _(
            "Signed with keys that %(sender)s has replaced since. Nothing shows yet that it is older than that, "
            "so the signature proves nothing."
        ),
        "accepted": _("No receipt for this stage is kept by itself."),
        "placed": _("It is not in our register yet."),
        "opened": _("It waits, sealed, for the reading key. Nobody here has read it."),
        "acknowledged": _("No officer has answered for this house. %(sender)s knows only what stands above."),
    },
    Direction.OUT: {
        "accepted": _("No receipt of %(party)s has come."),
        "placed": _("It is not known to lie in the register of %(party)s."),
        "opened": _("It is not known to have been opened."),
        "acknowledged": _("No officer of %(party)s has answered."),
    },
}

# What to do next, by the code of a refusal, then by its family.
NEXT: Mapping[str, Words] = {
    "words-differ": _("Ask them to say these words again; if they still differ, stop and tell your security officer."),
    "words-count": _("Enter one word in each of the twelve fields."),
    "word-unknown": _("Ask them to spell that word, then enter it again."),
    "passphrase": _("Enter your officer’s passphrase again; it may differ from the password you sign in with."),
    "too-many-tries": _("Wait five minutes, then try again."),
    "officers": _("Ask for the signatures of as many officers as the letter of credence names for this act."),
    "held": _("Officers must end the hold by a recovery before anything is signed."),
    "code-taken": _("Choose another code for this party on our pages."),
    "text-media": _("Save it as Markdown, plain text or Word, then hand it in again."),
    "text-encoding": _("Save it as UTF-8, then hand it in again."),
    "text-size": _("Part it, then hand the parts in."),
    "redline-basis": _("Read one side of it among the texts, or track the changes in the text in force."),
    "matches-tangled": _("Say of one of them that it is not the same, then try again."),
    "docx-form": _("Save it anew as .docx, then hand it in again."),
    "docx-size": _("Part it, or take what is no text out of it."),
    "docx-macro": _("Save it without macros, as .docx."),
    "docx-external": _("Take out what it would fetch from elsewhere, then hand it in again."),
    "docx-chunk": _("Take out the file that is embedded in it, then hand it in again."),
    "docx-doctype": _("Save it with Word, then hand it in again."),
    "busy": _("Try again; nothing is wrong with what you did."),
    "disk-full": _("Make room on the disk, then try again."),
    "no-reading-key": _("Ask your administrator to bring the reading key; the letter stays as it is."),
}
NEXT_OF_FAMILY: Mapping[str, Words] = {
    "malformed": _("Ask its sender for it again; it cannot be read as it is."),
    "untrusted": _("Do not rely on it. Ask its sender on another road, and tell your security officer."),
    "refused": _("Change what the reason names, then try again."),
    "unavailable": _("Try again in a minute. If it stays so, tell your administrator."),
}


def stage_word(stage: str) -> Words:
    """The word for a stage."""
    return STAGES.get(stage, stage)


def class_name(letter_class: str) -> Words:
    """The name of a class of letter."""
    return CLASSES.get(letter_class, letter_class)


def kind_name(kind: str) -> Words:
    """The name of a kind of statement."""
    return KINDS.get(kind, kind)


def media_name(media_type: str) -> Words:
    """The name of a kind of file; what its sender calls it, if it has none."""
    return MEDIA.get(media_type, media_type)


def rung_words(direction: Direction, stage: str, *, proven: bool, sender: str, party: str) -> SafeString:
    """What a rung proves, or what its absence leaves open."""
    words = (PROVEN if proven else OPEN)[direction].get(stage, "")
    codes = {
        name: format_html('<bdi class="nb">{}</bdi>', code) for name, code in (("sender", sender), ("party", party))
    }
    return mark_safe(escape(words) % codes)  # noqa: S308 (the sentence and both codes were escaped just now)


def next_step(code: str, family: str) -> Words:
    """What to do after a refusal."""
    return NEXT.get(code) or NEXT_OF_FAMILY.get(family, NEXT_OF_FAMILY["unavailable"])
