"""Cheap looks before costly patterns: none may pass over what its pattern would have found."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.refine import reading
from pipeline.refine.clean import (
    boxes,
    counters,
    footers,
    inserted,
    kept_back,
    leaked_markup,
    page_marks,
    prompts,
)
from pipeline.refine.clean.context import fold
from pipeline.refine.describe import counters as file_counters
from pipeline.refine.describe import file_facts, labels
from pipeline.refine.folding import has_any, small
from pipeline.refine.generic import words
from pipeline.refine.generic.page_kind import (
    ARTICLE_TYPE,
    ARTICLE_TYPES,
    POST_PLACE,
    POST_WORDS,
    THREAD_TYPE,
    THREAD_TYPES,
)
from pipeline.refine.structure import announced, forms
from pipeline.refine.view import View

Look = Callable[[str], object]
LOOKS: dict[str, tuple[re.Pattern[str], Look]] = {
    **{
        f"label of {column}": (
            pattern,
            lambda text, column=column: (
                labels.ANY_SIGN.search(text.lower()) and labels.SIGNED[column].search(text.lower())
            ),
        )
        for column, pattern in labels.LABELLED.items()
    },
    "upload line": (file_facts.UPLOADED, file_facts.UPLOAD_WORDS.search),
    "count in a row": (file_counters.ROW, file_counters.FIGURE.search),
    "pages in a row": (file_counters.ITEM_PAGES, file_counters.FIGURE.search),
    "size in a row": (file_counters.ITEM_SIZE, file_counters.FIGURE.search),
    "downloads in a row": (file_counters.ITEM_DOWNLOADS, file_counters.FIGURE.search),
    "date in a row": (file_counters.ITEM_DATE, file_counters.YEAR.search),
    "price in a row": (file_counters.BUY, file_counters.FIGURE.search),
    "counter": (counters.COUNTER, counters.COUNTS.search),
    "pages": (counters.PAGES, counters.COUNTS.search),
    "characters": (counters.CHARS, counters.COUNTS.search),
    "characters in brackets": (counters.COUNTED, counters.COUNTS.search),
    "caption": (counters.CAPTION, counters.COUNTS.search),
    "filing number": (footers.FILING, lambda text: has_any(text, footers.FILED)),
    "service": (
        re.compile(boxes.SERVICE),
        lambda text: has_any(text.lower(), boxes.SERVICE_NAMES),
    ),
    "leaked rule": (leaked_markup.RULE, leaked_markup.SIGN.search),
    "leaked tag": (leaked_markup.TAG, leaked_markup.SIGN.search),
    "leaked name": (leaked_markup.PLACEHOLDER, leaked_markup.SIGN.search),
    "leaked script": (leaked_markup.SCRIPT, leaked_markup.SIGN.search),
    "leaked comment": (leaked_markup.COMMENT, leaked_markup.SIGN.search),
    "rest held back": (
        kept_back.HELD_BACK,
        lambda text: kept_back.HOLDING.search(text) and prompts.HAN.search(text),
    ),
    "share left": (
        kept_back.SHARE_LEFT,
        lambda text: kept_back.SHARED.search(text) and prompts.HAN.search(text),
    ),
    "share shown": (
        kept_back.SHARE_SHOWN,
        lambda text: kept_back.SHARED.search(text) and prompts.HAN.search(text),
    ),
    "foreign share": (kept_back.FOREIGN_SHARE, kept_back.SHARED.search),
    "foreign text": (kept_back.FOREIGN_OF_TEXT, kept_back.LATIN.search),
    "foreign lock": (kept_back.FOREIGN_LOCK, kept_back.LATIN.search),
    "foreign part": (kept_back.FOREIGN_PART, kept_back.LATIN.search),
    "foreign rest": (kept_back.FOREIGN_LEFT, kept_back.LATIN.search),
    "pages kept back": (kept_back.KEPT_BACK, lambda text: has_any(small(text), kept_back.KEPT_WORDS)),
    "page mark": (page_marks.COUNTERS[0], page_marks.NAMED[0].search),
    "announced list": (announced.FIRST, lambda text: has_any(text, announced.MARKERS)),
    "label of a form": (forms.LABEL, forms.COLON.search),
    "heading of an abstract": (reading.ABSTRACT, lambda text: has_any(small(text), reading.ABSTRACT_WORDS)),
    **{f"inserted {found.pattern[:3]}": (found, signs.search) for found, _, signs in inserted.WRAPPED},
    "prompt": (words.PROMPT, lambda text: has_any(text.lower(), words.PROMPTS)),
    "date": (
        words.DATE,
        lambda text: words.DIGIT.search(text) or has_any(text.lower(), words.DAYS),
    ),
    "post": (POST_PLACE, lambda text: has_any(text, POST_WORDS)),
    "thread": (THREAD_TYPE, lambda text: has_any(text, THREAD_TYPES)),
    "article": (ARTICLE_TYPE, lambda text: has_any(text, ARTICLE_TYPES)),
}


@pytest.mark.parametrize("name", LOOKS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_look_passes_what_the_pattern_finds(name: str, data: st.DataObject) -> None:
    pattern, look = LOOKS[name]
    assert look(data.draw(st.from_regex(pattern)))


@pytest.mark.parametrize("pattern", [prompts.PAID_REST, prompts.COUNTED_REST])
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_a_text_costs_is_said_in_hanzi(pattern: re.Pattern[str], data: st.DataObject) -> None:
    assert prompts.HAN.search(data.draw(st.from_regex(pattern)))


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_text_held_back_in_latin_letters_has_its_words(data: st.DataObject) -> None:
    text = data.draw(st.from_regex(prompts.HELD))
    assume(not prompts.HAN.search(text))
    assert has_any(text.lower(), prompts.HELD_LATIN)


@given(text=st.text())
def test_folding_keeps_letters_and_digits_alone(text: str) -> None:
    assert fold(text) == re.sub(r"[\W_]+", "", fold(text))


@pytest.mark.parametrize(
    ("css", "found"),
    [
        (".text", ["甲"]),
        ("#main .text", ["甲"]),
        ("DIV.text", ["甲"]),
        (".none, .text", ["甲"]),
        (".none", []),
        ("p:not(.text)", ["乙"]),
        ("[data-kind=note]", ["乙"]),
        ("[data-kind^='no'], .none", ["乙"]),
        ("p[data-kind]", ["乙"]),
        ("section > p", ["乙"]),
        ("aside p", []),
        ('[data-kind="a]b"], .text', ["甲"]),
    ],
)
def test_a_selector_finds_what_it_names(css: str, found: list[str]) -> None:
    view = View.of(
        "http://river.example/",
        "<html><body id=main><div class='box text'>甲</div><section><p data-kind=note>乙</p></section></body></html>",
    )
    assert [element.text for element in view.select(css)] == found
