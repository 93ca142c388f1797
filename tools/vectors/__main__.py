"""Writes tests/vectors, or says what would be written otherwise.

python -m tools.vectors            writes the vectors; what was drawn at random once is taken from recorded.json
python -m tools.vectors --check    ends with 1 if a file is not what would be written
"""

import sys

from tools.system import ROOT
from tools.vectors.recorded import Record
from tools.vectors.sheets import Sheet
from tools.vectors.written import sheets

FOLDER = ROOT / "tests" / "vectors"


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    record = Record(FOLDER / "recorded.json").load()
    made: list[Sheet] = sheets(record)
    if arguments:
        differ = [each.format for each in made if (FOLDER / f"{each.format}.json").read_text() != each.text()]
        print(*(f"{name}.json is not what would be written" for name in differ), sep="\n")
        return int(bool(differ))
    for sheet in made:
        (FOLDER / f"{sheet.format}.json").write_text(sheet.text())
        print(f"{sheet.format}: {len(sheet.vectors)} vectors, {len(sheet.text()) >> 10} KiB")
    record.save()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
