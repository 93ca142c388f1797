"""The kept corpus: no input that was ever found lets anything but a refusal out of a reader, nor keeps it busy."""

import time

import pytest

from tests.fuzz.targets import CORPUS, TARGETS, corpus
from verbale.formats.errors import VerbaleError

INPUTS = [(name, file, data) for name in TARGETS for file, data in corpus(name)]


@pytest.mark.parametrize(("name", "data"), [(n, d) for n, _, d in INPUTS], ids=[f"{n}/{f}" for n, f, _ in INPUTS])
def test_only_a_refusal_leaves_a_reader_and_soon(name: str, data: bytes) -> None:
    begun = time.process_time()
    try:
        TARGETS[name](data)
    except VerbaleError:
        assert time.process_time() - begun < 0.05


def test_every_reader_has_a_corpus_and_every_corpus_a_reader() -> None:
    assert {path.name for path in CORPUS.iterdir()} == TARGETS.keys()
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 3_000_000
