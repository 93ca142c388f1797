"""What became of the mutants: a line for each module, and every survivor that nobody explained."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from tools.mutate.judgements import BROKEN, KILLED, NOT_TRIED, SURVIVED, TIMED_OUT, Judgements
from tools.mutate.mutants import FLOORS, Mutant, show_change
from tools.system import ROOT

EXPLAINED = ROOT / "tests" / "mutants.toml"
WANTED = 95.0
COLUMNS = ("mutants", KILLED, TIMED_OUT, SURVIVED, "explained", BROKEN, NOT_TRIED)


def read_explained(path: Path) -> set[tuple[str, str]]:
    """Function and change of every survivor that changes nothing that could be seen."""
    document = tomllib.loads(path.read_text())
    for each in document["mutant"]:
        assert each["reason"].strip(), f"{each['function']}: a survivor without a reason"
    return {(each["function"], each["change"].strip()) for each in document["mutant"]}


def tell(mutants: Sequence[Mutant], judgements: Judgements, explained: set[tuple[str, str]]) -> int:
    """Prints the table and the open mutants; 1 where a floor falls short, something is open or a reason is stale."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    open_ones = []
    unused = set(explained)
    for mutant in mutants:
        judgement = judgements.of(mutant)
        verdict = judgement.verdict if judgement is not None else NOT_TRIED
        found = Counter({"mutants": 1, verdict: 1})
        if judgement is None or not judgement.noticed:
            change = show_change(mutant)
            if verdict == SURVIVED and (mutant.function, change) in explained:
                found["explained"] = 1
                unused.discard((mutant.function, change))
            else:
                open_ones.append((mutant, verdict, change))
        for row in (mutant.module, f"all {mutant.floor}"):
            counts[row] += found
    _print_table(counts)
    for mutant, verdict, change in open_ones:
        print(f"\n{verdict}: {mutant.name}\n{change}")
    functions = {each.function for each in mutants}
    stale = sorted(each for each in unused if each[0] in functions)
    for function, change in stale:
        print(f"\nexplained in {EXPLAINED.name}, but no survivor: {function}\n{change}")
    short = [floor for floor in FLOORS if counts[f"all {floor}"] and share_of(counts[f"all {floor}"]) < WANTED]
    return 1 if short or open_ones or stale else 0


def share_of(found: Counter[str]) -> float:
    """The part of all mutants, in percent, that the tests notice; what was not tried counts as not noticed."""
    return 100 * (found[KILLED] + found[TIMED_OUT]) / found["mutants"]


def _print_table(counts: dict[str, Counter[str]]) -> None:
    print(f"\n{'module':<28}" + "".join(f"{column:>11}" for column in COLUMNS) + f"{'noticed %':>11}")
    for row in sorted(counts, key=lambda row: (row.startswith("all "), row)):
        found = counts[row]
        figures = "".join(f"{found[column]:>11}" for column in COLUMNS)
        print(f"{row:<28}{figures}{share_of(found):>11.1f}")
