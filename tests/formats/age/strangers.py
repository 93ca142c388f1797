"""Programs that others wrote, asked to seal and to open: npm's age-encryption, and Debian's age at a terminal."""

import os
import subprocess
from pathlib import Path

from tools.system import NPM

PATIENCE = 60


def npm_age(*arguments: str, data: bytes = b"") -> bytes:
    """Runs tests/npm/age.mjs; raises `CalledProcessError` where it refuses."""
    command = ["node", str(NPM / "age.mjs"), *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=True, timeout=PATIENCE).stdout


def debian_age(*arguments: str | Path, passphrase: str) -> int:
    """Runs `age` at a terminal of its own, where it asks for the passphrase; gives its exit status.

    The shell leads a session and opens the terminal first, so that it becomes the one that age asks at.
    """
    ours, theirs = os.openpty()
    command = ["sh", "-c", 'exec "$@" <"$0"', os.ttyname(theirs), "age", *map(str, arguments)]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        answer_prompts(ours, passphrase)
        status = process.wait(PATIENCE)
    os.close(ours)
    return status


def answer_prompts(terminal: int, passphrase: str) -> None:
    """Types the passphrase after each line that asks for one, until the program closes the terminal."""
    asked = b""
    while True:
        try:
            asked += os.read(terminal, 1024)
        except OSError:  # the other side is closed
            return
        if asked.lower().rstrip().endswith(b"passphrase:") or asked.rstrip().endswith(b"one):"):
            asked = b""
            os.write(terminal, passphrase.encode() + b"\n")
