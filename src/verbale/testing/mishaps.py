"""Mishaps: what goes wrong in a trial, each drawn by chance.

A process ends, a disk fills up or is put back from a backup, a connection breaks, a bearer goes to the wrong house; a
party shows two faces, or a thief of its front says what the party would not.
"""

from dataclasses import replace
from datetime import timedelta

from verbale.exchange import recover as recoveries
from verbale.exchange import witness as witnesses
from verbale.exchange.ports import Scope
from verbale.exchange.records import Direction, Standing
from verbale.exchange.register import beat
from verbale.formats import merkle
from verbale.formats.manifest import Knows
from verbale.formats.receipt import SALT, Line, Stage
from verbale.testing import forge, moves
from verbale.testing.clock import SkewedClock
from verbale.testing.faults import Fault, cut, flip
from verbale.testing.players import Player, Pouch
from verbale.testing.trial import SKEW, Trial
from verbale.testing.watch import TAINT, LawBroken

POINTS = 40
_OPEN = Standing.ACCREDITED


def trouble(trial: Trial) -> None:
    """The process will end, or a call will fail, at one of the next points; or another worker will come first."""
    player = moves.someone(trial)
    fault = trial.random.choice((Fault.CRASH, Fault.CRASH, Fault.FAIL, Fault.FAIL, Fault.INTERRUPT))
    after = trial.random.randint(1, 4 if fault is Fault.INTERRUPT else trial.random.choice((5, POINTS)))
    trial.note(f"{player.code} will meet a {fault.value} at point {after}")
    player.troubles.arm(fault, after=after, act=lambda: _other_worker(trial, player))


def _other_worker(trial: Trial, player: Player) -> None:
    trial.note(f"{player.code}: another worker comes first")
    mine = [pouch for pouch in trial.road if trial.face_to(pouch.receiver, pouch.sender) is player]
    deed = trial.random.choice(("hand", "hand", "open", "lapse", "pack", "send"))
    if deed == "hand" and mine:
        trial.hand(trial.random.choice(mine))
    elif deed == "lapse":
        trial.clock.move(hours=1)
        moves.lapse_of(trial, player)
    elif deed == "pack":
        for other in moves.partners(trial, player):
            trial.pack(player, other)
    elif deed == "send":
        moves.send_from(trial, player)
    elif not player.node.keys.reading_apart:
        moves.open_letters(trial, player)


def fill_disk(trial: Trial) -> None:
    """A disk fills up, or gets room again."""
    player = moves.someone(trial)
    player.troubles.full = not player.troubles.full
    trial.note(f"{player.code}'s disk {'is full' if player.troubles.full else 'has room again'}")


def set_clock(trial: Trial) -> None:
    """Somebody's clock is set, rightly or wrongly, up to an hour."""
    player = moves.someone(trial)
    player.node.clock = SkewedClock(trial.clock, timedelta(seconds=trial.random.randint(-SKEW, SKEW)))
    trial.note(f"{player.code}'s clock is set to {player.node.clock.now():%H:%M:%S}")


def back_up(trial: Trial) -> None:
    """Somebody takes a backup."""
    _back_up(trial, moves.someone(trial))


def _back_up(trial: Trial, player: Player) -> None:
    player.backup = player.node.backup()
    player.kept = player.node.keys.twin(player.node.keys.entropy)
    trial.note(f"{player.code} takes a backup")


def roll_back(trial: Trial) -> None:
    """A disk is put back from a backup; who lost nothing by it has only started anew."""
    players = [each for each in trial.players if each.backup and each.honest and not each.rolled]
    if not players:
        return
    _roll_back(trial, trial.random.choice(players))


def lose_days(trial: Trial) -> None:
    """A house goes on after a backup, others read what it sends, and then its disk is put back from that backup."""
    players = [each for each in trial.players if each.honest and not (each.rolled or each.held)]
    if not players:
        return
    player = trial.random.choice(players)
    _back_up(trial, player)
    for _ in range(trial.random.randint(1, 3)):
        moves.send_from(trial, player)
    for other in moves.partners(trial, player):
        trial.exchange(player, other)
    _roll_back(trial, player)


