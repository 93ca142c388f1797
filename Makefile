# The project's verbs. `make` prints them. `setup demo test check` work from a fresh clone and on a bare machine with
# git, make and Python 3.11; the rest need `setup`.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
SETUP := $(PYTHON) -m tools.bootstrap

# What a verb may be told: make simulate SEEDS=50000
SEEDS ?= 2000
ROUNDS ?= 200
DATABASE ?= sqlite
SECONDS ?= 600
GROUP ?=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup system demo test check lock docs screenshots bench simulate kill inject mutate fuzz acceptance

help:  ## prints this
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14

setup:  ## makes .venv from the locks (4 seconds)
	@$(SETUP)

system:  ## as root on Debian: installs the outside tools that some tests use, and says which are here
	@$(PYTHON) -m tools.system install

demo: setup  ## four chanceries on this machine, from a first letter to an initialled text [ARGS=--headless]
	$(BIN)/verbale demo $(ARGS)

test: setup  ## all tests; what needs a tool that is not here is skipped by name [ARGS="-k receipt"]
	$(RUN) -m tools.suite $(ARGS)

check: setup  ## style, types, arrows, templates, words, dependencies, changelog, documents, coverage
	$(RUN) -m tools.check

lock: setup  ## writes requirements/ anew from pyproject.toml [ARGS=--upgrade]
	$(RUN) -m tools.lock $(ARGS)

docs:  ## the documents as pages, in build/docs
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs

screenshots:  ## pictures of the pages, in docs/pictures
	$(RUN) -m tools.screenshots $(ARGS)

bench:  ## the numbers beside their peers'; figures in build/bench.json
	@$(SETUP) bench
	$(RUN) -m benchmarks $(ARGS)

simulate:  ## many chanceries under faults [SEEDS=2000]
	$(RUN) -m verbale.testing.simulate --seeds $(SEEDS) $(ARGS)

kill:  ## kills real processes at random moments [ROUNDS=200 DATABASE=sqlite|postgres]
	$(RUN) -m tools.kill --rounds $(ROUNDS) --database $(DATABASE) $(ARGS)

inject:  ## fails one system call after another, of a whole send and a whole open [ARGS="--every 5"]
	$(RUN) -m tools.inject $(ARGS)

mutate:  ## changes the code of the two lowest floors and sees whether their tests notice [ARGS="--only fields"]
	@$(SETUP) mutate
	$(RUN) -m tools.mutate $(ARGS)

fuzz:  ## throws bytes at every reader [SECONDS=600]
	@$(SETUP) fuzz
	$(RUN) -m tests.fuzz.run --seconds $(SECONDS) $(ARGS)

acceptance:  ## the outside scenarios, where they lie beside this repository [GROUP=exchange]
	../shared/acceptance/run $(GROUP)
