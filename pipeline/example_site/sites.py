"""The three example sites: their names, paths and small print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ExampleSite:
    """One invented site. Paths are format strings; ``documents`` has one for each skin the site uses."""

    key: str
    name: str
    host: str
    port: int
    documents: Mapping[str, str]
    listing: str
    next_listing: str
    uploaders: tuple[str, ...]


WENKU = ExampleSite(
    key="wenku",
    name="知言文库",
    host="m.zhiyanwenku.example",
    port=8771,
    documents={"reader": "/p-{id}.html", "share": "/p-{id}.html", "closed": "/private/p-{id}.html"},
    listing="/c-{category}.html",
    next_listing="/c-{category}-{number}.html",
    uploaders=("风**笛", "南山**", "小***7", "清水**舟"),
)
RENREN = ExampleSite(
    key="renren",
    name="众享文库",
    host="www.zhongxiangdoc.example",
    port=8772,
    documents={"paper": "/paper/{id}.html", "archive": "/p-{id}.html", "closed": "/private/p-{id}.html"},
    listing="/c-{category}.html",
    next_listing="/c-{category}.html?page={number}",
    uploaders=("木子**", "1***9", "阳光**屋", "知足**乐"),
)
TEASER = ExampleSite(
    key="teaser",
    name="晨光公文网",
    host="www.chenguanggw.example",
    port=8773,
    documents={
        "counted": "/article/{id}.html",
        "dots": "/article/{id}.html",
        "contact": "/article/{id}.html",
        "closed": "/private/{id}.html",
    },
    listing="/list/{category}/",
    next_listing="/list/{category}/index_{number}.html",
    uploaders=("晨光编辑部", "本站原创", "投稿"),
)

SITES = {site.key: site for site in (WENKU, RENREN, TEASER)}
