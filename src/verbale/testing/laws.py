"""The laws, held against a trial when it has come to rest.

Each check is named after its law. It compares what the chanceries keep and say with what was truly meant and done; it
reads their stores and contents as nobody in the trial could. What holds after every single step is watched by
`verbale.testing.watch`.
"""

from collections import Counter
from dataclasses import replace

from verbale.exchange.acts import BY_OFFICERS
from verbale.exchange.opening import open_attachment, open_copy
from verbale.exchange.prove import prove, verify_register
from verbale.exchange.records import CopyState, Direction, Evidence, Letter, Standing
from verbale.exchange.register import PADDING, make_head, sequence
from verbale.formats import merkle
from verbale.formats.errors import VerbaleError
from verbale.formats.manifest import VoidItem
from verbale.formats.receipt import Stage, read_lines
from verbale.formats.registerproof import verify_register_proof
from verbale.practice.evidence import fold
from verbale.testing import moves
from verbale.testing.players import Meant, Player
from verbale.testing.trial import Trial
from verbale.testing.watch import LawBroken, check_durable, is_tainted, tainted_tables

ENDS = ("opened", "acknowledged", "refused", "lapsed")


def check(trial: Trial) -> None:
    """Checks every law.

    Raises:
        LawBroken: the first that does not hold.
    """
    for player in trial.everyone:
        check_taint(player)
        check_register(trial, player)
        if player.honest:
            check_numbers(trial, player)
            check_effects(player)
            check_evidence(trial, player)
            check_witness(trial, player)
            check_alarms(trial, player)
    for meant in trial.meant:
        check_sealed(meant)
        if meant.letter is not None and meant.sender.honest:
            check_end(trial, meant, meant.letter)
            check_given_back(meant, meant.letter)
            check_end_after_restore(meant)


def check_sealed(meant: Meant) -> None:
    """Law 1: what is sealed to each recipient and to the house is what was cleared, and once at the most."""
    node = meant.sender.node
    sent = [
        letter
        for letter in moves.letters(meant.sender)
        if letter.direction is Direction.OUT and letter.subject == meant.draft.subject
    ]
    if len(sent) > 1:
        raise LawBroken(3, f"{meant.draft.subject} was sent as {len(sent)} letters")
    if meant.letter is not None and not sent and not meant.sender.rolled:
        raise LawBroken(2, f"{meant.draft.subject} was sent and is not there any more")
    for letter in sent:
        _check_content(meant, meant.sender, letter, letter.sealed)
        for recipient in meant.recipients:
            for copy in recipient.node.view(
                lambda view, recipient=recipient, letter=letter: view.copies(node.id, letter.id, incoming=True)  # type: ignore[misc]
            ):
                if copy.state is CopyState.OPENED:
                    _check_content(meant, recipient, letter, copy.sealed)


def _check_content(meant: Meant, reader: Player, letter: Letter, sealed: bytes) -> None:
    sender = meant.sender
    with reader.node.store.read() as view:
        party = view.house().party if reader.id == sender.id else view.party(sender.id)
    assert party is not None
    opened = open_copy(reader.node.office, b"".join(reader.node.contents.open(sealed)), party)
    draft, statement = meant.draft, opened.statement
    texts = [(part.number, part.content) for part in opened.parts if part.kind == "text"]
    agree = (
        opened.signed.digest == letter.id
        and opened.subject == draft.subject
        and texts == [(each.number, each.text) for each in draft.paragraphs]
        and opened.reply_to == draft.reply_to
        and set(statement.recipients) == set(draft.recipients) == moves.ids(meant.recipients)
        and (statement.letter_class, statement.expires) == (draft.letter_class, draft.expires)
        and len(opened.attachments) == len(meant.contents)
    )
    if not agree:
        raise LawBroken(1, f"{reader.code} reads another letter than {sender.code} cleared as {draft.subject}")
    for attachment, enclosure, content in zip(opened.attachments, opened.enclosed, meant.contents, strict=True):
        blocks = reader.node.contents.open(enclosure.sealed)
        if b"".join(open_attachment(reader.node.office, blocks, attachment, enclosure)) != content:
            raise LawBroken(1, f"{reader.code} reads another attachment than {sender.code} cleared")


