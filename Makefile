# Everything a newcomer types. Each target prepares .venv itself; a second call starts at once.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV := .venv
comma := ,
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Written by `make backends`: ONNX Runtime and OpenVINO are installed from then on, too. Of two
# versions of a package, the first one that a file of constraints names is taken.
BACKENDS := $(VENV)/.backends
CONSTRAINTS := $(if $(wildcard $(BACKENDS)),constraints-backends.txt) constraints.txt
EXTRAS := dev$(if $(wildcard $(BACKENDS)),$(comma)onnx$(comma)openvino)

.PHONY: run setup backends test lint bench quality train clean

run: setup
	@$(BIN)/iqtibas run

setup: $(READY)

# What it says goes to standard error, and it leaves standard input alone: both belong to whoever
# pipes a question into `make run`. pip is asked for errors only: that of Python 3.11 warns, wrongly,
# that lxml lacks the extra html_clean, because lxml spells it html-clean; no pin changes that.
$(READY): pyproject.toml $(CONSTRAINTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' </dev/null || { \
		echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) </dev/null >&2
	@echo "Installing what Iqtibas needs into $(VENV) (once; a few minutes) ..." >&2
	@awk -F== '!taken[$$1]++' $(CONSTRAINTS) >$(VENV)/constraints.txt
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check \
		--constraint $(VENV)/constraints.txt --editable ".[$(EXTRAS)]" </dev/null >&2
	@touch $(READY)

# For ENCODER_BACKEND and RERANKER_BACKEND; `make clean` undoes it.
backends:
	@mkdir -p $(VENV)
	@touch $(BACKENDS)
	@rm -f $(READY)
	@$(MAKE) --no-print-directory setup

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
	$(BIN)/python -m training common-words
	$(BIN)/python -m training word-vectors
	$(BIN)/python -m training word-links
	$(BIN)/python -m training ranker
	$(BIN)/python -m training confidence

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
