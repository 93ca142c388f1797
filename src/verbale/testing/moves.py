"""Moves: what chanceries do of their own will in a trial, each drawn by chance.

Letters are drafted, cleared, sent and answered; pouches are packed, handed over, lost and doubled; keys are renewed,
parties met and allowed less. What goes wrong meanwhile stands in `verbale.testing.mishaps`.
"""

from dataclasses import replace
from datetime import timedelta

from verbale.exchange import acts, identity, standing
from verbale.exchange.letters import send as send_letter
from verbale.exchange.lost import give_back
from verbale.exchange.pack import MOST_BYTES, is_due
from verbale.exchange.receive import open_waiting
from verbale.exchange.records import Direction, Letter, Party, Permissions, Standing
from verbale.exchange.register import beat
from verbale.formats.credence import Identity
from verbale.formats.receipt import Stage
from verbale.testing.faults import Fault
from verbale.testing.players import Meant, Player, Pouch
from verbale.testing.trial import Trial
from verbale.testing.watch import TAINT, LawBroken

LARGE = 70_000
SMALLER = 700


def someone(trial: Trial) -> Player:
    """A player, or its second face."""
    player = trial.random.choice(trial.players)
    face = trial.faces.get(player.id)
    return face[0] if face and trial.chance(0.5) else player


def partners(trial: Trial, player: Player) -> list[Player]:
    """Whom a player has met."""
    return [each for each in trial.players if each.id != player.id and player.standing(each) is not None]


def due_pairs(trial: Trial) -> list[tuple[Player, Player]]:
    """Who has something due to whom."""
    found = []
    for player in trial.players:
        for other in partners(trial, player):
            sender = trial.face_to(player, other)
            if sender.node.view(lambda view, other=other: is_due(view, other.id)):  # type: ignore[misc]
                found.append((player, other))
    return found


def some_pair(trial: Trial) -> tuple[Player, Player] | None:
    """Two players of whom the first mostly has something due to the second."""
    due = due_pairs(trial)
    if due and trial.chance(0.8):
        return trial.random.choice(due)
    player = trial.random.choice(trial.players)
    others = partners(trial, player)
    return (player, trial.random.choice(others)) if others else None


def send(trial: Trial) -> None:
    """Somebody drafts, clears and sends a letter."""
    send_from(trial, someone(trial))


def send_from(trial: Trial, player: Player) -> None:
    """A player drafts, clears and sends a letter."""
    others = partners(trial, player)
    if not others:
        return
    recipients = tuple(trial.random.sample(others, min(len(others), trial.random.choice((1, 1, 1, 2, 3)))))
    meant = draft(trial, player, recipients)
    if meant is not None:
        trial.meant.append(meant)
        send_again(trial, meant)


def draft(trial: Trial, player: Player, recipients: tuple[Player, ...]) -> Meant | None:
    """Drafts and clears a letter with unmistakable words."""
    random, number = trial.random, trial.next_number()
    sizes = random.choice(((), (), (), (), (10,), (SMALLER,), (0, SMALLER), (LARGE,) if trial.chance(0.2) else ()))
    contents = tuple(f"{TAINT} {number}.{place} ".encode().ljust(size, b".") for place, size in enumerate(sizes))
    hours = random.choice((None, None, None, 0.2, 2, 48))
    replies = [each for each in letters(player) if each.direction is Direction.IN and each.sender in ids(recipients)]
    cleared = trial.attempt(
        player,
        f"drafts letter {number}",
        lambda: player.node.draft(
            *(each.node for each in recipients),
            subject=f"{TAINT} {number}",
            text=f"{TAINT} {number}. " + "All of it is meant as it stands. " * random.randint(1, 30),
            attachments=contents,
            letter_class=random.choice(("note-verbale", "note-verbale", "circular", "memorandum")),
            expires=player.node.clock.now() + timedelta(hours=hours) if hours else None,
            reply_to=random.choice(replies).id if replies and trial.chance(0.5) else None,
        ),
    )
    if cleared is None:
        return None
    return Meant(sender=player, recipients=recipients, draft=cleared, contents=contents)


def send_again(trial: Trial, meant: Meant) -> None:
    """Sends a draft; one that was sent already is the letter that it became."""
    node = meant.sender.node
    to = "+".join(each.code for each in meant.recipients)
    letter = trial.attempt(
        meant.sender,
        f"sends {meant.draft.subject} to {to}",
        lambda: send_letter(node.office, meant.draft, officers=node.officers, now=node.clock.now()),
    )
    if letter is None:
        return
    if meant.letter is not None and letter.id != meant.letter.id:
        raise LawBroken(3, f"{meant.sender.code} sent one draft as two letters")
    meant.letter = letter


