"""The vote of names: which element of a page its author calls the text's."""

from __future__ import annotations

import pytest

from pipeline.refine.generic.company import paths_of
from pipeline.refine.generic.frame import frame_vote
from pipeline.refine.view import View

SAID = (
    "The harbour froze in the second week of January, and for nine days nobody in the town could get salt or lamp oil. "
    "On the tenth day a boat came through the ice, rowed by six men who had not slept since the feast of the lamps."
)
NEWS = "A man was seen on the roof of the customs house on Sunday evening, and again on Monday, with a telescope."


def voted(body: str) -> list[str]:
    blocks = View.of("https://a.example/1", f"<html><body>{body}</body></html>").blocks
    return [blocks[i].text for i in sorted(frame_vote(blocks, paths_of(blocks)))]


@pytest.mark.parametrize(
    "frame",
    [
        "<div class='entry-content'>{}</div>",
        "<article>{}</article>",
        "<div id='content'>{}</div>",
        "<main>{}</main>",
    ],
)
@pytest.mark.parametrize("beside", ["<div class='x'><p>{}</p></div>", "<aside><p>{}</p></aside>"])
def test_the_named_element_is_the_text(frame: str, beside: str) -> None:
    body = beside.format(NEWS) + frame.format(f"<p>{SAID}</p><p>{SAID}</p>") + beside.format(NEWS)
    assert voted(body) == [SAID, SAID]


def test_the_surest_name_counts_and_of_equals_the_first() -> None:
    text, other = f"<p>{SAID}</p><p>{SAID}</p>", f"<p>{NEWS}</p>" * 4
    assert voted(f"<div class='main'>{other}<div class='post-body'>{text}</div></div>") == [SAID, SAID]
    assert voted(f"<article>{text}</article><article>{other}</article>") == [SAID, SAID]


@pytest.mark.parametrize(
    "other",
    [
        "<div class='share-bar'><p>{}</p></div>",
        "<figure><p>{}</p></figure>",
        "<div class='comments'><p>{}</p></div>",
        "<ul><li><a href='/1'>Roads</a></li><li><a href='/2'>Boats</a></li></ul><!--{}-->",
        "<h2>{}</h2>",
    ],
)
def test_what_is_named_otherwise_within_it_is_not(other: str) -> None:
    assert voted(f"<article><p>{SAID}</p><p>{SAID}</p>{other.format(NEWS)}</article>") == [SAID, SAID]


def test_most_of_a_page_is_its_text_whatever_it_is_called() -> None:
    assert voted(f"<div class='sidebar'><article><p>{SAID}</p><p>{SAID}</p></article></div>") == [SAID, SAID]
    assert voted(f"<article><div class='share'><p>{SAID}</p><p>{SAID}</p></div></article>") == [SAID, SAID]
    assert (
        voted(
            f"<article><p>{NEWS}</p><p>{NEWS}</p><p>{NEWS}</p><div class='share'><p>{SAID}</p><p>{SAID}</p></div></article>"
        )
        == [NEWS] * 3 + [SAID] * 2
    )


def test_of_a_text_in_paragraphs_loose_lines_are_none() -> None:
    assert voted(f"<article><p>{SAID}</p><div>{NEWS}</div></article>") == [SAID, NEWS]
    assert voted(f"<article>{f'<p>{SAID}</p>' * 4}<div>{NEWS}</div></article>") == [SAID] * 4


def test_a_frame_within_another_elements_is_none() -> None:
    assert voted(
        f"<aside><div class='entry-content'><p>{NEWS}</p></div></aside><main><p>{SAID}</p><p>{SAID}</p></main>"
    ) == [SAID, SAID]


def test_without_a_name_all_paragraphs_are() -> None:
    assert voted(
        f"<div class='x'><p>{SAID}</p></div><div>{NEWS}</div><div class='y'><p>{SAID}</p></div>"
    ) == [SAID, SAID]
    assert voted("<div>Page not found</div>") == []


def test_elements_deeper_than_are_remembered_do_no_harm() -> None:
    deep = "<div>" * 40 + f"<p>{SAID}</p>" + "</div>" * 40
    assert voted(f"<article><p>{SAID}</p>{deep}</article>") == [SAID, SAID]
