"""A crawl beside bare Scrapy on the same site in the same run: pages a second, and memory as it goes on.

The site is made of the example sites' document pages, served by a process of its own on this machine. Both
crawls ask for up to 16 pages at once without a pause; seconds are counted by the server, from the first
request to the last, so that the start of a process does not count. PAGES says how many documents.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = int(os.environ.get("PAGES", "3000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
FAST = ("DOWNLOAD_DELAY=0", "CONCURRENT_REQUESTS=16", "CONCURRENT_REQUESTS_PER_DOMAIN=16", "LOG_LEVEL=ERROR")


def main() -> None:
    """Print a table."""
    command = [sys.executable, "-m", "benchmarks._many_pages", str(DOCUMENTS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        url = server.stdout.readline().strip()
        try:
            _compare(url)
        finally:
            server.terminate()


def _compare(url: str) -> None:
    print(f"crawl of {DOCUMENTS:,} documents, {ROUNDS} rounds in turn")
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(_bare(url))
        speed, memory = _ours(url)
        ours.append(speed)
        print(
            f"  bare Scrapy {bare[-1]:8,.0f} pages/s   ours {speed:8,.0f} pages/s   ratio {speed / bare[-1]:.2f}"
        )
        if memory:
            told = ", ".join(f"{size:,.0f} MB at {page:,}" for page, size in memory)
            print(f"  memory of the crawling process: {told}")
    print(f"  median ratio {statistics.median(o / b for o, b in zip(ours, bare, strict=True)):.2f}")


def _bare(url: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        spider = ROOT / "benchmarks" / "_bare_spider.py"
        options = [word for setting in FAST for word in ("-s", setting)]
        command = [sys.executable, "-m", "scrapy", "runspider", str(spider), "-a", f"url={url}", *options]
        subprocess.run(command, cwd=folder, check=True)
    return _pages_a_second(url)


def _ours(url: str) -> tuple[float, list[tuple[int, float]]]:
    with tempfile.TemporaryDirectory() as folder:
        places = (f"DATABASE={folder}/a.db", f"ARCHIVE_DIR={folder}/archive")
        options = [word for setting in (*FAST, *places) for word in ("-s", setting)]
        arguments = ["-a", f"url={url}", "-a", f"pages={10 * DOCUMENTS}"]
        command = [sys.executable, "-m", "scrapy", "crawl", "site", *arguments, *options]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            memory: list[tuple[int, float]] = []
            watch = Thread(target=_watch, args=(process, memory))
            watch.start()
            watch.join()
        if process.returncode:
            raise RuntimeError(f"the crawl ended with exit code {process.returncode}")
    return _pages_a_second(url), memory


def _watch(process: subprocess.Popen[str], memory: list[tuple[int, float]]) -> None:
    """Resident memory whenever the crawl tells that another 5,000 pages are done."""
    assert process.stderr
    for line in process.stderr:
        found = re.match(r"([\d,]+) pages", line)
        pages = int(found[1].replace(",", "")) if found else 0
        if pages >= 5000 * (len(memory) + 1):
            memory.append((pages, _resident(process.pid)))


def _resident(pid: int) -> float:
    """Megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def _pages_a_second(url: str) -> float:
    with urlopen(f"{url}stats") as answer:
        told = json.load(answer)
    if told["pages"] < DOCUMENTS:
        raise RuntimeError(f"only {told['pages']} of {DOCUMENTS} documents were asked for")
    return float(told["pages"] / told["seconds"])


if __name__ == "__main__":
    main()
