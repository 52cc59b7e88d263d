"""Whether a site or page has reserved its text from the training of models, by what ``documents.rights`` says was seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

# noimageai speaks of pictures, which no export has.
_DIRECTIVES: Final = frozenset(("noai", "noml"))


def reserves_training(rights: str | None) -> bool:
    """Any one signal is enough; what says nothing reserves nothing, and what cannot be read counts as a reservation.

    Signals: robots.txt closes the page to all, or to a crawler of an AI company; ``noai`` or ``noml`` in the page or its
    headers, whomever they name; TDM-Reservation 1; Content-Signal ``ai-train=no``.

    >>> reserves_training('{"robots": "allowed"}'), reserves_training('{"ai_robots": {"GPTBot": "disallowed"}}')
    (False, True)
    """
    if rights is None:
        return False
    try:
        seen = json.loads(rights)
    except ValueError:
        return True
    if not isinstance(seen, dict):
        return True
    return (
        "disallowed" in (seen.get("robots"), *_mapping(seen.get("ai_robots")).values())
        # Archives of others may have it as the header's own words.
        or str(seen.get("tdm_reservation")).strip() in ("1", "True", "true")
        or _mapping(seen.get("content_signal")).get("ai-train") == "no"
        or any(_forbids(seen.get(name)) for name in ("meta_robots", "x_robots_tag"))
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _forbids(directives: object) -> bool:
    words = directives if isinstance(directives, list) else []
    return any(str(word).rpartition(":")[2].strip() in _DIRECTIVES for word in words)
