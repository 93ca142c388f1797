"""A schedule: many moves and mishaps drawn by one seed, then a calm in which everything arrives, then the laws.

The same seed plays the same schedule, byte for byte under the sham suite. A schedule that breaks a law is a bug report:
its seed and the commit are all that is needed to see it again (`verbale.testing.simulate`).
"""

from collections.abc import Callable

from verbale.exchange.records import Standing
from verbale.formats.suite import Suite
from verbale.testing import laws, mishaps, moves
from verbale.testing.players import Player
from verbale.testing.sham import SHAM
from verbale.testing.trial import Trial
from verbale.testing.watch import LawBroken

MOVES: tuple[tuple[int, Callable[[Trial], None]], ...] = (
    (14, moves.send),
    (12, moves.call),
    (12, moves.post),
    (12, moves.hand),
    (8, moves.wait),
    (6, moves.answer),
    (2, moves.send_once_more),
    (2, moves.send_wrongly),
    (2, moves.lapse),
    (1, moves.close_batch),
    (3, moves.take_reading_key),
    (1, moves.renew_keys),
    (2, moves.renew_credence),
    (2, moves.meet),
    (1, moves.permit),
    (1, moves.suspend),
    (1, moves.replace_machines),
    (8, mishaps.trouble),
    (1, mishaps.fill_disk),
    (1, mishaps.set_clock),
    (3, mishaps.lose),
    (3, mishaps.break_connection),
    (2, mishaps.damage),
    (2, mishaps.mislead),
    (2, mishaps.rob),
    (1, mishaps.two_faces),
    (1, mishaps.back_up),
    (2, mishaps.roll_back),
    (1, mishaps.lose_days),
    (1, mishaps.recover),
)
LEAST, MOST = 15, 50
ROUNDS = 12


class Schedule:
    """One schedule.

    Attributes:
        seed: what it is drawn from.
        trial: what happens in it.
    """

    def __init__(self, seed: int, *, suite: Suite = SHAM) -> None:
        self.seed = seed
        self.trial = Trial(seed, suite=suite)

    def run(self) -> None:
        """Plays it to its end.

        Raises:
            LawBroken: a law does not hold.
        """
        trial = self.trial
        weights, deeds = zip(*MOVES, strict=True)
        for deed in trial.random.choices(deeds, weights, k=trial.random.randint(LEAST, MOST)):
            deed(trial)
        self._calm()
        mishaps.meet_faces(trial)
        laws.check(trial)

    def _calm(self) -> None:
        """Nothing goes wrong any more; whatever is due is carried, and it must come to an end."""
        trial = self.trial
        trial.note("calm")
        trial.road.clear()
        for player in trial.everyone:
            player.troubles.disarm()
            trial.restart(player)
            player.node.keys.reading_apart = False
        for player in trial.players:
            moves.trust_again(trial, player)
        for player in trial.players:
            if player.rolled or player.held:
                self._ask_all(player)
        for _ in range(ROUNDS):
            mishaps.recover(trial)
            trial.clock.move(minutes=2)
            for player in trial.players:
                moves.open_letters(trial, player)
                moves.lapse_of(trial, player)
            due = [pair for pair in moves.due_pairs(trial) if self._are_open(*pair)]
            if not due:
                return
            for player, other in due:
                trial.exchange(player, other)
        raise LawBroken("end", f"after {ROUNDS} rounds there is still a pouch due")

    def _ask_all(self, player: Player) -> None:
        """A party that lost something asks everybody what they hold of it, and goes on by a recovery."""
        trial = self.trial
        for other in moves.partners(trial, player):
            if self._are_open(player, other):
                trial.exchange(player, other)
        mishaps.recover(trial)
        for other in moves.partners(trial, player):
            if self._are_open(player, other):
                trial.exchange(player, other)
        mishaps.recover(trial)
        # It goes on: what it numbers now must be new to everybody.
        moves.send_from(trial, player)

    def _are_open(self, player: Player, other: Player) -> bool:
        """Whether letters can go between two: both are honest, have met, and are neither suspended nor beyond help.

        Beyond help is who was put back to a backup from before its newest credence, and so cannot recover.
        """
        standings = player.standing(other), other.standing(player)
        honest = player.honest and other.honest and not (self._is_lost(player) or self._is_lost(other))
        return honest and None not in standings and Standing.SUSPENDED not in standings

    def _is_lost(self, player: Player) -> bool:
        """Whether somebody knows a newer credence of a party than it has itself."""
        own = player.node.view(lambda view: view.house().party).credence.number
        known = [each.node.view(lambda view: view.party(player.id)) for each in self.trial.players]
        return player.rolled and any(party.credence.number > own for party in known if party)
