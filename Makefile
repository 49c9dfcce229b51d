.DEFAULT_GOAL := help
SHELL := /bin/bash

# The folder and the ports of the stack: several can run side by side.
export SAATHIX_RUN_DIR ?= .run
export SAATHIX_PORT ?= 8420

VENV := .venv
PYTHON := $(VENV)/bin/python
STAMP := $(VENV)/.development.txt
STACK := $(PYTHON) -m deploy.local

.PHONY: help run up down status logs metrics migrate test test-unit soak lint format types bench venv lock fuzz docs restore-drill failover-drill images manifests

help: ## List every target
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  Another stack beside the first: make up SAATHIX_RUN_DIR=.run/second SAATHIX_PORT=8520"

run: $(STAMP) ## Start everything on this machine, print the demo keys, stay until Ctrl-C
	@$(STACK) run

up: $(STAMP) ## The same in the background; returns when ready
	@$(STACK) up

down: $(STAMP) ## Stop everything, also after a start that failed
	@$(STACK) down

status: $(STAMP) ## What runs, and whether it is ready
	@$(STACK) status

logs: $(STAMP) ## The end of the logs (process=billing for one, follow=1 to stay)
	@$(STACK) logs $(process) $(if $(follow),--follow)

metrics: $(STAMP) ## What it is doing: requests, calls, events, deliveries (watch=1 to stay, process=billing for one)
	@$(STACK) metrics $(if $(watch),--watch) $(if $(process),--process $(process))

migrate: $(STAMP) ## Apply missing migrations to the running databases
	@$(STACK) migrate

test: $(STAMP) ## Lint, types, then every test on a private stack of its own
	@$(PYTHON) -m deploy.local.testing

test-unit: $(STAMP) ## The tests that need no server
	@$(PYTHON) -m pytest tests/unit tests/architecture

soak: $(STAMP) ## The fault tests, the state machine and the bills at full length, over an hour (only=limits for some of them)
	@SAATHIX_SOAK=1 SAATHIX_SOAK_KEYS=200 SAATHIX_SOAK_BILLS=200000 $(PYTHON) -m deploy.local.testing tests/fault \
		tests/integration/billing/test_books_machine.py tests/unit/services/billing/domain/test_bill_properties.py \
		$(if $(only),-k $(only))

restore-drill: $(STAMP) ## Rehearse the way back from a backup: a stack of its own, sales, an accident, a restore to the moment before
	@$(PYTHON) -m deploy.local.drills restore $(if $(seconds),--seconds $(seconds))

failover-drill: $(STAMP) ## Rehearse the loss of a process, a broker's node and the database's primary, with sales going on
	@$(PYTHON) -m deploy.local.drills replicas node failover $(if $(seconds),--seconds $(seconds))

fuzz: $(STAMP) ## Thousands of requests made from the OpenAPI document, against the stack that is up (SEED=1 to repeat)
	@set -a; . $(SAATHIX_RUN_DIR)/stack.env; . $(SAATHIX_RUN_DIR)/demo.env; set +a; $(PYTHON) -m tests.fuzz

docs: $(STAMP) ## Write docs/errors.md again from contracts/errors.py
	@$(PYTHON) -m gateway.docs

images: $(STAMP) ## Build the container images with buildah, no Docker needed (only="gateway billing" for some)
	@$(PYTHON) -m deploy.docker $(only)

manifests: $(STAMP) ## Render the Kubernetes manifests and have everything judge them that needs no cluster
	@$(PYTHON) -m deploy.kubernetes

lint: $(STAMP) ## Format and lint, checked only
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/ruff check

format: $(STAMP) ## Format, and mend what the linter can mend
	@$(VENV)/bin/ruff format
	@$(VENV)/bin/ruff check --fix

types: $(STAMP) ## mypy, strict on kit, contracts, domain and operations
	@$(VENV)/bin/mypy

bench: $(STAMP) ## The yardstick and our figures beside it
	@$(PYTHON) -m bench

venv: $(STAMP) ## Make the virtual environment from the lock file (again only when the lock changes)

$(STAMP): requirements/development.txt deploy/local/make_venv.sh
	@deploy/local/make_venv.sh $(VENV) requirements/development.txt
	@touch $@

lock: $(STAMP) ## Pin requirements/*.in again, with hashes
	@$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install -q uv
	@cd requirements && for set in runtime development; do ../$(VENV)/lock/bin/uv pip compile -q --universal \
		--python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		$$set.in -o $$set.txt; done
	@$(PYTHON) -m deploy.docker.lock
