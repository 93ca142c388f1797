"""What the tests draw from: values of the formats, and ways to damage their bytes."""

import string
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from verbale.formats import letter, limits, manifest, order, receipt


def digests() -> st.SearchStrategy[bytes]:
    """A SHA-256 digest, a salt, an id."""
    return st.binary(min_size=32, max_size=32)


def times() -> st.SearchStrategy[datetime]:
    """An instant to the second, of any year that can be said."""
    least, most = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - hypothesis gives the zone
    return st.datetimes(least, most, timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))


def numbers(least: int = 1) -> st.SearchStrategy[int]:
    """An integer of the formats."""
    return st.integers(least, limits.INTEGER)


def codes() -> st.SearchStrategy[str]:
    """A party's code."""
    return st.from_regex(r"\A[A-Z][A-Z0-9]{0,6}(-[A-Z0-9]{1,4}){0,2}\Z")


def texts(most: int = 40) -> st.SearchStrategy[str]:
    """Text that a document may hold, in several scripts; perhaps empty."""
    return st.text('aZ9 \n\t"\\é€中ن🕊', max_size=most)


def names(most: int = 40) -> st.SearchStrategy[str]:
    """A line for people."""
    inner = st.text("abcXYZ019 .,'é€中ن🕊", max_size=most - 2)
    return st.builds("{}{}{}".format, st.sampled_from("Aé中"), inner, st.sampled_from("z9ن"))


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """A JSON document in the form that canonical JSON can hold."""
    scalars = st.none() | st.booleans() | st.integers(-limits.INTEGER, limits.INTEGER) | texts()
    keys = st.text(string.printable, max_size=4)
    values = st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
    )
    return st.dictionaries(keys, values, max_size=5)


def parts() -> st.SearchStrategy[letter.Part]:
    """A part of a letter."""
    return st.builds(
        letter.Part,
        kind=st.sampled_from(["subject", "text", "dossier", "reply", "later-kind"]),
        number=st.sampled_from(["", "1", "2.3", "a"]),
        language=st.sampled_from(["", "en", "fr", "sr-Cyrl"]),
        salt=digests(),
        content=texts(),
    )


def enclosures() -> st.SearchStrategy[letter.Enclosure]:
    """An attachment as it travels."""
    return st.builds(letter.Enclosure, sealed=digests(), length=st.integers(1, limits.MEMBER), identity=digests())


def letter_statements() -> st.SearchStrategy[letter.LetterStatement]:
    """What a letter's statement says."""
    parties = st.lists(digests(), min_size=2, max_size=4, unique=True)

    def build(ids: list[bytes], **members: Any) -> letter.LetterStatement:
        return letter.LetterStatement(sender=ids[0], recipients=tuple(sorted(ids[1:])), **members)

    return st.builds(
        build,
        parties,
        suite=st.integers(0, 9),
        credence=numbers(),
        dossier=digests(),
        letter_class=st.sampled_from([each for each in letter.CLASSES if each != "non-paper"]),
        series=st.sampled_from(["", "A", "PROT7"]),
        number=numbers(),
        year=st.integers(1, 9999),
        created=times(),
        expires=st.none() | times(),
        parts=st.lists(digests(), min_size=1, max_size=4).map(tuple),
    )


def lines() -> st.SearchStrategy[receipt.Line]:
    """A line of a receipt."""
    refusals = (receipt.Stage.REFUSED, receipt.Stage.COPY_REFUSED)
    spoken = (receipt.Stage.REFUSED, receipt.Stage.ACKNOWLEDGED)

    def build(stage: receipt.Stage, reason: str, words: str, **members: Any) -> receipt.Line:
        return receipt.Line(
            stage=stage,
            reason=reason if stage in refusals else "",
            words=words if stage in spoken else "",
            **members,
        )

    return st.builds(
        build,
        st.sampled_from(receipt.Stage),
        st.from_regex(r"\A[a-z][a-z0-9-]{0,20}\Z"),
        st.just("") | names(),
        letter=digests(),
        sealed=digests(),
        time=times(),
        salt=digests(),
    )


