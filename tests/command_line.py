"""Commands as they are typed, for tests: what they print without the progress lines of a slow machine."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRESS = re.compile(
    r"^\w+: [\d,]+ of [\d,]+ tasks? done\n|^\d+ (?:pages?, \d+ documents?, \d+ rejects?|documents? indexed for search, [\d,]+ to go)\n",
    re.MULTILINE,
)


def places(folder: Path) -> list[str]:
    """Options for a database and an archive of their own."""
    return ["-s", f"DATABASE={folder / 'a.db'}", "-s", f"ARCHIVE_DIR={folder / 'archive'}"]


def start(*words: object, **options: object) -> subprocess.Popen[str]:
    """A command under way; its output in pipes unless the options say otherwise."""
    command = [sys.executable, "-m", "scrapy", *map(str, words)]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen(command, cwd=ROOT, text=True, **given)  # type: ignore[call-overload, no-any-return]


def run(*words: object, **options: object) -> tuple[int, str, str]:
    """Exit code, stdout, and what stderr says beside progress."""
    with start(*words, **options) as process:
        out, err = process.communicate(timeout=300)
    assert "Traceback" not in (err or "")
    return process.returncode, out, messages(err or "")


def messages(err: str) -> str:
    """stderr without progress."""
    return PROGRESS.sub("", err)


def descendants(pid: int) -> list[int]:
    """Processes below one, by the system's own account."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = list(parents.get(pid, ()))
    for each in found:
        found += parents.get(each, ())
    return found
