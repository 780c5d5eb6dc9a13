# Composer's commands. `make` lists them; `make run` and `make test` set up what they need by themselves.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
BENCHMARKS := $(basename $(notdir $(wildcard tests/benchmarks/bench_*.py)))
SHOWS := $(basename $(notdir $(shell grep -l '^def main' tests/reliability/*.py)))

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench reliability train bundle clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## make .venv and install everything that Composer needs
	@echo "Ready: 'make run' opens Composer, 'make test' checks it."

$(READY): pyproject.toml packaging/system_packages.sh packaging/make_venv.sh
	@packaging/system_packages.sh run
	@packaging/make_venv.sh $(VENV)
	@touch $@

run: $(READY)  ## open Composer
	@$(BIN)/python -m composer

test: lint  ## check the code, then run every test
	@packaging/system_packages.sh test
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile -m "not end_to_end"
	@$(BIN)/python -m pytest -m end_to_end  # one after the other: they play in time

lint: $(READY)  ## check style, types and the layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports

format: $(READY)  ## put the code into the house style
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: $(READY)  ## measure: start, drawing, timing, generating
	@set -e; for benchmark in $(BENCHMARKS); do $(BIN)/python -m tests.benchmarks.$$benchmark; done

reliability: $(READY)  ## show in full size that nothing gets lost or hurt (takes hours)
	@set -e; for show in $(SHOWS); do echo "$$show:"; $(BIN)/python -m tests.reliability.$$show; done

train: $(READY)  ## train a model: make train CORPUS=folder OUT=runs/name
	@test -n "$(CORPUS)" || { echo "Which music? make train CORPUS=folder OUT=runs/name" >&2; exit 2; }
	@$(BIN)/composer train "$(CORPUS)" --out "$(or $(OUT),runs/latest)"

bundle: $(READY)  ## build the program that runs without Python, and try it
	@$(BIN)/pyinstaller packaging/composer.spec --noconfirm --log-level WARN --distpath dist --workpath build/pyinstaller
	@$(BIN)/python packaging/smoke_test.py dist/composer

clean:  ## remove what was built (not .venv)
	@rm -rf build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find composer tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
