"""Whatever a text says is found, exactly, and shown in its own characters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.search import match, search
from pipeline.corpus.search.folding import folded, folded_with_places
from pipeline.corpus.search.query import MAX_DEPTH, MAX_TERMS
from pipeline.errors import InputError
from tests.search_corpus import first, ids, in_memory, index_all, joined, put, shown, texts_indexed

HAN = "人民会議议會发展發体"
TEXTS = st.text(
    st.sampled_from([*HAN, *HAN, ",", "。", "\n", " ", "a", "5", "\u200b", "㎏", "é", "、"]), max_size=40
)
SIGNS = [
    "(",
    ")",
    '"',
    "“",
    "”",
    "「",
    "」",
    "AND",
    "OR",
    "NOT",
    "-",
    "*",
    "title:",
    "site:",
    ":",
    "会",
    "人民",
    "a",
    " ",
    "（",
    "|",
    "会议*",
]

ANY = texts_indexed("人民会议 a 5")


def han_substrings(text: str) -> set[str]:
    """Every stretch of 1 to 6 Han characters."""
    return {
        part
        for start in range(len(text))
        for end in range(start + 1, min(start + 6, len(text)) + 1)
        if set(part := text[start:end]) <= set(HAN)
    }


@settings(max_examples=150)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.lists(TEXTS, min_size=4, max_size=4))
def test_every_stretch_of_han_characters_finds_its_documents_and_no_others(
    texts: list[str], titles: list[str]
) -> None:
    connection = in_memory()
    for number, text in enumerate(texts):
        put(connection, number, text, title=titles[number] or None)
    index_all(connection)
    for part in sorted(set().union(*map(han_substrings, [*texts, *titles])))[:60]:
        true = {
            f"d{number:03}"
            for number, text in enumerate(texts)
            if folded(part) in folded(text) or folded(part) in folded(titles[number])
        }
        assert set(ids(connection, part)) == true, part
        titled = {key for key in true if folded(part) in folded(titles[int(key[1:])])}
        assert set(ids(connection, f"title:{part}")) == titled, part


@settings(max_examples=150)
@given(TEXTS, st.data())
def test_a_quoted_stretch_between_two_han_characters_finds_its_text(text: str, data: st.DataObject) -> None:
    places = [place for place, character in enumerate(text) if character in HAN]
    if not places:
        return
    start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
    connection = texts_indexed(text, "别的文字")
    assert "d000" in ids(connection, f'"{text[start : end + 1]}"')


def without_inner_spaces(text: str) -> str:
    """The folded text, spaces between a word and a Chinese character out."""
    between = f"(?<=[{HAN}])[ ]+(?=[a-z0-9])|(?<=[a-z0-9])[ ]+(?=[{HAN}])"
    return re.sub(between, "", folded(text))


@settings(max_examples=150)
@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_a_phrase_without_signs_finds_the_texts_that_say_it_without_signs(texts: list[str]) -> None:
    connection = texts_indexed(*texts, title=None)
    bare = list(map(without_inner_spaces, texts))
    phrases = {
        stretch[start:end]
        for text in bare
        for stretch in re.findall(r"\w+", re.sub(r"[^\w]", " ", text))
        for start in range(min(len(stretch), 6))
        for end in range(start + 1, min(start + 6, len(stretch)) + 1)
    }
    for phrase in sorted(phrases)[:60]:
        whole = re.compile(f"(?<![a-z0-9])(?=[a-z0-9]){phrase}|(?![a-z0-9]){phrase}")
        ended = re.compile(f"(?:{whole.pattern})(?:(?<=[{folded(HAN)}])|(?![a-z0-9]))")
        true = {f"d{number:03}" for number, text in enumerate(bare) if ended.search(text)}
        assert set(ids(connection, f'"{phrase}"')) == true, phrase
        for hit in search(connection, f'"{phrase}"').hits:
            marked = [piece.text for piece in hit.snippet if piece.hit]
            assert any(phrase in without_inner_spaces(text) for text in marked)


@settings(max_examples=100)
@given(TEXTS, st.text(st.sampled_from(HAN), min_size=1, max_size=3))
def test_pieces_are_slices_of_the_original_and_hits_are_what_was_asked_for(text: str, part: str) -> None:
    connection = texts_indexed(text + "。" * 200 + text, title=text or None)
    for hit in search(connection, part).hits:
        assert joined(hit.snippet) in text + "。" * 200 + text
        assert joined(hit.title_pieces) == text
        hits = [piece for piece in (*hit.snippet, *hit.title_pieces) if piece.hit]
        assert hits
        assert all(folded(part) in folded(piece.text) for piece in hits)


@given(st.text())
def test_folding_keeps_places(text: str) -> None:
    places = folded_with_places(text)
    assert places.text == folded(text)
    assert len(places.text) == len(places.starts) == len(places.ends)
    assert list(places.starts) == sorted(places.starts)
    for number, character in enumerate(places.text):
        assert character in folded(text[places.starts[number] : places.ends[number]])


@settings(max_examples=250)
@given(st.one_of(st.text(), st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)))
def test_a_query_is_answered_or_refused_in_one_line(query: str) -> None:
    try:
        match(query)
    except InputError as error:
        said = str(error)
    else:
        said = ""
        search(ANY, query)
    assert re.fullmatch(r"(the query cannot be read at character [\d,]+: [^\n]+)?", said)


@pytest.mark.parametrize(
    "query",
    [
        "(会 OR " * MAX_DEPTH + "人" + ")" * MAX_DEPTH,
        "(会 -(人 " * (MAX_DEPTH // 3) + "民" + "))" * (MAX_DEPTH // 3),
        "title:(" * 1 + " OR ".join(["会"] * MAX_TERMS) + ")",
        " ".join(["会议"] * MAX_TERMS),
        "会" * 1000,
        "a" * 1000,
    ],
)
def test_the_largest_queries_are_answered(query: str) -> None:
    search(texts_indexed("人民会议"), query)


@pytest.mark.parametrize(
    "query", ["(" * 2000, "-" * 900 + "会", "NOT " * 200 + "会", "(" * 400, "会 " * 400, "\ud800", "\0"]
)
def test_hostile_queries_are_refused(query: str) -> None:
    with pytest.raises(InputError):
        match(query)


@pytest.mark.parametrize(
    ("text", "query", "hit"),
    [
        ("隨著經濟發展,我們瞭解到", "随着经济", "[隨著經濟]發展,我們瞭解到"),
        ("随着经济发展,我们了解到", "隨著經濟", "[随着经济]发展,我们了解到"),
        ("我們瞭解情況", "了解", "我們[瞭解]情況"),
        ("共５Ｇ网络", "5G网络", "共[５Ｇ网络]"),
        ("ﾊﾝｶｸ カタカナ", "ハンカク", "[ﾊﾝｶｸ] カタカナ"),
        ("Le Café fermé", "cafe", "Le [Café] fermé"),
        ("die Straße", "STRASSE", "die [Straße]"),
        ("重达5㎏的书", "5kg", "重达[5㎏]的书"),
        ("中\u200b国电信", "中国", "[中\u200b国]电信"),
        ("2021年3月5日讲话", "2021年3月", "[2021年3月]5日讲话"),
        ("2021年度总结", "2021年", "[2021年]度总结"),
        ("2021 年度总结", "2021年", "[2021 年]度总结"),
        ("同志们,大家好", "“同志们,大”", "[同志们,大]家好"),
        ("don't stop", "don't", "[don't] stop"),
        ("searching for searches", "search*", "[searching] for [searches]"),
        ("第一个会", "会", "第一个[会]"),
        ("안녕하세요 여러분", "하세", "안녕[하세]요 여러분"),
        ("𠮷野家開業", "𠮷野", "[𠮷野]家開業"),
    ],
)
def test_spellings_that_are_one_to_a_reader_find_each_other(text: str, query: str, hit: str) -> None:
    connection = texts_indexed(text, "没有关系的 other words 12")
    assert ids(connection, query) == ["d000"]
    assert shown(first(connection, query).snippet) == hit


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("甲乙。丙", "乙丙"),
        ("甲乙\n丙丁", "乙丙"),
        ("甲乙x丙丁", "乙丙"),
        ("2021", "202"),
        ("甲年3月", "甲3"),
        ("截至5年，年级不变", "5年级"),
        ("用的是5，网络很快", "5网"),
        ("用的是5。网络很快", "5网络"),
        ("来到电信，5G已开通", "电信5G"),
        ("来到电信\n5G已开通", "电信5G"),
        ("共5年，3月起", "5年3月"),
        ("research", "search"),
    ],
)
def test_no_phrase_reaches_over_a_sign_and_no_word_is_found_in_another(text: str, query: str) -> None:
    assert ids(texts_indexed(text, title=None), query) == []
