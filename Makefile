# quanzhu. `make chat` opens the chat, `make demo` the web chat, `make test` checks everything; all install into
# .venv first.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: chat demo test test-long bench lint clean
.SILENT:

chat: $(VENV)/.runs
	$(RUN)/quanzhu chat

demo: $(VENV)/.serves
	$(RUN)/quanzhu serve --demo

test: $(STAMP)
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/pytest -n auto

test-long: $(STAMP)
	$(RUN)/pytest -m long

bench: $(STAMP)
	$(RUN)/pytest tests/bench --benchmark-enable --benchmark-only -p no:cacheprovider

# What runs the product alone; the tests' tools are a second step.
$(VENV)/.runs: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV) 1>&2
	$(RUN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . 1>&2
	touch $@

$(VENV)/.serves: $(VENV)/.runs
	$(RUN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[serve]' 1>&2
	touch $@

$(STAMP): $(VENV)/.runs
	$(RUN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,postgres,serve]' 1>&2
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks
