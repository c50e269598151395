# Paper Trail. Needs Python 3.11 or newer, make and git; everything else is fetched into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.synced
TALLY := $(VENV)/.tally
BENCH := build/bench
WORKERS := 2

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench

help:
	@echo "make setup   create .venv from the lock file"
	@echo "make run     set up, migrate, load the starter dossier into an empty database, and run"
	@echo "make test    run every test on SQLite and on PostgreSQL, with coverage"
	@echo "make lint    check style, formatting, types and the direction of imports"
	@echo "make bench   measure speed and size"
	@echo "Another Python: make PYTHON=python3.12 …"

setup: $(STAMP)

$(STAMP): uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit("Paper Trail needs Python 3.11 or newer, and %s is %s. Name another one: make PYTHON=python3.12" % (sys.executable, sys.version.split()[0]) if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --inexact --quiet --python $(BIN)/python
	@touch $@

run: setup
	@$(BIN)/papertrail migrate
	@$(BIN)/papertrail import --starter --if-empty
	@$(BIN)/papertrail run

# The tally is what the tests say of each database; it comes last, so that nobody overlooks a missing one.
test: setup
	@rm -f $(TALLY)
	@PAPERTRAIL_TALLY=$(TALLY) $(BIN)/pytest --numprocesses=$(WORKERS) --cov --cov-report= $(ARGS)
	@$(BIN)/coverage report
	@cat $(TALLY)

lint: setup
	@$(BIN)/ruff check --no-cache
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# Every benchmark runs, and the first that misses its target makes the whole fail.
bench: setup $(BENCH)/100000.db $(BENCH)/1000000.db
	@status=0; \
	echo "== Slash commands, 100,000 entries on SQLite"; \
	DATABASE_URL=sqlite:///$(BENCH)/100000.db $(BIN)/python -m benchmarks.slash || status=1; \
	echo "== Search, 1,000,000 entries on SQLite"; \
	DATABASE_URL=sqlite:///$(BENCH)/1000000.db $(BIN)/python -m benchmarks.search || status=1; \
	echo "== Search, 1,000,000 entries on PostgreSQL"; \
	$(BIN)/python -m tests.postgres_server sh -c \
	  '$(BIN)/python -m benchmarks.fill --entries 1000000 && $(BIN)/python -m benchmarks.search' || status=1; \
	echo "== Polling 1,000 feeds beside lemon24/reader"; \
	$(BIN)/python -m benchmarks.poll || status=1; \
	exit $$status

$(BENCH)/%.db: | setup
	@mkdir -p $(BENCH)
	@rm -f $@.part $@.part-wal $@.part-shm
	@DATABASE_URL=sqlite:///$@.part $(BIN)/python -m benchmarks.fill --entries $*
	@mv $@.part $@
