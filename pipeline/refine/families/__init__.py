"""Families: what is known of the CMS a page comes from."""

from __future__ import annotations

from pipeline.refine.families import (
    discuz,
    docs_collect,
    generic,
    iask,
    renren,
    scribd,
    slides,
    transcription,
    wenku_cms,
)
from pipeline.refine.families.family import Family
from pipeline.refine.view import View

# In order of how much a match proves; the generic one matches every page.
FAMILIES: dict[str, Family] = {
    module.FAMILY.name: module.FAMILY
    for module in (renren, wenku_cms, iask, docs_collect, discuz, slides, scribd, transcription, generic)
}


def family_of(view: View, declared: str | None = None) -> Family:
    """The declared family if the site names one, else the first that recognises the page's shape."""
    if declared in FAMILIES:
        return FAMILIES[declared]
    return next(family for family in FAMILIES.values() if family.recognises(view))
