"""The recovery key: it alone may sign the next letter of credence when the officers' keys are lost.

It is made when the chancery is founded, and does not belong on this machine: `init` writes it to `keys/recovery.age`,
sealed to the first officer's passphrase, and asks that the file be moved to a safe place elsewhere. While it lies here,
`doctor` may say so. Source: protocol §1.
"""

from pathlib import Path

from verbale.chancery.home import Home
from verbale.chancery.keyfile import read_key_file, write_key_file
from verbale.chancery.keysafe import house_suite
from verbale.formats.base64text import write_base64
from verbale.formats.errors import Unavailable
from verbale.formats.fields import Fields
from verbale.formats.suite import SIGNING_SEED, SigningKey

_KIND = "recovery-key"


def recovery_file(home: Home) -> Path:
    """Where `init` leaves the recovery key."""
    return home.keys / "recovery.age"


def save_recovery(home: Home, seed: bytes, passphrase: str, *, suite: int, work_factor: int) -> Path:
    """Writes the recovery key, sealed to a passphrase.

    Raises:
        Refused, Malformed, Unavailable: as `keyfile.write_key_file`.
    """
    document = {"v": 1, "kind": _KIND, "suite": suite, "signing": write_base64(seed)}
    write_key_file(recovery_file(home), document, passphrase, work_factor)
    return recovery_file(home)


def unlock_recovery(file: Path, passphrase: str) -> SigningKey:
    """The recovery key, out of wherever it is kept.

    Raises:
        Refused: `passphrase`, `suite-sham` or `suite-unknown`.
        Unavailable: `file-missing`, `file-failed` or `age-scrypt`.
        Malformed, Untrusted: the file is damaged, or is another kind of key.
    """
    missing = Unavailable("file-missing", f"There is no file {file.name}.")
    fields = Fields(read_key_file(file, passphrase, missing), "recovery key file")
    fields.integer("v", least=1, most=1)
    fields.word("kind", (_KIND,))
    suite = house_suite(fields.integer("suite"))
    seed = fields.base64("signing", length=SIGNING_SEED)
    fields.end()
    return suite.signing_key(seed)
