"""What every verb is told besides its own parameters: the home, where passphrases come from, who acts, how to answer.

A passphrase is asked for at the act that needs it and not before; one that was given once is not asked for again in
the same command. Nothing here prints one, and none is taken as an argument, for arguments are seen by every process.
"""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verbale.formats.errors import Refused, Unavailable

if TYPE_CHECKING:
    # Imported where they are used: a verb that needs no chancery does not pay for one.
    from verbale.chancery.office import Node
    from verbale.formats.suite import SigningKey

HOME = "verbale.home"
PASSPHRASE_FILE = "verbale.passphrase-file"  # noqa: S105 (the name of one)
OFFICERS = "verbale.officers"
JSON = "verbale.json"

_PASSPHRASE = "VERBALE_PASSPHRASE"  # noqa: S105 (the name of one)
_OFFICER_PASSPHRASE = "VERBALE_OFFICER_PASSPHRASE"  # noqa: S105 (the name of one)
_NEW_OFFICER_PASSPHRASE = "VERBALE_NEW_OFFICER_PASSPHRASE"  # noqa: S105 (the name of one)
_RECOVERY_PASSPHRASE = "VERBALE_RECOVERY_PASSPHRASE"  # noqa: S105 (the name of one)
_WORK_FACTOR = "VERBALE_WORK_FACTOR"
_LONGEST = 4096


@dataclass(slots=True, kw_only=True)
class Situation:
    """What the whole command line and the environment say.

    Attributes:
        home: the chancery's folder.
        as_json: whether the answer is one JSON document.
        officers: the names of those who act; none if the first officer does.
        passphrase_file: the file of the house's passphrase.
    """

    home: Path
    as_json: bool = False
    officers: tuple[str, ...] = ()
    passphrase_file: Path | None = None
    _given: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, ctx: click.Context) -> "Situation":
        """The situation of a command line."""
        home = ctx.meta.get(HOME) or Path(os.environ.get("VERBALE_HOME") or "~/.verbale").expanduser()
        return cls(
            home=home,
            as_json=bool(ctx.meta.get(JSON)),
            officers=tuple(ctx.meta.get(OFFICERS, ())),
            passphrase_file=ctx.meta.get(PASSPHRASE_FILE),
        )

    @property
    def at_terminal(self) -> bool:
        """Whether somebody can be asked."""
        return sys.stdin.isatty()

    # --- The chancery ------------------------------------------------------------------------------------------------

    def locked(self) -> "Node":
        """The chancery with its keys locked: enough for all that is not signed or opened by the house."""
        from verbale.chancery.office import open_node

        return open_node(self.home, None)

    def unlocked(self, *, lent: bool = True) -> "Node":
        """The chancery with the house's keys: those that a running server lends, or by the passphrase.

        Args:
            lent: whether lent ones will do; where a key leaves the house, somebody must know the passphrase.
        """
        from verbale.chancery.office import borrow_keys, open_node, unlock

        node = open_node(self.home, None)  # before anybody is asked for a passphrase
        return (borrow_keys(node) if lent else None) or unlock(node, self.house_passphrase())

    def acting(self, node: "Node") -> "list[SigningKey]":
        """The keys of the officers who act."""
        names = self.officers or (node.first_officer(),)
        return [self._unlock(node, name) for name in dict.fromkeys(names)]

    def first_acting(self, node: "Node") -> str:
        """The name of the officer who acts, for the audit; empty if no officer's key is here."""
        try:
            return self.officers[0] if self.officers else node.first_officer()
        except Refused:
            return ""

    # --- Passphrases -------------------------------------------------------------------------------------------------

    def house_passphrase(self, *, new: bool = False) -> str:
        """The house's passphrase.

        Args:
            new: whether it is chosen now, so that it is asked for twice.

        Raises:
            Unavailable: `passphrase-missing`, where there is none and nobody can be asked.
            Refused: `passphrase-file`.
        """
        if self._given is None:
            given = self._read_file() or os.environ.get(_PASSPHRASE)
            self._given = given or self._ask("Passphrase of the house", _PASSPHRASE, new=new)
        return self._given

    def officer_passphrase(self, *, new: bool = False) -> str:
        """The first officer's passphrase while the chancery is founded: the house's, if no other is said."""
        given = os.environ.get(_OFFICER_PASSPHRASE)
        if given or not self.at_terminal or self.passphrase_file or os.environ.get(_PASSPHRASE):
            return given or self.house_passphrase(new=new)
        words = "Passphrase of the first officer (empty: the house's)"
        asked = click.prompt(words, default="", show_default=False, hide_input=True, confirmation_prompt=True, err=True)
        return str(asked) or self.house_passphrase(new=new)

    def recovery_passphrase(self, *, new: bool) -> str:
        """The passphrase of the recovery key, as it is or, of a new one, as it shall be.

        Raises:
            Unavailable: `passphrase-missing`.
        """
        given = os.environ.get(_RECOVERY_PASSPHRASE)
        return given or self._ask("Passphrase of the recovery key", _RECOVERY_PASSPHRASE, new=new)

    def new_officer_passphrase(self, name: str, file: Path | None) -> str:
        """The passphrase that a further officer chooses.

        Raises:
            Unavailable: `passphrase-missing`.
            Refused: `passphrase-file`.
        """
        given = read_passphrase_file(file) if file else os.environ.get(_NEW_OFFICER_PASSPHRASE)
        return given or self._ask(f"New passphrase of {name}", _NEW_OFFICER_PASSPHRASE, new=True)

    def work_factor(self, asked: int | None = None) -> int:
        """The cost of opening the key files that are written now."""
        from verbale.cli.telling import warn
        from verbale.formats.age.scrypt import WORK_FACTOR

        said = os.environ.get(_WORK_FACTOR) or None
        if asked is None and said is not None and not (said.isascii() and said.isdigit() and len(said) < 3):
            raise Refused("work-factor", f"{_WORK_FACTOR} is not a number.")
        factor = asked or int(said or WORK_FACTOR)
        if factor < WORK_FACTOR:
            warn(f"the work factor is {factor} instead of {WORK_FACTOR}; such keys are for trials alone.")
        return factor

    def _unlock(self, node: "Node", name: str) -> "SigningKey":
        given = os.environ.get(_OFFICER_PASSPHRASE)
        if given:
            return node.officer(name, given)
        known = self._given or self._read_file() or os.environ.get(_PASSPHRASE)
        if known:
            try:
                return node.officer(name, known)
            except Refused as refusal:
                if refusal.code != "passphrase" or not self.at_terminal:
                    raise
        return node.officer(name, self._ask(f"Passphrase of {name}", _OFFICER_PASSPHRASE, new=False))

    def _ask(self, words: str, variable: str, *, new: bool) -> str:
        if not self.at_terminal:
            remedy = f"Set {variable}, or ask at a terminal."
            raise Unavailable("passphrase-missing", f"A passphrase is needed and nobody can be asked. {remedy}")
        return str(click.prompt(words, hide_input=True, confirmation_prompt=new, err=True))

    def _read_file(self) -> str | None:
        return read_passphrase_file(self.passphrase_file) if self.passphrase_file else None


def read_passphrase_file(file: Path) -> str:
    """The first line of a file.

    Raises:
        Refused: `passphrase-file`.
    """
    try:
        with file.open("rb") as stream:
            first = stream.readline(_LONGEST).decode("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Refused("passphrase-file", f"The passphrase file {file.name} is missing, closed or not text.") from None
    if not first:
        raise Refused("passphrase-file", f"The first line of the passphrase file {file.name} is empty.")
    return first
