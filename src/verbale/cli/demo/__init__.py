"""The demo: four invented institutions exchange a proposal, each in a chancery of its own on this machine.

`houses` are the four chanceries, driven by nothing but the command line; `papers` are the invented texts; `story` is
what happens, step by step, each step checked; `playing` gives it a folder and tells it.
"""

from verbale.cli.demo.playing import run

__all__ = ["run"]
