"""README.md and fields.md of an export, for people. The words are in the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.export.card import software
from pipeline.export.card.account import Account, counted
from pipeline.export.card.files import Format
from pipeline.export.card.front_matter import front_matter
from pipeline.export.card.kinds import SECTION, kind_of
from pipeline.export.card.loading import snippets
from pipeline.export.card.plots import STATES, length_classes, percent
from pipeline.export.figures import Counts
from pipeline.export.origin import Origin
from pipeline.export.release import Release

MOST_REJECTS: Final = 20
_COPY_KINDS: Final[Mapping[str, str]] = {
    "exact": "letters and figures are the same",
    "near": "most of the text is the same",
    "contained": "one is a part of the other, as a preview is of the full text",
}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|&~#!$:@]|(?<=www)\.)")


def cell(text: object) -> str:
    """Text of others as it stands, on one line of a table: nothing in it is a mark or an address.

    >>> print(cell("a|b <i> http://www.example.org"))
    a\\|b \\<i\\> http\\://www\\.example.org
    """
    return _SPECIAL.sub(r"\\\1", " ".join("".join(filter(_seen, str(text))).split()))


def _seen(character: str) -> bool:
    return character.isprintable() or character.isspace()


def readme(
    release: Release,
    account: Account,
    counts: Counts,
    origin: Origin,
    formats: Sequence[Format],
    charts: Iterable[str],
) -> str:
    """The data card; ``charts`` are the file names below ``figures/``."""
    return _ENVIRONMENT.get_template("README.md").render(
        front_matter=front_matter(release, account, counts, formats),
        release=release,
        software=software,
        collected=_days(release, " to "),
        account=account,
        counts=counts,
        origin=origin,
        formats=formats,
        charts={name: _ALT[name] for name in charts},
        snippets=snippets(formats),
        chinese=_chinese(release, counts),
        copy_kinds=_COPY_KINDS,
        most_rejects=MOST_REJECTS,
        tables={
            "genre": counts.genres,
            "language": counts.languages,
            "length in characters": length_classes(counts),
            "quality": {f"0.{tenth} and more": number for tenth, number in counts.qualities.items()},
            "completeness": {
                f"{state}: {STATES.get(state, '')}": number for state, number in counts.text_states.items()
            },
        },
    )


def fields(release: Release, counts: Counts) -> str:
    """The page that says what every column means."""
    return _ENVIRONMENT.get_template("fields.md").render(
        release=release, counts=counts, section=SECTION, kind_of=kind_of
    )


def _chinese(release: Release, counts: Counts) -> str:
    sites = counts.sites.different
    where = f" {sites:,} 个文档分享网站" if sites is not None else "众多文档分享网站"
    what = (
        "讲话、致辞、报告、征文等文献的元数据（不含正文）"
        if release.profile == "open"
        else "讲话、致辞、报告、征文等文献的正文与元数据"
    )
    days = _days(release, " 至 ")
    when = f"，采集于 {days}" if days else ""
    return (
        f"{what}：来自{where}的 {counts.documents:,} 篇，共 {counts.characters:,} 字{when}。"
        "正文保留原有用字，已去除网页附加文字，近似重复者归为一组。"
    )


def _days(release: Release, to: str) -> str:
    """When it was collected: one day, or the first and the last."""
    days = dict.fromkeys(at[:10] for at in release.collected or ())
    return to.join(days)


_ALT: Final = {
    "years.svg": "Documents by year",
    "genres.svg": "Documents by genre",
    "sites.svg": "Documents by site",
    "lengths.svg": "Documents by length in characters",
    "completeness.svg": "How much of each document was served",
    "quality.svg": "Documents by quality",
    "filled.svg": "Share of documents that have a value in a column",
    "removed.svg": "Share of the pages' text that each rule removed",
}

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=False,  # noqa: S701  # Markdown; what others wrote goes through cell()
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
)
_ENVIRONMENT.filters |= {
    "cell": cell,
    "row": lambda text: str(text).replace("|", "\\|"),
    "number": lambda value: f"{value:,}",
    "share": percent,
    "counted": counted,
}
