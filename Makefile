# Everything a newcomer types. Each target prepares .venv itself; a second call starts at once.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run setup test lint bench quality train clean

run: setup
	@$(BIN)/iqtibas run

setup: $(READY)

# What it says goes to standard error, and it leaves standard input alone: both belong to whoever
# pipes a question into `make run`. pip is asked for errors only: that of Python 3.11 warns, wrongly,
# that lxml lacks the extra html_clean, because lxml spells it html-clean; no pin changes that.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' </dev/null || { \
		echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) </dev/null >&2
	@echo "Installing what Iqtibas needs into $(VENV) (once; a few minutes) ..." >&2
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable ".[dev]" </dev/null >&2
	@touch $(READY)

test: lint
	$(BIN)/pytest --numprocesses auto --cov --cov-report term

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m benchmarks

quality: setup
	$(BIN)/python -m benchmarks quality

train: setup
	$(BIN)/python -m training encoder
	$(BIN)/python -m training ranker
	$(BIN)/python -m training confidence

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
