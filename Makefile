# Every target sets up .venv first where it is missing or does not fit pyproject.toml (.ci/venv).

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint types live soak shots bench bench-gate mutants .venv

OPENCODE := 1.18.33
PLUGIN := 4.19.4
NPM := .live/npm
LIVE := .live/opencode-$(OPENCODE)-plugin-$(PLUGIN)
ARGS :=

help: ## what can be made
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## /\1: /p' Makefile

demo: .venv ## the screen over a demo server; without a terminal a check that prints the sessions
	@if [ -t 0 ] && [ -t 1 ]; then exec .venv/bin/omo-watch --demo; \
	else exec .venv/bin/omo-watch demo --check; fi

test: .venv ## all tests but those of the real server; ARGS="-k name" picks some
	@.venv/bin/pytest -n 2 --dist worksteal -m "not real" $(ARGS)

lint: .venv ## ruff: the rules, and the form of every file
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

types: .venv ## pyright and mypy
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 .venv/bin/pyright
	@.venv/bin/mypy

live: .venv $(LIVE) ## the suite against a real OpenCode server with oh-my-opencode, from npm
	@$(with-server) .venv/bin/pytest -m real tests/live $(ARGS)

soak: .venv $(LIVE) ## the same for long
	@$(with-server) OMO_WATCH_SOAK=1 .venv/bin/pytest -m real tests/live $(ARGS)

shots: .venv ## the pictures in screenshots/
	@.venv/bin/python -m tests.shots

bench: .venv ## the figures of speed
	@.venv/bin/python -m benchmarks

bench-gate: .venv ## the same figures, failing where one is over its budget
	@.venv/bin/python -m benchmarks --gate

mutants: .venv ## faults planted in the fallback core, and which of them the tests do not find
	@.venv/bin/python -m tests.mutants

.venv:
	@.ci/venv

# npm's launcher stands in for machines whose native program has another name (musl, old CPUs).
native = $(NPM)/node_modules/opencode-$$(uname -s | tr A-Z a-z)-$$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')/bin/opencode
with-server = server=$(native); [ -x "$$server" ] || server=$(NPM)/node_modules/.bin/opencode; \
	OMO_WATCH_OPENCODE="$(CURDIR)/$$server" OMO_WATCH_PLUGIN="$(CURDIR)/$(NPM)/node_modules/oh-my-opencode"

# Install scripts write to a person's folders, and the plugin's even empties its own cache there:
# they get other folders. npm's own settings stay, as they hang on HOME.
away = "$(CURDIR)/.live/scratch"
$(LIVE):
	@echo "Installing opencode-ai@$(OPENCODE) and oh-my-opencode@$(PLUGIN) into .live (once) ..." >&2
	@rm -rf .live && mkdir -p $(NPM)
	@XDG_CACHE_HOME=$(away) XDG_CONFIG_HOME=$(away) XDG_DATA_HOME=$(away) XDG_STATE_HOME=$(away) \
		npm install --prefix $(NPM) --no-audit --no-fund --no-update-notifier --loglevel=error \
		opencode-ai@$(OPENCODE) oh-my-opencode@$(PLUGIN)
	@rm -rf $(away)
	@touch $@
