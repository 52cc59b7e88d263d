"""What a family of sites has in common, as a declaration that ``main_text`` reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.refine.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Sites on one CMS.

    ``main``: CSS selectors of the main text, the first that holds enough text wins.
    ``labels``: headings the CMS prints right above the main text; whole lines, colon or not.
    ``titled``: pages without label print the title once more, right above the text.
    ``noise``: CSS selectors of boilerplate inside it. ``recognises`` tells a page by its shape.
    """

    name: str
    recognises: Callable[[View], bool]
    main: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    titled: bool = False
