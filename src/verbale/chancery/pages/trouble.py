"""From a refusal to the bar at the top of a page: what failed, what was not done, what to do next."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages import wording
from verbale.chancery.pages.reading import Trouble
from verbale.formats.errors import VerbaleError

NOTHING_STORED = _("Nothing has been stored.")
NOTHING_SIGNED = _("Nothing was signed and nothing was sent.")
NOT_SHOWN = _("Its text is not shown.")


def trouble(fault: VerbaleError, undone: str | Promise) -> Trouble:
    """The bar for a refusal.

    Args:
        fault: why.
        undone: what was not done, one sentence.
    """
    # The reason may say itself what was not done; the bar says it once.
    reason = fault.reason.replace(" Nothing has been stored.", "").removesuffix(
        " Ask the other side to say them again."
    )
    return Trouble(
        failed=reason,
        undone=str(undone),
        next=str(wording.next_step(fault.code, fault.family)),
        code=fault.code,
    )


def form_trouble(undone: str | Promise) -> Trouble:
    """The bar above a form whose fields say what is wrong."""
    return Trouble(
        failed=str(_("Something is missing or wrong.")), undone=str(undone), next=str(_("See the marked fields."))
    )
