"""``scrapy batch``: the same records, columns and clusters as one machine makes, however many tasks there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.example_site.serving import spawned
from tests.batched import Content, batch, cut, of_batch, of_database
from tests.command_line import places, run
from tests.loopback import FAST


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example sites crawled once, the archive read again and compared, as on one machine."""
    folder = tmp_path_factory.mktemp("corpus")
    fast = [word for setting in FAST for word in ("-s", setting)]
    with spawned((0, 0, 0)) as sites:
        addresses = f"url={','.join(sites.urls.values())}"
        code, _, err = run("crawl", "example", "-a", addresses, *fast, *places(folder))
    assert code == 0, err
    assert run("reextract", *places(folder))[0] == 0
    assert run("dedupe", *places(folder))[0] == 0
    cut(folder / "archive", folder / "shards", 60_000)
    return folder


@pytest.fixture(scope="module")
def wanted(corpus: Path) -> Content:
    return of_database(corpus / "a.db")


@pytest.mark.parametrize("tasks", [1, 7])
def test_a_batch_gives_what_one_machine_gives(
    corpus: Path, wanted: Content, tmp_path: Path, tasks: int
) -> None:
    shards = list((corpus / "shards").iterdir())
    assert len(shards) >= 7
    done = batch(shards, tmp_path / "out", tasks)
    assert done.documents == len(wanted["documents"]) > 90
    found = of_batch(tmp_path / "out")
    for table, rows in wanted.items():
        assert found[table] == rows, table
    assert len(wanted["near_duplicates"]) > 3
