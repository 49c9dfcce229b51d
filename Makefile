.DEFAULT_GOAL := help
SHELL := /bin/bash

# The folder and the ports of the stack: several can run side by side.
export SAATHIX_RUN_DIR ?= .run
export SAATHIX_PORT ?= 8420

VENV := .venv
PYTHON := $(VENV)/bin/python
STAMP := $(VENV)/.development.txt

.PHONY: help venv

help: ## List every target
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: $(STAMP) ## Make the virtual environment from the lock file (again only when the lock changes)

$(STAMP): requirements/development.txt deploy/local/make_venv.sh
	@deploy/local/make_venv.sh $(VENV) requirements/development.txt
	@touch $@
