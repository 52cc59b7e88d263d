"""Near duplicates by their public seams: what is joined, what is not, and that no order and no kill shows."""

import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from unittest.mock import patch

import numpy as np
import pytest
from datasketch import MinHash, MinHashLSH
from hypothesis import given
from hypothesis import strategies as st

from benchmarks._corpus import add_documents, clusters_of
from benchmarks._speeches import EDITS, form, usual_length
from pipeline.corpus.near_duplicates import (
    UnderWayError,
    candidates,
    catch_up,
    dedupe,
    intake,
    known,
    pending,
)
from pipeline.corpus.near_duplicates.bands import Rows, pack, sign, signatures, unpack
from pipeline.corpus.near_duplicates.candidates import LONGEST_BAND, agreeing, look_up
from pipeline.corpus.near_duplicates.comparison import Text, compare
from pipeline.corpus.near_duplicates.fold import fold
from pipeline.corpus.near_duplicates.shingles import shingles
from pipeline.store import Writer, open_database
from tests.store_items import page, record


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.db"


def quiet(_done, _of):
    pass


def speeches(seed, number, length=None):
    rng = random.Random(seed)
    return [form(rng, length or usual_length(rng)).filled(rng) for _ in range(number)]


def execute(path, statement, *values):
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def groups(path):
    """Which documents stand together, the canonical one first, with what is said of each copy."""
    found = {}
    for key, cluster in clusters_of(path).items():
        found.setdefault(cluster, set()).add(key)
    copies = execute(path, "SELECT document_id, other_id, kind, jaccard, containment FROM near_duplicates")
    canonical = execute(path, "SELECT id FROM documents WHERE is_canonical ORDER BY id")
    return sorted((key or "", sorted(each)) for key, each in found.items()), sorted(copies), canonical


# Planted edits


@pytest.mark.parametrize("name", EDITS)
def test_a_planted_copy_is_found_and_nothing_else_is(path, name):
    rng = random.Random(name)
    originals = speeches(name, 120)
    copies = [EDITS[name](each, rng) for each in originals[:60]]
    ids = add_documents(path, [("", each.text) for each in originals] + [("", text) for text in copies])
    dedupe(path, quiet)
    cluster = clusters_of(path)
    found = [cluster[ids[n]] == cluster[ids[120 + n]] for n in range(60)]
    assert sum(found) >= 58
    assert len(set(cluster.values())) == 120 + found.count(False)


def test_speeches_of_one_occasion_are_not_copies_though_they_share_half_of_their_sentences(path):
    rng = random.Random(1)
    texts = [form(rng, 800, formulas=0.5).filled(rng).text for _ in range(80)]
    add_documents(path, [("", text) for text in texts])
    assert dedupe(path, quiet).copies == {}


def test_one_form_filled_for_two_counties_is_a_copy(path):
    rng = random.Random(2)
    one = form(rng, 1500)
    add_documents(path, [("", one.filled(rng).text), ("", one.filled(rng).text)])
    assert sum(dedupe(path, quiet).copies.values()) == 1


def test_short_notices_that_share_formulas_are_not_copies_and_short_copies_are(path):
    notice = "各位家长：{}，请大家提前做好准备，互相转告，准时参加。感谢您的理解与支持！"
    what = ("本周五下午两点在礼堂召开家长会", "下周一全校体检，请让孩子空腹到校", "因水管检修，明天停课一天")
    texts = [notice.format(each) for each in what]
    add_documents(path, [("", text) for text in (*texts, f"通知\n{texts[0].replace('，', ', ')}（完）")])
    report = dedupe(path, quiet)
    assert report.clusters == 1
    assert sum(report.copies.values()) == 1


BEGINNING = (
    "各位代表：我受市人民政府委托，向大会报告工作，请予审议，并请政协各位委员和列席人员提出意见。一、过去一年工作回顾。"
    "过去一年，在省委省政府和市委坚强领导下，全市上下坚持新发展理念，全面落实各项部署，统筹推进改革发展稳定各项工作，"
    "经受住了多重考验，取得了来之不易的新成绩。"
)


def own(rng, characters):
    return "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(characters))


