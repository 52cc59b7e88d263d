"""The daemon with real crawls of real sites on loopback: three of them, one broken on purpose."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Event

from tests.command_line import places, start
from tests.loopback import Answer, Site, document, listing, serving

DEADLINE = 90.0


def until(condition: Callable[[], object], what: str) -> None:
    """Look again and again until it is so."""
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def site_of(number: int) -> Callable[[str], Answer | None]:
    """A front page with three documents."""
    pages = {
        f"/p-{n}.html": document(f"在第{number}届第{n}次会议上的讲话", 10 * number + n) for n in (1, 2, 3)
    }
    front = listing(*((path, f"在第{number}届会议上的讲话之{path[3]}") for path in pages))
    return {"/": front, **pages}.get


def broken(path: str) -> Answer | None:
    return Answer("out of order", 500) if path != "/robots.txt" else None


class Running:
    """A daemon under way, with what it has said so far in a file."""

    def __init__(self, daemon: subprocess.Popen[str], folder: Path) -> None:
        self.daemon, self.folder = daemon, folder

    def said(self) -> str:
        return (self.folder / "said.txt").read_text("utf-8")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        if not (self.folder / "a.db").exists():
            return []
        with closing(sqlite3.connect(self.folder / "a.db", timeout=120)) as connection:
            try:
                return connection.execute(query).fetchall()
            except sqlite3.OperationalError:
                return []

    def stop(self, number: signal.Signals = signal.SIGTERM, then: Callable[[], None] = lambda: None) -> int:
        """Its exit code, and in time."""
        began = time.monotonic()
        self.daemon.send_signal(number)
        then()
        code = self.daemon.wait(timeout=120)
        assert time.monotonic() - began < 45
        assert not children(self.folder)
        return code


def children(folder: Path) -> dict[int, str]:
    """Processes that work on this folder's database, with what they were started with."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found[int(file.parent.name)] = file.read_text("utf-8", "replace").replace("\0", " ")
    return {number: words for number, words in found.items() if f"DATABASE={folder}/a.db" in words}


def toml(**entries: dict[str, object]) -> str:
    lines = []
    for name, fields in entries.items():
        lines.append(
            f"[{name}]\nspider = 'site'\nsettings = {{DOWNLOAD_DELAY = 0, RETRY_TIMES = 0, RECRAWL_ALL = 1}}"
        )
        for field, value in fields.items():
            text = "{" + f"url = '{value['url']}'" + "}" if isinstance(value, dict) else json.dumps(value)
            lines.append(f"{field} = {text}")
    return "\n".join(lines)


@contextmanager
def daemon(text: str, folder: Path, *words: object) -> Iterator[Running]:
    (folder / "schedule.toml").write_text(text, "utf-8")
    logs = ["-s", f"LOGS_DIR={folder / 'logs'}"]
    with (folder / "said.txt").open("w") as said:
        given = ("schedule", folder / "schedule.toml", "--daemon", *places(folder), *logs, *words)
        process = start(*given, stderr=said, stdout=subprocess.DEVNULL)
        try:
            yield Running(process, folder)
        finally:
            process.kill()
            process.wait()


def test_three_sites_one_of_them_broken(tmp_path: Path) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(serving(answer)) for answer in (site_of(1), site_of(2), broken)]
        entries = {
            name: {"every": "3s", "arguments": {"url": site.url}}
            for name, site in zip("abc", sites, strict=True)
        }
        running = stack.enter_context(daemon(toml(**entries), tmp_path))
        per_site = (
            "SELECT count(*) FROM runs WHERE finished_at IS NOT NULL AND command = 'crawl'"
            " GROUP BY json_extract(settings, '$.arguments.url')"
        )
        until(lambda: min([*running.rows(per_site), *[(0,)] * 3][:3]) >= (2,), running.said())
        until(lambda: running.said().count("c: run") >= 2, running.said())
        assert running.stop() == 0
    said = running.said()
    assert re.search(r"^[-\d]+ [:\d]+ UTC  a: run \d+ finished, exit code 0; 4 pages, 3 documents \(3 new\), 1 reject$",
                     said, re.MULTILINE)  # fmt: skip
    lines = [line for line in said.splitlines() if "  c: run" in line and "exit code 3" in line]
    first = re.search(r"c: run (\d+) empty, exit code 3; .*\(log (.*/logs/c/.*Z\.log)\)$", lines[0])
    assert first, said
    assert f"so since run {first[1]}, " in lines[1]
    assert (
        "no page was served" in Path(first[2]).read_text("utf-8") + lines[0] or "scrapy explain" in lines[0]
    )
    # The others have what they would have without it.
    assert running.rows("SELECT count(*) FROM documents") == [(6,)]


