# `make demo` and `make test` work on a fresh clone: they set up .venv from the lock files first.

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c '$(NEW_ENOUGH)' 2> /dev/null && echo $$p && exit; done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check
READY := $(VENV)/ready
BENCH := $(VENV)/ready-bench
WORKERS ?= 2
MIRRORS ?= .mirrors
TREE ?= .
NAMES ?=
BENCH_ARGS ?=
PYTEST_ARGS ?=
# The modes of the token store to test in: keyring, fallback or both.
MODE ?= both
PROOFS := .requirements.json

.PHONY: help setup demo test requirements gate bench bench-store replay lock clean
.DEFAULT_GOAL := help

help:  ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

demo: $(READY)  ## cut the embedded application over, verify it, roll back, and again
	@$(BIN)/python tests/applications/demo.py

test: $(READY)  ## run all tests, with branch coverage
	@$(BIN)/python -m coverage erase
	@status=0; \
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term --requirements-report=$(PROOFS) \
		--secure-store-mode=$(MODE) $(PYTEST_ARGS) || status=$$?; \
	$(BIN)/python -m tests.requirements $(PROOFS) --mode=$(MODE) > /dev/null || status=1; \
	exit $$status

requirements:  ## show which tests of the last `make test` prove which requirement
	@$(BIN)/python -m tests.requirements $(PROOFS) --mode=$(MODE)

gate: $(READY)  ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(BENCH)  ## measure against other tools: make bench TREE=/path/to/a/tree [BENCH_ARGS=--typescript]
	$(BIN)/python -m tests.bench --tree $(TREE) $(BENCH_ARGS)

bench-store: $(READY)  ## measure the token store: reads, many processes, locks, kills
	$(BIN)/python -m tests.bench.store_reads
	$(BIN)/python -m tests.bench.store_concurrency
	$(BIN)/python -m tests.bench.store_locks
	$(BIN)/python -m tests.bench.store_crash --kills 500

replay: $(READY)  ## make real cutovers again: make replay MIRRORS=/path/to/git/mirrors
	$(BIN)/python -m tests.replays --mirrors $(MIRRORS) $(NAMES)

setup: $(READY)  ## make .venv and nothing else

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "Python 3.11 or newer is needed: make PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@$(PIP) install --quiet --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(BENCH): $(READY) requirements-bench.lock
	@$(PIP) install --quiet --require-hashes --no-deps -r requirements-bench.lock
	@touch $@

UV := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links

lock: $(READY)  ## write the lock files anew from pyproject.toml
	@$(PIP) install --quiet uv
	$(BIN)/$(UV) pyproject.toml --group dev -o requirements.lock
	$(BIN)/$(UV) --group bench -o requirements-bench.lock

clean:  ## remove what the targets above made
	rm -rf $(VENV) $(PROOFS) .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
