"""What some tests need and not every machine has: one line at the end says which were left out, and how to get it."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest
from hypothesis import settings

# Speed is measured in benchmarks: a busy machine is no fault of a text function. The same examples each time, so that who changes one
# thing is not told of another; --hypothesis-profile=search looks for new ones.
settings.register_profile("wenji", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("wenji")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REDIS = shutil.which("redis-server")
BATCHES = "test_batch*.py"
HAS_BATCHES = all(map(find_spec, ("datatrove", "ray", "tokenizers")))
# They cannot even be imported.
collect_ignore_glob = [] if HAS_BATCHES else [BATCHES]
# By marker: the program, why tests are skipped without it, what they are, and the package that has it.
PROGRAMS = {
    "chromium": (CHROMIUM, "there is no Chromium", "tests of the app in a browser", "chromium"),
    "redis": (REDIS, "there is no redis-server", "tests of a shared frontier", "redis-server"),
}

# Files of a minute and more, the longest first: begun when all others are done, each would keep one core waiting.
LONG = (
    "commands crawl_politeness crawl_kill batch withdraw common_crawl_end_to_end crawl_recrawl crawl_end_to_end "
    "browse_command settle crawl_robots runs_end_to_end schedule_daemon cluster_crawl merge export_command "
    "withdraw_asking crawl_hazards crawl_chains commands_genspider commands_evaluate batch_withdrawn reextract "
    "commands_dedupe schedule"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    turn = {f"test_{name}": number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: turn.get(item.path.stem, len(turn)))
    for marker, (program, why, *_) in PROGRAMS.items():
        for item in items if program is None else ():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=why))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", ())
    for _, why, what, package in PROGRAMS.values():
        left_out = sum(why in str(report.longrepr) for report in skipped)
        if left_out:
            terminalreporter.write_line(
                f"Left out: {left_out} {what}, because {why} (Debian, Ubuntu: apt-get install {package})"
            )
    if not HAS_BATCHES:
        terminalreporter.write_line(
            f"Left out: the tests of batches ({BATCHES}), because datatrove, tokenizers or ray is missing"
            " (.venv/bin/pip install -e '.[batch]')"
        )
