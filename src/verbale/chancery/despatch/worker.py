"""The despatch worker: takes to each party what is due to it, and keeps the beats of the house.

One lane a party, many lanes at once, so that one that is away holds up no other. What is due is found by looking, five
times a second; a ring of the bell only makes it sooner. A party is also called where nothing is due:

    once, when the worker first sees it      it may have waited for us to come back
    regularly, while we have no address      it cannot call us; an empty pouch asks whether it has anything
    regularly, while the house is held       each counterpart shows how far the house's own record went

Nothing is kept in memory that matters: a worker that was killed is replaced by another, which looks and goes on.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from verbale.chancery.despatch.beats import Beats
from verbale.chancery.despatch.crew import Crew
from verbale.chancery.despatch.options import Options
from verbale.chancery.despatch.pulse import beat_pulse
from verbale.chancery.despatch.rounds import Rounds, short
from verbale.chancery.despatch.wake import Bell
from verbale.chancery.logs import get_log, tell_fault
from verbale.chancery.office import Node
from verbale.exchange.holding import is_behind_mark
from verbale.exchange.ports import Carrier
from verbale.exchange.receive import note_own_hold
from verbale.exchange.records import Party, Standing
from verbale.formats.errors import VerbaleError

LOOK = 0.2
THREADS = 16
_SURVEY = 1.0
_PULSES = 5.0
_LAST_WORDS = 2.0

_log = get_log("verbale.despatch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Who can be called.

    Attributes:
        partners: ids of accredited parties with an address.
        callable: whether the house has an address itself, so that they can call it.
        held: whether the house is held; then it sends nothing and only asks.
    """

    partners: frozenset[bytes]
    callable: bool
    held: bool


def survey(node: Node) -> Survey:
    """Looks who can be called."""
    with node.store.read() as view:
        house = view.house()
        return Survey(
            partners=frozenset(party.id for party in view.parties() if _is_partner(party)),
            callable=bool(house.party.keys.addresses),
            held=bool(house.held) or is_behind_mark(node.office, view),
        )


@dataclass(slots=True, kw_only=True)
class Worker:
    """A despatch worker.

    Attributes:
        node: the chancery.
        carrier: the network.
        options: what the operator set.
    """

    node: Node
    carrier: Carrier
    options: Options
    threads: int = THREADS
    _rounds: Rounds = field(init=False)
    _beats: Beats = field(init=False)
    _crew: Crew = field(init=False)
    _busy: set[object] = field(default_factory=set)
    _calls: dict[bytes, float] = field(default_factory=dict)
    _survey: Survey = field(init=False)
    _looked: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        node = self.node
        self._rounds = Rounds(office=node.office, lanes=node.store.lanes, carrier=self.carrier, clock=node.now)
        self._beats = Beats(
            office=node.office, store=node.store, contents=node.contents, clock=node.now, every=self.options.beat
        )
        self._crew = Crew(self.threads, leave=node.store.close)
        self._survey = Survey(partners=frozenset(), callable=True, held=True)

    def run(self, stop: threading.Event, bell: Bell | None = None) -> None:
        """Works until it is told to stop.

        Raises:
            VerbaleError: if the house cannot even be looked at when it begins.
        """
        note_own_hold(self.node.office, now=self.node.now())
        while not stop.is_set():
            try:
                self._look()
            except VerbaleError as wrong:
                # A busy or failing database: nothing was lost, and the next look comes soon.
                _log.warning("look-failed", code=wrong.code)
                stop.wait(_SURVEY)
            if bell is None:
                stop.wait(LOOK)
            else:
                bell.wait(LOOK)
        self._end()

    def _look(self) -> None:
        if self._is_time("survey", _SURVEY):
            self._survey = survey(self.node)
        if self._is_time("pulse", _PULSES):
            beat_pulse(self.node.home.folder)
        if self._is_time("beats", _SURVEY):
            self._start("beats", self._beats.keep)
        self._rounds.extend({each for each in tuple(self._busy) if isinstance(each, bytes)})
        for peer in [] if self._survey.held else self._due():
            self._visit(peer, early=False)
        for peer in self._to_call():
            self._visit(peer, early=True)

    def _due(self) -> list[bytes]:
        due = self.node.store.lanes.due(self._rounds.moment())
        return [peer for peer in due if peer in self._survey.partners]

    def _to_call(self) -> list[bytes]:
        """Parties that are called though nothing is due to them."""
        now = time.monotonic()
        for gone in self._calls.keys() - self._survey.partners:
            del self._calls[gone]
        called = [peer for peer in self._survey.partners if self._calls.get(peer, 0.0) <= now]
        knocks = self._survey.held or not self._survey.callable
        later = now + self.options.knock.total_seconds() if knocks else float("inf")
        for peer in called:
            self._calls[peer] = later
        return called

    def _visit(self, peer: bytes, *, early: bool) -> None:
        def visit() -> None:
            if self._rounds.make(peer, early=early).trips:
                self._rounds.settle()

        self._start(peer, visit)

    def _start(self, what: object, act: Callable[[], object]) -> None:
        """Gives a job to the crew, unless the same one is under way."""
        if what in self._busy:
            return
        self._busy.add(what)
        self._crew.give(lambda: self._do(what, act))

    def _do(self, what: object, act: Callable[[], object]) -> None:
        name = short(what) if isinstance(what, bytes) else what
        try:
            act()
        except VerbaleError as wrong:
            _log.warning("job-failed", job=name, code=wrong.code)
        except Exception as fault:  # noqa: BLE001 - a fault of ours in one job must not end the others
            tell_fault(_log, "job-fault", fault, job=name)
        finally:
            self._busy.discard(what)

    def _is_time(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now - self._looked.get(what, -every) < every:
            return False
        self._looked[what] = now
        return True

    def _end(self) -> None:
        deadline = time.monotonic() + _LAST_WORDS
        while self._busy and time.monotonic() < deadline:
            time.sleep(0.02)
        with suppress(VerbaleError):
            self._rounds.release()


def _is_partner(party: Party) -> bool:
    return party.standing is Standing.ACCREDITED and bool(party.keys.addresses)
