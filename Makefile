# Everything a person or a machine runs. `make` lists it.
SHELL := /bin/bash
PYTHON ?= python3.11
PORT ?= 8000
PY := .venv/bin/python
PIP_FLAGS := --quiet --disable-pip-version-check --no-input --require-hashes --no-compile
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help

help:  ## list what can be run
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed ($(PYTHON) was not found; PYTHON=… names another)"; exit 1; }
	$(PYTHON) -m venv .venv

# uv installs in a tenth of pip's time; where it cannot (no wheel, no cache), pip does the same from the same file.
define install
	@$(PY) -m pip install $(PIP_FLAGS) -r requirements-bootstrap.txt || true
	@.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r $(1) || $(PY) -m pip install $(PIP_FLAGS) -r $(1)
endef

.venv/.runtime: requirements.txt requirements-bootstrap.txt | .venv/bin/python
	$(call install,requirements.txt)
	@touch $@

.venv/.dev: requirements-dev.txt requirements-bootstrap.txt | .venv/bin/python
	$(call install,requirements-dev.txt)
	@touch $@ .venv/.runtime

demo: .venv/.runtime  ## the demo town on 127.0.0.1 (PORT=8000), server and worker together, Ctrl-C stops both
	@$(PY) manage.py demo --port $(PORT)

demo-data: .venv/.runtime  ## everything of the demo but serving
	@$(PY) manage.py demo --no-serve

test: .venv/.dev  ## the whole suite: SQLite, services that answer, browser journeys
	@bash tests/run.sh

check: .venv/.dev  ## format, lint, types, layers, templates, migrations, catalogues, check --deploy
	@bash tests/check.sh

bench: .venv/.dev  ## budgets of speed, weight and memory, as ratios to the floor of the same run
	@$(PY) -m bench

lock: .venv/.dev  ## resolve the dependencies anew and export them for pip
	.venv/bin/uv lock --upgrade
	.venv/bin/uv export -q --no-dev --format requirements-txt --no-header > requirements.txt
	.venv/bin/uv export -q --format requirements-txt --no-header --no-group bootstrap > requirements-dev.txt
	.venv/bin/uv export -q --only-group bootstrap --format requirements-txt --no-header > requirements-bootstrap.txt

.PHONY: help demo demo-data test check bench lock