def check_taint(player: Player) -> None:
    """Law 5: words of letters stand only in the list of letters, of those that wrote or opened them."""
    tables = player.node.store.snapshot()
    tainted = set(tainted_tables(tables)) - {"letters"}
    if tainted:
        raise LawBroken(5, f"{player.code} keeps words of letters in {sorted(tainted)}")
    for digest, data in player.node.contents.files.items():
        if is_tainted(data):
            raise LawBroken(5, f"{player.code} keeps words of a letter in the file {digest.hex()[:8]}")
    for letter in moves.letters(player):
        belongs = letter.opened and player.id in (letter.sender, *letter.recipients)
        if not belongs and is_tainted(letter.subject.encode()):
            raise LawBroken(5, f"{player.code} shows words of a letter that it did not write or open")


def check_numbers(trial: Trial, player: Player) -> None:
    """Numbers of letters have no gap and none twice, whatever happened; after a recovery they may have gaps."""
    numbers = [
        (letter.series, letter.year, letter.number)
        for letter in moves.letters(player)
        if letter.direction is Direction.OUT
    ]
    # A letter that comes back may bear a number that was given again, if nobody could tell that it was given.
    if player.surely_numbered and len(set(numbers)) != len(numbers):
        raise LawBroken("numbers", f"{player.code} gave a number twice")
    if not player.rolled and sorted(number for _, _, number in numbers) != list(range(1, len(numbers) + 1)):
        raise LawBroken("numbers", f"{player.code} has a gap in its numbers")
    if not player.surely_numbered:
        return
    ids: dict[tuple[str, int, int], bytes] = {}
    for letter in [each for other in trial.players for each in moves.letters(other)]:
        if letter.sender == player.id and letter.opened:
            number = letter.series, letter.year, letter.number
            if ids.setdefault(number, letter.id) != letter.id:
                raise LawBroken("numbers", f"{player.code} gave a number again that it had lost")


def check_effects(player: Player) -> None:
    """Law 3: every statement is entered once, and every stage of a copy is said once."""
    entries = Counter(
        entry.digest for entry in player.node.store.snapshot()["entries"].values() if entry.kind != PADDING
    )
    twice = [digest for digest, count in entries.items() if count > 1]
    if twice:
        raise LawBroken(3, f"{player.code} entered {len(twice)} statements twice")
    for (letter, _), lines in player.node.store.snapshot()["evidence"].items():
        said = Counter((line.sealed, line.stage) for line in lines if line.issuer == player.id)
        if said and max(said.values()) > 1:
            raise LawBroken(3, f"{player.code} said a stage of {letter.hex()[:8]} twice: {said}")


def check_evidence(trial: Trial, player: Player) -> None:
    """Laws 2, 4 and 8: what is proven is true, is kept by who said it, and folds alike in any order."""
    players = {each.id: each for each in trial.players}
    for (letter, _), lines in player.node.store.snapshot()["evidence"].items():
        for line in lines:
            _check_line(player, line)
            issuer = players[line.issuer]
            if issuer.honest and not issuer.rolled and issuer is not player:
                _check_truth(trial, player, issuer, line)
        shuffled = trial.random.sample([*lines, *lines], 2 * len(lines))
        if fold(shuffled) != fold(lines):
            raise LawBroken(8, f"{player.code} shows another ladder of {letter.hex()[:8]} if told in another order")


def _check_line(player: Player, line: Evidence) -> None:
    kept = player.node.view(lambda view: view.statement(line.receipt))
    if kept is None:
        raise LawBroken(4, f"{player.code} says {line.stage.value} of a letter and has no receipt for it")
    if not any(
        (each.letter, each.stage, each.sealed) == (line.letter, line.stage, line.sealed)
        for each in read_lines(kept.beside)
    ):
        raise LawBroken(4, f"{player.code} says {line.stage.value} of a letter, and the receipt does not")


