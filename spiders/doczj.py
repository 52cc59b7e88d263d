"""doczj.com: file facts in a list, then a text with Kangxi radicals in place of common hanzi.

Known from saved pages: ``/doc/HEX.html``. Inferred, to be checked on a first crawl: category addresses and the
pager, which no saved page shows.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class DoczjSpider(DocumentSpider):
    """Desktop pages of doczj."""

    name = "doczj"
    site = Site(name="doczj", hosts=("www.doczj.com", "doczj.com"), family="docs_collect")
    start_urls = ("https://www.doczj.com/",)
    documents = r"/doc/[0-9a-f]{6,}(-\d+)?\.html"
    listings = r"/list[-/]\d+([-_/]\d+)*(\.html)?/?"
    pager = ".pagination, .pager"
