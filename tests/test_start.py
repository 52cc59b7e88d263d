"""Scrapy imports every command to run one: none may load what only its work needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
START = "from scrapy.utils.misc import walk_modules; walk_modules('pipeline.commands')"


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    script = f"import sys; {START}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "datatrove",
        "ray",
        "pyarrow",
        "pandas",
        "datasette",
        "trafilatura",
        "pipeline.batch.stages",
        "pipeline.browse.hooks",
        "pipeline.quality.evaluation",
        # Patterns and models of every room of refine.
        "pipeline.refine.reading",
        "pipeline.refine.clean",
        "pipeline.refine.describe",
        "pipeline.refine.structure",
    ],
)
def test_is_not_loaded_by_every_command(loaded: set[str], module: str) -> None:
    assert module not in loaded


def test_all_commands_are_looked_at(loaded: set[str]) -> None:
    assert {"pipeline.commands.browse", "pipeline.commands.crawl", "pipeline.commands.evaluate"} <= loaded