def test_texts_that_share_their_beginning_only_are_no_copies_however_long_the_rest_is():
    rng = random.Random(16)

    def joined(characters):
        rests = [own(rng, characters) for _ in range(2)]
        beginnings = (BEGINNING, BEGINNING.replace("市", "县"))
        return [
            compare(
                *(Text.of(fold(start + rest)) for start, rest in zip((BEGINNING, each), rests, strict=True))
            )
            for each in beginnings
        ]

    assert [each.kind for each in joined(5)][:1] == ["near"]
    assert not any(each.kind or each.akin for number in range(20, 200, 5) for each in joined(number))


def test_texts_that_are_changed_after_the_same_beginning_are_copies():
    rng = random.Random(17)
    rest = own(rng, 100)
    changed = "".join(own(rng, 1) if rng.random() < 0.15 else letter for letter in rest)
    assert compare(*(Text.of(fold(BEGINNING + each)) for each in (rest, changed))).kind == "near"


@given(st.integers(20, 700), st.integers(1, 80), st.integers(0, 9))
def test_what_is_less_alike_is_not_joined_when_what_is_more_alike_is_not(shared, characters, seed):
    rng = random.Random(seed)
    start, one, other = own(rng, shared), own(rng, 200), own(rng, 200)
    found = [
        compare(Text.of(fold(start + one[:rest])), Text.of(fold(start + other[:rest]))).kind
        for rest in (characters, characters + 10, 2 * characters + 10, 200)
    ]
    assert found == sorted(found, key=lambda kind: kind is None)


def test_previews_with_one_beginning_and_ends_of_their_own_make_no_group(path):
    rng = random.Random(18)
    ids = add_documents(path, [("", BEGINNING + own(rng, 60)) for _ in range(12)])
    for key in ids:
        execute(path, "UPDATE documents SET text_state = 'preview' WHERE id = ?", key)
    assert dedupe(path, quiet).copies == {}
    assert len(set(clusters_of(path).values())) == 12


def test_a_salutation_is_a_part_of_no_speech(path):
    rng = random.Random(19)
    salutation = "尊敬的各位领导、各位来宾，女士们、先生们，朋友们：大家上午好！在这金秋送爽、丹桂飘香的美好时节，我们欢聚一堂"
    texts = [salutation + own(rng, length) for length in (90, 120, 150, 190)]
    add_documents(path, [("", text) for text in (salutation, f"{salutation}。隆重举行", *texts)])
    report = dedupe(path, quiet)
    assert report.copies == {"near": 1}


# Exact, contained, none; which one stands for the others


def test_exact_copies_differ_in_nothing_that_is_compared(path):
    text = speeches(3, 1, 600)[0].text
    add_documents(path, [("", text), ("", text.replace("，", " , ").replace("\n", "\n\n"))])
    assert dedupe(path, quiet).copies == {"exact": 1}
    assert execute(path, "SELECT kind, jaccard, containment FROM near_duplicates") == [("exact", 1.0, 1.0)]


def test_a_preview_is_tied_to_its_full_text_and_never_stands_for_it(path):
    text = speeches(4, 1, 3000)[0].text
    preview, full = add_documents(path, [("", text[:500]), ("", text)])
    execute(path, "UPDATE documents SET text_state = 'preview', first_seen_at = '2020' WHERE id = ?", preview)
    dedupe(path, quiet)
    assert execute(path, "SELECT document_id, other_id, kind, containment FROM near_duplicates") == [
        (preview, full, "contained", 1.0)
    ]
    assert execute(path, "SELECT id, is_canonical FROM documents ORDER BY is_canonical") == [
        (preview, 0),
        (full, 1),
    ]


def test_the_canonical_document_is_full_then_longer_then_had_by_most_then_earlier_then_better(path):
    text, more = (each.text for each in speeches(5, 2, 1000))
    ids = add_documents(path, [("", text + "下面"), ("", text + more[:300]), *[("", text)] * 3])

    def canonical():
        dedupe(path, quiet)
        ((found,),) = execute(path, "SELECT id FROM documents WHERE is_canonical AND cluster_id IS NOT NULL")
        return ids.index(found)

    assert canonical() == 1
    execute(path, "UPDATE documents SET text_state = 'preview' WHERE id = ?", ids[1])
    assert canonical() == 2
    execute(path, "UPDATE documents SET first_seen_at = '2023-01-01T00:00:00Z' WHERE id IN (?, ?)", *ids[3:])
    execute(path, "UPDATE documents SET quality = 0.2 WHERE id = ?", ids[3])
    assert canonical() == 4