def _check_truth(trial: Trial, player: Player, issuer: Player, line: Evidence) -> None:
    """What somebody else said: it really did, and it was so."""
    check_durable(issuer, player.id, line)
    own, theirs = (each.node.view(lambda view: view.statement(line.receipt)) for each in (player, issuer))
    if own != theirs:
        raise LawBroken(3, f"{player.code} keeps a receipt in other bytes than {issuer.code}")
    if line.stage is Stage.LAPSED:
        return
    if line.party != issuer.id or not player.node.view(
        lambda view: view.copies(issuer.id, line.letter, incoming=False)
    ):
        raise LawBroken(4, f"{player.code} says {line.stage.value} of a letter that it never sent to {issuer.code}")
    came = issuer.node.view(lambda view: view.letter(line.letter, player.id))
    if line.stage is Stage.OPENED and not (came and came.opened):
        raise LawBroken(4, f"{player.code} says opened of a letter that {issuer.code} never opened")
    by_officers = line.stage is Stage.ACKNOWLEDGED or line.reason == BY_OFFICERS
    if by_officers and (issuer.id, player.id, line.letter, line.stage) not in trial.answers:
        raise LawBroken(4, f"{player.code} says {line.stage.value} of a letter, and no officer of {issuer.code} did")


def check_register(trial: Trial, player: Player) -> None:
    """Law 6: the register agrees with itself; looked at for one player of each trial, for it is long."""
    if player is not trial.players[0]:
        return
    try:
        verify_register(player.node.office)
    except VerbaleError as wrong:
        if not player.held:
            raise LawBroken(6, f"{player.code}'s register does not agree with itself: {wrong}") from None


def check_witness(trial: Trial, player: Player) -> None:
    """Law 6: nobody cosigned two branches of one register."""
    cosigned = player.node.store.snapshot()["own_cosignatures"].values()
    for other in trial.players:
        branches = [other] if other.id not in trial.faces else [other, trial.faces[other.id][0]]
        heads = [(each.size, each.root) for each in cosigned if each.origin.startswith(f"{other.id.hex()}/")]
        if other.honest and not other.rolled and not all(_has(other, *head) for head in heads):
            raise LawBroken(6, f"{player.code} cosigned a head that {other.code} never had")
        if not other.honest and not any(all(_has(branch, *head) for head in heads) for branch in branches):
            raise LawBroken(6, f"{player.code} cosigned both branches of {other.code}'s register")


def _has(player: Player, size: int, root: bytes) -> bool:
    with player.node.store.read() as view:
        return size <= view.register_size() and merkle.root(size, view.nodes) == root


def check_alarms(trial: Trial, player: Player) -> None:
    """Nobody is accused who did no wrong."""
    doubtful = {each.id for each in trial.players if not each.honest or each.rolled or each.robbed}
    for alarm in player.node.view(lambda view: view.alarms()):
        if alarm.party in doubtful or player.rolled or player.robbed:
            continue
        # A void may come before the receipt that says why, and between them the letter that lapsed.
        if alarm.code != "number-reused" or not _has_voids(trial, alarm.party, player):
            raise LawBroken("alarm", f"{player.code} raised {alarm.code} without cause: {alarm.reason}")


def _has_voids(trial: Trial, party: bytes | None, player: Player) -> bool:
    sender = next(each for each in trial.players if each.id == party)
    with sender.node.store.read() as view:
        return any(isinstance(each.item, VoidItem) for each in view.items(player.id, above=0, limit=1 << 20))


