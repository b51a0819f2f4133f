# `make demo` shows the main job, `make test` runs every check. Both set up what they need, inside this directory.

PYTHON ?= python3
MINUTES ?= 30
BIN := .venv/bin

export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/pycache
export TMPDIR := $(CURDIR)/.cache/tmp

.PHONY: demo test test-mutants lint pytest bench simulation pictures corpora eval fuzz lock clean

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

# Portals with a known history, for more than 100,000 section-days: about an hour on two cores.
simulation: .venv/dev
	@mkdir -p $(TMPDIR)
	$(BIN)/python -m tests.simulation.redesigns --pairs 240 --note
	$(BIN)/python -m tests.simulation --days 120 --seeds 0-409 --often 1 --note

# Puts wrong strategies back, one at a time; each must be found out.
test-mutants: .venv/dev
	@mkdir -p $(TMPDIR)
	$(BIN)/python -m tests.simulation.mutants

pictures: .venv/dev
	@mkdir -p $(TMPDIR)
	$(BIN)/python docs/pictures.py

# Crawls real pages that stay where they are: make corpora CORPORA=DIR
corpora: .venv/dev
	@mkdir -p $(TMPDIR)
	$(BIN)/python -m eval.sites $(CORPORA)

# How well pages are read, beside other libraries: make eval [CORPORA=DIR]. Without DIR, on the project's own pages.
eval: .venv/dev .cache/peers/stamp
	@mkdir -p $(TMPDIR)
	$(BIN)/python -m eval $(CORPORA) $(if $(CORPORA),--note)

# Coverage-guided: make fuzz MINUTES=30. What it finds is in .cache/fuzz/found, what it learned in .cache/fuzz/corpus.
fuzz: .cache/fuzz/stamp
	@mkdir -p $(TMPDIR) .cache/fuzz/corpus .cache/fuzz/found
	nice -n 19 .cache/fuzz/bin/python -m fuzz -dict=fuzz/words.dict -max_len=65536 -timeout=20 -rss_limit_mb=1500 \
	  -artifact_prefix=.cache/fuzz/found/ -max_total_time=$$(($(MINUTES) * 60)) -print_final_stats=1 \
	  .cache/fuzz/corpus fuzz/seeds

# Versions and hashes of everything, without the name of any host.
lock: .venv/dev
	$(PYTHON) -m venv .cache/uv && .cache/uv/bin/pip install --quiet uv
	.cache/uv/bin/uv pip compile pyproject.toml --extra build --extra demo --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --quiet --upgrade --output-file requirements.lock
	.cache/uv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --quiet --upgrade --output-file requirements-dev.lock
	.cache/uv/bin/uv pip compile eval/peers.in --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --quiet --upgrade --output-file eval/peers.txt

clean:
	rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage var

.venv/core: requirements.lock pyproject.toml setup.sh
	@PYTHON=$(PYTHON) sh setup.sh requirements.lock $@

.venv/dev: requirements-dev.lock pyproject.toml setup.sh
	@PYTHON=$(PYTHON) sh setup.sh requirements-dev.lock $@ antiword catdoc chromium postgresql

# What does not install is told in the table; the rest is measured all the same.
.cache/peers/stamp: eval/peers.txt
	@mkdir -p $(TMPDIR)
	@$(PYTHON) -m venv .cache/peers
	-.cache/peers/bin/python -m pip install --quiet --no-deps --require-hashes -r eval/peers.txt && touch $@

# atheris has no wheel for every Python, so it is in no lock.
.cache/fuzz/stamp: requirements.lock
	@mkdir -p $(TMPDIR)
	$(PYTHON) -m venv .cache/fuzz
	.cache/fuzz/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	.cache/fuzz/bin/python -m pip install --quiet --only-binary :all: 'atheris>=3' && touch $@
