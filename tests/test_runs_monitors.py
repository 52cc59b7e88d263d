"""Monitors fail when a site breaks, say since when, and keep quiet when there is too little to judge."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.crawl.monitors import judge, judged
from pipeline.crawl.site_monitors import Harvest
from pipeline.crawl.verdict import Verdict
from pipeline.errors import ExitCode
from pipeline.refine.site import Site
from pipeline.runs.findings import Finding
from pipeline.runs.measures import FIELDS, Measures
from tests.run_rows import WenSpider, crawler_of, finish, healthy_runs, store_run

FULL = {"title": 30, "text": 30, "family": 30, "published_on": 28, "speaker": 10}


def measures(**more: object) -> Measures:
    values = {"pages": 34, "documents": 30, "listings": 2, "rejected": 2, "records": 30, "filled": FULL}
    return Measures(**(values | more))  # type: ignore[arg-type]


def found(harvest: Harvest) -> dict[str, Finding]:
    return {finding.monitor: finding for finding in judge(harvest)[1]}


HISTORY = [measures()] * 3


def test_a_run_like_the_ones_before_it_passes_every_monitor() -> None:
    names, findings = judge(
        Harvest(measures(), HISTORY, declared=True, family=True, expected=(20, 90), alive=30)
    )
    assert findings == []
    assert names == [
        "block share", "document share", "expected documents", "fields", "reject share", "selectors",
        "texts", "titles",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "monitor"),
    [
        ({"documents": 10, "gone": 20}, "document share"),
        ({"documents": 22, "rejected": 10}, "reject share"),
        ({"documents": 26, "blocked": 6}, "block share"),
        ({"filled": FULL | {"family": 15}}, "selectors"),
        ({"filled": FULL | {"title": 20}}, "titles"),
        ({"filled": FULL | {"text": 10}}, "texts"),
        ({"filled": FULL | {"published_on": 0}}, "fields"),
    ],
)
def test_each_monitor_fails_by_itself(broken: dict[str, object], monitor: str) -> None:
    findings = found(Harvest(measures(**broken), HISTORY, declared=True, family=True))
    assert list(findings) == [monitor]


def test_what_is_usual_of_a_site_is_no_finding() -> None:
    poor = measures(documents=4, rejected=28, filled={"title": 30, "text": 30})
    assert set(found(Harvest(poor, [], declared=True, family=True))) == {
        "document share", "reject share", "selectors",
    }  # fmt: skip
    assert found(Harvest(poor, [poor] * 3, declared=True, family=True)) == {}
    # Two runs are no history yet.
    assert "document share" in found(Harvest(poor, [poor] * 2, declared=True, family=True))


def test_of_a_stranger_nothing_is_expected_but_that_it_lets_us_in() -> None:
    poor = measures(documents=4, rejected=28, filled={"title": 30, "text": 30})
    assert found(Harvest(poor, [])) == {}
    assert list(found(Harvest(measures(documents=20, blocked=12), []))) == ["block share"]


def test_a_few_pages_are_not_judged_by_shares() -> None:
    few = measures(pages=12, documents=1, listings=1, rejected=10, records=1, filled={})
    assert judge(Harvest(few, HISTORY, declared=True, family=True)) == ([], [])


def test_listings_that_name_no_document_are_noticed_without_a_history() -> None:
    listings = measures(pages=9, documents=0, listings=9, rejected=0, records=0, filled={})
    assert list(found(Harvest(listings, [], listings=(5, 0)))) == ["listing links"]
    assert found(Harvest(listings, [], listings=(5, 1))) == {}
    # The others were as they had been: they were not read again.
    assert found(Harvest(listings, [], listings=(4, 0))) == {}


def test_a_site_that_serves_no_text_is_not_blamed_for_it() -> None:
    bare = measures(filled=FULL | {"text": 0})
    assert list(found(Harvest(bare, []))) == ["texts"]
    assert found(Harvest(bare, [], metadata_only=True)) == {}


@pytest.mark.parametrize(
    ("expected", "alive", "whole", "fails"),
    [
        ((20, 40), 19, True, True),
        ((20, 40), 20, True, False),
        ((20, 40), 41, True, True),
        ((20, 40), 41, False, True),
        ((20, None), 19, False, False),
        ((None, 40), 0, True, False),
    ],
)
def test_expected_documents(
    expected: tuple[int | None, int | None], alive: int, whole: bool, fails: bool
) -> None:
    findings = found(Harvest(measures(), HISTORY, expected=expected, alive=alive, whole=whole))
    assert ("expected documents" in findings) == fails


def test_every_column_that_is_compared_exists(tmp_path: Path) -> None:
    number = store_run(tmp_path / "a.db", 30)
    finish(tmp_path / "a.db", number, crawler_of())
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(documents)")}
    assert set(FIELDS) <= columns


class DeclaredSpider(WenSpider):
    site = Site(name="wen", hosts=("wen.example",), family="wenku_cms")
    expected = (25, 200)


def test_a_site_that_changes_its_skin_is_found_out_and_since_when(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    healthy_runs(database, published_on="2024-05-01", uploader="someone")
    # The new skin: the family's selectors find nothing, so the generic path reads the pages, without facts.
    first = store_run(database, 30, family="generic")
    findings = finish(database, first, crawler_of(DeclaredSpider))
    assert {(finding.monitor, finding.since_run) for finding in findings} == {
        ("selectors", first),
        ("fields", first),
    }
    assert findings[1].value == {"published_on": 0.0, "uploader": 0.0}
    assert findings[1].expected == {"published_on": 1.0, "uploader": 1.0}
    # Too short to judge, then cut off: neither ends the row.
    finish(database, store_run(database, 1, family="generic"), crawler_of(DeclaredSpider, {"limit": "1"}))
    store_run(database, 12, family="generic")
    later = finish(database, store_run(database, 30, family="generic"), crawler_of(DeclaredSpider))
    assert {(finding.monitor, finding.since_run) for finding in later} == {
        ("selectors", first),
        ("fields", first),
    }
    # Mended, and broken again: a new beginning.
    mended = store_run(database, 30, published_on="2024-05-01", uploader="someone")
    assert finish(database, mended, crawler_of(DeclaredSpider)) == []
    again = store_run(database, 30, family="generic")
    assert {each.since_run for each in finish(database, again, crawler_of(DeclaredSpider))} == {again}


def test_runs_that_failed_do_not_become_the_usual(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    healthy_runs(database)
    for _ in range(5):
        number = store_run(database, 5, rejects={"rejected": 30})
        assert "document share" in {each.monitor for each in finish(database, number, crawler_of())}


def test_fewer_documents_than_declared_in_a_whole_run_only(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    few = store_run(database, 24)
    whole = finish(database, few, crawler_of(DeclaredSpider))
    assert [each.message for each in whole] == ["documents of the site: 24, at least 25 expected"]
    given = {"limit": "24"}
    limited = store_run(database, 24, given=given)
    assert finish(database, limited, crawler_of(DeclaredSpider, given)) == []
    # Documents of earlier runs count: a second run fetches only what is due.
    rest = store_run(database, 25)
    assert finish(database, rest, crawler_of(DeclaredSpider)) == []
    assert finish(database, store_run(database, 12), crawler_of(DeclaredSpider)) == []


def test_findings_make_a_good_end_outside_and_leave_a_worse_one() -> None:
    finding = Finding("titles", "documents with a title: 10 %, expected 80 % or more", 0.1, 0.8, 7, "")
    good = judged(Verdict("finished", ExitCode.DONE), [finding])
    assert (good.outcome, good.exit_code) == ("outside", ExitCode.OUTSIDE_EXPECTATIONS)
    assert good.advice == "titles: documents with a title: 10 %, expected 80 % or more (since run 7)"
    empty = judged(Verdict("empty", ExitCode.OUTSIDE_EXPECTATIONS, "no document"), [finding])
    assert (empty.outcome, empty.advice.startswith("no document; titles: ")) == ("empty", True)
    refused = Verdict("refused", ExitCode.REFUSED, "walls")
    assert judged(refused, [finding]) is refused
    done = Verdict("finished", ExitCode.DONE)
    assert judged(done, []) is done