def check_end(trial: Trial, meant: Meant, letter: Letter) -> None:
    """After the calm every letter that did not lapse was opened or refused, and its sender can prove it."""
    sender = meant.sender
    for recipient in meant.recipients:
        standings = sender.standing(recipient), recipient.standing(sender)
        if not recipient.honest or sender.rolled or recipient.rolled or None in standings:
            continue
        lines = _lines_on(sender, letter, recipient)
        ladder = fold(lines, expires=letter.expires)
        if ladder.reached not in ENDS:
            raise LawBroken("end", f"{letter.subject} from {sender.code} to {recipient.code} is {ladder.reached}")
        came = recipient.node.view(lambda view: view.letter(letter.id, sender.id))
        if ladder.reached in ("opened", "acknowledged") and not (came and came.opened):
            raise LawBroken(2, f"{letter.subject} is {ladder.reached} and {recipient.code} does not have it")
        mine, theirs = _sorted(lines), _sorted(_lines_on(recipient, letter, recipient, sender=sender))
        if mine != theirs or fold(mine, expires=letter.expires) != fold(theirs, expires=letter.expires):
            raise LawBroken(8, f"{sender.code} and {recipient.code} show different ladders of {letter.subject}")
        # A copy that waited for the reading key is opened when the proofs that came beside it are gone.
        waited = len({line.receipt for line in lines if line.stage in (Stage.PLACED, Stage.OPENED)}) > 1
        if any(line.unproven for line in lines) or (came and came.unproven and not waited):
            raise LawBroken(4, f"{letter.subject} to {recipient.code} stays unproven")
        _check_proof(trial, sender, ladder.rungs[-1])


def _went_on_knowing(player: Player) -> bool:
    """Whether a player was put back and recovered, and never signed anything without knowing what it had lost."""
    generation = player.node.view(lambda view: view.house().party.generation)
    return player.rolled and player.surely_numbered and generation > 1 and not player.held


def check_end_after_restore(meant: Meant) -> None:
    """What a restored chancery itself has sent has its end, too, with all that it still speaks to."""
    sender, letter = meant.sender, meant.letter
    assert letter is not None
    if not _went_on_knowing(sender) or sender.node.view(lambda view: view.letter(letter.id, sender.id)) is None:
        return
    for recipient in meant.recipients:
        open_both = sender.standing(recipient) is recipient.standing(sender) is Standing.ACCREDITED
        if not open_both or not recipient.honest or recipient.rolled or recipient.held:
            continue
        lines = _lines_on(sender, letter, recipient)
        reached = fold(lines, expires=letter.expires).reached
        if reached not in ENDS and sender.node.view(
            lambda view, recipient=recipient: view.copies(recipient.id, letter.id, incoming=False)  # type: ignore[misc]
        ):
            raise LawBroken("end", f"{letter.subject} from {sender.code}, restored, to {recipient.code} is {reached}")


def check_given_back(meant: Meant, letter: Letter) -> None:
    """After the calm a restored chancery has each letter again that it lost and that somebody of its circle opened."""
    sender = meant.sender
    if not _went_on_knowing(sender) or sender.node.view(lambda view: view.letter(letter.id, sender.id)):
        return
    for recipient in meant.recipients:
        open_both = sender.standing(recipient) is recipient.standing(sender) is Standing.ACCREDITED
        if not open_both or not recipient.honest or recipient.rolled or recipient.held:
            continue
        came = recipient.node.view(lambda view: view.letter(letter.id, sender.id))
        if came and came.opened:
            raise LawBroken("back", f"{sender.code} lost {letter.subject}, and {recipient.code} has not given it back")


def _lines_on(player: Player, letter: Letter, recipient: Player, sender: Player | None = None) -> list[Evidence]:
    lines = player.node.view(lambda view: view.evidence(letter.id, recipient.id))
    if sender is None:
        return list(lines)
    sealed = {
        copy.sealed for copy in sender.node.view(lambda view: view.copies(recipient.id, letter.id, incoming=False))
    }
    return [line for line in lines if line.sealed in sealed]


def _sorted(lines: list[Evidence]) -> list[Evidence]:
    return sorted((replace(line, unproven=False) for line in lines), key=lambda line: (line.receipt, line.stage.value))


def _check_proof(trial: Trial, sender: Player, line: Evidence) -> None:
    """Now and then a proof is written and checked, as anybody could."""
    if not trial.chance(0.1):
        return
    sequence(sender.node.office)
    make_head(sender.node.office, now=sender.node.clock.now())
    shown = prove(sender.node.office, line.receipt, letter=line.letter)
    proof = verify_register_proof(shown, (trial.suite,))
    if proof.receipt is None or [each.letter for each in proof.receipt.lines] != [line.letter] * len(
        proof.receipt.lines
    ):
        raise LawBroken(4, f"{sender.code} proves something else than what it says")
