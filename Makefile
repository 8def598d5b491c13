# Everything starts from a bare clone and needs Python 3.11 or newer and make; `make` alone lists what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
DEMO ?= demo
N ?= 100000
DATA ?=
WORKERS ?= 2

.PHONY: help demo test lint format bench realdata screenshots docs readme versions messages pins clean

help:  ## list these targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

demo: .venv/core.stamp  ## make a believable company, load it and show its scorecard
	@$(BIN)/deskgauge demo $(DEMO)

test: .venv/dev.stamp  ## check the style, then run all tests on both stores and in a browser; a skipped test fails
	@scripts/need-postgres
	@scripts/need-browser
	@$(MAKE) lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal  # neighbours stay together, and so do the companies they share

lint: .venv/dev.stamp  ## check the style, the types and that no floor imports from one above it
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev.stamp  ## lay the code out as `make lint` wants it
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/dev.stamp  ## measure against hand-written SQL: make bench N=1000000
	$(BIN)/python -m bench $(N)

realdata: .venv/dev.stamp  ## run the tests on real exports: make realdata DATA=folder
	@test -d "$(DATA)" || { echo "make realdata needs a folder of real exports: make realdata DATA=folder" >&2; exit 2; }
	DESKGAUGE_DATA="$(abspath $(DATA))" $(BIN)/python -m pytest tests/realdata

screenshots: .venv/dev.stamp  ## take the pictures of every page for docs/screenshots
	@scripts/need-browser
	$(BIN)/python scripts/screenshots.py docs/screenshots

docs: .venv/docs.stamp  ## build the documentation into site/, with nothing loaded from elsewhere
	PYTHONPATH=. $(BIN)/python scripts/generate_docs.py build/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet --config-file build/mkdocs.yml
	@echo "site/index.html; its search wants a server: python3 -m http.server --directory site"

readme: .venv/core.stamp  ## bring the README's excerpts of output up to date
	$(BIN)/python scripts/refresh_readme.py

versions: .venv/core.stamp  ## write every rule's version and fingerprint down; refuses a silent change
	$(BIN)/python scripts/versions.py

messages: .venv/dev.stamp  ## collect the texts into the catalogues of the languages and compile them
	PYTHONPATH=scripts $(BIN)/python scripts/messages.py

pins: .venv/dev.stamp  ## remake requirements/*.txt from pyproject.toml
	scripts/pins

clean:  ## remove the environment and all that was built
	rm -rf .venv build dist site

# One environment for all; the stamp says which pins are in it, so that a second run installs nothing.
.venv/%.stamp: requirements/%.txt pyproject.toml scripts/install
	@scripts/install $*
