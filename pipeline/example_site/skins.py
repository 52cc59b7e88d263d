"""A site's pages as HTML, from the templates beside this file: documents, listings, home page, notices."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.example_site.catalogue import Entry, documents
from pipeline.example_site.listings import CATEGORIES, Link, Listing, listing_path
from pipeline.example_site.sites import SITES, ExampleSite

RELATED = 5
NOTICES = {
    "members": ("会员文档", "该文档仅对登录会员开放，请登录后继续阅读。"),
    "deleted": ("文档不存在", "您访问的文档已被上传者删除或正在审核中。"),
    "missing": ("页面不存在", "抱歉，您访问的页面不存在。"),
    "broken": ("服务器错误", "服务器开小差了，请稍后再试。"),
    "redirect": ("页面已移动", "您访问的页面已移动到新的地址。"),
    "member": ("会员登录", "该功能仅对登录会员开放，请登录后继续。"),
}


@cache
def environment() -> Environment:
    """The templates, autoescaped; an undefined name is an error."""
    templates = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def render(site: ExampleSite, template: str, *, charset: str = "utf-8", **context: object) -> str:
    """One template with what every page of a site shows."""
    menu = [Link(words, listing_path(site, category)) for category, words in CATEGORIES.items()]
    return environment().get_template(template).render(site=site, menu=menu, charset=charset, **context)


def related(entry: Entry) -> list[Entry]:
    """The documents that follow on the same site, the sidebar's "related" ones."""
    linked = [other for other in documents(entry.site) if other.outcome != "closed"]
    start = next((i for i, other in enumerate(linked) if other.id > entry.id), 0)
    return (linked + linked)[start : start + RELATED]


def document_page(entry: Entry) -> str:
    """A document page in its skin; the hazards that are no document are notices."""
    site = SITES[entry.site]
    if entry.hazard in NOTICES:
        return notice_page(site, entry.hazard)
    skin = next(iter(site.documents)) if entry.skin == "closed" else entry.skin
    template = f"{site.key}.html" if site.key == "teaser" else f"{site.key}_{skin}.html"
    charset = entry.declared_charset
    return render(site, template, charset=charset, doc=entry, skin=skin, related=related(entry))


def listing_page(site: ExampleSite, listing: Listing) -> str:
    """One page of a category with its pager."""
    return render(site, f"{site.key}_list.html", listing=listing, heading=CATEGORIES[listing.category])


def home_page(site: ExampleSite) -> str:
    """The front page: categories and the newest few documents."""
    newest = [entry for entry in documents(site.key) if entry.outcome == "document"][:8]
    return render(site, "home.html", newest=newest)


def notice_page(site: ExampleSite, kind: str) -> str:
    """A page that says one thing: log-in, deletion, not found, trouble, members only."""
    heading, words = NOTICES[kind]
    return render(site, "notice.html", kind=kind, heading=heading, words=words)
