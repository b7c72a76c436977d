# One command for each wish, the same for people and CI.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := var/bench/venv
NPM := tests/clients/node_modules
# A process of tests for each core; whoever is done takes over from the others.
SPREAD ?= --numprocesses auto --dist worksteal

.PHONY: help serve seed verify describe openapi licences test check format lint types architecture docs clients edge browser \
	failures load fuzz bench bench-quick lock clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# One stamp for each lock file: a second run installs nothing.
$(VENV)/run.stamp: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/pip || { echo "creating $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@echo "installing from requirements.lock"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	@echo "installing from requirements-dev.lock"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

serve: $(VENV)/run.stamp ## Migrate, seed and serve on HOST and PORT (default 127.0.0.1:8000)
	@exec $(BIN)/python -m app serve

seed: $(VENV)/run.stamp ## Check the seed and publish it (ARGS=--dry-run shows what would change)
	@$(BIN)/python -m app seed $(ARGS)

verify: $(VENV)/run.stamp ## Hold a source's quotations against its text (SOURCE=code TEXT=file)
	@$(BIN)/python -m app verify $(SOURCE) $(TEXT)

describe: $(VENV)/run.stamp ## Write seed/datapackage.json anew
	@$(BIN)/python -m app describe

openapi: $(VENV)/dev.stamp ## Write docs/openapi.json anew, unless that breaks a client
	@$(BIN)/python -m tests.contract.snapshot

licences: $(VENV)/dev.stamp ## Write docs/licences.md anew, unless a licence is not allowed
	@$(BIN)/python -m tests.docs.licences

test: $(VENV)/dev.stamp ## Run every test, with the coverage gate
	@$(BIN)/python -W ignore::RuntimeWarning:slipcover.importer -m slipcover --json --out .coverage.json -m pytest $(SPREAD) $(ARGS)
	@$(BIN)/python -m slipcover --merge .coverage.json --out .coverage.json --fail-under 95

check: lint types architecture test ## Everything: lint, types, import contracts, tests (docs among them)

format: $(VENV)/dev.stamp ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix --quiet .

lint: $(VENV)/dev.stamp ## Lint and formatting
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/dev.stamp ## Strict types
	@$(BIN)/mypy

architecture: $(VENV)/dev.stamp ## Who may import whom
	@$(BIN)/lint-imports --no-cache

fuzz: $(VENV)/dev.stamp ## Look for input that the parsers fail on (SECONDS=600)
	@$(BIN)/python -m tests.fuzz $(or $(SECONDS),600)

docs: $(VENV)/dev.stamp ## The README and the docs say what is true (a part of test)
	@$(BIN)/python -m pytest tests/docs

# What comes from npm, for the clients and the browser: one stamp, so that two that run at once install once.
$(NPM)/.package-lock.json: tests/clients/package-lock.json
	@npm ci --prefix tests/clients --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

clients: $(VENV)/dev.stamp $(NPM)/.package-lock.json ## Real clients against a real server (needs Node.js, curl, LibreOffice Calc, a Chinese font, Poppler)
	@$(BIN)/python -m pytest -o "norecursedirs=node_modules .*" tests/clients/node tests/clients/system $(ARGS)

# What the project is measured against, apart from what it runs on.
$(BENCH)/bench.stamp: bench/requirements.lock
	@test -x $(BENCH)/bin/pip || $(PYTHON) -m venv --clear $(BENCH)
	@echo "installing from bench/requirements.lock"
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.lock
	@touch $@

bench: $(VENV)/dev.stamp $(BENCH)/bench.stamp ## Measure every goal of docs/performance.md (needs wrk and nginx; ARGS='--only warm')
	@$(BIN)/python -m bench $(ARGS)

bench-quick: $(VENV)/dev.stamp $(BENCH)/bench.stamp ## The same on little data: do all servers answer alike?
	@$(BIN)/python -m bench --quick $(ARGS)

edge: $(VENV)/dev.stamp ## nginx.conf and two replicas on PostgreSQL, limits in Redis, the image's user and mounts (needs nginx, redis-server)
	@$(BIN)/python -m pytest -o "norecursedirs=node_modules .*" tests/edge $(ARGS)

browser: $(VENV)/dev.stamp $(NPM)/.package-lock.json ## Every page in a real browser (needs Node.js, chromium and a Chinese font)
	@$(BIN)/python -m pytest $(SPREAD) tests/browser $(ARGS)

failures: $(VENV)/dev.stamp ## What goes wrong, for real: processes killed, disks full, stores away, and 20 s of load
	@$(BIN)/python -m pytest -o "norecursedirs=.*" tests/failures $(ARGS)

load: $(VENV)/dev.stamp ## 64 clients for two minutes through publishes, a killed worker and a store that is away
	@LOAD_SECONDS=120 $(BIN)/python -m pytest -o "norecursedirs=.*" tests/failures/test_load.py

lock: ## Resolve the lock files anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml --group dev -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes bench/requirements.in -o bench/requirements.lock

clean: ## Remove what was made: the virtual environment, the store, caches
	rm -rf $(VENV) var .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
