"""The numbers of the project beside those of its peers, measured in one run on one machine (`make bench`).

    python -m benchmarks                     all of them
    python -m benchmarks register letters    those whose names begin so

Each figure is measured in a process of its own (`benchmarks.one`), so that its memory and its processor are its own.
What is printed goes to build/bench.json too; how each was got stands in docs/benchmarks.md.
"""