def test_documents_without_a_text_are_never_joined(path):
    ids = add_documents(
        path, [("", ""), ("", ""), ("", "……"), ("", "同样的一句话。"), ("", "同样的一句话。")]
    )
    execute(path, "UPDATE documents SET text_state = 'none' WHERE id IN (?, ?)", *ids[:2])
    assert dedupe(path, quiet).copies == {"exact": 1}
    assert [clusters_of(path)[key] for key in ids[:3]] == [None] * 3


def test_a_chain_of_copies_does_not_join_two_speeches(path):
    one, two = (each.text for each in speeches(6, 2, 1200))
    bridge = f"{one[: len(one) * 9 // 20]}\n{two[: len(two) * 9 // 20]}"
    phrases = two[:120]
    both = [("", one), ("", f"{two}{phrases}"), ("", f"{phrases}{one[:200]}{phrases}"), ("", bridge)]
    ids = add_documents(path, both)
    dedupe(path, quiet)
    cluster = clusters_of(path)
    assert cluster[ids[0]] != cluster[ids[1]]


# Change and deletion


def test_a_cluster_follows_the_documents(path):
    text = speeches(7, 1, 1500)[0].text
    ids = add_documents(path, [("", text), ("", text[:900]), ("", f"{text}{speeches(9, 1, 300)[0].text}")])
    dedupe(path, quiet)
    assert set(clusters_of(path).values()) == {ids[2]}
    execute(path, "DELETE FROM documents WHERE id = ?", ids[2])
    dedupe(path, quiet)
    assert set(clusters_of(path).values()) == {ids[0]}
    execute(path, "UPDATE documents SET text = ? WHERE id = ?", speeches(8, 1, 900)[0].text, ids[1])
    dedupe(path, quiet)
    assert clusters_of(path) == {ids[0]: ids[0], ids[1]: ids[1]}
    assert execute(path, "SELECT count(*) FROM near_duplicates") == [(0,)]
    for key in ids:
        execute(path, "DELETE FROM documents WHERE id = ?", key)
    dedupe(path, quiet)
    for table in ("folded_texts", "document_texts", "text_bands", "text_pairs", "dedupe_stale"):
        assert execute(path, f"SELECT count(*) FROM {table}") == [(0,)], table


def test_the_store_notes_what_waits(path):
    with Writer(path) as writer:
        writer.put(page(), [record(page())])
        writer.flush()
        with closing(open_database(path).conn) as connection:
            assert pending(connection) == 1
            assert dedupe(path, quiet).looked_at == 1
            writer.put(page(day=2), [record(page(day=2))])
            writer.flush()
            assert pending(connection) == 0
            writer.put(page(day=3), [record(page(day=3), title="另一个题目")])
            writer.flush()
            assert pending(connection) == 1
    ((before,),) = execute(path, "SELECT cluster_id FROM documents")
    dedupe(path, quiet)
    ((after,),) = execute(path, "SELECT cluster_id FROM documents")
    assert (before, after) == (None, record(page()).id)


def test_a_document_that_changes_while_it_is_looked_at_is_looked_at_again(path, monkeypatch):
    text = speeches(9, 1, 700)[0].text
    ids = add_documents(path, [("", text), ("", text)])
    taken = catch_up.take_in

    def meanwhile(connection, known):
        done = taken(connection, known)
        if done == 2:
            execute(path, "UPDATE documents SET text = '别的', cluster_id = NULL WHERE id = ?", ids[1])
        return done

    monkeypatch.setattr(catch_up, "take_in", meanwhile)
    dedupe(path, quiet)
    assert clusters_of(path) == {key: key for key in ids}


