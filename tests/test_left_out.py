"""What the tests say, and the command, where something is missing that not every machine has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import ROOT, run

IN_A_BROWSER = (
    "test_browse_chromium.py::test_the_outline_jumps",
    "test_browse_chromium.py::test_a_copy_is_compared",
)
WITHOUT = "test_browse_texts.py::test_citations"


def test_one_line_says_that_there_is_no_browser_and_how_to_get_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    ended = subprocess.run(
        [*command, *(f"tests/{test}" for test in (*IN_A_BROWSER, WITHOUT))],
        cwd=ROOT, env={**os.environ, "PATH": str(tmp_path)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.splitlines()[0].startswith("ss.")
    (line,) = [line for line in ended.stdout.splitlines() if "Chromium" in line]
    assert line == (
        "Left out: 2 tests of the app in a browser, because there is no Chromium"
        " (Debian, Ubuntu: apt-get install chromium)"
    )


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing of what batches need can be imported."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules |= dict.fromkeys(('datatrove', 'ray', 'tokenizers'))\n"
    )
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


def test_one_line_says_that_batches_were_left_out_and_how_to_get_what_they_need(bare: dict[str, str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", "tests", "--ignore-glob=*/test_[!b]*"],
        cwd=ROOT, env=bare, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout
    (line,) = [line for line in ended.stdout.splitlines() if "batches" in line]
    assert line == (
        "Left out: the tests of batches (test_batch*.py), because datatrove, tokenizers or ray is missing"
        " (.venv/bin/pip install -e '.[batch]')"
    )


def test_without_them_the_command_says_what_to_install(bare: dict[str, str], tmp_path: Path) -> None:
    code, _, err = run("batch", "tests", "--output", tmp_path / "out", env=bare)
    assert (code, err.count("\n")) == (2, 1)
    assert "batches need datatrove and tokenizers" in err
    assert "pip install -e '.[batch]'" in err
