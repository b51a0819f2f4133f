# `make demo` shows the main job, `make test` runs every check. Both set up what they need, inside this directory.

PYTHON ?= python3
BIN := .venv/bin

export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/pycache
export TMPDIR := $(CURDIR)/.cache/tmp

.PHONY: demo test lint pytest bench pictures corpora lock clean

demo: .venv/core
	@mkdir -p $(TMPDIR)
	@$(BIN)/portalwatch demo

test: lint pytest

lint: .venv/dev
	@mkdir -p $(TMPDIR)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pytest: .venv/dev
	@mkdir -p $(TMPDIR)
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term-missing:skip-covered

bench: .venv/dev
	@mkdir -p $(TMPDIR)
	$(BIN)/python -m bench

pictures: .venv/dev
	@mkdir -p $(TMPDIR)
	$(BIN)/python docs/pictures.py

# Crawls real pages that stay where they are: make corpora CORPORA=DIR
corpora: .venv/dev
	@mkdir -p $(TMPDIR)
	$(BIN)/python -m eval.sites $(CORPORA)

# Versions and hashes of everything, without the name of any host.
lock: .venv/dev
	$(PYTHON) -m venv .cache/uv && .cache/uv/bin/pip install --quiet uv
	.cache/uv/bin/uv pip compile pyproject.toml --extra build --extra demo --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --quiet --upgrade --output-file requirements.lock
	.cache/uv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --quiet --upgrade --output-file requirements-dev.lock

clean:
	rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage var

.venv/core: requirements.lock pyproject.toml setup.sh
	@PYTHON=$(PYTHON) sh setup.sh requirements.lock $@

.venv/dev: requirements-dev.lock pyproject.toml setup.sh
	@PYTHON=$(PYTHON) sh setup.sh requirements-dev.lock $@
