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
DRAWN = "drawn"
COLUMNS = (DRAWN, KILLED, TIMED_OUT, SURVIVED, "explained", BROKEN, NOT_TRIED)


def read_explained(path: Path) -> set[tuple[str, str]]:
    """Function and change of every survivor that changes nothing that could be seen."""
    document = tomllib.loads(path.read_text())
    for each in document["mutant"]:
        assert each["reason"].strip(), f"{each['function']}: a survivor without a reason"
    return {(each["function"], each["change"].strip()) for each in document["mutant"]}


def tell(
    drawn: Sequence[Mutant],
    judgements: Judgements,
    explained: set[tuple[str, str]],
    *,
    mutants: Sequence[Mutant] = (),
) -> int:
    """Prints the table and the open mutants; 1 where a floor falls short, something is open or a reason is stale.

    `mutants` are all that `drawn` were drawn from, where that is a sample.
    """
    mutants = mutants or drawn
    of_all = Counter(row for each in mutants for row in _rows_of(each))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    open_ones = []
    for mutant in drawn:
        judgement = judgements.of(mutant)
        verdict = judgement.verdict if judgement is not None else NOT_TRIED
        found = Counter({DRAWN: 1, verdict: 1})
        if judgement is not None and not judgement.noticed:
            change = show_change(mutant)
            if verdict == SURVIVED and (mutant.function, change) in explained:
                found["explained"] = 1
            else:
                open_ones.append((mutant, verdict, change))
        for row in _rows_of(mutant):
            counts[row] += found
    _print_table(counts, of_all)
    for mutant, verdict, change in open_ones:
        print(f"\n{verdict}: {mutant.name}\n{change}")
    stale = _find_stale(mutants, judgements, explained)
    for function, change in stale:
        print(f"\nexplained in {EXPLAINED.name}, but no survivor: {function}\n{change}")
    floors = [counts[f"all {floor}"] for floor in FLOORS if counts[f"all {floor}"]]
    well = all(share_of(found) >= WANTED and not found[NOT_TRIED] for found in floors)
    return 0 if well and not open_ones and not stale else 1


def _rows_of(mutant: Mutant) -> tuple[str, str]:
    return mutant.module, f"all {mutant.floor}"


def _find_stale(
    mutants: Sequence[Mutant], judgements: Judgements, explained: set[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The reasons that are about no survivor. Where a mutant of the function is not judged yet, it may be that one."""
    by_function: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_function[mutant.function].append(mutant)
    stale = []
    for function, change in sorted(explained):
        judged = [(each, judgements.of(each)) for each in by_function[function]]
        if judged and all(found is not None for _, found in judged):
            survivors = [each for each, found in judged if found is not None and found.verdict == SURVIVED]
            if change not in map(show_change, survivors):
                stale.append((function, change))
    return stale


def share_of(found: Counter[str]) -> float:
    """The part of the drawn ones, in percent, that the tests notice; what was not tried counts as not noticed."""
    return 100 * (found[KILLED] + found[TIMED_OUT]) / found[DRAWN]


def _print_table(counts: dict[str, Counter[str]], of_all: Counter[str]) -> None:
    print(f"\n{'module':<28}{'mutants':>11}" + "".join(f"{column:>11}" for column in COLUMNS) + f"{'noticed %':>11}")
    for row in sorted(counts, key=lambda row: (row.startswith("all "), row)):
        found = counts[row]
        figures = "".join(f"{found[column]:>11}" for column in COLUMNS)
        print(f"{row:<28}{of_all[row]:>11}{figures}{share_of(found):>11.1f}")
    floors = [row for row in counts if row.startswith("all ")]
    size, size_of_all = sum(counts[row][DRAWN] for row in floors), sum(of_all[row] for row in floors)
    if size < size_of_all:
        print(f"\nA random sample: {size} of {size_of_all} mutants, of every module the same share.")
