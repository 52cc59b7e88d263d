"""Headings that the networks give little, and what looks like them: labels of a site, names above posts."""

from __future__ import annotations

import pytest

from pipeline.refine.blocks import Block
from pipeline.refine.generic.headings import with_headings
from pipeline.refine.view import View

SAID = "做工作要从小处着手，把每一件具体的事情办好，好日子就是这样来的。"


def kept(body: str, chance: float, *, title: str = "夜校札记自序", posts: bool = False) -> list[str]:
    """The headings that come to the paragraphs, each of which is as likely."""
    blocks: list[Block] = View.of("https://a.example/1", f"<html><body>{body}</body></html>").blocks
    text = {i for i, block in enumerate(blocks) if block.text == SAID}
    chances = [0.9 if i in text else chance for i in range(len(blocks))]
    return [blocks[i].text for i in sorted(with_headings(blocks, text, chances, title, posts=posts) - text)]


def test_several_of_one_kind_head_parts() -> None:
    parts = "".join(f"<h3>{head}</h3><p>{SAID}</p>" for head in ("用电", "消防", "考试"))
    assert kept(parts, 0.12) == ["用电", "消防", "考试"]
    assert kept(parts, 0.02) == []
    assert kept(parts, 0.12, posts=True) == []
    assert kept("".join(f"<h3>{head}</h3><p>{SAID}</p>" for head in ("用电", "消防")), 0.12) == []


def test_what_a_cleaner_knows_heads_nothing() -> None:
    parts = "".join(f"<h3>{head}</h3><p>{SAID}</p>" for head in ("用电", "相关文档", "考试"))
    assert kept(parts, 0.12) == ["用电", "考试"]


@pytest.mark.parametrize(
    ("heading", "own"), [("编者自序", True), ("正文", False), ("夜校札记自序", False), ("Overview", False)]
)
def test_a_documents_own_heading_says_some_of_the_title(heading: str, *, own: bool) -> None:
    body = f"<h1>夜校札记自序</h1><div><h4>{heading}</h4><p>{SAID}</p></div>"
    assert kept(body, 0.2) == ([heading] if own else [])


def test_without_a_heading_of_the_page_above_it_is_the_pages() -> None:
    assert kept(f"<div><h4>编者自序</h4><p>{SAID}</p></div>", 0.2) == []
