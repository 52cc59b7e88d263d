"""Questions that are asked of every corpus, as canned queries of Datasette."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pipeline.store.reasons import KIND


class Question(NamedTuple):
    """A canned query with its titles and descriptions in English and Chinese."""

    title: tuple[str, str]
    description: tuple[str, str]
    sql: str


QUESTIONS: Final[Mapping[str, Question]] = {
    "speeches_by_year": Question(
        ("Speeches by year", "各年讲话数量"),
        (
            "How many documents were said in each year, of each kind, and how long they are together.",
            "各年份、各文体的文献数量与总字数。",
        ),
        "SELECT nullif(year, 0) AS year, sum(documents) AS documents,\n"
        "    sum(iif(genre = 'speech', documents, 0)) AS speeches,\n"
        "    sum(iif(genre = 'address', documents, 0)) AS addresses,\n"
        "    sum(iif(genre = 'remarks', documents, 0)) AS remarks,\n"
        "    sum(iif(genre = 'report', documents, 0)) AS reports,\n"
        "    sum(iif(genre = 'essay', documents, 0)) AS essays,\n"
        "    sum(iif(genre = 'other', documents, 0)) AS others,\n"
        "    sum(characters) AS characters\n"
        "FROM document_counts GROUP BY year ORDER BY year = 0, year DESC",
    ),
    "most_copied": Question(
        ("Most-copied documents", "转载最多的文献"),
        (
            "Texts on several pages or sites, exactly, nearly or in part, the most frequent first.",
            "同一正文（全文、大致相同或节选）出现在多个页面或网站的文献，按篇数排列。",
        ),
        "SELECT id, title, copies,\n"
        "    (SELECT count(DISTINCT site) FROM documents AS copy WHERE copy.cluster_id = most.cluster_id) AS sites,\n"
        "    (SELECT min(first_seen_at) FROM documents AS copy WHERE copy.cluster_id = most.cluster_id) AS first_seen_at\n"
        "FROM (SELECT cluster_id, count(*) AS copies FROM documents WHERE cluster_id IS NOT NULL\n"
        "      GROUP BY cluster_id HAVING copies > 1 ORDER BY copies DESC, cluster_id LIMIT 200) AS most\n"
        "    JOIN documents ON id = most.cluster_id\n"
        "ORDER BY copies DESC, sites DESC, id",
    ),
    "what_rules_remove": Question(
        ("What each rule removes", "各规则删除了什么"),
        (
            "How often each cleaning rule removed something, and how much. Click a rule for examples.",
            "各清洗规则删除的次数与字数，点击规则查看实例。",
        ),
        "SELECT rule, removals, characters, round(1.0 * characters / removals, 1) AS characters_each\n"
        "FROM removal_counts ORDER BY characters DESC",
    ),
    "removed_by_rule": Question(
        ("What one rule removed", "某规则删除的内容"),
        ("Examples of what a rule removed, with the document.", "某条规则删除内容的实例。"),
        "SELECT document_id, text FROM removals WHERE rule = :rule LIMIT 200",
    ),
    "rejects_by_reason": Question(
        ("Rejects by reason", "未成文献的原因"),
        (
            "Why addresses gave no document: walls, listings, deletion notices, errors.",
            "网址未能成为文献的原因：访问限制、列表页、已删除、错误等。",
        ),
        f"SELECT outcome, {KIND} AS kind_of_reason,\n"
        "    count(*) AS urls, count(DISTINCT site) AS sites, max(last_seen_at) AS last_seen_at\n"
        "FROM rejects GROUP BY 1, 2 ORDER BY urls DESC",
    ),
    "noise_changed": Question(
        ("Sites whose noise changed", "噪声有变的网站"),
        (
            "Lines on several texts of a site that it began or ceased to print in the 30 days before its newest text.",
            "在某网站多篇文本中重复、且最近 30 天内才出现或消失的行。",
        ),
        "SELECT line.site, line.text, line.documents, site.texts AS texts_of_site,\n"
        "    iif(line.first_seen_at > date(newest, '-30 days'), 'new', 'ceased') AS change,\n"
        "    line.first_seen_at, line.last_seen_at\n"
        "FROM (SELECT site, max(last_seen_at) AS newest, min(first_seen_at) AS oldest\n"
        "      FROM site_lines WHERE documents > 1 GROUP BY site)\n"
        "    JOIN site_lines AS line USING (site) JOIN sites AS site USING (site)\n"
        "WHERE line.documents >= 5 AND oldest < date(newest, '-30 days')\n"
        "    AND (line.first_seen_at > date(newest, '-30 days') OR (line.last_seen_at < date(newest, '-30 days')\n"
        "        AND line.last_seen_at > date(newest, '-60 days')))\n"
        "ORDER BY line.documents DESC LIMIT 200",
    ),
    "previews": Question(
        ("Previews whose full text is known", "已有全文的预览"),
        (
            "Documents of which one site shows only the beginning, and a complete copy: of the same speaker if there is one.",
            "某网站只给预览、而他处有全文的文献，及其全文（优先同一讲话人）。",
        ),
        "SELECT preview.id, preview.title, preview.site, preview.char_count,\n"
        "    whole.id AS full_id, whole.site AS full_site, whole.char_count AS full_char_count\n"
        "FROM documents AS preview JOIN documents AS stands ON stands.cluster_id = preview.cluster_id AND stands.is_canonical\n"
        "JOIN documents AS whole ON whole.id = ifnull((SELECT id FROM documents AS copy\n"
        "    WHERE copy.cluster_id = preview.cluster_id AND copy.text_state = 'full' AND copy.speaker = preview.speaker\n"
        "    ORDER BY is_canonical DESC, char_count DESC, id LIMIT 1), stands.id)\n"
        "WHERE preview.text_state = 'preview' AND whole.text_state = 'full' LIMIT 200",
    ),
    "speakers": Question(
        ("Speakers", "讲话人"),
        ("Who is heard most, and between which years.", "各讲话人的文献数量与年份范围。"),
        "SELECT speaker, count(*) AS documents, min(year) AS first_year, max(year) AS last_year\n"
        "FROM (SELECT speaker, substr(spoken_on, 1, 4) AS year FROM documents WHERE speaker IS NOT NULL)\n"
        "GROUP BY speaker ORDER BY documents DESC LIMIT 500",
    ),
    "gone": Question(
        ("Gone from their site", "网站已撤下的文献"),
        (
            "Documents that a site served once and serves no longer.",
            "网站曾经提供、现已撤下的文献。",
        ),
        "SELECT id, title, site, gone_at, last_seen_at FROM documents\n"
        "WHERE gone_at IS NOT NULL ORDER BY gone_at DESC LIMIT 500",
    ),
}


def as_canned() -> dict[str, dict[str, Any]]:
    """The questions as Datasette wants them; the pages show the titles in the visitor's language."""
    return {
        name: {
            "sql": question.sql,
            "title": question.title[0],
            "description": question.description[0],
            "hide_sql": True,
        }
        for name, question in QUESTIONS.items()
    }
