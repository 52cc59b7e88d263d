"""``scrapy dedupe`` as it is typed."""

import json

from benchmarks._corpus import add_documents
from pipeline.corpus.near_duplicates import catch_up
from tests.command_line import places, run

TEXT = "各位老师，各位同学：今天我们在这里举行开学典礼，我代表学校欢迎新同学。希望大家珍惜时光，努力学习。"


def test_copies_are_counted_and_the_largest_groups_shown(tmp_path):
    add_documents(
        tmp_path / "a.db",
        [("开学典礼致辞", TEXT), ("致辞", TEXT.replace("，", ",")), ("别的", "另一回事。" * 9)],
    )
    code, out, err = run("dedupe", *places(tmp_path))
    assert (code, err) == (0, "")
    assert (
        "3 documents looked at.\n1 group of copies: 1 document beside those that stand for them (1 exact)."
        in out
    )
    assert "开学典礼致辞  (site0.example, site1.example)" in out
    code, out, _ = run("dedupe", "--json", *places(tmp_path))
    found = json.loads(out)
    assert (code, found["looked_at"], found["clusters"], found["copies"]) == (0, 0, 1, {"exact": 1})
    assert found["largest"][0]["sites"] == ["site0.example", "site1.example"]
    code, out, _ = run("dedupe", "--all", *places(tmp_path))
    assert code == 0
    assert out.startswith("3 documents looked at.")


def test_a_corpus_without_copies_says_so(tmp_path):
    add_documents(tmp_path / "a.db", [("致辞", TEXT)])
    assert "There are no copies.\n" in run("dedupe", *places(tmp_path))[1]


def test_wrong_usage_is_one_line(tmp_path):
    assert run("dedupe", *places(tmp_path))[::2] == (
        2,
        f"error: there is no database {tmp_path / 'a.db'}: crawl or ingest something first\n",
    )
    assert run("dedupe", "now", *places(tmp_path))[0] == 2
    (tmp_path / "a.db").write_text("no database, " * 100)
    assert run("dedupe", *places(tmp_path))[0] == 5


def test_two_at_once_are_refused(tmp_path):
    add_documents(tmp_path / "a.db", [("致辞", TEXT)])
    found = []
    catch_up.dedupe(tmp_path / "a.db", lambda _done, _of: found.append(run("dedupe", *places(tmp_path))))
    assert found[0][0] == 2
    assert "another process" in found[0][2]
