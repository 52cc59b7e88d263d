"""A step that worker processes can import: two pages do to it what pages must not be able to do."""

from __future__ import annotations

import os
import time

from pipeline.items import Page, Refined
from pipeline.refine import refine
from pipeline.refine.site import Site

KILLER, HANGING = "/p-3.html", "/p-7.html"


def deadly(page: Page, site: Site | None) -> Refined:
    """``refine``, unless the page kills the process or never ends."""
    if page.url.endswith(KILLER):
        os._exit(7)
    while page.url.endswith(HANGING):
        time.sleep(1)
    return refine(page, site)
