"""What a family of sites has in common, as a declaration that ``main_text`` reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.refine.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Sites on one CMS.

    ``recognises`` tells a page by its shape. ``main``: CSS selectors of the main text, the first that holds
    enough text wins; ``noise``: CSS selectors of boilerplate inside it. ``labels``: headings the CMS prints
    right above the main text, whole lines, colon or not. ``titled``: pages without label print the title once
    more, right above the text; ``doubled``: twice running, above each of several documents. ``injects_links``: anchors in mid-sentence are the site's.
    ``prints_lines``: the text has the lines and page numbers of a printed page. ``repeats_title``: the site prints the
    title once more at the top of the text. ``posts``: a selector of elements of which the first may hold a document, and the others
    words of thanks for it. ``short_lines``: what the selectors hold is a text, however little its lines sound like one.
    """

    name: str
    recognises: Callable[[View], bool]
    main: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    titled: bool = False
    doubled: bool = False
    injects_links: bool = False
    prints_lines: bool = False
    repeats_title: bool = False
    posts: str | None = None
    short_lines: bool = False