def enclosed() -> st.SearchStrategy[manifest.Enclosed]:
    """An attachment's sealed file, as a manifest names it."""
    return st.builds(manifest.Enclosed, sealed=digests(), length=st.integers(1, limits.MEMBER))


def items(number: int) -> st.SearchStrategy[manifest.Item]:
    """An item of a manifest with this number."""
    return (
        st.builds(
            manifest.LetterItem,
            number=st.just(number),
            letter=digests(),
            letter_class=st.sampled_from(letter.CLASSES),
            sealed=digests(),
            length=st.integers(1, limits.LETTER_SEALED),
            attachments=st.lists(enclosed(), max_size=3).map(tuple),
        )
        | st.builds(
            manifest.ReceiptItem,
            number=st.just(number),
            receipt=digests(),
            sha256=digests(),
            length=st.integers(1, receipt.RECEIPT_MEMBER),
        )
        | st.builds(manifest.VoidItem, number=st.just(number), reason=st.sampled_from(manifest.VOIDS))
    )


PAPER_NAMES = (
    "credence/0002.json",
    "credence/0003.json",
    "keys.json",
    "revocation/0001.json",
    "recovery/0002.json",
    "head.note",
    "head.proof",
    "cosignature.note",
    "order.json",
)


def papers() -> st.SearchStrategy[tuple[manifest.Paper, ...]]:
    """Papers of a manifest, in the order of the archive."""

    def build(kept: list[bool], digest: bytes) -> tuple[manifest.Paper, ...]:
        chosen = [name for name, keep in zip(PAPER_NAMES, kept, strict=True) if keep]
        return tuple(manifest.Paper(name=name, sha256=digest, length=len(name)) for name in chosen)

    return st.builds(build, st.lists(st.booleans(), min_size=9, max_size=9), digests())


def haves() -> st.SearchStrategy[manifest.Have]:
    """What is held of a sequence."""

    def build(through: int, gaps: list[int]) -> manifest.Have:
        beyond: list[int] = []
        for gap in gaps:
            beyond.append((beyond[-1] if beyond else through + 1) + gap)
        return manifest.Have(through=through, beyond=tuple(beyond))

    return st.builds(build, st.integers(0, 1 << 40), st.lists(st.integers(1, 9), max_size=6))


def knows() -> st.SearchStrategy[manifest.Knows]:
    """What a sender of pouches knows of its recipient."""
    highest = st.tuples(st.sampled_from(["", "A"]), st.integers(1, 9999), numbers())
    return st.builds(
        manifest.Knows,
        credence=numbers(0),
        keys=numbers(0),
        generation=numbers(),
        head=numbers(0),
        letters=st.lists(highest, max_size=3).map(tuple),
    )


@st.composite
def manifests(draw: st.DrawFn) -> manifest.Manifest:
    """A manifest."""
    taken = sorted(draw(st.sets(st.integers(1, 99_999_999), max_size=4)))
    return manifest.Manifest(
        suite=draw(st.integers(0, 9)),
        sender=draw(digests()),
        recipient=draw(digests()),
        credence=draw(numbers()),
        epoch=draw(numbers()),
        number=draw(numbers()),
        answers=draw(st.none() | st.tuples(numbers(), numbers())),
        made=draw(times()),
        last=max(taken, default=0) + draw(st.integers(0, 9)),
        have=draw(haves()),
        knows=draw(knows()),
        wants=tuple(draw(st.lists(digests(), max_size=2))),
        none=tuple(draw(st.lists(digests(), max_size=2))),
        items=tuple(draw(items(number)) for number in taken),
        papers=draw(papers()),
    )


def leaves() -> st.SearchStrategy[order.Leaf]:
    """Where a statement stands in a register."""
    return st.builds(
        order.Leaf,
        statement=digests(),
        salt=digests(),
        index=numbers(0),
        hashes=st.lists(digests(), max_size=4).map(tuple),
    )


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes with one bit changed, cut short, or with something behind them."""
    way = draw(st.sampled_from(["bit", "cut", "longer"]))
    if way == "cut":
        return data[: draw(st.integers(0, len(data) - 1))]
    if way == "longer":
        return data + draw(st.binary(min_size=1, max_size=3))
    bit = draw(st.integers(0, len(data) * 8 - 1))
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
