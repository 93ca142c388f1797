"""Why something was refused: one root, four families, one stable code each.

    VerbaleError
    ├── Malformed     the bytes are wrong: they cannot be what they claim to be
    ├── Untrusted     the bytes are well formed, and a proof or signature in them fails
    ├── Refused       all is genuine, and a rule of the house or of the protocol says no
    └── Unavailable   nothing is wrong with the request; try again later or mend the machine

The family says what a caller may do (only `Unavailable` is worth repeating unchanged); the code is stable for
ever and is what receipts, vectors, logs and scripts use; the reason is one sentence for a person. A reason never
holds a secret or any content of a letter. Nothing below the command line decides to end the process.
"""

from typing import ClassVar


class VerbaleError(Exception):
    """The root of every refusal.

    Attributes:
        code: lower-case words joined by hyphens, stable for ever.
        reason: one sentence for a person, without secrets or contents.
    """

    family: ClassVar[str] = "unavailable"

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return f"[{self.code}] {self.reason}"


class Malformed(VerbaleError):
    """The bytes cannot be what they claim to be."""

    family = "malformed"


class Untrusted(VerbaleError):
    """A proof, a signature or a digest does not hold."""

    family = "untrusted"


class Refused(VerbaleError):
    """A rule says no."""

    family = "refused"


class Unavailable(VerbaleError):
    """Not now: something needed is missing, busy or full."""

    family = "unavailable"
