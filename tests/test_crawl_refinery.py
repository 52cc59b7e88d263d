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
from pipeline.crawl.reading import Links, Reading, Step, Task, read
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
    if order == "strange":
        return lambda: None
    if order == "one way":
        return OneWay()
    return Reject(page.url, "listing", f"{order} in {os.getpid()}", page.id)

# Can be sent, but not taken in.
class OneWay:
    def __reduce__(self):
        return int, ("not a number",)

# Obeys, but the first ``times`` processes that are to do so never come up.
class Late:
    def __init__(self, folder, times, how):
        self.made = folder, times, how
    def __setstate__(self, state):
        folder, times, how = self.made = state["made"]
        for number in range(times):
            try:
                open(f"{folder}/{number}", "x").close()
            except FileExistsError:
                continue
            while how == "hang":
                time.sleep(1)
            os._exit(9)
    def __call__(self, page, site):
        return obey(page, site)
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


class OneWay:
    """Can be sent, but not taken in."""

    def __reduce__(self) -> tuple[object, ...]:
        return int, ("not a number",)


def asked(step: Step, tasks: list[Task]) -> list[Reading]:
    """What one worker makes of them."""

    async def ask() -> list[Reading]:
        one = Worker(step, 1)
        try:
            return await asyncio.wait_for(asyncio.gather(*map(one.ask, tasks)), 60)
        finally:
            one.stop()

    return asyncio.run(ask())


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
    tasks = [Task(page(order)) for order in ("a", "hang", "b", "die", "c", "x" * 5_000_000)]
    found = asked(refinery.step, tasks)
    outcomes = [reading.refined.outcome for reading in found if isinstance(reading.refined, Reject)]
    assert outcomes == ["listing", "error", "listing", "error", "listing", "listing"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Task(page("b"), links=lambda *_: Links()), "could not be sent to a worker process: "),
        (Task(page("b"), site=OneWay()), "could not be taken in by its worker process: ValueError"),  # type: ignore[arg-type]
        (Task(page("strange")), "was read, but what came of it could not be sent: "),
        (Task(page("one way")), "was read, but what came of it could not be taken in: ValueError"),
    ],
)
def test_what_cannot_be_handed_over_costs_its_own_page_alone(
    refinery: Refinery, bad: Task, reason: str
) -> None:
    tasks = [Task(page("a")), bad, Task(page("c")), Task(page("d"))]
    found = [reading.refined for reading in asked(refinery.step, tasks)]
    assert all(isinstance(refined, Reject) for refined in found)
    assert [refined.page_id for refined in found if isinstance(refined, Reject)] == [
        task.page.id for task in tasks
    ]
    reasons = [refined.reason for refined in found if isinstance(refined, Reject)]
    assert [each[:4] for each in reasons[:1] + reasons[2:]] == ["a in", "c in", "d in"]
    assert reasons[1].startswith(reason)
    assert len({each.split()[-1] for each in reasons[:1] + reasons[2:]}) == 1, "nobody was killed over it"


def test_an_answer_to_something_else_is_nobodys(refinery: Refinery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the two sides ever out of step, pages are read again or given up, never exchanged."""
    first, shifted = worker.first_message, iter([False, True])

    def shift(received: bytearray) -> worker.Message | None:
        message = first(received)
        if message and message.number and next(shifted, False):
            return message._replace(number=message.number + 1)
        return message

    monkeypatch.setattr(worker, "first_message", shift)
    found = [reading.refined for reading in asked(refinery.step, [Task(page(order)) for order in "abcd"])]
    reasons = [refined.reason for refined in found if isinstance(refined, Reject)]
    assert [reason.partition(" in ")[0] for reason in reasons] == list("abcd")
    assert len({reason.split()[-1] for reason in reasons}) == 2


@pytest.mark.usefixtures("refinery")
@pytest.mark.parametrize("how", ["hang", "die"])
def test_a_process_that_does_not_come_up_costs_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(worker, "STARTS", 10)
    if how == "hang":
        monkeypatch.setattr(worker, "START_SECONDS", 2)
    times = 2 if how == "die" else 1
    late = sys.modules["steps_of_test"].Late(tmp_path, times, how)
    found = [reading.refined for reading in asked(late, [Task(page("a")), Task(page("b"))])]
    assert [refined.outcome for refined in found if isinstance(refined, Reject)] == ["listing", "listing"]


@pytest.mark.usefixtures("refinery")
def test_pages_do_not_wait_for_ever_for_processes_that_never_come_up(tmp_path: Path) -> None:
    never = sys.modules["steps_of_test"].Late(tmp_path, 1000, "die")
    found = [reading.refined for reading in asked(never, [Task(page("a")), Task(page("b"))])]
    assert [refined.reason for refined in found if isinstance(refined, Reject)] == [
        "was not read, no worker process could be started: it died as it came up (exit code 9)"
    ] * 2


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
