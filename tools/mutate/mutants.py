"""The mutants: made by mutmut, named, and shown as the lines that they change."""

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.system import ROOT

COPY = ROOT / "mutants"
FLOORS = ("formats", "practice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A mutant: its name, the function it changes, the digest of that function, and the file in the sources."""

    name: str
    function: str
    made_from: str
    path: Path

    @property
    def module(self) -> str:
        """The module, without the project's name."""
        return self.name.partition(".x")[0].removeprefix("verbale.")

    @property
    def floor(self) -> str:
        """The floor that the module stands on."""
        return self.module.partition(".")[0]

    @property
    def own_tests(self) -> str:
        """The file that by its name holds the module's own tests."""
        *rooms, name = self.module.split(".")
        return str(Path("tests", *rooms, f"test_{name}.py"))


def make_mutants() -> list[Mutant]:
    """Writes the copy of the sources with all mutants in it, and names them. A file that is unchanged is kept."""
    from mutmut.__main__ import create_mutants
    from mutmut.mutation.trampoline import set_mutant_under_test
    from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths, walk_mutatable_files

    set_mutant_under_test("mutant_generation")
    COPY.mkdir(exist_ok=True)
    copy_src_dir()
    # mutmut's own copying of what it does not mutate would lay the sources over their mutants.
    shutil.copytree(ROOT / "src", COPY / "src", dirs_exist_ok=True, ignore=_mutated)
    copy_also_copy_files()
    setup_source_paths()
    create_mutants(1)
    set_mutant_under_test(None)
    return [each for path in walk_mutatable_files() for each in _mutants_of(path)]


def _mutated(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in FLOORS] if Path(folder) == ROOT / "src" / "verbale" else []


def _mutants_of(path: Path) -> Iterator[Mutant]:
    from mutmut.mutation.data import SourceFileMutationData

    data = SourceFileMutationData(path=path)
    data.load()
    for name in data.exit_code_by_key:
        function = name.rpartition("__mutmut_")[0]
        made_from = data.hash_by_function_name.get(function.rpartition(".")[2], "")
        yield Mutant(name=name, function=function, made_from=str(made_from), path=path)


def draw(mutants: Sequence[Mutant], size: int, seed: str) -> list[Mutant]:
    """A random sample: of every module the same share, rounded up, so that all together are at least `size`.

    What is drawn depends on the seed and the names alone, never on what was judged; a greater sample of the same seed
    holds every smaller one.
    """
    by_module: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_module[mutant.module].append(mutant)
    drawn: set[str] = set()
    for of_module in by_module.values():
        of_module.sort(key=lambda mutant: hashlib.sha256(f"{seed} {mutant.name}".encode()).digest())
        drawn.update(each.name for each in of_module[: -(-size * len(of_module) // len(mutants))])
    return [each for each in mutants if each.name in drawn]


def show_change(mutant: Mutant) -> str:
    """The lines that a mutant takes away and puts in their place, without their indentation."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    lines = get_diff_for_mutant(mutant.name, path=mutant.path).splitlines()[2:]
    changed = [line[0] + " " + line[1:].strip() for line in lines if line[:1] in "-+"]
    return "\n".join(line for line in changed if not line.startswith(("- def ", "+ def ")))
