# Everything a person or CI runs. Each target installs what it needs where .venv is missing or old.
BIN := .venv/bin
.DEFAULT_GOAL := help
# Tests start many processes: without bytecode, each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
# The packages that decide: tests cover 95 % of each. To watch all others takes a quarter more time.
DECIDING := bot/domain bot/actions bot/presentation storage
comma := ,
empty :=
# slipcover 1.1 warns that it cannot watch the branches of tests under pytest 9; none are watched.
COVERED := env PYTHONWARNINGS="ignore:Unable to activate pytest" $(BIN)/slipcover \
	--source $(subst $(empty) $(empty),$(comma),$(DECIDING))
.PHONY: help setup run playground test test-fast test-thorough chromium pictures check bench read lock release \
	check-types check-patterns check-style check-layers check-prose check-docs check-dockerfile check-wheels

help: ## list what can be done
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/ready ## make .venv and install everything into it

# What tests and checks need; it includes what the bot needs.
.venv/ready: requirements-dev.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh setup.sh dev
	@touch .venv/ready

# What the bot needs. A developer's .venv has it already.
INSTALLED := $(if $(wildcard .venv/ready),.venv/ready,.venv/runtime)

.venv/runtime: requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh setup.sh run
	@touch .venv/runtime

run: $(INSTALLED) ## start the bot, or the playground where BOT_TOKEN is not set
	@if [ -n "$$BOT_TOKEN$$BOT_TOKEN_FILE" ] || grep -qsE '^ *(export +)?BOT_TOKEN(_FILE)? *= *[^ ]' .env; \
	then $(BIN)/python -m bot run; else $(BIN)/python -m bot playground; fi

playground: $(INSTALLED) ## open the bot in a browser, without Telegram
	@$(BIN)/python -m bot playground

test: .venv/ready ## run every test, again what failed, and report what they cover
	$(BIN)/python -m tests.support.rerun $(COVERED) --json --out .coverage.json -m pytest \
		--numprocesses 6 --dist worksteal
	@$(BIN)/slipcover --skip-covered --out .coverage.json --merge .coverage.json
	$(BIN)/python -m tests.support.coverage_floor .coverage.json $(DECIDING)
	@command -v chromium chromium-browser > /dev/null || \
		echo "NOT TESTED: the page in a browser, there is no Chromium here; \`make chromium\` installs it"
	@command -v npm > /dev/null || echo "NOT TESTED: grammY's echo bot, there is no npm here"
	@cat .pytest_cache/totals

test-fast: .venv/ready ## run the unit tests: no process, no browser, under a minute
	$(BIN)/pytest --numprocesses 2 --dist worksteal tests/unit

test-thorough: .venv/ready ## try 25 times as many examples of each property, new ones at each run
	$(BIN)/pytest --hypothesis-profile=thorough --numprocesses 4 --dist worksteal \
		tests/unit tests/integration

chromium: ## install the browser that the tests of the page need (Debian's package)
	apt-get update --quiet=2
	apt-get install --yes --quiet=2 --no-install-recommends chromium

pictures: .venv/ready ## take the README's pictures of the playground anew
	$(BIN)/python -m tests.browser.pictures

check: .venv/ready ## check format, lint, types, layers, regular expressions, prose and docs
	@$(MAKE) --no-print-directory --jobs 2 \
		check-types check-patterns check-style check-layers check-prose check-docs check-dockerfile

check-types:
	$(BIN)/mypy

check-patterns:
	$(BIN)/python -m tests.architecture.redos

check-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-layers:
	$(BIN)/lint-imports

check-prose:
	$(BIN)/python -m tests.architecture.prose

check-docs:
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

check-dockerfile:
	@if [ -x $(BIN)/hadolint ]; then $(BIN)/hadolint Dockerfile; else echo "no hadolint here, Dockerfile not checked"; fi

check-wheels: ## check that no Linux machine needs a compiler (needs uv and a package index)
	@for machine in x86_64-manylinux_2_28 aarch64-manylinux_2_28 \
		x86_64-unknown-linux-musl aarch64-unknown-linux-musl; do \
		for version in 3.11 3.12 3.13 3.14; do \
			uv pip install --quiet --dry-run --target build/wheels --no-deps --only-binary :all: \
				--no-binary docopt --python-platform $$machine --python-version $$version \
				--requirement requirements.lock || exit 1; \
			echo "$$machine $$version: wheels only"; \
		done; \
	done

lock: .venv/ready ## pin the newest allowed dependencies (needs uv)
	uv pip compile pyproject.toml --extra postgresql --extra traces --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements-dev.lock
	uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m deploy.packages

release: .venv/ready ## date the changelog, tag and build a release: make release VERSION=1.0.0
	@$(BIN)/python -m deploy.release $(VERSION)

bench: .venv/ready ## measure what the docs state
	$(BIN)/python -m tests.performance

read: .venv/ready ## read articles, and choose the best of three summaries; ARGS=--report counts
	@$(BIN)/python -m tests.support.reading $(ARGS)
