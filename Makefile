# Two commands for everybody: `make report` runs the example quarter, `make test` proves the checkout. `make check` is
# the developer's: format, lint, types, import contracts, tests. The example has a ledger of its own: in the office's it
# would stand for ever as what the units sent.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PERIOD := 2026-Q1
EXAMPLE := data/example
COMPILED := $(VENV)/lib flows kstt report_templates validation

# One worker more than there are cores: a good part of the tests waits for servers and other programs.
WORKERS ?= $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")
TESTS := $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1

.PHONY: report test check types-of-code types-of-tests coverage office clean lock bench pictures

report: $(READY)
	$(BIN)/kstt sample $(PERIOD) --locality hai-phong --seed 7 --raw $(EXAMPLE)/raw
	$(BIN)/kstt run $(PERIOD) --locality hai-phong --raw $(EXAMPLE)/raw/$(PERIOD) --out $(EXAMPLE)/out --no-prefect

test: $(READY) office
	$(TESTS)

check: $(READY) office
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(MAKE) --no-print-directory --jobs=2 types-of-code types-of-tests
	$(BIN)/lint-imports
	$(TESTS)

types-of-code:
	$(BIN)/mypy

types-of-tests:
	$(BIN)/mypy --config-file tests/mypy.ini --cache-dir .mypy_cache/tests tests benchmarks docs

# Apart from `check`: watching every line takes a third of the time again.
coverage: $(READY) office
	$(TESTS) --cov --cov-report=term:skip-covered --cov-fail-under=90

bench: $(READY)
	$(BIN)/python benchmarks/full_run.py

# Needs LibreOffice (Calc and Writer), Chromium, poppler-utils and pngquant.
pictures: $(READY)
	$(BIN)/python docs/pictures.py

# What the tests need from outside: a second calculator, and PostgreSQL where no server runs.
office:
	@tests/install_office.sh

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --no-compile --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -W ignore -m compileall -q -j 0 $(COMPILED)  # once, on all cores, also where Python may not keep it
	touch $@

# Needs `uv`. Hashes without hosts: the lock names no registry.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --output-file requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
