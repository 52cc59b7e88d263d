"""How a line sounds: like a site, or like somebody's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.voice import unheard
from pipeline.refine.clean.apart import OUTSIDE
from pipeline.refine.senses import senses
from pipeline.refine.voice import UNIT, sounds_like_author, sounds_like_site


def test_wordings_that_taught_nothing_are_told_apart():
    sites, authors = (
        [sounds_like_site(sample.line) > OUTSIDE for sample in samples] for samples in unheard()
    )
    assert sum(sites) / len(sites) > 0.7
    assert sum(authors) / len(authors) < 0.035


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("登录后阅读完整版", ("gate", "read", "whole")),
        ("sign in to read the full document", ("login", "o1", "read", "o1", "whole", "text")),
        ("скачать документ бесплатно", ("get", "text", "cheap")),
        ("tải tài liệu miễn phí", ("get", "text", "cheap")),
        ("descargar documentos gratis", ("get", "text", "cheap")),
    ],
)
def test_one_sense_has_words_in_many_languages(line, named):
    assert senses(UNIT.findall(line)).senses == named


@pytest.mark.parametrize(
    "line",
    [
        "（二）注册登录",
        "我在班级QQ群里发布作业。",
        "点赞，为我们身边的好人。",
        "All rights reserved for the people, he said.",
    ],
)
def test_trade_words_of_an_author_are_his_own(line):
    assert sounds_like_author(line)


@given(st.text(alphabet="下载登录阅读全文后请您12页，。！ abcdésuсkачать\t页", max_size=60))
def test_the_share_of_units_with_a_sense_is_a_share(text):
    assert 0 <= senses(UNIT.findall(text.lower())).share <= 1
