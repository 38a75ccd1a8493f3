# Everything one does with this checkout. `make help` lists it.
PYTHON ?= python3
LOCAL_DIR ?= .local
ARGS ?=

install := $(PYTHON) -I leeds_leaders/local/install.py
python := .venv/bin/python
local := $(python) -m leeds_leaders.local
# Tests, checks and benchmarks keep engines of their own, beside those of `make run`.
beside = LOCAL_DIR="$(LOCAL_DIR)/$@" exec $(local) engines

.PHONY: help run dev test check check-with-database bench rig reset lock
.DEFAULT_GOAL := help

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*  ## /\1\t/p' Makefile | expand -t 10

run:  ## everything, in production settings, on http://127.0.0.1:8000 (PORT, LOCAL_DIR)
	@$(install) run
	@exec $(local) run

dev:  ## the same with autoreload, DEBUG and the debug toolbar
	@$(install) dev
	@exec $(local) dev

test:  ## the whole test suite on real engines; ARGS="-k map -x" goes to pytest
	@$(install) dev
	@$(beside) --throwaway -- python -m tests $(ARGS)

check:  ## lint, types, import layers, templates, migrations, deployment settings
	@$(install) dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates
	@$(beside) --throwaway -- $(MAKE) --no-print-directory check-with-database

# mypy reads the settings, which want a database to be named. The last check is made as a public
# site would be set up: nothing may be left that only suits a local run.
check-with-database:
	.venv/bin/mypy
	$(python) manage.py makemigrations --check --dry-run
	SITE_URL=https://leeds.example ALLOWED_HOSTS=leeds.example EMAIL_URL=smtp://localhost:25 \
		LOCAL_RUN=0 $(python) manage.py check --deploy --fail-level WARNING

bench:  ## the benchmarks, as ratios to a floor measured in the same run
	@$(install) dev
	@$(beside) -- $(python) -m benchmarks $(ARGS)

rig:  ## the fault campaign: a JSON line for each fault; ARGS="--quick --only kills"
	@$(install) dev >&2
	@exec $(python) -m tests.rig $(ARGS)

reset:  ## delete LOCAL_DIR (database, mail, uploads) after asking
	@$(install) run
	@exec $(local) reset $(ARGS)

uv_compile := .venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --quiet \
	--no-emit-index-url --no-emit-find-links --no-header

lock:  ## compile requirements/*.txt from pyproject.toml again
	@$(install) dev
	$(uv_compile) --output-file requirements/run.txt
	$(uv_compile) --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt
