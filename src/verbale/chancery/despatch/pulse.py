"""The pulse of a despatch worker: the time of `HOME/run/despatch` says when one last lived."""

import os
from pathlib import Path

from verbale.chancery.despatch.wake import RUN
from verbale.chancery.files import FILE_MODE, make_folder
from verbale.chancery.logs import get_log

_FILE = "despatch"

_log = get_log("verbale.despatch")


def beat_pulse(home: Path) -> None:
    """Shows that a worker lives."""
    try:
        make_folder(home / RUN)
        path = home / RUN / _FILE
        path.touch(mode=FILE_MODE)
        os.utime(path)
    except OSError:
        _log.warning("pulse-failed")


def pulse_age(home: Path, now: float) -> float | None:
    """How many seconds before `now` (since the epoch) a worker of this home lived; `None` if none ever did."""
    try:
        return now - (home / RUN / _FILE).stat().st_mtime
    except OSError:
        return None
