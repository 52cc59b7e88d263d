"""What the pages are made of: reading, comparing, citing, and showing what deceives the eye."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.browse.beside import beside
from pipeline.browse.characters import is_web_address, visible
from pipeline.browse.citation import bibtex, plain
from pipeline.browse.original import harmless
from pipeline.browse.reading import paragraphs
from pipeline.browse.words import language
from pipeline.items import Removal, Section
from pipeline.refine.ledger import Ledger, Span, restore

DOCUMENT = {
    "id": "0123456789abcdef",
    "title": "讲话 100% {真}_的",
    "speaker": "周望川",
    "spoken_on": "2021-05",
    "site": "a.example",
    "url": "https://a.example/p?x=1&y={2}",
    "text_state": "preview",
    "fetched_at": "2024-05-01T08:00:00Z",
    "content_sha256": "f" * 64,
}
texts = st.text(st.sampled_from("甲乙丙丁 。\n第一、"), max_size=60)


@given(texts)
def test_paragraphs_are_the_lines_of_the_text(text: str) -> None:
    lines = ["".join(piece.text for piece in line.pieces) for line in paragraphs(text, ())]
    assert lines == [line for line in text.split("\n") if line]


@given(st.lists(st.text(st.sampled_from("甲乙丙广告"), min_size=1, max_size=8), min_size=1, max_size=8))
def test_with_removals_the_whole_page_is_shown_in_order(blocks: list[str]) -> None:
    ledger = Ledger.of(blocks).drop(lambda line: "ad" if line.text.startswith("广") else None)
    ledger = ledger.cut(lambda line: [Span(n, n + 1, "cut") for n, c in enumerate(line.text) if c == "告"])
    text, removals = ledger.finish()
    shown = "".join(piece.text for line in paragraphs(text, (), removals) for piece in line.pieces)
    assert shown.replace("\n", "") == restore(text, removals).replace("\n", "")


def test_headings_are_told_from_paragraphs_that_begin_a_section() -> None:
    text = "一、总则\n正文。\n第二,说明。后面还有话。"
    sections = (Section(1, "一、总则", 0, 9), Section(2, "第二,说明", 9, len(text)))
    lines = list(paragraphs(text, sections, (Removal("prompt", 0, "下载"),)))
    assert [(line.section, line.heading, line.removed) for line in lines] == [
        (None, False, True), (0, True, False), (None, False, False), (1, False, False),
    ]  # fmt: skip


@given(texts, st.lists(st.integers(0, 60), max_size=8))
def test_a_line_bears_the_first_section_that_begins_in_it(text: str, starts: list[int]) -> None:
    sections = tuple(Section(1, "甲", start, start + 1) for start in starts)
    expected, begin = [], 0
    for line in text.split("\n"):
        inside = [(start, n) for n, start in enumerate(starts) if begin <= start < begin + len(line)]
        expected += [min(inside)[1] if inside else None] if line else []
        begin += len(line) + 1
    assert [line.section for line in paragraphs(text, sections)] == expected


@given(texts, texts)
def test_both_texts_are_whole_side_by_side(one: str, other: str) -> None:
    rows = beside(one, other)
    for side, text in ((0, one), (1, other)):
        shown = "".join(part.text for row in rows for part in row[side])
        assert shown.replace("\n", "") == text.replace("\n", "")


@given(texts)
def test_a_text_beside_itself_differs_nowhere(text: str) -> None:
    assert all(row.same for row in beside(text, text))


def test_a_paragraph_that_was_divided_has_not_changed() -> None:
    rows = beside("第一句。第二句。\n第三句。", "第一句。\n第二句。第三句。")
    assert all(row.same for row in rows)


def test_paragraphs_are_counted_on_each_side() -> None:
    rows = beside("甲甲。\n\n乙乙。\n丙丙。\n丁丁。", "甲甲。\n\n戊己庚辛。\n丁丁。")
    assert [row.paragraphs for row in rows if row.same] == [(1, 1), (1, 1)]
    assert [row.paragraphs for row in rows if not row.same] == [(2, 1)]


def test_what_a_preview_cuts_off_is_marked_from_where_it_is_cut() -> None:
    (row,) = beside("今天我讲三件事。第一件是修桥。", "今天我讲三")
    assert [part.text for part in row.left if part.differs] == ["件事。第一件是修桥。"]
    assert not any(part.differs for part in row.right)


def test_texts_that_are_too_long_and_too_different_are_marked_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.browse.beside.MOST_CELLS", 50)
    (row,) = beside("开头甲乙丙丁戊己庚辛壬癸甲结尾", "开头癸壬辛庚己戊丁丙乙甲甲乙结尾")
    assert [part for part in row.left if part.differs] == [("甲乙丙丁戊己庚辛壬癸甲", True, False)]
    assert [part.text for part in row.right if not part.differs] == ["开头", "结尾"]


@pytest.mark.parametrize("repeats", [1, 4])
def test_texts_that_repeat_themselves_are_compared_in_the_time_that_others_take(repeats: int) -> None:
    """Compared by the longest block, as it once was, these take minutes."""
    one = "".join("春夏秋冬"[number % 4] for number in range(4000))
    other = "".join("春夏秋冬"[number * number % 4] for number in range(4000))
    before, after = "。\n".join([one] * repeats), "。\n".join([other] * repeats)
    rows = beside(before, after)
    assert "".join(part.text for row in rows for part in row.right).replace("\n", "") == after.replace(
        "\n", ""
    )
    chorus = ["大家好。"] * 4000
    rows = beside("\n".join(chorus), "\n".join([*chorus, "再见。", *chorus]))
    assert [row.same for row in rows] == [True] * 3999 + [False]


@given(st.text())
def test_visible_text_is_escaped_and_holds_no_deceptive_character(text: str) -> None:
    shown = str(visible(text))
    assert "<" not in shown.replace('<span class="mark" title="', "").replace("</span>", "")
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u200b\ufeff\x00")


def test_joiners_stay_where_they_have_work_to_do() -> None:
    assert "ZWJ" not in visible("👩\u200d👧 می\u200cخواهم")
    assert "ZWJ" in visible("讲\u200d话")


def test_only_what_a_browser_fetches_becomes_a_link() -> None:
    assert is_web_address("https://a.example/x")
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        " http://a",
        "http:///x",
        "//a.example",
        None,
        "",
    ):
        assert not is_web_address(address)


def test_citations() -> None:
    assert plain(DOCUMENT) == (
        "周望川. 讲话 100% {真}_的 [preview] (2021-05). a.example. https://a.example/p?x=1&y={2} [2024-05-01]."
        " wenji 0123456789abcdef, sha256 ffffffffffffffff."
    )
    entry = bibtex(DOCUMENT)
    assert r"title = {{讲话 100\% \{真\}\_的}}" in entry
    assert "month = {5}" in entry
    assert "url = {https://a.example/p?x=1&y=2}" in entry


@given(st.text(st.sampled_from("<>/ \"'=ascriptonload:javu\x00甲&#;!-")))
def test_no_markup_makes_the_cleaner_fail_or_leave_a_script(text: str) -> None:
    html = harmless(f"<p>{text}</p><script>x</script><img src=http://a.example/a.png onerror=x>")
    if html is not None:
        assert "<script" not in html.lower()
        assert "onerror" not in html.lower()
        assert "a.png" not in html


@given(st.binary())
def test_any_header_gives_a_language(octets: bytes) -> None:
    headers = [(b"accept-language", octets), (b"cookie", octets)]
    assert language({"headers": headers, "query_string": octets}) in ("en", "zh")
