"""The words for what became of a point."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATUSES: Mapping[str, str | Promise] = {
    "open": _("open"),
    "agreed": _("agreed"),
    "agreed-ad-ref": _("agreed ad ref."),
    "closed": _("closed"),
    "deleted": _("agreed to be deleted"),
    "proposed": _("proposed"),
    "removed": _("no longer in the text"),
    "split": _("split"),
    "merged": _("merged"),
}
OPEN = frozenset({"open", "proposed"})
"""Points that wait for somebody."""
PROVEN = frozenset({"agreed", "agreed-ad-ref", "closed", "deleted"})
"""What follows from the letters of all members, so that the word leads to them."""
