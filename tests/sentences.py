"""What a refusal of the pure floors tells a person: one sentence. Looked at wherever any test meets one."""

import re
import sys

from verbale.formats.errors import VerbaleError

_SENTENCE = re.compile(r"[A-Z“\"'`<\d].*[.?!`)]", re.DOTALL)
_NO_WORDS = re.compile(r"XX|\bNone\b|\b[A-Z]{4,}(?: [A-Z]+)* [A-Z]{4,}\b|\b[A-Z]{5,} [A-Z]{2,}\b")

_FLOORS = ("verbale.formats", "verbale.practice", "verbale.exchange")


def is_sentence(reason: object) -> bool:
    """Whether a reason reads as a sentence: it begins and ends as one does, names what it names, does not shout."""
    if not isinstance(reason, str) or _SENTENCE.fullmatch(reason) is None:
        return False
    return _NO_WORDS.search(reason) is None and reason != reason.upper()


def look_at_every_reason() -> None:
    """From now on a refusal that is no sentence fails the test that meets it."""
    make = VerbaleError.__init__

    def make_and_look(self: VerbaleError, code: str, reason: str) -> None:
        # Above the pure floors a reason may begin with a file's name, which is as it is.
        if sys._getframe(1).f_globals.get("__name__", "").startswith(_FLOORS):
            assert is_sentence(reason), f"{code} tells no sentence: {reason!r}"
        make(self, code, reason)

    VerbaleError.__init__ = make_and_look  # type: ignore[method-assign]
