"""淘豆网, taodocs.com: pages drawn on a canvas, the text under 文档介绍 with a line of the site between.

Known from saved pages and a public parser: ``/p-ID.html``. Inferred, to be checked on a first crawl: category
addresses and the pager. No family is declared: the page's shape decides.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class TaodocsSpider(DocumentSpider):
    """Desktop pages of taodocs."""

    name = "taodocs"
    site = Site(name="taodocs", hosts=("www.taodocs.com", "taodocs.com"))
    start_urls = ("https://www.taodocs.com/",)
    documents = r"/p-\d+\.html"
    listings = r"/list[-/]\d+([-_/]\d+)*(\.html)?/?"
    pager = ".pagination, .pager"
