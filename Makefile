# Two commands on a fresh machine: `make run` and `make test`. Windows without make: see README.md.

.DEFAULT_GOAL := run
.PHONY: run test check torture setup bench lock clean

# The first Python that is new enough and complete; else the first that is new enough, which then says what it lacks.
ifndef PYTHON
PYTHON := $(shell for needed in ensurepip sys; do \
	for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c "import sys, $$needed; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1 \
	&& { echo $$python; exit; }; done; done)
endif

run test check torture setup bench:
	$(if $(PYTHON),,$(error Tandem needs Python 3.11 or newer, and none was found; install it, or name it: make $@ PYTHON=/path/to/python3))
	@"$(PYTHON)" tools/setup.py $@

# Pins anew what pyproject.toml asks for (needs uv; add UPGRADE=--upgrade for the newest releases).
LOCK := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header $(UPGRADE)
lock:
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --constraints requirements.txt --output-file requirements-dev.txt

# Back to a fresh clone.
clean:
	rm -rf .venv build dist *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find app ui tests tools main.py -name __pycache__ -prune -exec rm -rf {} +
	rm -rf __pycache__
