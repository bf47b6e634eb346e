# Everything a person or a build server does here. Nothing needs to be prepared but Python >= 3.11.
PORT ?= 8000
SIZE ?= province
LOAD ?=
ONLY ?=
LANE ?=
OUT ?=
SEED ?=
WHOLE ?=
PY := .venv/bin/python

.PHONY: help env run test bench load assurance lint format docs lock bundle clean

help:            ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

env: .venv/ready static/vendor/htmx.min.js   ## Prepare everything, start nothing
	@scripts/system.sh
	@scripts/fonts.sh

.venv/ready: requirements/dev.txt pyproject.toml scripts/venv.sh
	@scripts/venv.sh
	@touch $@

static/vendor/htmx.min.js: package-lock.json scripts/assets.py scripts/assets.sh scripts/echarts.mjs | .venv/ready
	@scripts/assets.sh

run: .venv/ready static/vendor/htmx.min.js   ## Serve on http://127.0.0.1:$(PORT), with demo data the first time
	@scripts/fonts.sh
	@scripts/run.sh $(PORT)

test: env        ## Everything that must hold: gates, both databases, browser (WHOLE=1: what is left to the night, too)
	@WHOLE=$(WHOLE) $(PY) -m scripts.test

bench: env       ## Measure and write docs/benchmarks.md (SIZE="province five nation", ONLY="sqlite papers who", QUICK=1)
	@$(PY) -m tests.bench --size $(SIZE) $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick)

load: env        ## 200 people for 5 minutes (LOAD="--seconds 30 --kill --postgresql")
	@$(PY) -m tests.bench.load $(LOAD)

assurance: env   ## Hold access, faults and money to their figures; writes docs/assurance.md (ONLY="A6 C", LANE=push, SEED=1)
	@$(PY) -m tests.assurance $(if $(ONLY),--only $(ONLY)) $(if $(LANE),--lane $(LANE)) $(if $(SEED),--seed $(SEED))

lint: .venv/ready   ## The quick gates only
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/djlint src --lint --quiet
	@.venv/bin/mypy && .venv/bin/lint-imports --no-logo

format: .venv/ready   ## Put code into the one shape
	@.venv/bin/ruff check --fix-only --quiet . ; .venv/bin/ruff format .

docs: .venv/ready   ## Generate the pages that follow from the code
	@.venv/bin/bihuan process docs

lock: .venv/ready   ## Compile the lock files; make lock MOVE="django ruff" moves these to their newest
	@scripts/lock.sh $(MOVE)

bundle: .venv/ready static/vendor/htmx.min.js   ## Pack an installation that needs no network (OUT=FILE.tar)
	@scripts/fonts.sh
	@$(PY) -m scripts.bundle $(if $(OUT),-o $(OUT))

clean:           ## Remove what was made here; your data in var/ stays
	@rm -rf .venv node_modules static/vendor build .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache var/static var/test-reports
