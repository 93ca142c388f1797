"""The addresses of the pages. Ids are 32 bytes in hex and stay for ever; nothing else of a letter stands in one."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import URLPattern, path, register_converter

from verbale.chancery.pages.views import attachments, desk, letters, parties, register, settings, texts
from verbale.chancery.pages.views.talks import (
    agreement,
    dossiers,
    doubts,
    imports,
    matches,
    opening,
    outcomes,
    packages,
    point,
    prepared,
    remarks,
    revising,
    table,
    takeaway,
    timeline,
)
from verbale.chancery.pages.views.talks import texts as wordings


class DigestConverter:
    """A digest in an address."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> bytes:
        """The digest."""
        return bytes.fromhex(value)

    def to_url(self, value: bytes | str) -> str:
        """The digest in hex."""
        return value if isinstance(value, str) else value.hex()


register_converter(DigestConverter, "digest")

ROOMS: list[URLPattern] = [
    path("", desk.desk, name="desk"),
    path("alarms/<int:alarm>/put-away", desk.put_away, name="put-away"),
    path("in", letters.incoming, name="in"),
    path("out", letters.outgoing, name="out"),
    path("letters/<digest:sender>/<digest:letter>/", letters.letter, name="letter"),
    path("letters/<digest:sender>/<digest:letter>/acknowledge", letters.acknowledge, name="acknowledge"),
    path("letters/<digest:sender>/<digest:letter>/refuse", letters.refuse, name="refuse"),
    path("letters/<digest:sender>/<digest:letter>/proofs", letters.proofs, name="proofs"),
    path("letters/<digest:sender>/<digest:letter>/attachments/<int:place>", attachments.attachment, name="attachment"),
    path("parties", parties.parties, name="parties"),
    path("parties/<digest:party>", parties.party, name="party"),
    path("parties/<digest:party>/permit", parties.permit, name="permit"),
    path("parties/<digest:party>/suspend", parties.suspend, name="suspend"),
    path("parties/<digest:party>/restore", parties.restore, name="restore"),
    path("parties/words/<digest:digest>", parties.credence, name="credence"),
    path("register", register.register, name="register"),
    path("register/<digest:digest>", register.statement, name="statement"),
    path("register/<digest:digest>/proof", register.proof, name="proof"),
    path("register/<digest:digest>/envelope", register.envelope, name="envelope"),
    path("texts", texts.all_texts, name="texts"),
    path("texts/<digest:digest>", texts.text, name="text"),
    path("texts/sides/<digest:digest>", texts.which_side, name="sides"),
    path("settings", settings.settings, name="settings"),
    path("settings/credence", settings.own_credence, name="own-credence"),
    path("search", desk.search, name="search"),
    path("keys", desk.keys, name="keys"),
]

TALKS: list[URLPattern] = [
    path("dossiers", dossiers.dossiers, name="dossiers"),
    path("dossiers/open", opening.open_talks, name="open-talks"),
    path("dossiers/<digest:dossier>/", timeline.timeline, name="dossier"),
    path("dossiers/<digest:dossier>/doubts", doubts.doubts, name="doubts"),
    path("dossiers/<digest:dossier>/agreement", agreement.agreement, name="agreement"),
    path("dossiers/<digest:dossier>/agreement/<str:act>", agreement.conclude, name="conclude"),
    path("dossiers/<digest:dossier>/remarks", remarks.remarks, name="remarks"),
    path("dossiers/<digest:dossier>/packages", packages.packages, name="packages"),
    path("dossiers/<digest:dossier>/packages/offer", packages.offer, name="offer"),
    path("dossiers/<digest:dossier>/packages/<digest:letter>/<int:place>", packages.package, name="package"),
    path("dossiers/<digest:dossier>/table", table.table, name="table"),
    path("dossiers/<digest:dossier>/compilation", wordings.compilation, name="compilation"),
    path("dossiers/<digest:dossier>/clean", wordings.clean, name="clean"),
    path("dossiers/<digest:dossier>/compare", wordings.compare, name="compare"),
    path("dossiers/<digest:dossier>/changes/<str:old>/<str:new>.<str:end>", takeaway.changes, name="changes"),
    path("dossiers/<digest:dossier>/concordance", wordings.concordance, name="concordance"),
    path("dossiers/<digest:dossier>/languages", wordings.in_languages, name="languages"),
    path("dossiers/<digest:dossier>/files", takeaway.files, name="files"),
    path("dossiers/<digest:dossier>/files/<str:name>", takeaway.file, name="file"),
    path("dossiers/<digest:dossier>/points/<str:point>", point.point, name="point"),
    path("dossiers/<digest:dossier>/points/<str:point>/propose", point.propose, name="propose"),
    path("dossiers/<digest:dossier>/points/<str:point>/sponsor", point.sponsor, name="sponsor"),
    path("dossiers/<digest:dossier>/import", imports.imported, name="import"),
    path("dossiers/<digest:dossier>/import/file", imports.bring_file, name="bring-file"),
    path("dossiers/<digest:dossier>/import/kept", imports.bring_kept, name="bring-kept"),
    path("dossiers/<digest:dossier>/import/sheet", imports.bring_sheet, name="bring-sheet"),
    path("dossiers/<digest:dossier>/sheet.<str:form>", takeaway.sheet, name="sheet"),
    path("dossiers/<digest:dossier>/import/<digest:text>", matches.matches, name="matches"),
    path("dossiers/<digest:dossier>/import/<digest:text>/points/<str:point>", matches.choose, name="choose"),
    path("dossiers/<digest:dossier>/import/<digest:text>/proposals", outcomes.outcomes, name="outcomes"),
    path("dossiers/<digest:dossier>/import/<digest:text>/revise", revising.revise, name="revise"),
    path("dossiers/<digest:dossier>/import/<digest:text>/put-away", imports.put_away, name="put-away-import"),
    path("dossiers/<digest:dossier>/prepared", prepared.prepared, name="prepared"),
    path("dossiers/<digest:dossier>/prepared/send", prepared.send, name="send-prepared"),
    path("dossiers/<digest:dossier>/prepared/<str:name>/drop", prepared.drop, name="drop-prepared"),
]

DOOR: list[URLPattern] = [
    path("sign-in", account.login, name="account_login"),
    path("sign-in/second-factor", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/closed", account.account_inactive, name="account_inactive"),
    path("sign-out", account.logout, name="account_logout"),
    path("settings/again", account.reauthenticate, name="account_reauthenticate"),
    path("settings/again/second-factor", factors.reauthenticate, name="mfa_reauthenticate"),
    path("settings/password", account.password_change, name="account_change_password"),
    path("settings/second-factor", factors.index, name="mfa_index"),
    path("settings/second-factor/on", totp.activate_totp, name="mfa_activate_totp"),
    path("settings/second-factor/off", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("settings/recovery-codes", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("settings/recovery-codes/new", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("settings/recovery-codes/file", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("settings/sign-ins", sessions.list_usersessions, name="usersessions_list"),
]

urlpatterns = [*ROOMS, *TALKS, *DOOR]

handler403 = "verbale.chancery.pages.views.errors.not_allowed"
handler404 = "verbale.chancery.pages.views.errors.not_found"
handler500 = "verbale.chancery.pages.views.errors.failed"
