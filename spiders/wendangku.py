"""wendangku.net: a slogan, a breadcrumb, the title three times, then the text; no facts of the file.

Known from saved pages: ``/doc/HEX.html``. Inferred, to be checked on a first crawl: category addresses, to
which the breadcrumb leads, and the pager.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class WendangkuSpider(DocumentSpider):
    """Desktop pages of wendangku."""

    name = "wendangku"
    site = Site(name="wendangku", hosts=("www.wendangku.net", "wendangku.net"), family="docs_collect")
    start_urls = ("https://www.wendangku.net/",)
    documents = r"/doc/[0-9a-f]{6,}(-\d+)?\.html"
    listings = r"/list[-/]\d+([-_/]\d+)*(\.html)?/?"
    pager = ".pagination, .pager"
