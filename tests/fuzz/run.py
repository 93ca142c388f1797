"""Throws bytes at every reader: `make fuzz SECONDS=600`, or one with `ARGS="--target note"`.

Each target runs in a process of its own for its share of the time, from the kept corpus. What lets anything but a
refusal out, or takes longer than it may, is written to the corpus by its digest, and the run ends with 1. Executions
and their rate are told for each.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
_SECONDS_A_REFUSAL = 0.05
_LONGEST_INPUT = 16_384


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--target", action="append", help="only this; again for more")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.inside:
        return fuzz(asked.inside, asked.seconds)
    names = asked.target or sorted(path.name for path in CORPUS.iterdir())
    share = max(1, asked.seconds // len(names))
    failed, total = [], 0
    for name in names:
        count, rate, ok = start(name, share)
        total += count
        failed += [] if ok else [name]
        print(f"{name:24} {count:>12,} executions {rate:>9,} a second  {'' if ok else 'FAILED'}", flush=True)
    print(f"{'all':24} {total:>12,} executions")
    if failed:
        print(f"replay: python -m pytest tests/fuzz/test_corpus.py -k '{' or '.join(failed)}'")
    return 1 if failed else 0


def start(name: str, seconds: int) -> tuple[int, int, bool]:
    """Runs one target in a process of its own; gives its executions, their rate, and whether all went well."""
    command = [sys.executable, "-m", "tests.fuzz.run", "--inside", name, "--seconds", str(seconds)]
    ended = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    counts = [int(each) for each in re.findall(r"(?:^#|Done )(\d+)", ended.stderr, re.MULTILINE)]
    count = max(counts, default=0)
    if ended.returncode:
        print(ended.stderr[-3000:], file=sys.stderr)
    return count, count // max(seconds, 1), ended.returncode == 0 and count > 0


def fuzz(name: str, seconds: int) -> int:
    """The inside of that process; libFuzzer ends it."""
    import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

    with atheris.instrument_imports(include=["verbale"]):
        from tests.fuzz.targets import TARGETS
        from verbale.formats.errors import VerbaleError
    target = TARGETS[name]

    def once(data: bytes) -> None:
        begun = time.process_time()
        try:
            target(data)
        except VerbaleError:
            if time.process_time() - begun > _SECONDS_A_REFUSAL * 4:  # the instruments slow it
                keep(name, data)
                raise AssertionError(f"a refusal took {time.process_time() - begun:.3f} s") from None
        except BaseException:
            keep(name, data)
            raise

    folder = CORPUS / name
    with tempfile.TemporaryDirectory() as found:
        options = [f"-max_total_time={seconds}", f"-max_len={_LONGEST_INPUT}", "-rss_limit_mb=1024", "-timeout=10"]
        options += [f"-artifact_prefix={found}/", found, *([str(folder)] if folder.is_dir() else [])]
        atheris.Setup([sys.argv[0], *options], once)
        atheris.Fuzz()
    return 0


def keep(name: str, data: bytes) -> Path:
    """Writes an input into the corpus, by its digest."""
    file = CORPUS / name / hashlib.sha256(data).hexdigest()[:16]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
