"""The common wenku CMS as its sites' spiders share it: one ASP.NET programme with many skins.

Known from public parsers of several skins: documents at ``/p-ID.html``, categories at ``/c-ID.html``, and
AspNetPager below a listing. Whether a skin keeps to it shows on its first crawl.
"""

from collections.abc import Sequence

from spiders.base import DocumentSpider


class WenkuCmsSpider(DocumentSpider):
    """Base of the CMS's sites; a site names itself and its hosts, and what it does otherwise."""

    # Said again: mypy would compare the subclasses' tuples with Scrapy's list.
    start_urls: Sequence[str] = ()
    documents = r"/p-\d+\.html"
    listings = r"/c-\d+(-\d+)*\.html"
    pager = ".paginator, [id*=Pager]"
