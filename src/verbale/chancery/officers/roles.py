"""What an officer may do on the pages, by role.

A role opens a page or an act; it signs nothing. Whether an act counts is for the letter of credence, which names the
officers' keys and how many of them each act needs.
"""

import enum
from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(enum.Enum):
    """What an officer is in the house."""

    PRINCIPAL = "principal"
    """Has the last word."""
    REGISTRAR = "registrar"
    """Numbers, despatches and receives; meets parties."""
    DRAFTER = "drafter"
    """Drafts and reads."""
    ADVISER = "adviser"
    """Reads and clears."""
    DUTY = "duty"
    """Stands by the line; may acknowledge."""
    AUDITOR = "auditor"
    """Sees the record, and no letter's text."""
    ADMINISTRATOR = "administrator"
    """Keeps the accounts, and sees no letter's text."""


class Act(enum.Enum):
    """What a page can do for an officer."""

    LIST = "list"
    """See which letters came and went, and what is proven of them."""
    READ = "read"
    """See the text of letters, and save their attachments."""
    ACKNOWLEDGE = "acknowledge"
    """Sign that the house knows of a letter."""
    REFUSE = "refuse"
    """Sign that the house does not take a letter."""
    DRAFT = "draft"
    """Keep texts and positions that are not sent yet."""
    SPEAK = "speak"
    """Sign statements in talks."""
    ACCREDIT = "accredit"
    """Read a credence, compare its words, sign the accreditation."""
    ADMINISTER = "administer"
    """See all officers' accounts."""


NAMES: Mapping[Role, str | Promise] = {
    Role.PRINCIPAL: _("Principal"),
    Role.REGISTRAR: _("Registrar"),
    Role.DRAFTER: _("Drafter"),
    Role.ADVISER: _("Adviser"),
    Role.DUTY: _("Duty officer"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}

_READERS = {Act.LIST, Act.READ}
_WRITERS = {Act.DRAFT, Act.SPEAK}
ALLOWED: Mapping[Role, frozenset[Act]] = {
    Role.PRINCIPAL: frozenset({*_READERS, *_WRITERS, Act.ACKNOWLEDGE, Act.REFUSE, Act.ACCREDIT}),
    Role.REGISTRAR: frozenset({*_READERS, *_WRITERS, Act.ACKNOWLEDGE, Act.REFUSE, Act.ACCREDIT}),
    Role.DRAFTER: frozenset({*_READERS, Act.DRAFT}),
    Role.ADVISER: frozenset(_READERS),
    Role.DUTY: frozenset({*_READERS, Act.ACKNOWLEDGE}),
    Role.AUDITOR: frozenset({Act.LIST}),
    Role.ADMINISTRATOR: frozenset({Act.LIST, Act.ADMINISTER}),
}


def allowed(roles: Iterable[Role]) -> frozenset[Act]:
    """All that these roles may do."""
    return frozenset().union(*(ALLOWED[role] for role in roles))
