"""Patterns that look for a character or a word first find what the plain ones find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.refine.clean import kept_back
from pipeline.refine.clean.prompts import HELD
from pipeline.refine.describe import genre
from pipeline.refine.describe.measures import is_left
from pipeline.refine.folding import small
from pipeline.refine.glossed import GLOSS
from pipeline.refine.structure.sentences import CLOSING, OPENING, STOP

PLAIN = [
    (
        STOP,
        (
            rf"[。！？!?…]+[{re.escape(CLOSING)}\"]*"
            r"|\.(?<!\b[A-Z]\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\s\d\.)(?<!\s\d\d\.)[”\"’)]*\s+(?=[“\"‘¿¡]?[A-ZÀ-Ý])"
            rf"|[{re.escape(OPENING)}]|[{re.escape(CLOSING)}]"
        ),
        '。！？!?…."”’“‘（）()[]【】AMrsDt .12\n甲',
    ),
    (genre.SENTENCE, r"[。！？]|[.!?](?=\s|$)", "。！？.!? a\n甲"),
    (
        genre.LATIN_ME,
        r"\b(?:I|[Mm]y|[Mm]e|[Jj]e|[Jj]['’]|[Mm]on|[Mm]es|[Yy]o|[Mm]is?|[Ii]ch|[Mm]ein\w*)\b",
        "IiMmyeJj'’onsYch n_1甲",
    ),
    (genre.LATIN_US, r"\b(?:[Ww]e|[Oo]urs?|[Uu]s)\b", "WweOourUs _1甲"),
    (
        GLOSS,
        r"(?<=[\u3400-\u9fff])[(（]\s*[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ]{1,6}\s*[)）]",
        "甲(（) ）aǖb\n",
    ),
]


@pytest.mark.parametrize(("pattern", "plain", "signs"), PLAIN)
def test_a_pattern_finds_what_its_plain_form_finds(pattern: re.Pattern[str], plain: str, signs: str) -> None:
    @settings(max_examples=300, deadline=None)
    @given(st.text(alphabet=signs, max_size=30))
    def agree(text: str) -> None:
        assert [m.span() for m in pattern.finditer(text)] == [m.span() for m in re.finditer(plain, text)]

    agree()


PIECES = st.sampled_from(
    (
        "剩余", "下面", "内容", "登录", "付费", "后", "查看", "未完", "，", "游客", "只能", "看", "前半", "截断", "继续", "续费", "30%", "三成",
        "已读", "全文", "隐藏", "9页", "rest", "remaining", "pages", "hidden", "unlock", "log in", "to read", "half", "second", "only", "excerpt",
        "ſ", "İ", "VIP", " ", "50 %", "read", "正文", "还有", "需3元", "の", "续读", "请先",
    )
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=7))
def test_a_line_holds_back_whatever_script_its_words_are_of(pieces: list[str]) -> None:
    line = "".join(pieces)
    either = (kept_back.HELD_BACK, HELD, kept_back.FOREIGN_LOCK, kept_back.FOREIGN_PART)
    both = (
        (kept_back.FOREIGN_LEFT, kept_back.FOREIGN_GATE),
        (kept_back.FOREIGN_SHARE, kept_back.FOREIGN_OF_TEXT),
        (kept_back.SHARE_SHOWN, kept_back.OF_THE_TEXT),
        (kept_back.SHARE_LEFT, kept_back.OF_THE_TEXT),
    )
    said = (
        any(pattern.search(line) for pattern in either)
        or any(first.search(line) and second.search(line) for first, second in both)
        or is_left(line)
    )
    free = kept_back.REMARKS.search(line) is not None or kept_back.asks_nothing(line)
    assert kept_back.holds_back(line) == (said and not free)


@given(st.text(max_size=20))
def test_small_letters_are_those_of_a_pattern_that_ignores_case(text: str) -> None:
    for word in ("i", "s", "k", "vip", "登"):
        assert (word in small(text)) == (re.search(word, text, re.IGNORECASE) is not None)
