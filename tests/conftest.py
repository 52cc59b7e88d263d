"""What some tests need and not every machine has: one line at the end says which were left out, and how to get it."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest
from hypothesis import settings

# Speed is measured in benchmarks: a busy machine is no fault of a text function.
settings.register_profile("wenji", deadline=None)
settings.load_profile("wenji")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_BROWSER = "there is no Chromium"
BATCHES = "test_batch*.py"
HAS_BATCHES = all(map(find_spec, ("datatrove", "ray", "tokenizers")))
# They cannot even be imported.
collect_ignore_glob = [] if HAS_BATCHES else [BATCHES]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("chromium"):
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", ())
    left_out = sum(NO_BROWSER in str(report.longrepr) for report in skipped)
    if left_out:
        terminalreporter.write_line(
            f"Left out: {left_out} tests of the app in a browser, because there is no Chromium"
            " (Debian, Ubuntu: apt-get install chromium)"
        )
    if not HAS_BATCHES:
        terminalreporter.write_line(
            f"Left out: the tests of batches ({BATCHES}), because datatrove, tokenizers or ray is missing"
            " (.venv/bin/pip install -e '.[batch]')"
        )
