"""What every refusal tells a person: one sentence. Looked at wherever any test makes a refusal, so none can slip by."""

import re

from verbale.formats.errors import VerbaleError

_SENTENCE = re.compile(r"[A-Z“\"'`<\d].*[.?!`)]", re.DOTALL)
_NO_WORDS = re.compile(r"XX|\bNone\b|\b[A-Z]{4,}(?: [A-Z]+)* [A-Z]{4,}\b|\b[A-Z]{5,} [A-Z]{2,}\b")


def is_sentence(reason: object) -> bool:
    """Whether a reason reads as a sentence: it begins and ends as one does, names what it names, does not shout."""
    if not isinstance(reason, str) or _SENTENCE.fullmatch(reason) is None:
        return False
    return _NO_WORDS.search(reason) is None and reason != reason.upper()


def look_at_every_reason() -> None:
    """From now on a refusal that is no sentence fails the test that meets it."""
    make = VerbaleError.__init__

    def make_and_look(self: VerbaleError, code: str, reason: str) -> None:
        assert is_sentence(reason), f"{code} tells no sentence: {reason!r}"
        make(self, code, reason)

    VerbaleError.__init__ = make_and_look  # type: ignore[method-assign]
