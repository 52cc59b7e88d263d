"""The query language, as people and input methods type it, and in what order documents come."""

from __future__ import annotations

import pytest

from pipeline.corpus.search import QueryError, match, search
from tests.search_corpus import first, ids, in_memory, index_all, put, shown, texts_indexed

TEXTS = {
    "d000": "电信大会召开",
    "d001": "移动通信大会",
    "d002": "电信与移动都来",
    "d003": "山中无甲子",
    "d004": "mobile telecom in 2021",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("电信", "0 2"),
        ("电信 大会", "0"),
        ("电信 AND 大会", "0"),
        ("电信，大会", "0"),
        ("电信、大会。", "0"),
        ("电信　大会", "0"),
        ("电信 OR 移动", "0 1 2"),
        ("电信 ＯＲ 移动", "0 1 2"),
        ("电信｜移动", "0 1 2"),
        ("电信 NOT 移动", "0"),
        ("电信 -移动", "0"),
        ("电信 －移动", "0"),
        ("电信 AND NOT 移动", "0"),
        ("NOT 移动 电信", "0"),
        ("大会 OR 电信 移动", "0 1 2"),
        ("(大会 OR 电信) 移动", "1 2"),
        ("（大会 OR 电信）移动", "1 2"),
        ("大会 -(电信 OR 山)", "1"),
        ("电信 - 大会", "0"),
        ('"电信大会"', "0"),
        ("“电信大会”", "0"),
        ("”电信大会“", "0"),
        ("「电信大会」", "0"),
        ("『电信大会』", "0"),
        ("大", "0 1"),
        ("MOBILE", "4"),
        ("mob*", "4"),
        ("tele＊ 2021", "4"),
        ("or 2021", ""),
        ("title:会议", "0 1 2 3 4"),
        ("title：会议 电信", "0 2"),
        ("标题：会议 山", "3"),
        ("標題:會議 山", "3"),
        ("title:电信", ""),
        ("title:(会议 -电信)", "0 1 2 3 4"),
        ('title:"3号会议"', "3"),
        ("site:example.com", "0 1 2 3"),
        ("site:example", "0 1 2 3 4"),
        ("site:www.example.com", "0 1 2 3"),
        ("site:https://m.example.com/p-1.html", "0 1 2 3"),
        ("站点：b.example.org:81", "4"),
        ("site:b.example.org", "4"),
        ("site:example.org", "4"),
        ("site:xample.org", ""),
        ("-site:example.com mobile", "4"),
        ("example", ""),
        ("山中*", "3"),
        ("!!! 山中 ???", "3"),
    ],
)
def test_what_is_found(query: str, found: str) -> None:
    connection = in_memory()
    for number, text in enumerate(TEXTS.values()):
        site = "b.example.org:81" if number == 4 else "example.com"
        put(connection, number, text, title=f"{number}号会议", site=site)
    index_all(connection)
    assert sorted(ids(connection, query)) == [f"d00{number}" for number in found.split()]


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("", 1),
        ("。。。", 1),
        ('会议 "电信', 4),
        ("会议 “电信", 4),
        ("「电信", 1),
        ("电信」", 3),
        ("(电信", 1),
        ("电信)", 3),
        ("电信 ()", 4),
        ("AND 电信", 1),
        ("电信 OR", 4),
        ("电信 OR OR 移动", 4),
        ("电信 AND )", 4),
        ("NOT", 1),
        ("-电信", 1),
        ("电信 OR -移动", 7),
        ("title:", 1),
        ("title: 电信", 1),
        ("site:", 1),
        ("title:-致辞", 1),
        ("title:OR", 1),
        ("speaker:张三", 1),
        ('电信 "。"', 4),
        ("site:...", 1),
        ("电" * 1001, 1001),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(query: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        match(query)
    assert caught.value.position == position
    assert f"at character {position}: " in str(caught.value)


def test_titles_come_first_then_whole_canonical_texts() -> None:
    connection = in_memory()
    filler = "其他文字" * 20
    put(connection, 0, f"{filler}电信{filler}", title="讲话")
    put(connection, 1, f"{filler}电信{filler}", title="讲话", text_state="preview")
    put(connection, 2, f"{filler}电信{filler}", title="讲话", is_canonical=0)
    put(connection, 3, f"{filler}电信{filler}", title="电信讲话")
    put(connection, 4, f"{filler}电信{filler}", title="讲话")
    for number in range(10, 40):
        put(connection, number, filler, title="讲话")
    index_all(connection)
    assert ids(connection, "电信") == ["d003", "d000", "d004", "d001", "d002"]
    # What the store changes of it counts at once.
    connection.execute("UPDATE documents SET is_canonical = 0 WHERE id = 'd000'")
    connection.execute(
        "UPDATE documents SET is_canonical = 1, text_state = 'full' WHERE id IN ('d001', 'd002')"
    )
    assert ids(connection, "电信") == ["d003", "d001", "d002", "d004", "d000"]


def test_of_very_many_all_are_counted_and_pages_have_each_once() -> None:
    connection = in_memory()
    connection.execute("BEGIN")
    for number in range(2500):
        put(
            connection,
            number,
            "电信" * (1 + number % 3) + "其他" * 9,
            title="电信" if number == 7 else "讲话",
            id=f"{number:05}",
        )
    connection.execute("COMMIT")
    index_all(connection)
    pages = [search(connection, "电信", limit=250, offset=offset) for offset in range(0, 2600, 250)]
    assert {each.total for each in pages} == {2500}
    found = [hit.document_id for each in pages for hit in each.hits]
    assert found[0] == "00007"
    assert sorted(found) == [f"{number:05}" for number in range(2500)]
    assert found == [hit.document_id for hit in search(connection, "电信", limit=3000).hits]
    scores = [hit.score for hit in pages[0].hits]
    assert scores == sorted(scores, reverse=True)


def test_a_snippet_is_where_most_of_the_words_stand_together() -> None:
    text = f"开头说到电信。{'空话。' * 60}这一段讲电信和移动的合作。{'空话。' * 60}电信。"
    found = first(texts_indexed(text), "电信 移动")
    assert shown(found.snippet).startswith("这一段讲[电信]和[移动]的合作。")
    assert 100 <= sum(len(piece.text) for piece in found.snippet) <= 120


def test_a_document_without_the_word_in_its_text_shows_its_beginning() -> None:
    found = first(texts_indexed("各位来宾,大家好。", title="电信致辞"), "电信")
    assert (shown(found.title_pieces), shown(found.snippet)) == ("[电信]致辞", "各位来宾,大家好。")
