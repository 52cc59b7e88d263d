"""docplayer, doczz, expydoc and their clones: the text of a PDF under a label, with the lines of the paper."""

from __future__ import annotations

import re

from pipeline.refine.families.family import Family
from pipeline.refine.view import View
from pipeline.urls import split

LABELS = (
    "Transcription",
    "Transcript",
    "Document Sample",
    "Texte intégral",
    "Transcripción",
    "Transkript",
    "Transcrição",
    "Trascrizione",
    "Document text",
    "Extracted text",
    "Anuncio",
    "Report",
)
# A line of their own that names no text: buttons of these sites.
BUTTONS = ("Anuncio", "Report")
HEADS = frozenset(label.lower() for label in LABELS if label not in BUTTONS)
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
    "vues",
    "télécharger",
    "partager",
    "vistas",
    "descargar",
    "compartir",
    "herunterladen",
)


PATH = re.compile(r"^/doc/\d+/[\w%.-]+$")


def recognises(view: View) -> bool:
    """A label of the family as a line of its own, and marks of a document viewer or the clones' address."""
    if not view.has_line(HEADS, lower=True):
        return False
    marked = any(line.lower().startswith(MARKS) for line in view.lines)
    return marked or bool(PATH.match(split(view.url).path))


FAMILY = Family(
    name="transcription", recognises=recognises, labels=LABELS, prints_lines=True, repeats_title=True
)
