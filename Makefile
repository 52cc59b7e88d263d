# Every target makes .venv from the lock by itself; nothing but python3 and make is presumed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.from-lock

# Where it is set, every command that a test starts compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test coverage lint bench soak lock clean

setup: $(STAMP)

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
		{ echo "Python 3.11, 3.12 or 3.13 is needed; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12 setup" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This python3 cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	@touch $@

demo: setup
	@$(BIN)/scrapy demo

test: lint
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder

# Apart from the tests, because it doubles what every command costs that a test starts.
coverage: setup
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder --cov --cov-report=term

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	@$(BIN)/python -m benchmarks

# Crawls killed at random instants; some ten minutes.
soak: setup
	KILLS=50 $(BIN)/pytest tests/test_crawl_kill.py

# The lock holds versions and hashes for every supported Python, and no index address.
lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --extra batch --extra cluster --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --no-header --output-file requirements.lock

clean:
	rm -rf .venv .coverage .mypy_cache .pytest_cache .ruff_cache
