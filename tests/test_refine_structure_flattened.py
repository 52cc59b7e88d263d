"""Paragraphs come back: own texts, flattened in every way pages do it, measured as ``scrapy evaluate`` does.

``flattened/`` holds texts written for this, one paragraph a line, the first line being the title. They are formal
speeches with the marks such speeches have; the example site's texts, mostly stories, have few.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.example_site.texts import all_texts
from pipeline.quality.scores import boundary_fractions, total
from pipeline.refine.ledger import Ledger
from pipeline.refine.structure import restore_paragraphs

FORMAL = [
    path.read_text("utf-8").split("\n")
    for path in sorted((Path(__file__).parent / "flattened").glob("*.txt"))
]
TOLD = [list(text.paragraphs) for text in all_texts().values()]
ASCII = str.maketrans("，：；！？（）", ",:;!?()")


def glue(lines: list[str]) -> str:
    return "" if sum(c.isascii() for c in "".join(lines)) < len("".join(lines)) / 2 else " "


def joined(lines: list[str]) -> tuple[str, list[str]]:
    return glue(lines).join(lines), lines


def without_heading(lines: list[str]) -> tuple[str, list[str]]:
    return glue(lines).join(lines[1:]), lines[1:]


def with_ascii_marks(lines: list[str]) -> tuple[str, list[str]]:
    folded = [line.translate(ASCII) for line in lines]
    return glue(lines).join(folded), folded


def with_blanks(lines: list[str]) -> tuple[str, list[str]]:
    return " ".join(lines), lines


def in_pages(lines: list[str]) -> tuple[str, list[str]]:
    """Two lines, broken where a paragraph ends in the middle of the text, as page containers leave them."""
    half = len(lines) // 2
    return "\n".join((glue(lines).join(lines[:half]), glue(lines).join(lines[half:]))), lines


Flattening = Callable[[list[str]], tuple[str, list[str]]]


def measured(texts: list[list[str]], flattening: Flattening) -> tuple[float, float]:
    scores = []
    for lines in texts:
        kept = [line for line in lines if line.strip()]
        flat, wanted = flattening(kept)
        got = restore_paragraphs(Ledger.of(flat.split("\n")), kept[0]).finish()[0]
        scores.append(boundary_fractions("\n".join(wanted), got))
    return total(scores)[0], total(scores)[2]


@pytest.mark.parametrize(
    ("flattening", "precision", "f1"),
    [
        (joined, 0.97, 0.90),
        (with_ascii_marks, 0.97, 0.90),
        (without_heading, 0.97, 0.89),
        (with_blanks, 0.98, 0.96),
        (in_pages, 0.97, 0.86),
    ],
)
def test_formal_speeches_get_their_paragraphs_back(flattening, precision, f1):
    got = measured(FORMAL, flattening)
    assert got[0] >= precision
    assert got[1] >= f1


@pytest.mark.parametrize(
    ("flattening", "precision", "f1"),
    [(joined, 0.87, 0.70), (without_heading, 0.86, 0.68), (with_blanks, 0.95, 0.90)],
)
def test_stories_without_marks_are_broken_with_care(flattening, precision, f1):
    got = measured(TOLD, flattening)
    assert got[0] >= precision
    assert got[1] >= f1


@pytest.mark.parametrize(
    "lines", [lines for lines in (*FORMAL, *TOLD) if max(map(len, lines)) < 0.6 * sum(map(len, lines))]
)
def test_texts_that_have_their_paragraphs_keep_them(lines):
    kept = [line.strip() for line in lines if line.strip()]
    got = restore_paragraphs(Ledger.of(kept), kept[0]).finish()[0].split("\n")
    assert got == kept


@pytest.mark.parametrize(
    ("head", "called"),
    [
        ("全市养路工人朋友们：", "全市养路工人朋友们："),
        # Look-alike: the words above are a heading.
        ("在坝上养路工人会上的讲话同志们：", "同志们："),
    ],
)
def test_whom_a_text_calls_is_named_in_one_line(head, called):
    text = f"{head}雪停了，路还没有通。{'我们昨天夜里把坝上的路铲了一遍，天亮的时候第一辆车开了过去。' * 4}"
    assert called in [line.text for line in restore_paragraphs(Ledger.of([text])).lines]


def test_a_short_section_behind_its_number_is_one_paragraph() -> None:
    water = "水要有人管。每天清早有人沿着渠走一遍，看见裂口就插一面小旗，晚上回来补，补完了再把小旗收走，放回墙角。坝上的人家都认得那面旗，孩子们也不去拔它，风大的时候还有人出来替他扶一把。"
    year = "去年站里一共修了十一条渠，用的都是老窑里剩下的砖，没有花过集体的一块钱。"

    def restored(text: str) -> list[str]:
        return [line.text for line in restore_paragraphs(Ledger.of([text])).lines]

    numbered = [
        f"第一，{water}{year}",
        "第二，桥要有人看。大车过桥压得吱呀响，桥头的牌子写了三遍限重，司机说没有看见。",
        "第三，灯要有人点。",
    ]
    assert restored("".join(numbered)) == numbered
    # By itself the second sentence opens a paragraph.
    assert restored(water + year) == [water, year]


def test_a_heading_framed_as_another_of_its_run_ends_where_that_does():
    text = (
        "一、把该减的担子减下来我们做过一个统计，去年收到的各类表格有一百多份，填表用掉了三百个晚上。"
        "二、把该暖的心暖起来老师病了有人看，孩子小了有人带，退休了有人记得。大家都在看着我们怎么做。"
    )
    lines = restore_paragraphs(Ledger.of([text])).text.split("\n")
    assert "二、把该暖的心暖起来" in lines
    assert not any(line.startswith("有人") for line in lines)


def test_a_page_end_in_the_midst_of_a_latin_sentence_is_joined():
    above = "Nobody, at the age of seven, walks in a straight line. The library faces"
    ledger = Ledger.of([above, "2", "the water because a boy asked for it."]).drop(
        lambda line: "page-number" if line.text == "2" else None
    )
    assert restore_paragraphs(ledger).text == f"{above} the water because a boy asked for it."


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("the gulls go over the harbour wall and the lamps go out", "and nobody on the quay remembers the names of the boats"),
        ("Chapter Two: How the Library Came to the Harbour Street", "iPods and other objects were not allowed in the room."),
    ],
)  # fmt: skip
def test_verse_and_headings_keep_their_lines_across_a_page_end(above, below):
    ledger = Ledger.of([above, "- 1 -", below]).drop(
        lambda line: "page-number" if line.text == "- 1 -" else None
    )
    assert restore_paragraphs(ledger).text == f"{above}\n{below}"


def test_what_a_quotation_leaves_out_is_no_pause():
    quoted = (
        "他念道：“渠水从山上下来，走得很慢。……到了村口，它忽然停了一停，像一个认路的老人。”大家听了都不说话。"
    )
    assert all(
        "到了村口" not in line[:4] for line in restore_paragraphs(Ledger.of([quoted * 3])).text.split("\n")
    )
