# Every target sets the machine up first (packaging/bootstrap); when nothing is missing that takes no time.
PY := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench pictures lock clean ready-to-run ready-to-test

help:
	@echo 'make demo      the kiosk with simulated devices beside it (ARGS="--auto --pictures DIR" plays a visit)'
	@echo 'make test      lint, then all tests'
	@echo 'make lint      style, types, import rules, QML'
	@echo 'make format    put the source into the form lint asks for'
	@echo 'make bench     how fast it is, as ratios measured in one run'
	@echo 'make pictures  every page in every look, into build/pictures'
	@echo 'make lock      choose the newest allowed Python packages anew (requirements.lock)'
	@echo 'make clean     remove .venv and everything built'

demo: ready-to-run
	.venv/bin/jieyue demo $(ARGS)

# Half of a test's time is waiting for a device or a process: four at once keep two processors busy.
test: ready-to-test lint
	$(PY) -m pytest -n 4 $(ARGS)

lint: ready-to-run
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	packaging/lint-qml

format: ready-to-run
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: ready-to-test
	$(PY) -m tests.bench $(ARGS)

pictures: ready-to-run
	$(PY) -m ui.pictures build/pictures

lock: ready-to-run
	$(PY) -m pip install --quiet --upgrade --target build/uv uv
	build/uv/bin/uv pip compile pyproject.toml --extra dev --universal --upgrade --generate-hashes \
		--no-header --no-emit-index-url --quiet --output-file requirements.lock

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

ready-to-run:
	@packaging/bootstrap run

ready-to-test:
	@packaging/bootstrap test
