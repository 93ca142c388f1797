"""Changes the code of the two lowest floors, one small change at a time, and sees whether their tests notice.

    python -m tools.mutate                    all mutants of formats/ and practice/ that are not judged yet
    python -m tools.mutate --only fields      those of the modules whose name holds `fields`
    python -m tools.mutate --without talks    all but those of the modules whose name holds `talks`, and no such tests
    python -m tools.mutate --again            forgets what was judged before
    python -m tools.mutate --tell             tries nothing, and tells what is judged
    python -m tools.mutate --sample 2000      only a random sample of at least so many, of every module the same share
    python -m tools.mutate --seed 2           another sample than that of seed 1; with --sample
    python -m tools.mutate --longest 1        leaves out tests that take longer: what only they notice survives

mutmut makes the mutants, all in one copy of the sources, `mutants/`; which of them is active is a matter of one
variable. mutmut's own runner starts pytest anew for each mutant, which over thousands of tests is most of the time, and
cosmic-ray writes the file and starts a command for each, which is slower still. So the trials are our own (trials.py):
the tests are collected once, and each mutant gets a forked child that runs the tests which call its function.

A mutant that survives is a gap in the tests, or it changes nothing that could be seen. The second kind is listed with
its reason in `tests/mutants.toml`. The exit is 1 where fewer than 95 % of a floor are noticed, where a survivor has no
reason, or where something was not tried.
"""

import argparse
import math
import os
import sys
from collections.abc import Sequence

import pytest

from tools.mutate.judgements import Judgements
from tools.mutate.looks import ACTIVE, OPTIONS, STATS, TESTS
from tools.mutate.mutants import COPY, draw, make_mutants
from tools.mutate.table import EXPLAINED, read_explained, tell
from tools.mutate.trials import CHILDREN, Trials
from tools.system import ROOT

JUDGED = ROOT / "build" / "mutants.json"


def main(arguments: Sequence[str]) -> int:
    asked = _read(arguments)
    os.chdir(ROOT)
    explained = read_explained(EXPLAINED)
    mutants = [each for each in make_mutants() if asked.only in each.module and not _left_out(each.module, asked)]
    drawn = draw(mutants, asked.sample, asked.seed) if asked.sample else mutants
    judgements = Judgements(JUDGED, forget=asked.again)
    if not asked.tell:
        os.chdir(COPY)
        trials = Trials(drawn, judgements, children=asked.children, longest=asked.longest)
        os.environ[ACTIVE] = STATS
        left_out = [f"--ignore-glob=*/{word}*" for word in asked.without]
        ended = pytest.main([*OPTIONS, *left_out, *TESTS], plugins=[trials])
        if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) or trials.failed:
            print(f"mutate: without any change these tests fail: {trials.failed or ended}", file=sys.stderr)
            return 1
        os.chdir(ROOT)
    return tell(drawn, judgements, explained, mutants=mutants)


def _left_out(module: str, asked: argparse.Namespace) -> bool:
    return any(word in module for word in asked.without)


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutate", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", metavar="WORD", help="modules whose name holds this word")
    parser.add_argument("--without", default=[], action="append", metavar="WORD", help="leaves such modules out")
    parser.add_argument("--again", action="store_true", help="judges all anew")
    parser.add_argument("--tell", action="store_true", help="tries nothing, and tells what is judged")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="only so many, drawn at random")
    parser.add_argument("--seed", default="1", metavar="WORD", help="what the sample is drawn by (1)")
    parser.add_argument("--longest", type=float, default=math.inf, metavar="SECONDS", help="leaves out longer tests")
    parser.add_argument("--children", type=int, default=CHILDREN, metavar="N", help="processes at once (2)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
