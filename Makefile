# `make` alone lists the targets. Everything runs in .venv with the programs in .tools; both are made when needed.
PYTHON ?= python3
# How many tests run at once: tests with clusters wait most of the time.
JOBS ?= $(shell expr 2 + $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2))
EXAMPLES ?= 1000
ATTACKS ?= 500

VENV := .venv/bin
ENVIRONMENT := $(PYTHON) tools/toolchain/environment.py
BUILD := $(VENV)/python -m tools.toolchain.build
# Passed on to the programs that read them; other Kubernetes settings of the user are not read.
export VALUES KUBE_CONTEXT TAG

.DEFAULT_GOAL := help
.PHONY: help run stop test agreement attack bench docs lint format generate release draft tools lock clean environment
.SILENT:
# What these build is downloaded while the environment is made.
run: ENVIRONMENT += --download run
tools test agreement: ENVIRONMENT += --download all

help: ## list the targets
	awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: environment ## install the chart into an embedded control plane; VALUES="file…", or KUBE_CONTEXT=name for your own cluster
	$(VENV)/python -m tools.run

stop: environment ## stop the embedded control plane of `make run`
	$(VENV)/python -m tools.run --stop

test: tools ## run every test
	$(VENV)/pytest -n $(JOBS) --dist loadgroup

agreement: tools ## compare the validator with both Helms on every case, and on EXAMPLES=1000 random ones of each kind
	EXAMPLES=$(EXAMPLES) $(VENV)/pytest -n $(JOBS) -m differential --dist worksteal --timeout 0 --hypothesis-show-statistics

attack: environment ## attack the validator with hostile files, names and arguments; ATTACKS=500 mutations of each kind
	ATTACKS=$(ATTACKS) timeout 3600 $(VENV)/pytest -n $(JOBS) tests/attack

lint: environment ## check style, types, shell scripts, the chart, the Go programs and the workflows
	$(BUILD) helm4 helm3 actionlint
	$(VENV)/python -m tools.toolchain.lint

bench: environment ## measure the validator and the chart next to other programs; BENCH=--publish writes the figures into docs/, BENCH=--curves measures growth, BENCH=--keystrokes the language server
	$(BUILD) helm4 helm3
	$(VENV)/python -m tools.bench $(BENCH)

docs: environment ## build the documentation site into build/site
	$(VENV)/python -m tools.docs.site

format: environment ## format the Python sources
	$(VENV)/ruff format --quiet .
	$(VENV)/ruff check --quiet --fix .

generate: environment ## write the files that are made from schema/, Liqo's Go types, the chart and tests/
	$(BUILD) controller-gen
	$(VENV)/python -m tools.generate
	$(VENV)/python -m tools.generate.rules
	$(VENV)/python -m tools.generate.permissions
	$(VENV)/python -m tools.generate.docs

release: environment ## build the packages of the newest commit into dist/, and check them; TAG=v1.2.0 rejects any other version
	$(BUILD) helm4 helm3
	$(VENV)/python -m tools.release --tag "$$TAG"

draft: ## create a draft release on GitHub from dist/, for a person to publish; TAG=v1.2.0
	gh release create "$${TAG:?say which: make draft TAG=v1.2.0}" --draft --verify-tag --notes-from-tag dist/*

tools: environment ## build the pinned Go programs into .tools/bin, and install those for Node.js
	$(BUILD) all

# Pinned with hashes for every platform, without naming an index: the machine decides which one is used.
lock: environment ## choose the newest allowed versions and pin them in requirements*.txt and package-lock.json
	$(VENV)/python -m pip --disable-pip-version-check install --quiet uv
	for pair in "--extra=sources pyproject.toml:requirements.txt" requirements-dev.in:requirements-dev.txt \
	    requirements-go.in:requirements-go.txt requirements-node.in:requirements-node.txt; do \
	  $(VENV)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	    --output-file "$${pair#*:}" $${pair%%:*} || exit; \
	done
	$(VENV)/python -m tools.toolchain.nodejs

clean: ## remove everything that was made here, and stop the control plane
	if [ -e .run ] && [ -x $(VENV)/python ]; then $(VENV)/python -m tools.run --stop; fi
	rm -rf .venv .tools .run .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -prune -exec rm -rf {} +

environment:
	$(ENVIRONMENT)
