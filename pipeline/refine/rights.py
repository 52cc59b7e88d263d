"""What a page and its host say of the use of their texts, as one JSON object for the record. Nothing is decided here.

Sources: X-Robots-Tag and meta robots with the directives ``noai``, ``noimageai`` and ``noml`` that sites use for AI;
W3C TDMRep (tdm-reservation, tdm-policy; the page comes before the header, and both before the host's file).
What the host says (robots.txt, Content-Signal, tdmrep.json) was noted when the page was fetched.
"""

from __future__ import annotations

import json
from contextlib import suppress

from pipeline.items import Page
from pipeline.refine.view import View

# A page may be told to one crawler; what it says to all and to us is what counts, the rest is kept with its name.
META = ("robots", "wenji")
MOST = 20
LONGEST = 200


def rights_of(page: Page, view: View) -> str | None:
    """The signals seen, with sorted keys; None when nothing is known, as of a page without its response."""
    found: dict[str, object] = {}
    with suppress(ValueError):
        noted = json.loads(page.robots or "{}")
        found.update(noted if isinstance(noted, dict) else {})
    if tags := [value for name, value in page.headers if name.lower() == "x-robots-tag"]:
        found["x_robots_tag"] = _directives(tags)
    if said := [view.meta[name] for name in META if name in view.meta]:
        found["meta_robots"] = _directives(said)
    header, meta = page.header, view.meta
    for reserved, policy in (
        (header("tdm-reservation"), header("tdm-policy")),
        (meta.get("tdm-reservation"), meta.get("tdm-policy")),
    ):
        if reserved and reserved.strip() in ("0", "1"):
            found["tdm_reservation"] = int(reserved)
            found.pop("tdm_policy", None)
            if policy:
                found["tdm_policy"] = policy.strip()[:LONGEST]
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else None


def _directives(values: list[str]) -> list[str]:
    """Each directive once, in lower case, as it stands; ``agent: noai`` keeps its agent."""
    parts = [" ".join(part.split()).lower()[:LONGEST] for value in values for part in value.split(",")]
    return list(dict.fromkeys(filter(None, parts)))[:MOST]
