"""Who and what a trial is about: its players, the letters as they were meant, and pouches on their way."""

from dataclasses import dataclass, field

from verbale.exchange.letters import Draft
from verbale.exchange.records import Letter, Standing
from verbale.formats.manifest import Manifest
from verbale.testing.faults import Troubles
from verbale.testing.seeds import Seeds
from verbale.testing.world import Backup, Chancery


@dataclass(slots=True, eq=False)
class Player:
    """A chancery of a trial, and what is true of it.

    Attributes:
        node: the chancery.
        troubles: what goes wrong at it.
        honest: whether it says one thing to all.
        rolled: whether its disk was put back to an older state, so that it lost what others may hold.
        surely_numbered: whether it never went on without knowing which numbers it had given before it was put back.
        robbed: whether a thief had its front.
        backup, kept: a backup that was taken of it, and its keys of that time.
    """

    node: Chancery
    troubles: Troubles
    honest: bool = True
    rolled: bool = False
    surely_numbered: bool = True
    robbed: bool = False
    backup: Backup | None = None
    kept: Seeds | None = None

    @property
    def id(self) -> bytes:
        """The party's id."""
        return self.node.id

    @property
    def code(self) -> str:
        """The party's code, the same in every house of a trial."""
        return self.node.code

    @property
    def held(self) -> bool:
        """Whether it is held."""
        return bool(self.node.view(lambda view: view.house().held))

    def standing(self, other: "Player") -> Standing | None:
        """How it stands to another; `None` if it has not accredited it."""
        party = self.node.view(lambda view: view.party(other.id))
        return party.standing if party else None


@dataclass(slots=True, eq=False, kw_only=True)
class Meant:
    """A letter as its sender meant it.

    Attributes:
        sender, recipients: who writes to whom.
        draft: what was cleared.
        contents: of its attachments, before sealing.
        letter: what it became; `None` as long as its sender does not know.
    """

    sender: Player
    recipients: tuple[Player, ...]
    draft: Draft
    contents: tuple[bytes, ...]
    letter: Letter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pouch:
    """A pouch on its way.

    Attributes:
        sender, receiver: from whom to whom.
        data: its bytes.
        manifest: what it says.
    """

    sender: Player
    receiver: Player
    data: bytes
    manifest: Manifest

    def __str__(self) -> str:
        manifest, have = self.manifest, self.manifest.have
        items = ",".join(f"{type(item).__name__[0]}{item.number}" for item in manifest.items)
        papers = " ".join(paper.name for paper in manifest.papers)
        beyond = "".join(f"+{number}" for number in have.beyond)
        return (
            f"{self.sender.code}>{self.receiver.code}#{manifest.epoch % 100000}.{manifest.number}"
            f"({items} of {manifest.last}; has {have.through}{beyond}; {papers})"
        )


@dataclass(slots=True)
class Shown:
    """What honest players showed to others so far; nothing of it may ever be contradicted.

    Attributes:
        heads: the root of every head, by origin and size.
        receipts: the digest of the bytes of every receipt, by its name.
    """

    heads: dict[tuple[str, int], bytes] = field(default_factory=dict)
    receipts: dict[bytes, bytes] = field(default_factory=dict)