def _roll_back(trial: Trial, player: Player) -> None:
    assert player.backup is not None
    assert player.kept is not None
    player.rolled = player.backup.tables != player.node.store.snapshot()
    player.node.restore(player.backup)
    player.node.keys.take_machine_keys(player.kept)
    trial.note(f"{player.code} is put back from its backup")
    trial.clock.move(minutes=5)
    trial.restart(player)
    player.surely_numbered = player.surely_numbered and (player.held or not player.rolled)
    # Who answers before it has opened a letter cannot tell its number.
    player.surely_numbered = player.surely_numbered and not _has_unopened(trial, player)


def _has_unopened(trial: Trial, player: Player) -> bool:
    """Whether letters of a player wait somewhere for a reading key."""
    copies = [copy for other in trial.players for copy in other.node.view(lambda view: view.waiting_copies(1 << 20))]
    return any(copy.peer == player.id for copy in copies)


def recover(trial: Trial) -> None:
    """Officers end a hold, and officers of others confirm it."""
    for player in trial.players:
        if player.held:
            recover_one(trial, player)
        for other in moves.partners(trial, player):
            if player.standing(other) is Standing.RECOVERING:
                confirm(trial, player, other)


def recover_one(trial: Trial, player: Player) -> None:
    """Officers end the hold of a player; numbers are sure if all who can read its letters were heard, and told all."""
    node = player.node
    waiting = _has_unopened(trial, player)
    done = trial.attempt(
        player, "recovers", lambda: recoveries.recover(node.office, officers=node.officers, now=node.clock.now())
    )
    # Who shows two faces may answer with the one that never saw what was lost.
    lied = not all(each.honest for each in trial.players)
    if done is None or done.unheard or waiting or lied:
        player.surely_numbered = False


def confirm(trial: Trial, player: Player, other: Player) -> None:
    """Officers of a player confirm that another recovers."""
    node = player.node
    trial.attempt(
        player, f"confirms {other.code}", lambda: recoveries.confirm(node.office, other.id, officers=node.officers)
    )


def lose(trial: Trial) -> None:
    """A pouch is lost."""
    pouch = moves.take(trial, keep=0)
    if pouch:
        trial.note(f"lost: {pouch}")


def break_connection(trial: Trial) -> None:
    """A pouch comes by a connection that breaks."""
    pouch = moves.take(trial, keep=0.5)
    if pouch:
        at = trial.random.randint(1, len(pouch.data))
        trial.note(f"the connection breaks after {at} bytes of {len(pouch.data)}")
        trial.hand(pouch, blocks=cut([pouch.data], at), road="network")


