# make demo     the five offices' reports, end to end, into out/
# make test     all tests, on all cores; PYTEST_ARGS="-k register" and the like are passed on
# make quick    the everyday suite: all but the tests marked slow
# make bench    speed and memory, side by side with the floor (README, "Speed")
# make masters  the five blank master templates in workbook_templates/, from their forms
# make lint     ruff and mypy
# make clean    removes .venv and everything generated
#
# The first call makes .venv and installs into it; later calls install only after pyproject.toml or
# .ci/constraints.txt has changed, so they need no network. Another Python: make test PYTHON=python3.12

PYTHON ?= python3
PYTEST_ARGS ?=
ARGS ?=

# loadfile keeps a module's tests on one worker, so that its workbooks are converted once. One worker more than there
# are processors: tests wait for LibreOffice, browsers and servers.
CORES := -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadfile

VENV := .venv/bin/python

# The stamp names the Python version and the folder: another Python or a moved folder installs anew.
VERSION_CODE := import sys; print("%d.%d" % sys.version_info[:2])
VERSION := $(shell $(PYTHON) -c '$(VERSION_CODE)' 2>/dev/null)
STAMP := .venv/installed-$(VERSION)-$(firstword $(shell pwd | cksum))

.PHONY: help demo test quick bench masters lint clean

help:
	@sed -n '/^# make/s/^# //p' Makefile

demo: $(STAMP)
	@$(VENV) scripts/demo.py $(ARGS)

test: $(STAMP)
	@$(VENV) -m pytest $(CORES) $(PYTEST_ARGS)

quick: $(STAMP)
	@$(VENV) -m pytest $(CORES) -m "not slow" $(PYTEST_ARGS)

bench: $(STAMP)
	@$(VENV) scripts/bench.py $(ARGS)

masters: $(STAMP)
	@$(VENV) scripts/make_masters.py $(ARGS)

lint: $(STAMP)
	@$(VENV) -m ruff check
	@$(VENV) -m mypy

clean:
	rm -rf .venv out/demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Tidtam needs Python 3.11 or newer, but $(PYTHON) is: $$($(PYTHON) --version 2>&1)" >&2; \
	    echo "Say which one to use, for example: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	    exit 1; }
	@test "$$($(VENV) -c 'import pip; $(VERSION_CODE)' 2>/dev/null)" = "$(VERSION)" \
	    || $(PYTHON) -m venv --clear .venv || { \
	    rm -rf .venv; \
	    echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
	    exit 1; }
	@echo "Installing into .venv (about a minute) ..."
	@$(VENV) -m pip install -qq --disable-pip-version-check --no-input -c .ci/constraints.txt -e '.[dev]'
	@rm -f .venv/installed-*
	@touch $@