def test_texts_folded_in_another_way_are_looked_at_again_and_no_copy_is_lost(path, monkeypatch):
    texts = [f"隨{each.text}" for each in speeches(15, 6, 600)]
    cuts = [text[: len(text) * 9 // 10] for text in texts]
    add_documents(path, [("", text) for text in (*texts, *cuts)])
    assert dedupe(path, quiet).copies == {"near": 6}
    for module in (intake, known):
        monkeypatch.setattr(module, "fold", lambda text: fold(text.replace("隨", "遀")))
    monkeypatch.setattr(catch_up, "folding_version", lambda: "another")
    add_documents(path, [("", texts[0][:-20])], [12])
    report = dedupe(path, quiet)
    assert (report.looked_at, report.copies) == (13, {"near": 7})
    assert dedupe(path, quiet).looked_at == 0


# No order, no kill, no second process shows


def mixed():
    rng = random.Random(10)
    originals = speeches(10, 25, 700)
    texts = [each.text for each in originals]
    for each in originals[:12]:
        texts += [edit(each, rng) for edit in rng.sample(list(EDITS.values()), 4)] + [each.text]
    return [(str(number), text) for number, text in enumerate(texts)]


def by_title(path):
    title = dict(execute(path, "SELECT id, title FROM documents"))
    found = {}
    for key, cluster in clusters_of(path).items():
        found.setdefault(cluster, []).append(title[key])
    return sorted(sorted(each) for each in found.values())


def test_no_order_and_no_batches_show(tmp_path):
    documents = mixed()
    expected = None
    for seed in range(4):
        path = tmp_path / f"{seed}.db"
        random.Random(seed).shuffle(documents)
        size = (len(documents), 20, 7, 31)[seed]
        for start in range(0, len(documents), size):
            batch = documents[start : start + size]
            add_documents(path, batch, [int(title) for title, _ in batch])
            dedupe(path, quiet)
        expected = expected or by_title(path)
        assert by_title(path) == expected
    before = groups(path)
    dedupe(path, quiet, everything=True)
    assert groups(path) == before


def test_a_batch_ends_where_its_texts_are_long_and_that_does_not_show(path, tmp_path, monkeypatch):
    documents = mixed()
    at_once = tmp_path / "b.db"
    for each in (path, at_once):
        add_documents(each, documents)
    dedupe(at_once, quiet)
    monkeypatch.setattr(intake, "CHARACTERS", 5000)
    seen = []
    dedupe(path, lambda done, _of: seen.append(done))
    assert len(set(seen)) > 5
    assert max(seen) == len(documents)
    assert groups(path) == groups(at_once)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_documents_the_result_is_that_of_a_fresh_look(path, seed):
    rng = random.Random(seed)
    texts = [text for _, text in mixed()]
    ids = add_documents(path, [("", rng.choice(texts)) for _ in range(25)])
    for _ in range(40):
        key = rng.choice(ids)
        match rng.randrange(5):
            case 0:
                execute(
                    path,
                    "UPDATE documents SET text = ?, cluster_id = NULL WHERE id = ?",
                    rng.choice(texts),
                    key,
                )
            case 1:
                state = rng.choice(("full", "preview", "abstract", "none"))
                execute(path, "UPDATE documents SET text_state = ? WHERE id = ?", state, key)
            case 2:
                execute(path, "UPDATE documents SET quality = ? WHERE id = ?", rng.random(), key)
            case 3:
                execute(path, "DELETE FROM documents WHERE id = ?", key)
            case _:
                ids += add_documents(path, [("", rng.choice(texts))], [len(ids)])
        if rng.random() < 0.4:
            dedupe(path, quiet)
    dedupe(path, quiet)
    before = groups(path)
    assert execute(path, "PRAGMA foreign_key_check(near_duplicates)") == []
    dedupe(path, quiet, everything=True)
    assert groups(path) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.corpus.near_duplicates import dedupe, intake, joining, transaction
intake.BATCH, joining.BATCH = 10, 10
left = int(sys.argv[2])

def killing(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

from pipeline.corpus.near_duplicates import catch_up
opened = catch_up.open_database

def open_database(path):
    database = opened(path)
    database.conn.set_trace_callback(killing)
    return database

catch_up.open_database = open_database
dedupe(Path(sys.argv[1]), lambda done, of: None)
"""


def test_a_kill_at_any_statement_leaves_what_the_next_one_finishes(path, tmp_path):
    documents = mixed()
    undisturbed = tmp_path / "b.db"
    add_documents(undisturbed, documents)
    dedupe(undisturbed, quiet)
    add_documents(path, documents)
    killed = 0
    for statement in (40, 700, 3000):
        command = [sys.executable, "-c", KILLED, str(path), str(statement)]
        killed += subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert killed >= 2
    dedupe(path, quiet)
    assert groups(path) == groups(undisturbed)
    assert execute(path, "PRAGMA integrity_check") == [("ok",)]


def test_two_at_once_are_one(path):
    add_documents(path, [("", "一篇短文。")])

    def meanwhile(_done, _of):
        with pytest.raises(UnderWayError, match="by another process"):
            dedupe(path, quiet)

    assert dedupe(path, meanwhile).looked_at == 1


def test_very_many_copies_are_one_cluster_and_their_bands_stay_short(path):
    rng = random.Random(11)
    one = form(rng, 600).filled(rng)
    edit = EDITS["5 % of characters changed"]
    add_documents(path, [("", one.text)] + [("", edit(one, rng)) for _ in range(150)])
    assert dedupe(path, quiet).clusters == 1
    assert len(set(clusters_of(path).values())) == 1
    ((longest,),) = execute(path, "SELECT max(n) FROM (SELECT count(*) AS n FROM text_bands GROUP BY key)")
    assert longest <= LONGEST_BAND


@given(
    st.lists(st.tuples(*[st.integers(0, 3)] * 5), max_size=150),
    st.integers(0, 150),
)
def test_a_batch_is_looked_up_as_its_texts_are_one_by_one(values, known):
    keys = np.array([[band << 32 | value for band, value in enumerate(each)] for each in values], np.int64)
    keys, numbers = keys.reshape(-1, 5), 2 * np.arange(len(values)) + 1
    bands, shared, rows = {}, [], []
    for number, each in zip(numbers.tolist(), keys.tolist(), strict=True):
        counts = Counter(other for key in each for other in bands.get(key, ()))
        likely = sorted((-count, other) for other, count in counts.items() if count >= 2)
        shared += [(number, other) for _, other in likely[:7]]
        for key in each:
            if len(bands.setdefault(key, [])) < LONGEST_BAND:
                bands[key].append(number)
                rows.append((key, number))
    rows = np.array(rows, np.int64).reshape(-1, 2)
    before = rows[rows[:, 1] < 2 * known]
    with patch.object(candidates, "WEIGHED", 7):
        added, pairs = look_up(Rows(before[:, 0], before[:, 1]), keys[known:], numbers[known:])
    assert sorted(map(tuple, rows[rows[:, 1] > 2 * known].tolist())) == list(
        zip(*map(np.ndarray.tolist, added), strict=True)
    )
    found = zip(numbers[known:][pairs.places].tolist(), pairs.others.tolist(), strict=True)
    assert list(found) == [pair for pair in shared if pair[0] > 2 * known]


# datasketch as oracle


def test_what_datasketch_finds_is_found():
    rng = random.Random(12)
    originals = speeches(12, 60)
    edits = list(EDITS.values())
    texts = [each.text for each in originals] + [rng.choice(edits)(each, rng) for each in originals]
    folded = [fold(text) for text in texts]
    oracle = MinHashLSH(threshold=0.5, num_perm=128)
    sketches = []
    for number, each in enumerate(folded):
        sketch = MinHash(num_perm=128)
        sketch.update_batch({each[n : n + 5].encode() for n in range(len(each) - 4)})
        oracle.insert(number, sketch)
        sketches.append(sketch)
    signed = sign(shingles(each) for each in folded)
    numbers = np.arange(len(folded))
    _, pairs = look_up(Rows(numbers[:0], numbers[:0]), signed.keys, numbers)
    found = agreeing(pairs, signed, numbers, signed)
    ours = set(zip(found.others.tolist(), found.places.tolist(), strict=True))
    true = {
        (one, other)
        for other, sketch in enumerate(sketches)
        for one in oracle.query(sketch)
        if one < other and compare(Text.of(folded[one]), Text.of(folded[other])).jaccard >= 0.5
    }
    assert len(true) > 30
    assert true <= ours


def test_estimates_are_as_good_as_those_of_datasketch():
    rng = random.Random(13)
    errors, theirs = [], []
    for each in speeches(13, 40, 800):
        one, other = fold(each.text), fold(EDITS["5 % of characters changed"](each, rng))
        true = compare(Text.of(one), Text.of(other)).jaccard
        first, second = signatures([shingles(one), shingles(other)], 128)
        errors.append(np.mean(np.array(first) == np.array(second)) - true)
        sketches = [MinHash(num_perm=128), MinHash(num_perm=128)]
        for text, sketch in zip((one, other), sketches, strict=True):
            sketch.update_batch({text[n : n + 5].encode() for n in range(len(text) - 4)})
        theirs.append(sketches[0].jaccard(sketches[1]) - true)
    # The error of an estimate from 128 values is .044; the mean of forty is off by .007.
    assert abs(np.mean(errors)) < 0.03
    assert np.std(errors) < 1.5 * max(np.std(theirs), 0.03)


def test_signatures_survive_the_database():
    signed = sign(shingles(fold(each.text)) for each in speeches(14, 3))
    for one, back in zip(signed, unpack(pack(signed)), strict=True):
        assert np.array_equal(one, back)