def test_a_time_that_was_missed_is_made_up_for_once(tmp_path: Path) -> None:
    with serving(site_of(1)) as site:
        text = toml(wen={"cron": "0 4 * * *", "arguments": {"url": site.url}})
        with daemon(text, tmp_path) as running:
            until(lambda: "wen: first run 2" in running.said(), "it says when")
            assert running.stop() == 0
            assert site.asked == []
        with daemon(text.replace("cron", "every").replace("0 4 * * *", "1d"), tmp_path) as running:
            until(lambda: "wen: run 1 finished" in running.said(), "an interval begins at once")
            assert running.stop() == 0
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
            connection.execute("UPDATE runs SET started_at = '2024-05-01T04:00:00Z'")
        with daemon(text, tmp_path) as running:
            until(lambda: re.search(r"wen: run \d+ finished", running.said()), "the missed run")
            assert "wen: first run now, for a time that was missed" in running.said()
            assert running.stop(signal.SIGINT) == 130
        with daemon(text, tmp_path) as running:
            until(lambda: "wen: first run 2" in running.said(), "nothing is missed any more")
            assert running.stop() == 0
        assert len(running.rows("SELECT id FROM runs WHERE command = 'crawl'")) == 2


class Slow:
    """A site whose documents come only when they are let go; counts who waits for one."""

    def __init__(self) -> None:
        self.go = Event()
        self.asked: list[str] = []

    def __call__(self, path: str) -> Answer | None:
        if path.startswith("/p-"):
            self.asked.append(path)
            self.go.wait(DEADLINE)
        return site_of(1)(path)


def test_a_stop_ends_runs_within_ten_seconds_and_their_work_goes_on_later(tmp_path: Path) -> None:
    slow = Slow()
    with serving(slow) as site:
        text = toml(wen={"every": "1d", "arguments": {"url": site.url}})
        with daemon(text, tmp_path) as running:
            until(lambda: slow.asked, "it crawls")
            # Answers that are under way are waited for: they come once the signal is there.
            assert running.stop(then=slow.go.set) == 0
        assert running.rows("SELECT outcome, exit_code FROM runs") == [("interrupted", 130)]
        assert re.search(
            r"wen: run 1 interrupted, exit code 130; .*type the same command again", running.said()
        )
        # An interruption is not a run that the next start would have to wait a day for.
        again = text.replace("1d", "1s")
        with daemon(again, tmp_path) as running:
            until(lambda: re.search(r"wen: run 2 finished", running.said()), "it goes on")
            assert running.stop() == 0
        assert running.rows("SELECT count(*) FROM documents") == [(3,)]


def test_a_run_that_does_not_end_is_killed_in_time(tmp_path: Path) -> None:
    slow = Slow()
    with serving(slow) as site:
        text = toml(wen={"every": "1d", "arguments": {"url": site.url}})
        with daemon(text, tmp_path) as running:
            until(lambda: slow.asked, "it crawls")
            assert running.stop() == 0
        said = running.said()
        assert "wen: run 1 was cut off, killed by signal 9" in said or "wen: run 1 interrupted" in said
        slow.go.set()


def test_at_most_so_many_at_a_time_and_one_of_a_site(tmp_path: Path) -> None:
    slow = [Slow() for _ in range(3)]
    with ExitStack() as stack:
        sites: list[Site] = [stack.enter_context(serving(each)) for each in slow]
        entries = {
            name: {"every": "1s", "arguments": {"url": site.url}}
            for name, site in zip("abc", sites, strict=True)
        }
        entries["again"] = entries["a"]
        running = stack.enter_context(daemon(toml(**entries), tmp_path, "-s", "SCHEDULE_PARALLEL=2"))
        until(lambda: sum(bool(each.asked) for each in slow) == 2, "two crawl")
        until(lambda: "left out: its last run is still under way or waiting" in running.said(), "it says so")
        under_way = running.rows("SELECT count(*) FROM runs WHERE finished_at IS NULL")
        assert under_way == [(2,)]
        assert sum(bool(each.asked) for each in slow) == 2
        for each in slow:
            each.go.set()
        until(lambda: all(each.asked for each in slow), "the third follows")
        until(lambda: re.search("again: run", running.said()), "and the other entry of the first site")
        assert "another run" not in running.said()
        assert running.stop() == 0


def test_a_killed_daemon_leaves_nothing_that_would_stop_the_next(tmp_path: Path) -> None:
    slow = Slow()
    with serving(slow) as site:
        text = toml(wen={"every": "1s", "arguments": {"url": site.url}})
        with daemon(text, tmp_path) as running:
            until(lambda: slow.asked, "it crawls")
        assert any(" crawl site " in words for words in children(tmp_path).values())
        slow.go.set()
        until(lambda: not children(tmp_path), "the crawl ends by itself")
        with daemon(text, tmp_path) as running:
            until(lambda: re.search("wen: run 2 finished", running.said()), "the next one runs")
            assert running.stop() == 0
