"""Measures one figure in this process and writes it as JSON: python -m benchmarks.one NAME FILE."""

import dataclasses
import json
import sys
from collections.abc import Callable
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
    "page_p95_s": "pages:page_p95",
}


def find(name: str) -> Callable[[], Figure]:
    """What measures a figure."""
    module, function = FIGURES[name].split(":")
    measure: Callable[[], Figure] = getattr(import_module(f"benchmarks.{module}"), function)
    return measure


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(dataclasses.asdict(find(sys.argv[1])())))
