# Two commands matter: `make run` opens the chat page, `make test` runs every check.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE := docs/sample
# The sample's index lives beside the models, so that a fresh checkout does not rebuild it.
DATA   := $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/dateline
INDEX  ?= $(DATA)/sample-index
PORT   ?= 7860
# Where `make eval` leaves its run: report.html is there to open.
RUN    ?= $(DATA)/sample-run
# LLM=none skips the 1.1 GB language model; answers are then quoted sentences only.
LLM    ?= default

.DEFAULT_GOAL := help
.PHONY: help run setup models index test lint fix docs screenshots bench eval baseline clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-11s %s\n", $$1, $$2}'

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Dateline needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Dateline into $(VENV) (a few minutes, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

setup: $(VENV)/.installed ## Create the virtual environment and install everything

models: setup ## Pull the default models (LLM=none: without the language model)
ifeq ($(LLM),none)
	@$(BIN)/dateline models pull multilingual-e5-small-q4
else
	@$(BIN)/dateline models pull
endif

index: models
	@$(BIN)/dateline build $(SAMPLE) --index "$(INDEX)" --if-changed

run: index ## Set up everything and open the chat page on the sample archive
	@$(if $(filter none,$(LLM)),DATELINE_LLM=none) $(BIN)/dateline chat --index "$(INDEX)" --port $(PORT) --open

# Files side by side: many wait for a browser or a process of their own. More than four would only share the memory.
test: lint models ## Set up everything and run every check
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

lint: setup ## Check style, types and layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: setup ## Repair what can be repaired by a tool
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: setup ## Write docs/cli.md anew from the commands' own help
	@$(BIN)/python -m ui.help_page > docs/cli.md

screenshots: models ## Make the pictures of docs/images from the sample archive (needs Chromium)
	@$(BIN)/python -m tests.screenshots docs/images

bench: models ## Measure reading, building, cold start, searching and asking, beside their peers
	@for what in read build cold search ask; do $(BIN)/dateline bench $$what || exit 1; done

# The day is named, so that "last month" means the same tomorrow; no language model is asked.
eval: setup ## Ask the bundled suites and hold the figures against the committed baseline
	@$(BIN)/dateline models pull multilingual-e5-small-q4
	@$(BIN)/dateline eval run docs/suites/sample.json --answerer extractive --today 2026-11-25 --out "$(RUN)"
	@$(BIN)/dateline eval gate "$(RUN)" "as_of_leaks<=0" "filter_leaks<=0" "verbatim_quotes>=1" \
		--baseline docs/suites/baseline.json --by 0.02 --junit "$(RUN)/gate.xml"

baseline: setup ## Make the figures of the last `make eval` the new baseline
	@$(BIN)/dateline eval baseline "$(RUN)" docs/suites/baseline.json

clean: ## Remove the virtual environment (models and indices stay)
	rm -rf $(VENV)
