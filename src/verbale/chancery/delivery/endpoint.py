"""POST /pouch: a pouch is taken as it streams in, and the answer's body is the reply pouch.

    200  the reply pouch           400  do not repeat unchanged      408  too slow, or cut
    411, 413  its length           429, 503  later, with Retry-After

Of a pouch that was cut, what came whole is kept. A stranger hears one of two general codes, whatever is wrong with
the pouch: otherwise it could try out who is accredited here. The exact code is in this chancery's own log.
Source: protocol §4 and §5.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from wsgiref.types import StartResponse

from verbale.chancery.delivery.body import Body, Pace
from verbale.chancery.delivery.counts import Counts
from verbale.chancery.delivery.framing import read_frame
from verbale.chancery.delivery.gate import Gate, Pass
from verbale.chancery.delivery.turning import PLAIN, STATUS, Headers, Turned, answer_turned
from verbale.chancery.despatch.names import NETWORK, POUCH_TYPE
from verbale.chancery.logs import get_log, tell_fault
from verbale.exchange.pack import Packed
from verbale.exchange.placing import Received
from verbale.exchange.ports import Office
from verbale.exchange.receive import CUT, receive_and_answer
from verbale.exchange.register import sequence
from verbale.formats import limits
from verbale.formats.errors import Malformed, Refused, Unavailable, VerbaleError

# Codes of refusals that only a party can earn, after its pouch was authenticated.
_OF_PARTIES = frozenset({"party-suspended"})
_BUSY_SECONDS = 2
_HELD_SECONDS = 600

_log = get_log("verbale.delivery")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """The endpoint of one process.

    Attributes:
        office: the house.
        clock: the time, to the second.
        heard: called with a party's id when a pouch of it was taken.
        gate: how many are let in.
        counts: what came.
        pace: how slow a caller may be.
        most: the longest pouch that is taken.
        proxies: addresses of proxies whose word about the source is taken.
    """

    office: Office
    clock: Callable[[], datetime]
    heard: Callable[[bytes], None]
    gate: Gate = field(default_factory=Gate)
    counts: Counts = field(default_factory=Counts)
    pace: Pace = field(default_factory=Pace)
    most: int = limits.POUCH
    proxies: frozenset[str] = frozenset()

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request."""
        try:
            reply = self._take(environ)
        except Turned as turned:
            self.counts.refuse(turned.code)
            status, headers, body = answer_turned(turned)
            start_response(status, headers)
            return body
        start_response(STATUS[200], reply.headers)
        return reply

    def _take(self, environ: Mapping[str, Any]) -> "Reply":
        frame = read_frame(environ, most=self.most, proxies=self.proxies)
        held = self.gate.enter(frame.source)
        body = Body(environ["wsgi.input"].read, frame.length, pace=self.pace)
        try:
            received, packed = self._exchange(body)
        except BaseException:
            held.leave()
            raise
        finally:
            body.close()
        held.prove()
        self.counts.take()
        _tell(received, packed, body.received)
        return Reply(packed, held, self._settle)

    def _settle(self) -> None:
        """Gives indices to what was entered, so that the register shows it; the answer did not need them."""
        try:
            sequence(self.office)
        except VerbaleError as wrong:
            _log.warning("not-settled", code=wrong.code)

    def _exchange(self, body: Body) -> tuple[Received, Packed]:
        now = self.clock()
        try:
            received, packed = receive_and_answer(self.office, body.blocks(), now=now, road=NETWORK)
            self.heard(received.peer)
        except Unavailable as wrong:
            _log.info("pouch-failed", code=wrong.code, bytes=body.received, slow=body.slow)
            if wrong.code == CUT:
                raise Turned(408, CUT, wrong.family, wrong.reason) from None
            # What the machine lacks is nobody else's business.
            raise Turned(503, "not-now", wrong.family, "The chancery cannot take it now; try again later.", 5) from None
        except VerbaleError as wrong:
            _log.info("pouch-refused", code=wrong.code, family=wrong.family, bytes=body.received)
            raise _turn(wrong) from None
        except Exception as fault:  # noqa: BLE001 - the server's own word for a fault would show its places
            tell_fault(_log, "pouch-fault", fault)
            raise Turned(503, "internal", "unavailable", "The chancery has a fault; try again later.", 60) from None
        return received, packed


class Reply:
    """The reply pouch as an answer's body; its place at the gate is free when it is through, or broken off."""

    def __init__(self, packed: Packed, held: Pass, settle: Callable[[], None]) -> None:
        """Takes the place along.

        Args:
            packed: the reply pouch.
            held: the place at the gate.
            settle: called once the answer is through.
        """
        self.headers: Headers = [*PLAIN, ("Content-Type", POUCH_TYPE), ("Content-Length", str(packed.length))]
        self._blocks = packed.blocks()
        self._held = held
        self._settle: Callable[[], None] | None = settle

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._blocks)
        except StopIteration:
            self.close()
            raise
        except Exception as fault:  # noqa: BLE001 - it is too late for a status; the caller sees a body that is too short
            code = fault.code if isinstance(fault, VerbaleError) else ""
            tell_fault(_log, "reply-broken", fault, code=code)
            self.close()
            raise StopIteration from None

    def close(self) -> None:
        """Leaves the gate, and settles; again is no error."""
        settle, self._settle = self._settle, None
        try:
            if settle is not None:
                settle()
        finally:
            self._held.leave()


def _turn(wrong: VerbaleError) -> Turned:
    """What the caller hears of a refusal."""
    if wrong.code == "held":
        return Turned(503, "held", "unavailable", "The chancery takes no letters now; try again later.", _HELD_SECONDS)
    if isinstance(wrong, Refused) and wrong.code in _OF_PARTIES:
        return Turned(400, wrong.code, wrong.family, wrong.reason)
    # Of what lies inside, nothing is told: a paper is read only if its sender is known here, and would betray that.
    if isinstance(wrong, Malformed) and wrong.code.startswith("age-"):
        return Turned(400, "pouch-malformed", "malformed", "What came is not a pouch for this chancery.")
    reason = "The pouch is from no party that this chancery knows, or not for it, or damaged."
    return Turned(400, "pouch-untrusted", "untrusted", reason)


def _tell(received: Received, packed: Packed, length: int) -> None:
    results = [each.result for each in received.letters]
    _log.info(
        "pouch-taken",
        peer=received.peer.hex()[:12],
        bytes=length,
        placed=results.count("placed"),
        again=results.count("again"),
        refused=results.count("refused"),
        receipts=len(received.receipts),
        answered_letters=packed.letters,
        answered_receipts=packed.receipts,
    )
