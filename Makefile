# Every command of the project. `make help` lists them.
#
# Four environments, each from its own lock file, so that nothing of one is seen by another: `app` (the application,
# its checks, local/), `ministack` (the local AWS, under whose interpreter the functions run), `sam` (SAM CLI) and, for
# the tests alone, `checkov`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
UV_VERSION := 0.13.9
TOOLS := .local/tools
VENVS := .local/venvs
UV := $(TOOLS)/uv/bin/uv
UV_READY := $(TOOLS)/.uv-$(UV_VERSION)
APP := $(VENVS)/app
SAM := $(VENVS)/sam
RUN := $(APP)/bin/python
NODE_MODULES := web/node_modules/.ready
ENVIRONMENTS := $(APP)/.ready $(VENVS)/ministack/.ready $(SAM)/.ready
LAYERS := common email sms push
CHECKED := $(wildcard layers/common functions local bench tests)
SLOW_TESTS := $(wildcard tests/e2e tests/browser)
FAULT_TESTS := $(wildcard tests/faults)
FAST_TESTS := $(filter-out $(SLOW_TESTS) $(FAULT_TESTS) tests/__pycache__,$(patsubst %/,%,$(wildcard tests/*/)))

# The interpreter is the one that is there: nothing may download another.
export UV_PYTHON_DOWNLOADS := never
export SAM_CLI_TELEMETRY := 0

.PHONY: help
help: ## list the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# --- environments ----------------------------------------------------------------------------------------------------

.PHONY: environment
environment: $(ENVIRONMENTS) $(VENVS)/checkov/.ready ## make the environments (the other commands do it themselves)

# The stamp carries the version, so that a change of anything else here makes nothing anew.
$(UV_READY):
	@echo "environment: uv $(UV_VERSION)"
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "$(PYTHON) is older than Python 3.11")'
	@rm -rf $(TOOLS) && mkdir -p $(TOOLS)
	@$(PYTHON) -m venv $(TOOLS)/uv >/dev/null || { echo 'python3 has no venv module: install the package python3-venv'; exit 1; }
	@$(TOOLS)/uv/bin/python -m pip install -qq --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(VENVS)/%/.ready: requirements/%.txt $(UV_READY)
	@echo "environment: $*"
	@$(UV) venv --quiet --clear --no-project --python $(TOOLS)/uv/bin/python $(VENVS)/$*
	@$(UV) pip install --quiet --no-deps --python $(VENVS)/$*/bin/python -r requirements/$*.txt
	@touch $@

# What the tests of the browser side need; whoever uses it needs none of that.
$(NODE_MODULES): web/package-lock.json | system-packages
	@echo "environment: web"
	@cd web && npm ci --silent
	@touch $@

.PHONY: lock
lock: $(UV_READY) ## pin the newest versions that requirements/*.in allow
	@for name in app ministack sam checkov; do $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --no-annotate --no-header requirements/$$name.in -o requirements/$$name.txt; done
	@for name in $(LAYERS); do $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --no-annotate \
	  --no-header -c requirements/app.txt $(patsubst %,--no-emit-package %,$(IN_LAMBDA_RUNTIME)) \
	  requirements/layer-$$name.in -o requirements/layer-$$name.txt; done

# Lambda's Python runtime has these; jmespath, which Powertools imports by itself, is not left to it.
IN_LAMBDA_RUNTIME := boto3 botocore s3transfer python-dateutil six urllib3

# --- the local stack -------------------------------------------------------------------------------------------------

.PHONY: run
run: $(ENVIRONMENTS) ## start everything on this machine, until Ctrl-C
	@exec $(RUN) -m local.run

.PHONY: clean-local
clean-local: ## forget the local stack's data (the environments stay)
	@if [ -x $(RUN) ]; then $(RUN) -m local.forget; fi
	@rm -rf .local/e2e .local/faults

.PHONY: invoke
invoke: $(ENVIRONMENTS) ## give a function of the running local stack an event: make invoke EVENT=events/ingest/one.json
	@exec $(RUN) -m local.invoke "$(EVENT)"

.PHONY: logs
logs: $(ENVIRONMENTS) ## show the newest log lines of the running local stack's functions
	@exec $(RUN) -m local.logs

# These work on a stack in AWS when STACK names one, with the credentials of the environment, else on the local stack.
ON_STACK = $(if $(STACK),--stack "$(STACK)")

.PHONY: redrive
redrive: $(APP)/.ready ## move dead letters back to their queue: make redrive QUEUE=email [ALL=1] [STACK=carillon-prod]
	@exec $(RUN) -m local.redrive $(if $(QUEUE),--queue "$(QUEUE)",--help) $(if $(ALL),--all) $(ON_STACK)

.PHONY: send
send: $(APP)/.ready ## a notification per row of a CSV file: make send FILE=people.csv [CHECK=1] [STACK=…]; alone it tells the columns
	@PYTHONPATH=layers/common exec $(RUN) -m local.send $(if $(FILE),--file "$(FILE)",--help) $(if $(CHECK),--check) $(ON_STACK)

.PHONY: tail
tail: $(APP)/.ready ## follow a notification through every function: make tail ID=<notification or message id> [ONCE=1] [STACK=…]
	@PYTHONPATH=layers/common exec $(RUN) -m local.tail $(if $(ID),--id "$(ID)",--help) $(if $(ONCE),--once) $(ON_STACK)

.PHONY: page
page: $(APP)/.ready ## print a page of ten lines with a working bell: make page > bell.html [NAME=bob]
	@exec $(RUN) -m local.example_page $(if $(NAME),--name "$(NAME)")

# --- checks ----------------------------------------------------------------------------------------------------------

.PHONY: test
test: environment lint system-packages $(NODE_MODULES) ## every check and every test: what CI runs
	@echo "types, template and fast tests, then the faults, run beside the others, which mostly wait; their results come at the end"; \
	  ( status=0; nice -n 10 $(MAKE) --no-print-directory --keep-going types template || status=1; \
	    nice -n 10 $(RUN) -m pytest -q -n auto $(FAST_TESTS) || status=1; \
	    $(RUN) -m pytest -q -s $(FAULT_TESTS) || status=1; exit $$status ) > .local/beside.log 2>&1 & beside=$$!; \
	  trap 'kill $$beside 2> /dev/null || true' EXIT; \
	  status=0; $(RUN) -m pytest -q $(SLOW_TESTS) || status=1; \
	  wait $$beside || status=1; cat .local/beside.log; exit $$status

.PHONY: pr
pr: ## exactly what CI runs
	@exec bash .ci/run

.PHONY: lint
lint: $(APP)/.ready ## style and format
	@$(APP)/bin/ruff check $(CHECKED)
	@$(APP)/bin/ruff format --check $(CHECKED)

.PHONY: format
format: $(APP)/.ready ## put the code into its format
	@$(APP)/bin/ruff check --fix-only --quiet $(CHECKED)
	@$(APP)/bin/ruff format $(CHECKED)

.PHONY: types
types: $(APP)/.ready $(NODE_MODULES) ## mypy and tsc, both strict
	@$(APP)/bin/mypy $(CHECKED)
	@web/node_modules/.bin/tsc --project web

.PHONY: template
template: $(APP)/.ready $(SAM)/.ready ## the template, as SAM and CloudFormation read it
	@AWS_DEFAULT_REGION=us-east-1 $(SAM)/bin/sam validate --lint --template-file template.yaml
	@$(APP)/bin/cfn-lint --append-rules cfn_lint_serverless.rules -- template.yaml

.PHONY: system-packages
system-packages: $(APP)/.ready
	@$(RUN) -m local.system_packages

.PHONY: faults
faults: NOTIFICATIONS ?= 2
faults: $(ENVIRONMENTS) ## the fault matrix of docs/delivery.md: make faults [NOTIFICATIONS=1000] [FAULTS=killed]
	@SOAK_NOTIFICATIONS=$(NOTIFICATIONS) $(RUN) -m pytest -q -s $(FAULT_TESTS) $(if $(FAULTS),-k "$(FAULTS)")

.PHONY: soak
soak: SECONDS_EACH ?= 600
soak: NOTIFICATIONS ?= 1000
soak: FALLBACK_ROWS ?= 100000
soak: LOAD_MESSAGES ?= 20000
soak: LOAD_CLIENTS ?= 10000
soak: LOAD_RATE ?= 12
soak: $(ENVIRONMENTS) ## random requests, the faults of docs/delivery.md, due emails, load: make soak [SECONDS_EACH=600] [NOTIFICATIONS=1000] [FAULTS=killed]
	@echo "soak: $(SECONDS_EACH) seconds as a user, an administrator and nobody, all at once, and a minute to start and stop"
	@SOAK_SECONDS=$(SECONDS_EACH) $(RUN) -m pytest -q -rP tests/e2e/test_schema.py
	@echo "soak: $(NOTIFICATIONS) notifications for each fault: some minutes for 2, hours for 1000"
	@$(MAKE) faults NOTIFICATIONS=$(NOTIFICATIONS) FAULTS="$(FAULTS)"
	@echo "soak: $(FALLBACK_ROWS) due emails, about half an hour for 100000"
	@FALLBACK_ROWS=$(FALLBACK_ROWS) PYTHONPATH=layers/common:functions $(RUN) -m bench.fallback
	@echo "soak: $(LOAD_MESSAGES) messages, up to $(LOAD_CLIENTS) open pages: about fifty minutes for 20000"
	@LOAD_MESSAGES=$(LOAD_MESSAGES) LOAD_CLIENTS=$(LOAD_CLIENTS) LOAD_RATE=$(LOAD_RATE) PYTHONPATH=layers/common:functions $(RUN) -m bench.load

.PHONY: docs
docs: $(APP)/.ready ## make docs/openapi.yaml and docs/asyncapi.yaml from the code
	@PYTHONPATH=layers/common:functions $(RUN) -m local.api_docs

.PHONY: dist
dist: $(NODE_MODULES) ## build web/dist, what a script tag loads, from web/client and web/elements
	@rm -rf web/dist
	@cd web && npm run --silent build

.PHONY: pictures
pictures: $(APP)/.ready ## take the pictures of docs/img anew, on the running local stack
	@exec $(RUN) -m tests.browser.pictures

.PHONY: bench
bench: $(ENVIRONMENTS) $(NODE_MODULES) ## run the benchmarks, some twelve minutes, and write docs/benchmarks.md: make bench [ONLY=dollars]
	@PYTHONPATH=layers/common:functions exec $(RUN) -m bench $(ONLY)

.PHONY: bench-check
bench-check: $(ENVIRONMENTS) $(NODE_MODULES) ## measure the same against the budgets, some twelve minutes; names what is missed
	@PYTHONPATH=layers/common:functions exec $(RUN) -m bench.check

.PHONY: cost
cost: $(APP)/.ready ## a month's bill: make cost VOLUME=1000000 [EMAIL=30] [SMS=1] [PUSH=40], of a hundred notifications
	@VOLUME="$(VOLUME)" EMAIL="$(EMAIL)" SMS="$(SMS)" PUSH="$(PUSH)" PYTHONPATH=layers/common:functions exec $(RUN) -m bench.cost

# --- AWS -------------------------------------------------------------------------------------------------------------

.PHONY: secrets
secrets: $(APP)/.ready ## make the secrets in the AWS account of the current credentials, before the first deploy
	@exec $(RUN) -m local.secret_values

.PHONY: rotate-push-key
rotate-push-key: $(APP)/.ready ## a new VAPID key pair for new subscriptions; see docs/runbook/channels.md
	@exec $(RUN) -m local.secret_values rotate

.PHONY: deploy
deploy: $(SAM)/.ready $(UV_READY) ## build for Lambda and deploy to the AWS account of the current credentials
	@UV="$(abspath $(UV))" $(SAM)/bin/sam build
	@$(SAM)/bin/sam deploy $(if $(CONFIG_ENV),--config-env $(CONFIG_ENV))
