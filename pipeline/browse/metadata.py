"""What Datasette is to know of our tables, out of the one place where they are documented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pipeline.browse.words import Language
from pipeline.store.fields import TABLES, VIEWS
from pipeline.store.fields.chinese import CHINESE, described_in_chinese
from pipeline.store.fields.shape import Table, described

FACETS: Final[Mapping[str, list[str]]] = {
    "documents": ["genre", "site", "text_state", "language"],
    "documents_brief": ["genre", "year", "site", "text_state"],
    "rejects": ["outcome", "site"],
    "runs": ["command", "outcome"],
    "removal_counts": [],
}
"""Columns that a reader chooses by. Each is the first of an index, or its table stays small."""

TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "documents": ("Documents, all columns", "文献（全部列）"),
    "documents_brief": ("Documents", "文献"),
    "sections": ("Outlines", "目录"),
    "removals": ("Removals", "删除内容"),
    "document_versions": ("Earlier versions", "历史版本"),
    "pages": ("Pages", "网页"),
    "rejects": ("Rejects", "未成文献"),
    "runs": ("Runs", "运行"),
    "queues": ("Queues", "抓取队列"),
    "frontier": ("Frontier", "待抓网址"),
    "hosts": ("Hosts", "主机"),
    "sites": ("Sites", "网站"),
    "site_texts": ("Texts of sites", "网站文本"),
    "site_lines": ("Lines of sites", "网站重复行"),
    "document_counts": ("Counts of documents", "文献计数"),
    "removal_counts": ("Counts of removals", "删除计数"),
    "withdrawals": ("Withdrawals", "撤回"),
    "near_duplicates": ("Near duplicates", "近似重复"),
}

_LABELS: Final[Mapping[str, str]] = {
    "documents": "title",
    "pages": "url",
    "queues": "name",
    "frontier": "url",
}
_HIDDEN: Final = (
    *(
        "site_texts",
        "_sqlite_migrations",
        "search_documents",
        "search_pending",
        "search_index",
        "folded_texts",
    ),
    *(
        "withdrawn_records",
        "document_texts",
        "text_bands",
        "text_pairs",
        "dedupe_pending",
        "dedupe_stale",
        "dedupe_folding",
        "split_anchors",
        "export_places",
        "identity",
        "outbox",
    ),
)
"""Notes of the software's own, of no use to a reader."""

_ALL: Final[Mapping[str, Table]] = {**TABLES, **VIEWS}
_SEARCHED: Final[Mapping[str, str]] = {"documents": "documents_fts"}


def meaning(table: str, language: Language) -> str:
    """What a row of a table is; "" for a table that is not ours."""
    if language == "zh" and table in CHINESE:
        return CHINESE[table].meaning
    return described(_ALL[table].meaning, "") if table in _ALL else ""


def meanings(table: str, language: Language) -> Mapping[str, str]:
    """What each column of a table means, with its unit or form; none for a table that is not ours."""
    fields = _ALL[table].fields if table in _ALL else {}
    if language == "zh" and table in CHINESE:
        said = CHINESE[table].fields
        return {column: described_in_chinese(said[column], field.unit) for column, field in fields.items()}
    return {column: field.plain for column, field in fields.items()}


def of_database() -> dict[str, Any]:
    """The part of Datasette's metadata that is about a corpus."""
    found: dict[str, dict[str, Any]] = {}
    for name in _ALL:
        entry: dict[str, Any] = {
            "description": meaning(name, "en"),
            "columns": meanings(name, "en"),
            "size": 50,
        }
        if name in TITLES:
            entry["title"] = TITLES[name][0]
        if FACETS.get(name):
            entry["facets"] = FACETS[name]
        if name in _LABELS:
            entry["label_column"] = _LABELS[name]
        if name in _SEARCHED:
            entry["fts_table"] = _SEARCHED[name]
        found[name] = entry
    for name in _HIDDEN:
        found.setdefault(name, {})["hidden"] = True
    return {"tables": found}