def send_once_more(trial: Trial) -> None:
    """An officer who was not told what became of a draft sends it once more."""
    unknown = [each for each in trial.meant if each.letter is None or trial.chance(0.1)]
    if unknown:
        send_again(trial, trial.random.choice(unknown))


def send_wrongly(trial: Trial) -> None:
    """Somebody sends what may not be sent: it is refused."""
    player = someone(trial)
    others = partners(trial, player)
    if not others:
        return
    meant = draft(trial, player, (trial.random.choice(others),))
    if meant is None:
        return
    office, officers, now = player.node.office, player.node.officers, player.node.clock.now()
    wrong = trial.random.choice(("changed", "recipient", "class", "officers", "attachments", "self"))
    bad = meant.draft
    if wrong == "changed":
        bad = replace(bad, paragraphs=(replace(bad.paragraphs[0], text=f"{TAINT} Changed."),))
    elif wrong == "recipient":
        bad = replace(bad, recipients=tuple(each.id for each in others if each.id not in bad.recipients))
    elif wrong == "class":
        bad = replace(bad, letter_class="non-paper")
        player.node.store.clear(bad.id, bad.digest)
    elif wrong == "officers":
        officers = officers[:1]
    elif wrong == "attachments":
        bad = replace(bad, attachments=(), expires=now + timedelta(days=9))
    else:
        bad = replace(bad, recipients=(player.id,))
    if trial.attempt(player, f"wrongly sends, {wrong}", lambda: send_letter(office, bad, officers=officers, now=now)):
        raise LawBroken(9 if wrong == "class" else 1, f"{player.code} sent a letter that may not be sent: {wrong}")


def post(trial: Trial) -> None:
    """Somebody packs a pouch, and a bearer takes it."""
    pair = some_pair(trial)
    if pair:
        pouch = trial.pack(*pair, most_bytes=2000 if trial.chance(0.1) else MOST_BYTES)
        if pouch:
            trial.road.append(pouch)


def hand(trial: Trial) -> None:
    """A bearer hands any of the pouches over, perhaps not for the last time."""
    pouch = take(trial, keep=0.2)
    if pouch is None:
        return
    answer = trial.hand(pouch)
    if answer and trial.chance(0.7):
        trial.road.append(answer)


def take(trial: Trial, *, keep: float) -> Pouch | None:
    """Any pouch on the road; with some chance it stays there, to come again."""
    if not trial.road:
        return None
    place = trial.random.randrange(len(trial.road))
    return trial.road[place] if trial.chance(keep) else trial.road.pop(place)


def call(trial: Trial) -> None:
    """Somebody calls another over the network."""
    pair = some_pair(trial)
    if pair:
        trial.exchange(*pair)


def answer(trial: Trial) -> None:
    """Officers acknowledge or refuse a letter that came."""
    player = someone(trial)
    come = [each for each in letters(player) if each.direction is Direction.IN]
    if not come:
        return
    letter, node = trial.random.choice(come), player.node
    stage = Stage.ACKNOWLEDGED if trial.chance(0.8) else Stage.REFUSED
    act = acts.acknowledge if stage is Stage.ACKNOWLEDGED else acts.refuse

    trial.answers.add((player.id, letter.sender, letter.id, stage))
    trial.attempt(
        player,
        f"says {stage.value}",
        lambda: act(node.office, letter, officers=node.officers, now=node.clock.now(), words="By order."),
    )


def wait(trial: Trial) -> None:
    """Time passes."""
    trial.clock.move(seconds=trial.random.choice((5, 30, 70, 600, 4000, 20_000)))


def lapse(trial: Trial) -> None:
    """Somebody looks which letters are past their expiry."""
    lapse_of(trial, someone(trial))


def lapse_of(trial: Trial, player: Player) -> None:
    """A player looks which letters are past their expiry."""
    trial.attempt(player, "lets letters lapse", lambda: acts.lapse(player.node.office, now=player.node.clock.now()))


def close_batch(trial: Trial) -> None:
    """Somebody's register closes a batch on the beat."""
    player = someone(trial)
    trial.attempt(player, "beats", lambda: beat(player.node.office, now=player.node.clock.now()) or True)


def take_reading_key(trial: Trial) -> None:
    """The reading key is put apart, or comes back and opens what waited."""
    apart = [each for each in trial.players if each.node.keys.reading_apart]
    # What waits for a key is opened before long, or few would ever see two workers at it.
    player = trial.random.choice(apart) if apart and trial.chance(0.6) else someone(trial)
    player.node.keys.reading_apart = not player.node.keys.reading_apart
    if player.node.keys.reading_apart:
        trial.note(f"{player.code} puts its reading key apart")
        return
    if trial.chance(0.6):
        player.troubles.arm(Fault.INTERRUPT, after=1, act=lambda: open_letters(trial, player))
    open_letters(trial, player)


