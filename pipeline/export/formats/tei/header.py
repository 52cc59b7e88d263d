"""The header of a document and of the whole: where a text comes from, who spoke when and where, what was done to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml import etree

from pipeline.export.columns import Row
from pipeline.export.formats.tei.markup import date, element, present
from pipeline.export.release import Release

_TAG: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_VERSION: Final = re.compile(r"[0-9]+[a-z]*[0-9]*(?:\.[0-9]+[a-z]*[0-9]*){0,3}")
UNKNOWN: Final = "und"
_REMOVED: Final = (
    "Taken from web pages: what a page has beside the main text (menus, prompts, advertisements, counters, notices of the"
    " site) was removed by rules, and paragraphs were restored where a page had lost them. The author's characters stand as"
    " they were; characters that XML cannot hold are U+FFFD."
)
_STRUCTURE: Final = (
    "A div is a section of the outline. Its head is a heading that has a line for itself, a label one that its paragraph goes"
    " on from. Opener and closer are marked where a line is nothing else."
)
_MASKED: Final = (
    "Personal data (numbers of identity cards, mobiles and bank cards, addresses of e-mail, QQ and WeChat) stands as gap with"
    " the reason personal-data; in the header, as a word in brackets."
)
_GAPS: Final = (
    "A gap with the reason preview or abstract: the site showed no more; not-served: it showed nothing; rights: left out of"
    " this edition."
)


def language_of(row: Row) -> str:
    """BCP 47 tag with the script, ``und`` when it is not known."""
    tag = "-".join(str(part) for part in (row["language"], row["script"]) if part)
    return tag if row["language"] and _TAG.fullmatch(tag) else UNKNOWN


def document_header(row: Row, release: Release) -> etree._Element:
    """The teiHeader of one document."""
    return element(
        "teiHeader",
        element(
            "fileDesc",
            element("titleStmt", _title(row), *_named("author", row["speaker"])),
            element(
                "extent",
                _measure("characters", row["char_count"]),
                _measure("paragraphs", row["paragraph_count"]),
            ),
            element(
                "publicationStmt",
                element("distributor", release.name),
                element("idno", row["id"], type="wenji"),
                element("idno", row["content_sha256"], type="content-sha256"),
                element("availability", *_licence(release, row["rights"]), status="restricted"),
            ),
            element("sourceDesc", _source(row)),
        ),
        element("encodingDesc", _treatment(row), _software([str(row["extractor_version"])])),
        element("profileDesc", *_profile(row)),
    )


def corpus_header(release: Release) -> etree._Element:
    """The teiHeader of the whole."""
    collected = [date("collected", day) for day in release.collected or ()]
    return element(
        "teiHeader",
        element(
            "fileDesc",
            element("titleStmt", element("title", f"{release.name} {release.version}")),
            element("editionStmt", element("edition", release.version)),
            element("extent", _measure("documents", release.documents)),
            element(
                "publicationStmt",
                element("distributor", release.name),
                element("availability", *_licence(release, None), status="restricted"),
            ),
            element("sourceDesc", element("bibl", "Pages of document-sharing sites. ", *present(*collected))),
        ),
        element(
            "encodingDesc",
            element("editorialDecl", *(element("p", said) for said in _editorial(release))),
            _software(release.extractor_versions),
        ),
    )


def _editorial(release: Release) -> list[str]:
    return [_REMOVED, _STRUCTURE, *([_MASKED] if release.recipe.mask else []), _GAPS]


def _title(row: Row) -> etree._Element:
    return element("title", row["title"]) if row["title"] else element("title", row["id"], type="supplied")


def _named(name: str, value: object, **attributes: object) -> list[etree._Element]:
    return [] if value is None else [element(name, value, **attributes)]


def _measure(unit: str, quantity: object) -> etree._Element:
    return element("measure", f"{quantity} {unit}", unit=unit, quantity=quantity)


def _licence(release: Release, rights: object) -> list[etree._Element]:
    said = [element("licence", release.recipe.licence or release.licence_note)]
    return said + ([element("p", f"Signals of the site at fetch: {rights}")] if rights else [])


def _source(row: Row) -> etree._Element:
    return element(
        "bibl",
        _title(row),
        *_named("publisher", row["site"]),
        *present(date("published", row["published_on"])),
        element("idno", row["url"], type="url"),
        element("idno", row["canonical_url"], type="canonical-url"),
        *_named("idno", row["site_document_id"], type="site"),
        *_named("idno", row["page_sha256"], type="page-sha256"),
        *_named("note", row["uploader"], type="uploader"),
        *_named("extent", row["pages_total"] and f"{row['pages_total']} pages"),
        *present(
            *(date(name, row[f"{name}_at"]) for name in ("fetched", "first_seen", "last_seen", "gone")),
        ),
    )


def _treatment(row: Row) -> etree._Element:
    said = [f"Text state: {row['text_state']}. Quality: {row['quality']}."]
    if row["masked"]:
        said.append(f"Pieces of personal data masked: {row['masked']}.")
    return element("editorialDecl", *(element("p", each) for each in said))


def _software(versions: Sequence[str]) -> etree._Element:
    """The form of ``version`` is fixed; a version of another form stands in the words alone."""
    return element(
        "appInfo",
        *(
            element(
                "application",
                element("label", f"wenji, rules of version {version}"),
                ident="wenji",
                version=version if _VERSION.fullmatch(version) else "0",
            )
            for version in versions
        ),
    )


def _profile(row: Row) -> list[etree._Element]:
    spoken = date("spoken", row["spoken_on"])
    terms = [element("term", row["genre"], type="genre"), *_named("term", row["categories"], type="category")]
    found = [
        *([element("creation", spoken)] if spoken is not None else []),
        element("langUsage", element("language", ident=language_of(row))),
        element("textClass", element("keywords", *terms)),
    ]
    if row["speaker"]:
        found.append(element("particDesc", element("listPerson", _speaker(row))))
    if row["venue"] or row["occasion"]:
        found.append(
            element(
                "settingDesc",
                element(
                    "setting",
                    *present(date("spoken", row["spoken_on"])),
                    *_named("locale", row["venue"]),
                    *_named("activity", row["occasion"]),
                ),
            )
        )
    return found


def _speaker(row: Row) -> etree._Element:
    return element(
        "person",
        element("persName", row["speaker"]),
        *_named("occupation", row["speaker_role"]),
        role="speaker",
    )
