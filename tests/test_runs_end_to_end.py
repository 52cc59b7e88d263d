"""Crawls as they are typed, of a site that changes under them: exit code 3, since when, and nothing lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.command_line import places, run
from tests.loopback import Answer, Crawl, crawl, document, listing, serving
from tests.test_runs_webhook import hook, status

SHELL = Answer(
    "<html><head><title>加载中</title></head><body><div id='app'></div><script src='x'></script></body></html>"
)


class Wen:
    """Thirty documents behind one listing; ``broken`` turns each into a shell that needs a script."""

    def __init__(self) -> None:
        self.broken = False
        self.pages = {f"/p-{n}.html": document(f"在第{n}次全体会议上的讲话", n) for n in range(1, 31)}

    def __call__(self, path: str) -> Answer | None:
        if path == "/":
            return listing(*((page, f"在第{page[3:-5]}次全体会议上的讲话") for page in self.pages))
        return SHELL if self.broken and path in self.pages else self.pages.get(path)


def again(url: str, folder: Path, *settings: str) -> Crawl:
    return crawl(url, folder, settings=("RECRAWL_ALL=1", *settings))


def test_a_site_that_breaks_ends_with_code_3_and_says_since_when(tmp_path: Path) -> None:
    wen = Wen()
    with serving(wen) as site, hook(status(204)) as (address, told):
        assert [again(site.url, tmp_path).code for _ in range(3)] == [0, 0, 0]
        wen.broken = True
        first = again(site.url, tmp_path, f"RUN_WEBHOOK={address}")
        second = again(site.url, tmp_path)
        wen.broken = False
        mended = again(site.url, tmp_path)
    assert first.code == second.code == 3
    assert re.search(
        r"document share: pages that gave a document: 0 %, expected 50 % or more \(since run 4\)", first.err
    )
    assert "(since run 4)" in second.err
    assert (mended.code, mended.err) == (0, "")
    rows = mended.rows(
        "SELECT outcome, exit_code, findings, stats FROM runs WHERE command = 'crawl' ORDER BY id"
    )
    assert [row[:2] for row in rows] == [("finished", 0)] * 3 + [("outside", 3)] * 2 + [("finished", 0)]
    assert [finding["since_run"] for finding in json.loads(rows[4][2])] == [4, 4]
    stats = json.loads(rows[0][3])
    assert (stats["answers"]["200"], stats["measures"]["documents"]) == (31, 30)
    # What was stored of the site while it was well is still there.
    assert second.rows("SELECT count(*) FROM documents WHERE gone_at IS NULL") == [(30,)]
    (summary,) = map(json.loads, told)
    assert (summary["id"], summary["exit_code"], len(summary["findings"])) == (4, 3, 2)
    code, out, _ = run("runs", *places(tmp_path), "--failed")
    assert (code, [line.split()[0] for line in out.splitlines()]) == (0, ["run", "5", "4"])


def test_a_webhook_that_fails_is_one_line_and_changes_nothing(tmp_path: Path) -> None:
    with serving(Wen()) as site, hook(status(500)) as (address, _):
        done = crawl(site.url, tmp_path, "limit=2", settings=[f"RUN_WEBHOOK={address}"])
    assert done.code == 0
    assert re.search(r"^[^\n]*Run 1: the webhook at [\d.:]+ was not told: Internal Server Error\n$", done.err)


def test_listings_whose_links_look_otherwise_are_noticed_in_the_first_run(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | None:
        if path == "/":
            return listing(*((f"/list-{n}/", f"第{n}类") for n in range(1, 8)))
        names = [(f"javascript:open({n})", f"在第{n}次全体会议上的讲话") for n in range(20)]
        return listing(*names) if path.startswith("/list-") else None

    with serving(answer) as site:
        done = crawl(site.url, tmp_path)
    rows = done.rows("SELECT findings FROM runs")
    assert (done.code, [each["monitor"] for each in json.loads(rows[0][0])]) == (3, ["listing links"])
