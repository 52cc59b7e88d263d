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
    "Transcrição",
    "Trascrizione",
    "Document text",
    "Extracted text",
    "Anuncio",
    "Report",
)
# A line of their own that names no text: buttons of these sites.
BUTTONS = ("Anuncio", "Report")
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
    lines = [line.rstrip(":： ").lower() for line in view.lines]
    labelled = any(label.lower() in lines for label in LABELS if label not in BUTTONS)
    marks = sum(any(line.startswith(mark) for line in lines) for mark in MARKS)
    return labelled and (marks >= 1 or bool(PATH.match(urlsplit(view.url).path)))


FAMILY = Family(
    name="transcription", recognises=recognises, labels=LABELS, prints_lines=True, repeats_title=True
)
