"""A trial: chanceries that share no clock, what was truly meant and done, and the pouches on the way between them.

It is where the moves of a schedule happen and what the laws are held against. Every step goes through a real use case;
whatever a chancery refuses must leave it as it was (law 10), and whatever it does is compared with the truth, which no
chancery sees.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import lru_cache
from random import Random
from typing import TypeVar

from verbale.exchange.pack import MOST_BYTES, Packed, pack
from verbale.exchange.placing import Received
from verbale.exchange.receive import receive_and_answer
from verbale.formats.errors import Unavailable, VerbaleError
from verbale.formats.receipt import Stage
from verbale.formats.suite import Suite
from verbale.testing import watch
from verbale.testing.clock import Clock, SkewedClock
from verbale.testing.faults import Crash, Troubles
from verbale.testing.players import Meant, Player, Pouch, Shown
from verbale.testing.sham import SHAM
from verbale.testing.world import Chancery, World

T = TypeVar("T")
CODES = ("ARV", "BOR", "CAL", "DOM", "ELD", "FEN")
SMALL = 512
SKEW = 3600


class Trial:
    """Players, the road between them, and the truth.

    Attributes:
        random: the one source of chance.
        clock: the true time.
        players: who takes part; a second face of one of them is none of these.
        faces: the second face of a player that is not honest, and to whom it is shown.
        road: pouches on their way.
        meant: letters, as they were meant.
        answers: what officers said or tried to say: recipient, sender, letter and stage.
        shown_so_far: what honest players showed to others.
        log: what happened, line by line.
    """

    def __init__(self, seed: int, *, suite: Suite = SHAM, players: int | None = None) -> None:
        self.random = Random(seed)
        self.suite = suite
        self.clock = Clock()
        # A credence is in force from the moment of founding on, by whatever clock.
        self.clock.move(days=1)
        self.players = [self._enter(each) for each in _founded(suite, players or self._count(), self.chance(0.8))]
        self.faces: dict[bytes, tuple[Player, set[bytes]]] = {}
        self.road: list[Pouch] = []
        self.meant: list[Meant] = []
        self.answers: set[tuple[bytes, bytes, bytes, Stage]] = set()
        self.shown_so_far = Shown()
        self.log: list[str] = []
        self._drafts = 0

    def _count(self) -> int:
        return self.random.choice((3, 3, 3, 3, 4, 4, 4, 5, 6))

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in such a share of cases."""
        return self.random.random() < share

    def _enter(self, founded: Chancery) -> Player:
        return self.face(founded, timedelta(seconds=self.random.choice((0, 0, self.random.randint(-SKEW, SKEW)))))

    def face(self, chancery: Chancery, skew: timedelta) -> Player:
        """A player with the keys and the state of a chancery, and a clock of its own."""
        random = Random(self.random.getrandbits(64))
        node = chancery.twin(random=random, clock=SkewedClock(self.clock, skew))
        return Player(node, Troubles(node))

    def note(self, words: str) -> None:
        """Notes what happened."""
        self.log.append(f"{self.clock.now():%d %H:%M:%S} {words}")

    def next_number(self) -> int:
        """A number for a letter that no other has."""
        self._drafts += 1
        return self._drafts

    @property
    def everyone(self) -> list[Player]:
        """All players and second faces."""
        return [*self.players, *(face for face, _ in self.faces.values())]

    def face_to(self, player: Player, other: Player) -> Player:
        """The face that a player shows to another."""
        face, to = self.faces.get(player.id, (player, set()))
        return face if other.id in to else player

    def attempt(self, player: Player, what: str, act: Callable[[], T], *, may_keep: tuple[str, ...] = ()) -> T | None:
        """Lets a player do something, with whatever goes wrong just then; what it refuses must leave no trace.

        Args:
            player: who.
            what: what it does, for the log.
            act: does it.
            may_keep: codes of refusals before which something was kept already.

        Returns:
            What the act returns; `None` if it did not come to its end.
        """
        what = f"{player.code} {what}"
        before = player.node.store.snapshot()
        interrupted = player.troubles.interruptions
        try:
            done = act()
        except Crash as crash:
            self.note(f"{what}: the process ended at {crash}")
            self.restart(player)
        except Unavailable as failed:
            self.note(f"{what}: unavailable, {failed.code}")
        except VerbaleError as refused:
            self.note(f"{what}: refused, {refused.code}")
            if interrupted == player.troubles.interruptions and refused.code not in may_keep:
                watch.check_refusal(what, refused, before, player.node.store.snapshot())
        else:
            self.note(what)
            return done
        return None

    def restart(self, player: Player) -> None:
        """Starts a player's process again, as often as it ends at its start."""
        try:
            held = player.node.restart()
        except Crash as crash:
            self.note(f"{player.code} starts: the process ended at {crash}")
            self.restart(player)
        except Unavailable as failed:
            self.note(f"{player.code} starts: unavailable, {failed.code}")
        else:
            self.note(f"{player.code} starts{', held' if held else ''}")

    def pack(self, player: Player, other: Player, *, most_bytes: int = MOST_BYTES) -> Pouch | None:
        """Lets a player pack what is due to another."""
        sender = self.face_to(player, other)
        packed = self.attempt(
            sender,
            f"packs for {other.code}",
            lambda: pack(sender.node.office, other.id, now=sender.node.clock.now(), most_bytes=most_bytes),
        )
        if packed is None:
            return None
        pouch = Pouch(sender=sender, receiver=other, data=_stream(sender, packed), manifest=packed.manifest)
        self.log[-1] = f"{self.log[-1]}: {pouch}"
        watch.check_packed(self.shown_so_far, pouch, packed.length)
        return pouch

    def hand(
        self,
        pouch: Pouch,
        *,
        to: Player | None = None,
        blocks: Iterable[bytes] | None = None,
        road: str = "hand",
    ) -> Pouch | None:
        """Hands a pouch over.

        Args:
            pouch: the pouch.
            to: to whom, if not to the one that it is for.
            blocks: what is handed over, if not the pouch as it is.
            road: by which road.

        Returns:
            The answer, if one was packed.
        """
        receiver = self.face_to(to or pouch.receiver, pouch.sender)
        seen = watch.Seen.before(receiver, pouch)
        source = [pouch.data] if blocks is None else blocks
        take = self._take_by_network if road == "network" else self._take_by_hand
        received, answer = take(receiver, pouch, source)
        if received is None:
            seen.check_not_taken(receiver, pouch)
            return None
        results = " ".join(f"{each.result} {each.reason}".strip() for each in received.letters)
        self.note(f"  {results}{' stale' if received.stale else ''} {received.refused_receipts or ''}")
        seen.check_received(receiver, pouch, received)
        if answer is None:
            return None
        watch.check_answer(receiver, received, answer)
        data = _stream(receiver, answer)
        reply = Pouch(sender=receiver, receiver=pouch.sender, data=data, manifest=answer.manifest)
        self.note(f"{receiver.code} answers {reply}")
        watch.check_packed(self.shown_so_far, reply, answer.length)
        return reply

    def _take_by_hand(
        self, receiver: Player, pouch: Pouch, source: Iterable[bytes]
    ) -> tuple[Received | None, Packed | None]:
        node = receiver.node
        received = self.attempt(receiver, f"receives {pouch}", lambda: node.receive(source, road="hand"))
        if received is None:
            return None, None
        return received, self.attempt(receiver, "packs its answer", lambda: node.answer(received))

    def _take_by_network(
        self, receiver: Player, pouch: Pouch, source: Iterable[bytes]
    ) -> tuple[Received | None, Packed | None]:
        office, now = receiver.node.office, receiver.node.clock.now()
        both = self.attempt(
            receiver,
            f"receives {pouch}",
            lambda: receive_and_answer(office, source, now=now, road="network"),
            # Papers that contradict each other are kept, and then nothing is answered.
            may_keep=("party-suspended",),
        )
        return both or (None, None)

    def exchange(self, player: Player, other: Player) -> None:
        """Calls another: a pouch goes, and its answer comes back."""
        pouch = self.pack(player, other)
        answer = self.hand(pouch, road="network") if pouch else None
        if answer is not None:
            self.hand(answer, road="network")


def _stream(sender: Player, packed: Packed) -> bytes:
    """The bytes of a pouch; each content that it promises must be there (law 2)."""
    try:
        return b"".join(packed.blocks())
    except Unavailable as failed:
        raise watch.LawBroken(2, f"{sender.code} packs what it does not have: {failed.code}") from failed


@lru_cache
def _founded(suite: Suite, count: int, met: bool) -> tuple[Chancery, ...]:
    """Chanceries that are founded and have met, all of them or all but the last; every trial begins with twins."""
    world = World(seed=count, suite=suite)
    chanceries = [world.chancery(code, officers=2, small=SMALL) for code in CODES[:count]]
    world.accredit(*(chanceries if met else chanceries[:-1]))
    return tuple(chanceries)
