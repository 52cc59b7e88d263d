"""TEI P5: a file for each document, and one that names them all, with a schema of exactly the elements that are used.

So corpora of parliaments are laid out (ParlaMint), and so corpus tools load them: a folder of whole TEI documents. The file
that names them (NAME.xml) is a teiCorpus with the header of the whole, and takes each document in by XInclude.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lxml import etree

from pipeline.export.columns import Column, Row
from pipeline.export.formats.sharded import Sharded, file_name
from pipeline.export.formats.tei.body import body
from pipeline.export.formats.tei.header import corpus_header, document_header, language_of
from pipeline.export.formats.tei.markup import TEI, XML_ID, XML_LANG, element
from pipeline.export.formats.text_file import TextFile
from pipeline.export.release import Release

SCHEMA: Final = "wenji.rng"
_XINCLUDE: Final = "http://www.w3.org/2001/XInclude"
_MODEL: Final = (
    '<?xml-model href="{}" type="application/xml" schematypens="http://relaxng.org/ns/structure/1.0"?>'
)
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'


class Tei:
    """``ab/abcdef….xml``, ``NAME.xml`` and ``wenji.rng``."""

    def __init__(self, folder: Path, columns: tuple[Column, ...], release: Release) -> None:
        del columns
        self._folder = folder
        self._release = release
        self._files = Sharded(folder, release, ".xml")
        (folder / SCHEMA).write_bytes((Path(__file__).parent / SCHEMA).read_bytes())
        self._whole = TextFile(folder / f"{release.name}.xml")
        header = _indented(corpus_header(release)).replace(f' xmlns="{TEI}"', "", 1)
        self._whole.write(
            f'{_DECLARATION}\n{_MODEL.format(SCHEMA)}\n<teiCorpus xmlns="{TEI}" xmlns:xi="{_XINCLUDE}">\n{header}\n'
        )

    def write(self, row: Row) -> None:
        """One file, and its name in that of the whole."""
        place = self._files.place(row)
        self._whole.write(f'<xi:include href="{place}"/>\n')
        model = _MODEL.format("../" * place.count("/") + SCHEMA)
        with (self._folder / place).open("x", encoding="utf-8", newline="") as file:
            file.write(f"{_DECLARATION}\n{model}\n{document(row, self._release)}\n")

    def close(self) -> Mapping[str, int | None]:
        """One row in every file of a document."""
        self._whole.write("</teiCorpus>\n")
        self._whole.close()
        return {"*": 1, self._whole.name: None, SCHEMA: None}

    def abandon(self) -> None:
        """Close what is open."""
        self._whole.abandon()


def document(row: Row, release: Release) -> str:
    """One TEI element. What an id of ours is not names no element, and is named by its digest."""
    header = document_header(row, release)
    etree.indent(header, space=" ")
    header.tail = "\n"
    made = element("TEI", header, element("text", body(row)))
    made.set(XML_ID, f"d-{file_name(str(row['id']))}")
    made.set(XML_LANG, language_of(row))
    made.text = "\n"
    return etree.tostring(made, encoding="unicode")


def _indented(made: etree._Element) -> str:
    etree.indent(made, space=" ")
    return etree.tostring(made, encoding="unicode")
