"""The ladder of evidence: how far a letter got with one recipient, as a fold over receipts.

Stages are a set under a fixed lattice, not a history: the same receipts in any order, any number of times, give the
same ladder (law 8), and no word on it is bigger than its proof (law 4):

    signed < accepted < placed < opened < acknowledged
                                 refused             ends it without acknowledgement
    lapsed                       yields to any receipt dated by the expiry

A higher rung proves those below it only as far as its own receipt says so: a ladder shows the rungs that have a
receipt of their own, and `reached` is the highest of them. Contradictions are shown, never resolved.

Beside each stage stands its event of ETSI EN 319 522-1 and its token of ISO/IEC 13888. We supply the semantics of
that evidence, not a qualified service.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from verbale.formats.receipt import Stage

SIGNED = "signed"
_RISING = (Stage.ACCEPTED, Stage.PLACED, Stage.OPENED, Stage.ACKNOWLEDGED)
_HELD = {Stage.ACCEPTED, Stage.PLACED, Stage.OPENED, Stage.ACKNOWLEDGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The standard names of a stage.

    Attributes:
        en319522: the event of EN 319 522-1.
        iso13888: the token of ISO/IEC 13888; empty if it has none.
    """

    en319522: str
    iso13888: str = ""


EVENTS: Mapping[Stage, Event] = {
    Stage.ACCEPTED: Event(en319522="B.1 RelayAcceptance", iso13888="NRT"),
    Stage.PLACED: Event(en319522="D.1 ContentConsignment", iso13888="NRD"),
    Stage.OPENED: Event(en319522="E.1 ContentHandover", iso13888="NRD"),
    Stage.ACKNOWLEDGED: Event(en319522="C.3 ConsignmentAcceptance", iso13888="NRK"),
    Stage.REFUSED: Event(en319522="C.4 ConsignmentRejection"),
    Stage.COPY_REFUSED: Event(en319522="D.2 ContentConsignmentFailure"),
    Stage.LAPSED: Event(en319522="C.5 AcceptanceRejectionExpiry"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One stage of one letter with one party, and the receipt that proves it.

    Attributes:
        letter: the letter's id.
        party: the recipient with whom the stage was reached.
        issuer: who signed the receipt: that recipient, or the sender for `lapsed`.
        stage, time, reason, words: as the receipt's line says them.
        receipt: the digest of the receipt.
        sealed: the digest of the sealed copy that the line speaks of.
        unproven: whether the issuer's keys were replaced and nothing shows yet that the receipt is older.
    """

    letter: bytes
    party: bytes
    issuer: bytes
    stage: Stage
    time: datetime
    reason: str = ""
    words: str = field(default="", repr=False)
    receipt: bytes
    sealed: bytes
    unproven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """What is proven of a letter with one recipient.

    Attributes:
        reached: the word for it: `signed` or the value of a stage.
        rungs: the evidence for each stage that has any, the earliest of each, in the order of the lattice.
        contradictions: sentences, one for each thing that cannot both be true.
    """

    reached: str
    rungs: tuple[Evidence, ...]
    contradictions: tuple[str, ...] = ()


def fold(evidence: Iterable[Evidence], *, expires: datetime | None = None) -> Ladder:
    """Folds evidence into a ladder.

    Args:
        evidence: receipts' lines on one letter with one recipient, in any order.
        expires: until when the sender holds to the letter, if it said so.
    """
    earliest: dict[Stage, Evidence] = {}
    for each in sorted(evidence, key=_rank):
        earliest.setdefault(each.stage, each)
    times = {stage: each.time for stage, each in earliest.items()}
    word = reached(times, expires=expires)
    if Stage.LAPSED in earliest and _yields(times, expires):
        del earliest[Stage.LAPSED]
    rungs = tuple(earliest[stage] for stage in Stage if stage in earliest)
    return Ladder(reached=word, rungs=rungs, contradictions=tuple(_contradictions(earliest)))


def _rank(each: Evidence) -> tuple[datetime, bool, bytes, bytes, str, str]:
    """The earliest first; of one second, what is proven before what is not."""
    return each.time, each.unproven, each.receipt, each.sealed, each.reason, each.words


def reached(times: Mapping[Stage, datetime], *, expires: datetime | None = None) -> str:
    """The word for how far a letter got with one recipient.

    Args:
        times: the earliest time of each stage that has evidence.
        expires: until when the sender holds to the letter, if it said so.
    """
    if Stage.ACKNOWLEDGED in times:
        return str(Stage.ACKNOWLEDGED.value)
    if Stage.REFUSED in times:
        return str(Stage.REFUSED.value)
    if Stage.LAPSED in times and not _yields(times, expires):
        return str(Stage.LAPSED.value)
    rising: list[str] = [stage.value for stage in _RISING if stage in times]
    return rising[-1] if rising else SIGNED


def _yields(times: Mapping[Stage, datetime], expires: datetime | None) -> bool:
    """Whether a lapse yields to a receipt dated by the expiry."""
    in_time = (times[stage] for stage in times.keys() & _HELD)
    return any(expires is None or time <= expires for time in in_time)


def _contradictions(earliest: Mapping[Stage, Evidence]) -> Iterable[str]:
    if Stage.ACKNOWLEDGED in earliest and Stage.REFUSED in earliest:
        yield "It was both acknowledged and refused."
    if Stage.LAPSED in earliest and earliest.keys() & _HELD:
        yield "Its sender let it lapse, and its recipient took it after its expiry."
    if Stage.OPENED in earliest and Stage.PLACED in earliest:
        opened, placed = earliest[Stage.OPENED], earliest[Stage.PLACED]
        if opened.time < placed.time:
            yield "It is said to have been opened before it was placed."
