import signal
import subprocess
import sys

from pipeline.store import Writer, connect
from tests.store_items import page, record

WRITING = """
import itertools, sys
from pathlib import Path
from pipeline.store import Writer
from tests.store_items import page, record

with Writer(Path(sys.argv[1]), batch_size=10, batch_seconds=0.01) as writer:
    writer.start_run("crawl", None, {})
    for number in itertools.count():
        of = page(f"https://example.com/p-{number}.html")
        writer.put(of, [record(of, "\\n".join("字" * 40 for _ in range(30)))]).add_done_callback(
            lambda future, number=number: print(number, flush=True)
        )
        if number % 25 == 0:
            writer.flush()
"""


def test_a_killed_writer_leaves_whole_batches_and_everything_it_had_confirmed(tmp_path):
    path = tmp_path / "corpus.db"
    command = [sys.executable, "-c", WRITING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if int(line) >= 200:
                break
        process.send_signal(signal.SIGKILL)
        confirmed = [int(line) for line in process.stdout if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL
    last = max(confirmed, default=200)

    connection = connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    urls = {url for (url,) in connection.execute("SELECT url FROM documents")}
    assert {f"https://example.com/p-{number}.html" for number in range(last + 1)} <= urls
    halves = """
        SELECT id FROM documents WHERE
            (SELECT count(*) FROM sections WHERE document_id = documents.id) <> 30
            OR (SELECT count(*) FROM removals WHERE document_id = documents.id) <> 30
            OR NOT EXISTS (SELECT 1 FROM pages WHERE pages.id = documents.page_id)
    """
    assert connection.execute(halves).fetchall() == []
    # The run's counts are in the transaction of every batch: so batches are there whole or not at all.
    assert connection.execute(
        "SELECT json_extract(counts, '$.documents'), finished_at FROM runs"
    ).fetchall() == [(len(urls), None)]
    connection.close()

    with Writer(path) as writer:
        for number in range(last + 50):
            of = page(f"https://example.com/p-{number}.html")
            writer.put(of, [record(of, "\n".join("字" * 40 for _ in range(30)))])
        writer.flush()
        assert writer.counts["new"] == max(last + 50 - len(urls), 0)
