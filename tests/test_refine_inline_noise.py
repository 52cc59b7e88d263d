"""Noise inside lines and between them: page marks, refrains, source lines, leaked markup, shifted letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.clean import clean
from pipeline.refine.clean.context import Context
from pipeline.refine.clean.print_lines import join_print_lines
from pipeline.refine.ledger import Ledger, restore

TITLE = "在春季护林工作会议上的讲话"
PROSE = "各位护林员，今年的风来得早，山上的松针踩上去沙沙作响，我们要把每一个火星都当成火灾来对待。"
ENGLISH = (
    "The orchard behind the school has not been pruned since the caretaker retired, and still it gives apples "
    "for all of us who were there when the wall came down."
)


def cleaned(*lines: str) -> list[str]:
    text, removals = clean(Ledger.of(lines), Context(TITLE, host="docs.example")).finish()
    assert "".join(restore(text, removals).split()) == "".join("".join(lines).split())
    return text.split("\n") if text else []


def test_counters_that_count_on_go_from_sentences():
    lines = (
        f"{PROSE[:20]}第1页 / 共3页{PROSE[20:]}",
        f"{PROSE[:30]}第二頁，共三頁{PROSE[30:]}",
        f"第3页 共3页{PROSE}",
    )
    assert cleaned(*lines)[0] == PROSE
    assert cleaned(lines[0], lines[0].replace("第1页", "第2页")) == [PROSE, PROSE]


def test_one_counter_between_two_sentences_goes():
    assert cleaned(f"{PROSE}第一頁,共四頁二、把人教会。{PROSE}") == [f"{PROSE}二、把人教会。{PROSE}"]


def test_a_page_that_nothing_counts_on_from_stays():
    line = "请大家翻到第三页，共五页的那份材料不用看。"
    assert cleaned(PROSE, line) == [PROSE, line]


def test_a_number_printed_twice_goes_once():
    assert cleaned("1. 1. 面粉要称", "2. 2. 水要温") == ["1. 面粉要称", "2. 水要温"]
    assert cleaned("1. 1号窑停火", "2.2. 运输的特点") == ["1. 1号窑停火", "2.2. 运输的特点"]


def test_glue_goes_from_one_line_and_a_true_list_in_it_stays():
    listed = "要做三件事：1、修渠；2、种树；3、守林。"
    line = f"1、{PROSE * 3}{listed}我们走到2、半山腰。{PROSE * 4}打着3、手电继续走。"
    assert cleaned(line) == [f"{PROSE * 3}{listed}我们走到半山腰。{PROSE * 4}打着手电继续走。"]
    listed = "".join(f"{n}、{PROSE * 3}" for n in (1, 2, 3))
    assert cleaned(listed) == [listed]


def test_glue_without_a_first_mark_goes_and_a_list_that_begins_with_two_stays():
    long = PROSE * 3
    assert cleaned(f"{long}我们走到半", f"2、山腰去看。{long}打着手", f"3、电继续走。{long}") == [
        f"{long}我们走到半山腰去看。{long}打着手电继续走。{long}"
    ]
    listed = [long, f"2、看闸门。{long}", f"3、看渠底。{long}"]
    assert cleaned(*listed) == listed


def test_a_phrase_between_pages_goes_and_the_halves_join():
    phrase = "护林文库收集整理"
    lines = [PROSE[:25], phrase, PROSE[25:], f"{PROSE[:21]}{phrase}{PROSE[21:]}"]
    assert cleaned(*lines) == [PROSE, PROSE]
    assert cleaned(f"{PROSE[:21]}文档仅供参考{PROSE[21:]}", PROSE, "文档仅供参考", PROSE) == [
        PROSE,
        PROSE,
        PROSE,
    ]


@pytest.mark.parametrize("phrase", ["把火星当火灾", "资料整理", "服务群众"])
def test_a_heading_that_an_author_repeats_stays(phrase):
    lines = [PROSE, phrase, PROSE, f"我再说一遍：{phrase}。", phrase, PROSE]
    assert cleaned(*lines) == lines


def test_a_sentence_about_reference_stays():
    line = "这几份资料仅供参考，请各站带回去看。"
    assert cleaned(PROSE, line) == [PROSE, line]


def test_a_source_line_goes_behind_a_paragraph_too():
    credit = f"{TITLE} 来自护林网www.docs.example转载请标明出处."
    assert cleaned(PROSE, credit, PROSE + credit) == [PROSE, PROSE]


def test_debris_of_templates_goes_and_braces_stay():
    assert cleaned(f"{{title}}{PROSE * 2}", f"[!--newstext--]{PROSE * 2}") == [PROSE * 2, PROSE * 2]
    assert cleaned(f'<p class="x">{PROSE * 6}</o:p><br/>') == [PROSE * 6]
    assert cleaned(f"var s=1;{PROSE * 3}") == [PROSE * 3]
    kept = [
        f"集合记作{{1，2，3}}，{PROSE}",
        f"{PROSE}if a<b, 则 b>a；var 是方差。",
        f"for(i=0;i<a->n;i++) <A extends B> {PROSE}",
    ]
    assert cleaned(*kept) == kept


@pytest.mark.parametrize("shift", [29, 31, -3, 5])
def test_a_shifted_font_is_read(shift):
    moved = "".join(chr(ord(c) - shift) if c != " " and 0x20 < ord(c) - shift < 0x7F else c for c in ENGLISH)
    assert "orchard behind the school" in cleaned(moved)[0]


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        ENGLISH.upper(),
        "ISO QMS ABC DEF HTTP GET POST XML JSON API REST SDK URL URI TCP UDP FTP SSH",
        "Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập Tự do Hạnh phúc là điều chúng ta mong",
        PROSE,
    ],
)
def test_sound_letters_stay(text):
    assert cleaned(text) == [text]


def test_box_headings_go_from_the_end_only():
    assert cleaned(PROSE, "附件列表") == [PROSE]
    assert cleaned(PROSE, "Documents similaires", "猜你喜欢") == [PROSE]
    assert cleaned(PROSE, "推荐阅读", PROSE) == [PROSE, "推荐阅读", PROSE]
    assert cleaned("评论") == ["评论"]


def test_how_to_cite_the_site_goes_and_an_authors_reference_stays():
    cite = "(2013, 05). The Orchard. Docs.example. Retrieved 05, 2013"
    own = "Lindqvist, A. (2013). The Orchard. Retrieved 5 May 2013 from library.example"
    assert cleaned(ENGLISH, cite) == [ENGLISH]
    assert cleaned(ENGLISH, own) == [ENGLISH, own]


def printed(*lines: str) -> list[str]:
    text, _ = join_print_lines(Ledger.of(lines)).finish()
    return text.split("\n")


def test_page_numbers_that_open_pages_go():
    page = "We lent out sixty-one packets of seed and received ninety-four, which no bank can say. " * 2
    assert printed(f"1 {page}", page, f"2 {page}", page) == [page.strip()] * 4
    items = ["1 spade", "2 rakes", "3 gloves", "4 bags"]
    assert " ".join(printed(*items)) == " ".join(items)


def test_a_line_with_room_for_the_next_word_was_ended_by_its_author():
    lines = [
        "Chers habitants, chers voisins du pont,",
        "Pendant cent douze ans, il a fallu faire le tour pour se",
        "dire bonjour, et la rivière emportait la moitié des mots",
        "que nous criions depuis une rive ou depuis l'autre sans fin.",
    ]
    assert printed(*lines)[0] == lines[0]
    assert len(printed(*lines)) == 2


def test_markup_that_is_shown_or_spoken_of_stays():
    shown = '<img src="map.png" alt="map">'
    lines = (PROSE * 4, shown, f"要给图加说明，用 {shown} 这样的“<b>”标签，不用<i>元素。", PROSE * 4)
    context = Context(TITLE, code=frozenset((1,)))
    text, _ = clean(Ledger.of(lines), context).finish()
    assert text.split("\n")[1] == shown
    assert "“<b>”标签" in text
    assert "<i>元素" in text
    assert cleaned(PROSE * 4, f"{PROSE}</o:p>") == [PROSE * 4, PROSE]


PIECES = st.sampled_from(
    [PROSE, "第1页 共2页", "第2页 共2页", "文档仅供参考", "{title}", ENGLISH[:40], "1. 1. 水", "猜你喜欢"]
)


@given(st.lists(st.lists(PIECES, min_size=1, max_size=3).map("".join), max_size=6))
def test_nothing_goes_silently_and_a_second_cleaning_finds_nothing(lines):
    once = cleaned(*lines)
    assert cleaned(*once) == once
