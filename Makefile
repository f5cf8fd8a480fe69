# The commands of Countersign; each installs what it needs first.
.PHONY: help run test check bench screenshots clean

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: ## Start Countersign here; PORT, HOST, DATABASE_URL and REDIS_URL are honoured
	@exec bin/run

test: ## Check everything and run all tests
	@exec bin/test

check: ## Formatting, lint, types, import contracts, migrations
	@exec bin/check

bench: ## Measure speed and size against the numbers that must hold
	@exec bin/bench

screenshots: ## Make the pictures of the README
	@exec bin/screenshots

clean: ## Remove what the commands made, except the data in var/
	rm -rf .venv .venv.boot .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './var/*' -exec rm -rf {} +
