"""Whatever is put, in whatever order and in whatever batches, the tables say what a short model says."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.store import Writer, connect
from tests.store_items import page, record, reject

TEXTS = ("甲", "乙", "丙")


class Fetch(NamedTuple):
    """One page of one of three URLs. ``texts`` are its documents; none makes it a reject with ``outcome``."""

    url: str
    day: int
    texts: tuple[str, ...]
    outcome: str


FETCH = st.builds(
    Fetch,
    st.sampled_from([f"https://{host}example.com/p-{n}.html" for host in ("m.", "") for n in (1, 2)]),
    st.integers(1, 9),
    st.lists(st.sampled_from(TEXTS), max_size=3).map(tuple),
    st.sampled_from(["gone", "blocked"]),
)
FETCHES = st.lists(FETCH, max_size=12, unique_by=lambda fetch: (fetch.url.replace("m.", ""), fetch.day))


def put_of(fetch):
    of = page(fetch.url, day=fetch.day)
    if not fetch.texts:
        return of, reject(of, fetch.outcome)
    return of, [record(of, text, number=n) for n, text in enumerate(fetch.texts, 1)]


def stored(fetches, batch_size):
    """What the tables hold after these fetches, in this order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "corpus.db")
        with Writer(path, batch_size=batch_size, batch_seconds=0) as writer:
            for fetch in fetches:
                writer.put(*put_of(fetch))
        connection = connect(path, readonly=True)
        tables = {name: set(connection.execute(sql)) for name, sql in QUERIES.items()}
        connection.close()
    return tables


QUERIES = {
    "documents": "SELECT id, text, page_id, first_seen_at, last_seen_at, changed_at FROM documents",
    "versions": "SELECT document_id, text, page_id, first_seen_at, last_seen_at FROM document_versions",
    "rejects": "SELECT canonical_url, outcome, page_id, last_seen_at FROM rejects",
    "pages": "SELECT id, outcome, documents FROM pages",
    "sections": "SELECT document_id, title FROM sections",
    "removals": "SELECT document_id, text FROM removals",
    "gone": "SELECT id, gone_at FROM documents WHERE gone_at IS NOT NULL",
}


def expected(fetches):
    """The rules in a few lines, over all fetches at once: nothing here depends on their order."""
    puts = sorted(map(put_of, fetches), key=lambda put: put[0].fetched_at)
    tables = {name: set() for name in QUERIES}
    seen, newest_reject, last_served = {}, {}, {}
    for of, outcome in puts:
        kind, count = ("document", len(outcome)) if isinstance(outcome, list) else (outcome.outcome, 0)
        tables["pages"].add((of.id, kind, count))
        if isinstance(outcome, list):
            last_served[outcome[0].canonical_url] = of.fetched_at
            for one in outcome:
                seen.setdefault(one.id, []).append(one)
        else:
            canonical = record(of).canonical_url
            newest_reject[canonical] = (canonical, outcome.outcome, of.id, of.fetched_at)
    for key, records in seen.items():
        newest = records[-1]
        for text in {one.text for one in records}:
            same = [one for one in records if one.text == text]
            since, last = same[0].fetched_at, same[-1]
            if text == newest.text:
                first = records[0].fetched_at
                tables["documents"].add((key, text, newest.page_id, first, newest.fetched_at, since))
            else:
                tables["versions"].add((key, text, last.page_id, since, last.fetched_at))
        tables["sections"].add((key, newest.text))
        tables["removals"].add((key, f"下载{newest.text}"))
    tables["rejects"] = {row for url, row in newest_reject.items() if row[3] > last_served.get(url, "")}
    tables["gone"] = set(gone(puts, seen))
    return tables


def gone(puts, seen):
    """Each document with the first fetch after its last that served others of its URL, or the first of two that said gone."""
    for key, records in seen.items():
        last, canonical = records[-1].fetched_at, records[-1].canonical_url
        later = [
            (of.fetched_at, outcome)
            for of, outcome in puts
            if of.fetched_at > last and record(of).canonical_url == canonical
        ]
        others = [at for at, outcome in later if isinstance(outcome, list)]
        notices = [at for at, outcome in later if not isinstance(outcome, list) and outcome.outcome == "gone"]
        if found := others[:1] + (notices[:1] if len(notices) > 1 else []):
            yield key, min(found)


@settings(max_examples=150)
@given(FETCHES, st.randoms(use_true_random=False), st.sampled_from([1, 3, 500]))
def test_any_order_of_pages_gives_the_same_rows(fetches, random, batch_size):
    random.shuffle(fetches)
    assert stored(fetches, batch_size) == expected(fetches)


@settings(max_examples=50)
@given(FETCHES, st.sampled_from([1, 500]))
def test_the_same_pages_again_change_nothing(fetches, batch_size):
    assert stored([*fetches, *fetches], batch_size) == expected(fetches)


@settings(max_examples=25)
@given(FETCHES, st.randoms(use_true_random=False), st.sampled_from([1, 500]))
def test_pages_read_again_with_more_known_of_their_site_leave_no_trace(fetches, random, batch_size):
    """First each text has a line that nobody knew to be the site's; then all pages are read again, in any order."""
    before = [fetch._replace(texts=tuple(f"{text}\n本站" for text in fetch.texts)) for fetch in fetches]
    random.shuffle(before)
    again = random.sample(fetches, len(fetches))
    assert stored([*before, *again], batch_size) == expected(fetches)
