"""docplayer, doczz, expydoc and their clones: the text of a PDF under a label, with the lines of the paper."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.refine.families.family import Family
from pipeline.refine.view import View

LABELS = (
    "Transcription",
    "Transcript",
    "Document Sample",
    "Texte intégral",
    "Transcripción",
    "Transkript",
    "Anuncio",
    "Report",
)
# What these pages print about the file; two of them with a label make the family.
MARKS = (
    "start display at page",
    "size: px",
    "view",
    "download",
    "related documents",
    "embed",
    "advertisement",
    "pages",
)


PATH = re.compile(r"^/doc/\d+/[\w%.-]+$")


def recognises(view: View) -> bool:
    """A label of the family as a line of its own, and marks of a document viewer or the clones' address."""
    lines = [line.rstrip(":： ").lower() for line in view.lines]
    labelled = any(label.lower() in lines for label in LABELS[:6])
    marks = sum(any(line.startswith(mark) for line in lines) for mark in MARKS)
    return labelled and (marks >= 1 or bool(PATH.match(urlsplit(view.url).path)))


FAMILY = Family(name="transcription", recognises=recognises, labels=LABELS, prints_lines=True)
