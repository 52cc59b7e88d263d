"""A page that hangs, crashes or floods memory costs one reject; the pages around it come back unharmed."""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.crawl import worker
from pipeline.crawl.reading import Links, Reading, Task, read
from pipeline.crawl.refinery import Refinery
from pipeline.crawl.worker import Worker
from pipeline.items import Page, Refined, Reject

ROOT = Path(__file__).resolve().parent.parent

# A module that worker processes can import: what a page says is done to the process that reads it.
STEPS = """
import os, signal, time
from pipeline.items import Reject

def obey(page, site):
    order = page.body.decode()
    if order == "stop":
        for stop in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            os.kill(os.getpid(), stop)
            os.kill(os.getppid(), stop)
    if order == "hang":
        while True:
            time.sleep(1)
    if order == "die":
        os._exit(7)
    if order == "raise":
        raise KeyError("no such thing\\nsecond line")
    if order == "flood":
        return [bytes(1 << 30) for _ in range(64)]
    return Reject(page.url, "listing", f"{order} in {os.getpid()}", page.id)
"""


@pytest.fixture
def refinery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Refinery]:
    (tmp_path / "steps_of_test.py").write_text(STEPS)
    monkeypatch.syspath_prepend(tmp_path)
    steps = importlib.import_module("steps_of_test")
    with Refinery(2, step=steps.obey, seconds=1) as refinery:
        yield refinery
    del sys.modules["steps_of_test"]


def page(order: str | bytes) -> Page:
    body = order.encode() if isinstance(order, str) else order
    return Page(url=f"https://example.org/{order[:8]!r}", fetched_at="2024-05-01T00:00:00Z", body=body)


def bad_links(page: Page, refined: Refined) -> Links:
    raise KeyError(page.url, refined)


def outcome(refinery: Refinery, order: str | bytes) -> Reject:
    ((_, found),) = refinery.refine_all([(page(order), None)])
    assert isinstance(found, Reject)
    return found


def test_pages_come_back_in_order_with_their_outcomes(refinery: Refinery) -> None:
    orders = [f"page {i}" for i in range(40)]
    done = list(refinery.refine_all((page(order), None) for order in orders))
    assert [one.body.decode() for one, _ in done] == orders
    assert all(isinstance(o, Reject) and o.reason.startswith(one.body.decode()) for one, o in done)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("hang", "took longer than 1 s"),
        ("die", "worker process died twice (exit code 7)"),
        ("raise", "KeyError at steps_of_test.py:17: 'no such thing"),
        ("flood", "MemoryError at steps_of_test.py:19"),
    ],
)
def test_a_bad_page_is_a_reject_and_the_next_one_is_fine(refinery: Refinery, order: str, reason: str) -> None:
    found = outcome(refinery, order)
    assert found.outcome == "error"
    assert reason in found.reason
    assert "\n" not in found.reason
    assert found.page_id == page(order).id
    assert outcome(refinery, "fine").reason.startswith("fine")


def test_pages_before_and_after_a_hung_one_are_refined(refinery: Refinery) -> None:
    orders = ["a", "hang", "b", "die", "c"]
    done = refinery.refine_all((page(order), None) for order in orders)
    outcomes = [refined.outcome for _, refined in done if isinstance(refined, Reject)]
    assert outcomes == ["listing", "error", "listing", "error", "listing"]


def test_a_worker_is_replaced_after_its_time(refinery: Refinery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAGES_PER_PROCESS", 2)
    done = refinery.refine_all((page(f"page {number}"), None) for number in range(12))
    reasons = [refined.reason for _, refined in done if isinstance(refined, Reject)]
    assert [reason.partition(" in ")[0] for reason in reasons] == [f"page {number}" for number in range(12)]
    assert max(Counter(reason.split()[-1] for reason in reasons).values()) == 2


def test_what_was_sent_behind_a_bad_page_is_read_by_the_next_process(refinery: Refinery) -> None:
    async def read() -> list[Reading]:
        one = Worker(refinery.step, 1)
        tasks = [one.ask(Task(page(order))) for order in ("a", "hang", "b", "die", "c", "x" * 5_000_000)]
        try:
            return await asyncio.gather(*tasks)
        finally:
            one.stop()

    outcomes = [
        reading.refined.outcome for reading in asyncio.run(read()) if isinstance(reading.refined, Reject)
    ]
    assert outcomes == ["listing", "error", "listing", "error", "listing", "listing"]


def test_links_that_cannot_be_read_cost_no_document(refinery: Refinery) -> None:
    task = Task(page("fine"), links=bad_links)
    refined, links = read(refinery.step, task)
    assert isinstance(refined, Reject)
    assert refined.reason.startswith("fine")
    assert not links.read
    assert links.note.startswith(
        "links on https://example.org/'fine' are not followed, because of an error of ours: KeyError"
    )


def test_a_stop_sent_to_all_processes_costs_no_page(refinery: Refinery) -> None:
    orders = ["stop", "a", "b", "stop", "c", "d"]
    done = refinery.refine_all((page(order), None) for order in orders)
    reasons = [refined.reason for _, refined in done if isinstance(refined, Reject)]
    assert [reason.partition(" in ")[0] for reason in reasons] == orders
    assert len({reason.split()[-1] for reason in reasons}) <= 2


def test_killing_does_not_wait_for_a_hung_page(refinery: Refinery) -> None:
    async def killed() -> Reading:
        reading = asyncio.ensure_future(refinery.read(Task(page("hang"))))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        refinery.close()
        return await reading

    refined = asyncio.run(killed()).refined
    assert isinstance(refined, Reject)
    assert (refined.outcome, refined.reason) == ("error", "was given up: the run was stopped")


def test_a_process_left_running_does_not_keep_the_command_from_ending() -> None:
    """A thread may start one while the others are stopped; they leave signals to us, so Python's own has no effect."""
    left = "from pipeline.crawl.worker import Worker; from pipeline.refine import refine; left = Worker(refine, 1); left.start()"
    ended = subprocess.run([sys.executable, "-c", left], timeout=60, check=False, cwd=ROOT)
    assert ended.returncode == 0
