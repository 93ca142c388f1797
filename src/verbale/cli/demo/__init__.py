"""The demo: four invented institutions exchange letters and negotiate, each in a chancery of its own on this machine.

`houses` are the four chanceries, driven by nothing but the command line (`clerk`); `scene` is where they stand and the
roads between them. `papers` and `draft` are the invented letters and the invented text, `stands` what a party says of a
point, `course` who says what of which text. `letters`, `talks` (at a `table`, with a `department`) and `evidence` are
the steps, each checked; `story` is their order; `playing` gives it a folder and tells it.
"""

from verbale.cli.demo.playing import run

__all__ = ["run"]
