"""The network road outwards: a pouch is posted, and the answer's body is the reply pouch.

One client a party, by its address and pins, so that no connection proven to one party serves another. A pouch goes
with its length and is never repeated here: what failed is told by its code, and the caller decides when to pack anew.
The other side's words are never shown; of its refusals only the code is taken. Source: protocol §4.

    200 reply pouch   202 reply comes later   400, 413 do not repeat unchanged   429, 503 later   else not a chancery
"""

import re
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import httpx

from verbale.chancery.despatch.dial import Resolver, Rule, Target, find_targets, resolve_host
from verbale.chancery.despatch.names import CREDENCE_PATH, CREDENCE_TYPE, POUCH_PATH, POUCH_TYPE
from verbale.chancery.despatch.pins import PIN_FAILED, pinned_context, public_context
from verbale.exchange.ports import Answer
from verbale.exchange.receive import CUT
from verbale.exchange.records import Party
from verbale.formats import canonical, limits
from verbale.formats.credencefile import SIZE as CREDENCE_FILE
from verbale.formats.errors import Refused, Unavailable, VerbaleError

_REFUSAL = 64 * limits.KIB
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_WAIT = 3600
_HOSTS = 4
_CLIENTS = 512


class Later(Unavailable):
    """The other side asks to be called again later.

    Attributes:
        seconds: after how long, as it says; at most an hour.
    """

    def __init__(self, code: str, reason: str, seconds: int) -> None:
        super().__init__(code, reason)
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the other side may take.

    Attributes:
        connect: seconds until a connection and its handshake stand.
        still: seconds without a byte in either direction.
        answer: seconds from the last byte of a pouch to the first of the answer.
        grace, floor: an answer may take `grace` seconds and one for each `floor` bytes.
    """

    connect: float = 5.0
    still: float = 60.0
    answer: float = 300.0
    grace: float = 60.0
    floor: float = limits.MIB / 60


class HTTPCarrier:
    """Carries pouches over HTTPS; see `verbale.exchange.ports.Carrier`. May be used from many threads."""

    def __init__(
        self,
        rule: Rule,
        *,
        patience: Patience | None = None,
        authorities: Callable[[], ssl.SSLContext] = public_context,
        resolver: Resolver = resolve_host,
        most: int = limits.POUCH,
    ) -> None:
        """Dials nobody yet.

        Args:
            rule: which addresses may be dialled.
            patience: how long the other side may take.
            authorities: makes the context that proves a party without pins.
            resolver: gives the addresses of a name.
            most: the longest answer that is taken, in bytes.
        """
        self._rule = rule
        self._patience = patience or Patience()
        self._authorities = authorities
        self._resolver = resolver
        self._most = most
        self._clients: dict[tuple[str, int, tuple[bytes, ...]], httpx.Client] = {}
        self._lock = threading.Lock()

    @contextmanager
    def exchange(self, peer: Party, blocks: Iterable[bytes], length: int) -> Iterator[Answer]:
        """Hands a pouch over to the first of the party's addresses that can be reached.

        Raises:
            Unavailable: `peer-away`, `peer-silent`, `peer-certificate`, `peer-pin`, `peer-busy`, `not-a-chancery`,
                `address-unknown`, or `pouch-cut` while the answer is read.
            Refused: `no-address`, `address-forbidden`, or the code that the other side gave.
        """
        if not peer.keys.addresses:
            raise Refused("no-address", "The party names no address; it calls, or a pouch goes by hand.")
        headers = {"Content-Type": POUCH_TYPE, "Accept": POUCH_TYPE, "Content-Length": str(length)}
        pouch = _Once(blocks)
        response = self._call_any(peer, "POST", POUCH_PATH, headers=headers, pouch=pouch)
        try:
            if response.status_code == 202:
                yield Answer(blocks=())
            elif response.status_code == 200:
                yield Answer(blocks=_read_answer(response, self._most, self._patience))
            else:
                _refuse(response)
        finally:
            response.close()

    def fetch_credence(self, address: str) -> bytes:
        """Fetches the letter of credence that a chancery shows at its address, to be compared by its words.

        Args:
            address: of the chancery, with or without `/credence`.

        Raises:
            Malformed: `address`.
            Refused: `address-forbidden` or `credence-too-large`.
            Unavailable: as `exchange`.
        """
        base = address.rstrip("/").removesuffix(CREDENCE_PATH)
        targets = find_targets(base, self._rule, resolver=self._resolver)
        headers = {"Accept": CREDENCE_TYPE}
        response = self._call(targets, "GET", CREDENCE_PATH, headers=headers, pins=(), pouch=None)
        try:
            if response.status_code != 200:
                raise Unavailable("not-a-chancery", "What answers at this address shows no letter of credence.")
            data = bytearray()
            for block in _read_answer(response, CREDENCE_FILE, self._patience):
                data += block
            return bytes(data)
        finally:
            response.close()

    def close(self) -> None:
        """Closes all connections."""
        with self._lock:
            clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            client.close()

    def _call_any(
        self, peer: Party, method: str, resource: str, *, headers: dict[str, str], pouch: "_Once"
    ) -> httpx.Response:
        """Tries the party's addresses, best first, until one takes the connection."""
        failed: VerbaleError | None = None
        for address in peer.keys.addresses:
            try:
                targets = find_targets(address, self._rule, resolver=self._resolver)
                return self._call(targets, method, resource, headers=headers, pins=peer.keys.pins, pouch=pouch)
            except VerbaleError as wrong:
                if pouch.begun:
                    raise
                failed = failed or wrong
        assert failed is not None
        raise failed

    def _call(
        self,
        targets: Sequence[Target],
        method: str,
        resource: str,
        *,
        headers: dict[str, str],
        pins: tuple[bytes, ...],
        pouch: "_Once | None",
    ) -> httpx.Response:
        for last, target in enumerate(targets[:_HOSTS], 1):
            client = self._client(target, pins)
            request = client.build_request(
                method,
                f"{target.origin}{target.path}{resource}",
                headers=headers | {"Host": target.authority},
                content=pouch,
                extensions={"sni_hostname": target.host},
            )
            try:
                return client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as fault:
                if last == min(len(targets), _HOSTS) or (pouch is not None and pouch.begun):
                    _raise_fault(fault)
            except httpx.HTTPError as fault:
                _raise_fault(fault)
        raise Unavailable("peer-away", "The party's address has no host.")

    def _client(self, target: Target, pins: tuple[bytes, ...]) -> httpx.Client:
        key = (f"{target.scheme}://{target.host}", target.port, pins)
        with self._lock:
            client = self._clients.get(key)
            if client is None:
                if len(self._clients) >= _CLIENTS:
                    # The one that was made first goes; an exchange that is using it ends as one that was cut.
                    self._clients.pop(next(iter(self._clients))).close()
                client = self._clients[key] = self._new_client(target, pins)
            return client

    def _new_client(self, target: Target, pins: tuple[bytes, ...]) -> httpx.Client:
        patience = self._patience
        verify = (pinned_context(pins) if pins else self._authorities()) if target.scheme == "https" else False
        return httpx.Client(
            verify=verify,
            trust_env=False,  # no proxy and no authority by an environment variable
            follow_redirects=False,
            headers={"User-Agent": "verbale", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(connect=patience.connect, read=patience.answer, write=patience.still, pool=1.0),
            limits=httpx.Limits(max_connections=8, max_keepalive_connections=1, keepalive_expiry=10.0),
        )


class _Once:
    """Blocks that can be begun once, and that tell whether they were."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self.begun = False

    def __iter__(self) -> Iterator[bytes]:
        self.begun = True
        yield from self._blocks


def _read_answer(response: httpx.Response, most: int, patience: Patience) -> Iterator[bytes]:
    """The answer's bytes, as many as it announces and not more than are taken, at no less than the floor of rate."""
    begun, received = time.monotonic(), 0
    try:
        for block in response.iter_raw():
            received += len(block)
            if received > most:
                raise Refused("answer-too-large", "The other chancery's answer is longer than any that is taken.")
            if time.monotonic() - begun > patience.grace + received / patience.floor:
                raise Unavailable(CUT, "The other chancery's answer came too slowly and was cut.")
            yield block
    except httpx.HTTPError:
        raise Unavailable(CUT, "The connection broke within the other chancery's answer.") from None


def _refuse(response: httpx.Response) -> NoReturn:
    """Raises what a status other than 200 and 202 means."""
    status = response.status_code
    if status in (429, 503):
        raise Later("peer-busy", "The other chancery asks to be called again later.", _retry_after(response))
    if status == 413:
        raise Refused("pouch-too-large", "The other chancery takes no pouch as large as this.")
    if status == 408:
        raise Unavailable("peer-silent", "The other chancery found the connection too slow and cut it.")
    code = _read_code(response) if status == 400 else ""
    if code:
        raise Refused(code, f"The other chancery refused the pouch: {code}.")
    raise Unavailable("not-a-chancery", f"What answers at the party's address is not its chancery (status {status}).")


def _retry_after(response: httpx.Response) -> int:
    text = response.headers.get("Retry-After", "")
    return min(int(text), _LONGEST_WAIT) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _read_code(response: httpx.Response) -> str:
    """The code of a refusal; empty if the answer is none of ours. Nothing else of it is believed or shown."""
    data = bytearray()
    try:
        for block in response.iter_raw():
            data += block
            if len(data) > _REFUSAL:
                return ""
        error = canonical.read(bytes(data), limit=_REFUSAL).get("error")
    except (httpx.HTTPError, VerbaleError):
        return ""
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and len(code) <= 64 and _CODE.fullmatch(code) else ""


def _raise_fault(fault: httpx.HTTPError) -> NoReturn:
    """Raises what a failed call means."""
    cause: BaseException | None = fault
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        if cause.args and cause.args[0] == PIN_FAILED:
            raise Unavailable("peer-pin", "The key of the party's certificate is none of those it pinned.") from None
        raise Unavailable("peer-certificate", "The certificate at the party's address proves nothing.") from None
    if isinstance(fault, httpx.TimeoutException):
        raise Unavailable("peer-silent", "The other chancery did not answer in time.") from None
    if isinstance(fault, httpx.ConnectError):
        raise Unavailable("peer-away", "The other chancery cannot be reached at its address.") from None
    raise Unavailable("peer-cut", "The connection to the other chancery broke.") from None
