"""How a document is cited: a line for a bibliography, and an entry for BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def plain(document: Mapping[str, Any]) -> str:
    """Author, title, day, address, the day it was fetched, and what identifies the text: one line."""
    title = _clean(document["title"]) or _clean(document["url"])
    speaker = _clean(document["speaker"])
    date = f" ({document['spoken_on']})" if document["spoken_on"] else ""
    who = f"{speaker}. " if speaker else ""
    state = "" if document["text_state"] == "full" else f" [{document['text_state']}]"
    return (
        f"{who}{title}{state}{date}. {_clean(document['site'])}. {_clean(document['url'])} "
        f"[{document['fetched_at'][:10]}]. wenji {document['id']}, sha256 {document['content_sha256'][:16]}."
    )


def bibtex(document: Mapping[str, Any]) -> str:
    """A ``@misc`` entry, whose key is the document's id."""
    date = (document["spoken_on"] or "").split("-")
    fields = {
        "author": f"{{{_escaped(document['speaker'])}}}" if document["speaker"] else "",
        "title": f"{{{_escaped(document['title'] or document['url'])}}}",
        "year": date[0],
        "month": date[1].lstrip("0") if len(date) > 1 else "",
        "howpublished": _escaped(document["site"]),
        "url": re.sub(r"[{}\\\s]", "", _clean(document["url"])),
        "urldate": document["fetched_at"][:10],
        "note": f"wenji {document['id']}, text {document['text_state']}, sha256 {document['content_sha256']}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{wenji-{document['id']},", *lines, "}"])


def _clean(text: str | None) -> str:
    return _HIDDEN.sub("", text or "").strip()


def _escaped(text: str | None) -> str:
    return "".join(_BIBTEX.get(character, character) for character in _clean(text))
