"""What the tests say where there is no browser for those that look at pages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.command_line import ROOT

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
