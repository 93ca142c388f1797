"""A peer: GnuPG, sealing one file to many. Its keys (Ed25519 and X25519) are made in a keyring of their own.

Timed as a whole process, as anybody runs it, without compression and without asking whether a key is trusted.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

NAME = "gpg"


class Keyring:
    """Keys of so many parties.

    Attributes:
        names: by which they are addressed.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self._environment: Mapping[str, str] = os.environ | {"GNUPGHOME": str(folder)}
        self.names = [f"party-{number:03}@example.org" for number in range(count)]
        for name in self.names:
            self._run("--passphrase", "", "--quick-generate-key", name, "future-default", "default", "never")

    def seal(self, source: Path, target: Path, *, to: int) -> None:
        """Seals a file to the first so many parties."""
        recipients = [word for name in self.names[:to] for word in ("--recipient", name)]
        target.unlink(missing_ok=True)
        always = ("--trust-model", "always", "--compress-algo", "none")
        self._run(*always, *recipients, "--output", str(target), "--encrypt", str(source))

    def stop(self) -> None:
        """Ends the agent that the making of keys left running."""
        subprocess.run(["gpgconf", "--kill", "all"], env=self._environment, check=True)

    def _run(self, *words: str) -> None:
        subprocess.run(["gpg", "--batch", "--quiet", *words], env=self._environment, check=True, capture_output=True)


@contextmanager
def keyring(count: int) -> Iterator[Keyring]:
    """A keyring that is gone afterwards; its path is short, for the agent's socket lies in it."""
    with TemporaryDirectory(prefix="gpg-") as folder:
        made = Keyring(Path(folder), count)
        try:
            yield made
        finally:
            made.stop()