def damage(trial: Trial) -> None:
    """A pouch comes damaged, or short: it is refused."""
    pouch = moves.take(trial, keep=0.7)
    if pouch is None:
        return
    at = trial.random.randrange(8 * len(pouch.data))
    data = flip(pouch.data, at) if trial.chance(0.7) else pouch.data[: at // 8]
    trial.note(f"damaged at {at // 8}")
    if trial.hand(pouch, blocks=[data]):
        raise LawBroken(10, f"a damaged pouch was taken: {pouch}")


def mislead(trial: Trial) -> None:
    """A bearer goes to the wrong house, or back to the sender's: nothing is taken there."""
    pouch = moves.take(trial, keep=0.7)
    if pouch:
        wrong = trial.random.choice([each for each in trial.players if each.id != pouch.receiver.id])
        trial.note(f"to the wrong house, {wrong.code}")
        trial.hand(pouch, to=wrong)


def rob(trial: Trial) -> None:
    """A thief of a front sends junk, or a receipt that says too much, perhaps among what is genuine."""
    thief = trial.random.choice(trial.players)
    victims = [
        each
        for each in moves.partners(trial, thief)
        if _held_items(thief, each) and thief.standing(each) is not Standing.SUSPENDED
    ]
    if not victims or not thief.honest or thief.rolled or thief.troubles.full:
        return
    victim = trial.random.choice(victims)
    thief.troubles.disarm()
    data = trial.random.choice((_junk, _false_receipt))(trial, thief, victim)
    if data is None:
        return
    thief.robbed = True
    manifest = forge.unseal(data, victim.node)[0].manifest
    trial.hand(Pouch(sender=thief, receiver=victim, data=data, manifest=manifest))


def _held_items(thief: Player, victim: Player) -> int:
    return victim.node.view(lambda view: view.pair(thief.id)).ours.through


def _junk(trial: Trial, thief: Player, victim: Player) -> bytes | None:
    """Junk under the id of any letter, the thief's party's own or another's."""
    ids = [each.letter.id for each in trial.meant if each.letter is not None]
    if not ids:
        return None
    letter_class = trial.random.choice(("note-verbale", "note-verbale", "statement", "non-paper"))
    sealed = trial.random.randbytes(trial.random.choice((20, 900)))
    letter = trial.random.choice(ids)
    trial.note(f"{thief.code}'s thief sends junk to {victim.code} as {letter.hex()[:8]}, {letter_class}")
    number = trial.random.randint(1, _held_items(thief, victim))
    return forge.with_letter(
        thief.node, victim.node, letter=letter, sealed=sealed, letter_class=letter_class, number=number
    )


def _false_receipt(trial: Trial, thief: Player, victim: Player) -> bytes | None:
    """What the front may not say of a letter, or what may be said of no letter that never came."""
    sent = [each for each in moves.letters(victim) if each.direction is Direction.OUT]
    if not sent:
        return None
    letter, node = trial.random.choice(sent), thief.node
    copies = victim.node.view(lambda view: view.copies(thief.id, letter.id, incoming=False))
    stage, key = (Stage.OPENED, node.keys.front) if copies else (Stage.ACCEPTED, node.keys.house)
    line = Line(
        letter=letter.id,
        sealed=copies[0].sealed if copies else letter.sealed,
        stage=stage,
        time=node.clock.now(),
        salt=trial.random.randbytes(SALT),
    )
    trial.note(f"{thief.code}'s thief says {stage.value} of {letter.id.hex()[:8]} to {victim.code}")
    number = trial.random.randint(1, _held_items(thief, victim))
    return forge.with_receipt(node, victim.node, [line], keys=[key], number=number)


def two_faces(trial: Trial) -> None:
    """A party begins to show two faces, or shows somebody the other one."""
    if trial.faces:
        face, to = trial.faces[trial.random.choice(list(trial.faces))]
        others = moves.partners(trial, face)
        if others:
            to ^= {trial.random.choice(others).id}
            trial.note(f"{face.code} shows its second face to {len(to)}")
        return
    player = trial.random.choice(trial.players)
    others = moves.partners(trial, player)
    if len(others) > 1 and not player.held and not player.rolled:
        face = trial.face(player.node, timedelta())
        player.honest = face.honest = False
        trial.faces[player.id] = face, {trial.random.choice(others).id}
        trial.note(f"{player.code} shows two faces")


def meet_faces(trial: Trial) -> None:
    """Whoever knows one face of a party is shown the other, with the proof that was asked for (law 6)."""
    for player in trial.players:
        if player.id not in trial.faces:
            continue
        for witness in moves.partners(trial, player):
            trial.faces[player.id][1].symmetric_difference_update({witness.id})
            face = trial.face_to(player, witness)
            if witness.honest and not witness.held and witness.standing(face) is face.standing(witness) is _OPEN:
                _confront(trial, face, witness)


def _confront(trial: Trial, face: Player, witness: Player) -> None:
    with witness.node.store.read() as view:
        party = view.party(face.id)
        assert party is not None
        seen = view.witnessed(party.origin)
    if seen is None or party.generation != face.node.view(lambda view: view.house().party.generation):
        return
    # Of its credence it shows what the witness has not of this face: versions may have parted as the registers did.
    chain = face.node.view(lambda view: view.house().party.chain)
    shared = sum(one.digest == other.digest for one, other in zip(chain, party.chain, strict=False))
    knows = Knows(credence=shared, keys=party.keys.number, head=seen.size)
    with face.node.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""), (Scope.PAIR, witness.id))
        tx.put_house(replace(tx.house(), held=""))
        tx.put_pair(replace(tx.pair(witness.id), knows=knows))
    face.node.mark.forget()
    trial.clock.move(minutes=2)
    while face.node.view(lambda view: view.register_size()) <= seen.size:
        face.node.send(witness.node, subject=f"{TAINT} to confront")
        beat(face.node.office, now=face.node.clock.now())
    with face.node.store.read() as view:
        agrees = seen.size <= view.register_size() and merkle.root(seen.size, view.nodes) == seen.root
    pouch = trial.pack(face, witness)
    if pouch is None or trial.hand(pouch) is None:
        return
    codes = {alarm.code for alarm in witness.node.view(lambda view: view.alarms()) if alarm.party == face.id}
    if not agrees and not codes & {witnesses.FORK, "credence-fork"}:
        raise LawBroken(6, f"{witness.code} saw both branches of {face.code}'s register and raised no alarm")