def open_letters(trial: Trial, player: Player) -> None:
    """Opens what waits for the reading key."""
    node = player.node
    trial.attempt(player, "opens what waited", lambda: open_waiting(node.office, now=node.clock.now()))
    if node.view(lambda view: any(view.pair(each.id).back for each in view.parties())):
        trial.attempt(player, "gives letters back", lambda: give_back(node.office, now=node.clock.now()))


def renew_keys(trial: Trial) -> None:
    """A front gets a new transport key."""
    player = someone(trial)
    player.node.keys.new_transport_key()
    trial.attempt(
        player, "renews its transport key", lambda: identity.renew_keys(player.node.office, now=player.node.clock.now())
    )


def renew_credence(trial: Trial) -> None:
    """A party gets a new version of its credence, mostly with a new reading key."""
    player = someone(trial)
    node = player.node
    if node.keys.reading_apart:
        return
    old = node.view(lambda view: view.house().party).credence.identity
    if trial.chance(0.7):
        node.keys.new_reading_key()
    new = replace(old, name=f"{old.name} anew", reading=node.keys.reading[0].public)
    if trial.chance(0.3):
        # Just when the new version is kept and no head covers it yet.
        player.troubles.arm(Fault.FAIL, after=trial.random.randint(8, 16))
    trial.attempt(player, "renews its credence", lambda: _renew(player, new))


def _renew(player: Player, new: Identity) -> Party:
    node = player.node
    return identity.renew_credence(node.office, new, officers=node.officers, now=node.clock.now())


def replace_machines(trial: Trial) -> None:
    """The machines of a party get new keys under a new credence, and perhaps one of the old ones is revoked."""
    player = someone(trial)
    node = player.node
    if node.keys.reading_apart or player.held or player.troubles.full:
        return
    player.troubles.disarm()
    kept, old = node.keys.twin(node.keys.entropy), node.view(lambda view: view.house().party).credence.identity
    node.keys.new_machine_keys()
    opener = node.keys.opener
    assert opener is not None
    new = replace(old, front=node.keys.front.public, house=node.keys.house.public, opener=opener.public)
    if not trial.attempt(player, "gives its machines new keys", lambda: _renew(player, new)):
        node.keys.take_machine_keys(kept)
    elif trial.chance(0.5):
        key_id = trial.random.choice(sorted(old.machine_keys("front", "house", "opener")))
        trial.attempt(
            player,
            f"revokes {key_id[:8]}",
            lambda: identity.revoke(node.office, key_id, officers=node.officers, now=node.clock.now()),
        )


def meet(trial: Trial) -> None:
    """Somebody accredits another, for the first time or with what its newest credence says."""
    player = someone(trial)
    other = trial.random.choice([each for each in trial.players if each.id != player.id])
    if player.honest and other.honest and player.standing(other) in (None, Standing.ACCREDITED):
        trial.attempt(player, f"meets {other.code}", lambda: player.node.meet(other.node))


def permit(trial: Trial) -> None:
    """Somebody lets another send less, or more again."""
    player = someone(trial)
    others = partners(trial, player)
    if others:
        other = trial.random.choice(others)
        classes = trial.random.choice(((), (), ("note-verbale", "circular")))
        permissions = Permissions(classes=classes, most=trial.random.choice((3000, 1 << 30)))
        trial.attempt(
            player,
            f"permits {other.code} {permissions}",
            lambda: standing.permit(player.node.office, other.id, permissions),
        )


def suspend(trial: Trial) -> None:
    """Officers suspend the exchange with a party, or restore what they suspended."""
    player = someone(trial)
    others = [each for each in partners(trial, player) if player.standing(each) is not Standing.RECOVERING]
    if not others or not player.honest:
        return
    other = trial.random.choice(others)
    if not other.honest:
        return  # what its papers did is not undone by chance
    if player.standing(other) is Standing.SUSPENDED:
        trial.attempt(player, f"restores {other.code}", lambda: standing.restore(player.node.office, other.id))
    else:
        trial.attempt(player, f"suspends {other.code}", lambda: standing.suspend(player.node.office, other.id))


def trust_again(trial: Trial, player: Player) -> None:
    """Officers restore the exchange with everybody who did no wrong."""
    for other in partners(trial, player):
        if other.honest and player.standing(other) is Standing.SUSPENDED:
            trial.attempt(
                player,
                f"restores {other.code}",
                lambda other=other: standing.restore(player.node.office, other.id),  # type: ignore[misc]
            )


def letters(player: Player) -> list[Letter]:
    """All letters of a player."""
    with player.node.store.read() as view:
        return list(view.letters())  # type: ignore[attr-defined]


def ids(players: tuple[Player, ...]) -> set[bytes]:
    """Their ids."""
    return {each.id for each in players}
