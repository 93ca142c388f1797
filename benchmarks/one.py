"""Measures a figure, and those that come with it, and writes them as JSON: python -m benchmarks.one NAME FILE."""

import dataclasses
import json
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.figure import Figure

FIGURES = {
    "letters_single_vs_pyas2lib": "letters:letters_single",
    "letters_pouch50_vs_pyas2lib": "letters:letters_pouch50",
    "letters_two_processes": "road:letters_two_processes",
    "letter_to_receipt_ms": "road:letter_to_receipt",
    "seal_197_10kib_vs_gpg": "sealing:seal_10kib",
    "seal_197_10mib_vs_gpg": "sealing:seal_10mib",
    "attachment_2gib": "attachment:attachment_2gib",
    "register_1e6_append_s": "register:register",
    "register_1e6_verify_s": "register:register",
    "register_prove_ms": "register:register",
    "import_100kb_s": "texts:import_draft",
    "redline_100kb_s": "texts:redline_drafts",
    "state_197x2000x20_fold_s": "talks:state_of_play",
    "state_197x2000x20_kept_s": "talks:state_of_play",
    "state_after_one_letter_s": "talks:state_of_play",
    "page_p95_s": "pages:page_p95",
}


def measure(name: str) -> dict[str, Figure]:
    """The figures that are measured together with one, by name."""
    module, function = FIGURES[name].split(":")
    found = getattr(import_module(f"benchmarks.{module}"), function)()
    return {name: found} if isinstance(found, Figure) else dict(found)


if __name__ == "__main__":
    measured = {name: dataclasses.asdict(figure) for name, figure in measure(sys.argv[1]).items()}
    Path(sys.argv[2]).write_text(json.dumps(measured))
