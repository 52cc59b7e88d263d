"""360docs.net: several documents on a page one after another, paragraphs kept.

Known from saved pages: ``/doc/ID.html`` with digits. Inferred, to be checked on a first crawl: category
addresses and the pager, which no saved page shows.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class Docs360Spider(DocumentSpider):
    """Desktop pages of 360docs."""

    name = "docs360"
    site = Site(name="360docs", hosts=("www.360docs.net", "360docs.net"), family="docs_collect")
    start_urls = ("https://www.360docs.net/",)
    documents = r"/doc/\d+\.html"
    listings = r"/list[-/]\d+([-_/]\d+)*(\.html)?/?"
    pager = ".pagination, .pager"
