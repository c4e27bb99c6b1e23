# How a layer is built, for `sam build` (BuildMethod: makefile). A layer's Makefile names its requirements and includes
# this. SAM runs make in a scratch copy of the layer's folder, but with the Makefile of the repository, whose place leads
# to everything else.
#
#   UV              the uv to install with                    [uv]
#   LAYER_PLATFORM  the platform of the wheels                [Lambda's; empty: this machine's]
#   LAYER_PYTHON    the Python version of the wheels          [Lambda's; empty: that of the interpreter uv finds, which
#                                                              UV_PYTHON names]

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

UV ?= uv
LAYER_PLATFORM ?= aarch64-manylinux_2_28
LAYER_PYTHON ?= 3.13

LAYERS := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
REQUIREMENTS := $(LAYERS)../requirements/layer-$(LAYER).txt
TARGET := $(ARTIFACTS_DIR)/python
FOR := $(if $(LAYER_PLATFORM),--python-platform $(LAYER_PLATFORM)) $(if $(LAYER_PYTHON),--python-version $(LAYER_PYTHON))

# Wheels only, since what is compiled here would not run there; but for the pure Python packages that come without one,
# which a layer's Makefile names in SOURCE_ONLY.
.PHONY: packages
packages:
	@$(UV) pip install --quiet --no-deps --only-binary :all: $(addprefix --no-binary ,$(SOURCE_ONLY)) \
	  --link-mode copy $(FOR) --target "$(TARGET)" -r "$(REQUIREMENTS)"

# Less to load: no tests, no stubs, no scripts. Of a package's metadata what code reads (its version) and its license stay.
.PHONY: slim
slim: packages
	@find "$(TARGET)" -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} +
	@find "$(TARGET)" -type f \( -name '*.pyi' -o -name '*.pyx' -o -name '*.c' -o -name '*.h' -o -path '*.dist-info/RECORD' \
	  -o -path '*.dist-info/INSTALLER' -o -path '*.dist-info/REQUESTED' -o -path '*.dist-info/uv_*.json' \) -delete
	@rm -rf "$(TARGET)/bin" "$(TARGET)/.lock"

# Compiled ahead, for faster cold starts, where an interpreter of the layer's version is at hand; Lambda cannot write
# beside the source. `unchecked-hash`, since the zip keeps no times to compare.
.PHONY: compiled
compiled: slim
	@if python=$$($(UV) python find --no-python-downloads $(LAYER_PYTHON) 2>/dev/null); then \
	  "$$python" -m compileall -q --invalidation-mode unchecked-hash "$(TARGET)"; fi
