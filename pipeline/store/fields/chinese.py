"""What tables and columns mean, in Chinese, for the app: of the tables that a reader of the corpus meets.

Beside the English ones, which docs/fields.md is made of; a test holds that no column is left out. A table that is not
here is described in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class InChinese(NamedTuple):
    """One table: what a row is, and its columns."""

    meaning: str
    fields: Mapping[str, str]


_DOCUMENT = "所属文献。"
_SITE = "主机名，不带 m.、www. 等前缀，端口不寻常时带端口；本地文件为 local。"
_CANONICAL = "同一网页各种网址（m.、www. 等）的统一形式。"
_TEXT_STATE = "网页提供了多少正文：full 全文，preview 预览，abstract 摘要，none 无正文。"
_GENRE = "文体：speech 讲话，address 致辞，remarks 发言，report 报告，essay 心得征文，other 其他。"
_RUN = "最后一次存入本行的运行。"
_RULES = "生成本行的规则版本。"
_SHARED = "两文共有的五字片段，占两文全部五字片段的比例。"

_DOCUMENTS = {
    "id": "固定编号：由统一网址（一页多篇时加 #n）算出的散列值。",
    "site_document_id": "网站自己的编号，取自网页或网址。",
    "url": "最新网页的抓取网址。",
    "canonical_url": _CANONICAL,
    "site": _SITE,
    "family": "所用规则对应的网站系统，不知道时为 generic。",
    "title": "文献自身的标题，不含网站名、文件类型和页码。",
    "text": "正文：作者所写的内容，保留原字。",
    "text_state": _TEXT_STATE,
    "pages_total": "网站标明的总页数。",
    "pages_shown": "网站标明可看的页数；未标明时为空。",
    "chars_total": "网站标明的总字数。",
    "genre": _GENRE,
    "occasion": "在什么场合讲的，或为什么写的。",
    "speaker": "讲话人。",
    "speaker_role": "讲话人的职务或身份。",
    "venue": "讲话地点。",
    "spoken_on": "讲话日期，绝不用上传日期代替。",
    "spoken_on_precision": "讲话日期精确到日、月还是年。",
    "published_on": "网站发布的日期。",
    "uploader": "网站标明的上传者。",
    "file_format": "网站标明的原文件格式。",
    "file_size": "原文件大小，照录网站写法。",
    "price": "原文件价格，照录网站写法。",
    "downloads": "网站标明的下载次数。",
    "categories": "网站的分类或导航路径。",
    "language": "正文的语言。",
    "script": "简体（Hans）或繁体（Hant）。",
    "char_count": "正文长度。",
    "paragraph_count": "正文段落数。",
    "quality": (
        "正文质量，为四项（各 0 至 1）的平均：篇幅（300 字以上为 1）、以句末形式结尾的行所占比例、常用字比例、"
        "完整程度（非全文为 0.5）。"
    ),
    "placeholders": "正文中隐去的名称（XX市、××）的数量。",
    "content_sha256": "正文的标识，正文完全相同则此值相同。",
    "cluster_id": "代表本文及其副本的文献；没有副本时就是自身编号。查重之前、有变之后和无正文时为空。",
    "is_canonical": "是否为本组的代表：1 是，0 否（副本）。",
    "rights": "抓取时 robots 的判定，以及关于 AI 使用的声明。",
    "evidence": "从网页读出的各项所依据的原文。",
    "first_seen_at": "第一次抓到本文的时间。",
    "last_seen_at": "最近一次抓到本文的时间。",
    "changed_at": "第一次抓到现有标题和正文的时间。",
    "fetched_at": "生成本行的网页的抓取时间。",
    "gone_at": "last_seen_at 之后，第一次发现网站不再提供本文的时间。",
    "run_id": _RUN,
    "page_id": "生成本行的网页。",
    "extractor_version": _RULES,
}

CHINESE: Mapping[str, InChinese] = {
    "documents": InChinese(
        "每篇文献一行，为其最新版本。没有的内容为空值（NULL），不会是空字符串。", _DOCUMENTS
    ),
    "documents_brief": InChinese(
        "视图：文献表中适合列成一行的各列，便于浏览。",
        {
            **{name: _DOCUMENTS[name] for name in ("id", "title", "genre", "speaker", "spoken_on")},
            **{name: _DOCUMENTS[name] for name in ("text_state", "char_count", "quality", "site", "url")},
            "beginning": "正文的前 100 个字。",
            "year": "讲话日期的年份。",
            "language": _DOCUMENTS["language"],
        },
    ),
    "sections": InChinese(
        "正文的目录，每个标题一行。",
        {
            "document_id": _DOCUMENT,
            "ordinal": "在目录中的次序。",
            "level": "标题的层级。",
            "title": "标题。",
            "start": "本节在正文中开始的位置。",
            "end": "本节结束的位置，含下级各节。",
        },
    ),
    "removals": InChinese(
        "规则删去的每一处内容；与正文合在一起，即可还原网页上可见的文字。",
        {
            "document_id": _DOCUMENT,
            "ordinal": "还原时的次序。",
            "rule": "删去它的规则。",
            "position": "它在正文中的位置。",
            "text": "删去的内容。",
            "replacement": "现在代替它的内容；没有时为空字符串。",
        },
    ),
    "document_versions": InChinese(
        "文献曾有过的其他标题和正文，每种一行，不论出现几次。",
        {
            "id": "行号。",
            "document_id": _DOCUMENT,
            "title": "当时的标题。",
            "text": "当时的正文。",
            "text_state": _TEXT_STATE,
            "content_sha256": "该正文的标识。",
            "first_seen_at": "第一次抓到此版本的时间。",
            "last_seen_at": "最近一次抓到此版本的时间。",
            "run_id": _RUN,
            "page_id": "最近一次提供此版本的网页。",
            "extractor_version": _RULES,
        },
    ),
    "pages": InChinese(
        "每次抓取一行，并注明原始内容存放在哪里。",
        {
            "id": "由网址、时间和内容算出的散列值。",
            "url": "实际作出应答的网址（跳转之后）。",
            "canonical_url": _CANONICAL,
            "site": _SITE,
            "requested_url": "请求的网址，仅当与应答的网址不同时记录。",
            "status": "HTTP 状态码；本地文件若不是 HTTP 响应则为 0。",
            "headers": "按原顺序的响应头。",
            "sha256": "网页内容的摘要。",
            "size": "网页内容的长度（已解除传输压缩）。",
            "warc_file": "存档文件夹中存有 WARC 记录的文件。",
            "warc_offset": "该记录在文件中开始的位置。",
            "warc_length": "该记录在文件中的长度。",
            "body_page_id": "内容未变时，存有该内容的较早网页。",
            "fetched_at": "抓取时间；本地文件为其最后修改时间。",
            "outcome": "document 表示成为文献，withdrawn 表示已撤回，否则为未成文献的结果。",
            "reason": "未能成为文献的原因；成为文献时为空。",
            "documents": "由它得到的文献数量。",
            "run_id": "最先存入本页的运行。",
            "source": "导入时的来源文件；直接抓取的为空。",
            "robots": "该主机的 robots.txt 和 tdmrep.json 对本页的规定；不知道时为空。",
            "withdrawal_id": "随之撤回本页的撤回编号；此后只保留其网址、时间和位置。",
        },
    ),
    "rejects": InChinese(
        "最近一次抓取未能成为文献的网址。",
        {
            "canonical_url": _CANONICAL,
            "url": "最近一次抓取的网址。",
            "site": _SITE,
            "outcome": (
                "实际得到的是什么：blocked 访问受限，gone 已删除，listing 列表页，rejected 不予收录，error 出错，"
                "withdrawn 已撤回。"
            ),
            "reason": "一句话说明原因。",
            "page_id": "对应的网页；没有得到任何内容时为空。",
            "first_seen_at": "第一次未成文献的抓取时间。",
            "last_seen_at": "最近一次未成文献的抓取时间。",
            "run_id": _RUN,
        },
    ),
    "runs": InChinese(
        "凡会存入内容的命令，每执行一次记一行。",
        {
            "id": "运行编号。",
            "command": "命令，如 crawl。",
            "site": "所针对的网站或爬虫（如有）。",
            "started_at": "开始时间。",
            "finished_at": "结束时间；进行中或意外中断后为空。",
            "outcome": "结束方式；进行中或意外中断后为空。",
            "exit_code": "命令的退出码。",
            "settings": "运行所用的设置、爬虫参数和路径。",
            "counts": "至今存入的数量，意外中断后仍然准确。",
            "extractor_version": "所用规则的版本。",
            "advice": "关于结果的一句说明；一切正常时为空。",
            "stats": "请求、应答、等待和速度。",
            "findings": "监控发现的异常；监控没有运行时为空。",
            "origin": "合并而来的运行原属的数据库；若为副本且此后另有运行，则以 ~ 加编号区分。",
            "origin_run": "在原数据库中的编号。",
        },
    ),
    "near_duplicates": InChinese(
        "以另一篇文献为代表的文献（其全文、大致或节选的副本），每篇一行。",
        {
            "document_id": "副本。",
            "other_id": "代表它的文献。",
            "kind": "exact：文字和数字全同；near：大部分相同；contained：一篇是另一篇的一部分。",
            "jaccard": _SHARED,
            "containment": "两文共有的五字片段，占较短一文五字片段的比例。",
            "found_at": "最初发现的时间。",
        },
    ),
    "sites": InChinese(
        "各网站的总计；详见 docs/pipeline.md#lines-of-a-site。",
        {
            "site": _SITE,
            "texts": "不重复的正文数量，副本只计一次。",
            "counted": "每计入一篇正文或一行文字即增大的数。",
            "settled": "已存文献上次更新时 counted 的值。",
            "settled_lines": "当时所学到的重复行的摘要；此前为空。",
        },
    ),
    "site_lines": InChinese(
        "各网站正文中的短行。多数正文都有的短行属于网站，会被删去。",
        {
            "site": _SITE,
            "key": "不计数字、全半角、简繁和空白的行。",
            "text": "最初见到的原行。",
            "documents": "出现此行的不重复正文数量，副本只计一次。",
            "at_edge": "其中此行位于开头或结尾几行的数量。",
            "document_id": "出现此行的一篇文献。",
            "first_seen_at": "第一次见到的时间。",
            "last_seen_at": "最近一次见到的时间。",
        },
    ),
    "document_counts": InChinese(
        "各类文献的数量，与文献表保持一致。",
        {
            "site": _SITE,
            "genre": _GENRE,
            "text_state": _TEXT_STATE,
            "year": "讲话年份；不知道时为 0。",
            "length_from": "所属篇幅等级的下限。",
            "documents": "文献数量。",
            "canonical": "其中作为本组代表的数量。",
            "characters": "正文总字数。",
        },
    ),
    "withdrawals": InChinese(
        "从语料中撤出、此后不再收录的内容。不含标题和正文。",
        {
            "id": "撤回的编号。",
            "kind": "撤回的是什么：url 网址，site 网站，uploader 上传者，sha256 正文或网页内容的散列值。",
            "value": "统一网址、网站、上传者或散列值。",
            "site": "撤回某个上传者时所指的网站；为空表示所有网站。",
            "reason": "撤回者所写的原因。",
            "withdrawn_at": "从何时起不再收录。",
            "documents": "撤出的文献数量，包括后来又遇到的。",
            "pages": "撤出的网页数量，包括后来又遇到的。",
            "index_purged_at": "重复关系、检索索引和空闲空间清理完毕的时间；未完成时为空。",
            "archive_blanked_at": "存档中的记录全部清空的时间；未完成时为空。",
            "completed_at": "文件中不再留有任何内容的时间；未完成时为空。",
            "lifted_at": "解除撤回的时间；仍然有效时为空。",
        },
    ),
    "removal_counts": InChinese(
        "各规则删去了多少，与删除内容表保持一致。",
        {"rule": "规则。", "removals": "删去的次数。", "characters": "删去的总字数。"},
    ),
}

UNITS: Mapping[str, str] = {
    "characters": "字",
    "characters from the start": "从头数起的字数",
    "pages": "页",
    "paragraphs": "段",
    "documents": "篇",
    "texts": "篇",
    "removals": "处",
    "names": "处",
    "downloads": "次",
    "bytes": "字节",
    "a paragraph a line": "每段一行",
    "16 hex": "16 位十六进制",
    "64 hex": "64 位十六进制",
    "0 to 1": "0 至 1",
    "from 0": "从 0 起",
    "from 1": "从 1 起",
    "UTC, ISO 8601": "UTC 时间，ISO 8601",
    "URL": "网址",
    "day, month, year": "day 日，month 月，year 年",
    "document, withdrawn or rejects.outcome": "document、withdrawn 或 rejects.outcome",
}
"""Units and forms in Chinese; names of columns and of formats are the same in both."""


def described_in_chinese(meaning: str, unit: str) -> str:
    """The meaning with the unit or form behind it, unless it names every value already.

    >>> described_in_chinese("正文长度。", "characters")
    '正文长度。单位或格式：字。'
    """
    if not unit or all(value in meaning for value in unit.split(", ")):
        return meaning
    return f"{meaning}单位或格式：{UNITS.get(unit, unit)}。"
