"""A page with a known answer, and the side it stands on.

A third of the cases is held out, not to be looked at while rules are tuned: fixtures say so in their
``meta.json``; of gold pages all of a registered domain go to one side, so that no site is on both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tldextract import TLDExtract

from pipeline.items import Page
from pipeline.urls import site_of

Form = Literal["fixtures", "gold"]
Part = Literal["tuned", "held-out"]

# These pages have a gold text but are no documents: whether refine() rejects them is not asked.
NOT_DOCUMENTS = frozenset({"listing", "product", "service", "collection"})

_registered = TLDExtract(suffix_list_urls=(), cache_dir=None)


@dataclass(frozen=True, slots=True)
class Case:
    """A page and what is to come of it.

    ``outcome`` is "document" or a reject's, None when not asked. ``expected`` has a mapping for each document with
    the fields that are asked for (tests/test_fixtures.py explains them). ``language`` is None when unknown.
    """

    name: str
    form: Form
    part: Part
    split: str | None
    kind: str
    language: str | None
    page: Page
    outcome: str | None
    expected: tuple[Mapping[str, Any], ...]

    @property
    def text(self) -> str | None:
        """The whole expected text, document by document; None unless every document's text is given."""
        texts = [record.get("text", record.get("text_unbroken")) for record in self.expected]
        return None if not texts or None in texts else "\n".join(map(str, texts))


def part_of(url: str, name: str) -> Part:
    """The side on which all cases of the URL's registered domain stand; one without a host goes by its name.

    A third is held out, whatever other cases there are.
    """
    site = site_of(url)
    key = name if site == "local" else _registered(url).top_domain_under_public_suffix or site
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return "held-out" if int.from_bytes(digest, "big") % 3 == 0 else "tuned"
