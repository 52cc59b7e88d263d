"""A page that hangs, crashes or floods memory costs one reject; the pages around it come back unharmed."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.crawl import worker
from pipeline.crawl.refinery import Refinery
from pipeline.items import Page, Reject

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


def outcome(refinery: Refinery, order: str | bytes) -> Reject:
    found = refinery.submit(page(order)).result()
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
    monkeypatch.setattr(worker, "PAGES_PER_PROCESS", 1)
    processes = {outcome(refinery, "in").reason for _ in range(3)}
    assert len(processes) == 3


def test_a_stop_sent_to_all_processes_costs_no_page(refinery: Refinery) -> None:
    orders = [str(number) for number in range(2)]
    before = {outcome(refinery, order).reason.split()[-1] for order in orders}
    stopped = refinery.refine_all((page(order), None) for order in ["stop", *orders, "stop", *orders])
    reasons = [refined.reason for _, refined in stopped if isinstance(refined, Reject)]
    assert len(reasons) == 6
    assert {reason.split()[-1] for reason in reasons} <= before


def test_killing_does_not_wait_for_a_hung_page(refinery: Refinery) -> None:
    future = refinery.submit(page("hang"))
    while not future.running():
        pass
    refinery.close(kill=True)
    found = future.result()
    assert isinstance(found, Reject)
    assert found.outcome == "error"


def test_a_process_left_running_does_not_keep_the_command_from_ending() -> None:
    """A thread may start one while the others are stopped; they leave signals to us, so Python's own has no effect."""
    left = "from pipeline.crawl.worker import Worker; from pipeline.refine import refine; left = Worker(refine, 1); left.start()"
    ended = subprocess.run([sys.executable, "-c", left], timeout=60, check=False, cwd=ROOT)
    assert ended.returncode == 0
