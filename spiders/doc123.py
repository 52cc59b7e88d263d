"""123doc.org: Vietnamese papers, three counters in a line and a limited preview above the text.

Known from saved pages: ``/document/ID-SLUG.htm``. Inferred, to be checked on a first crawl: category addresses,
the pager and the sitemap. No family is declared: the page's shape decides.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class Doc123Spider(DocumentSpider):
    """Documents of 123doc."""

    name = "doc123"
    site = Site(name="123doc", hosts=("123doc.org", "www.123doc.org"))
    start_urls = ("https://123doc.org/",)
    sitemaps = ("https://123doc.org/sitemap.xml",)
    documents = r"/document/\d+-[^/?]+\.htm"
    listings = r"/doc-cat/[^?]+\.htm"
    pager = ".pagination"
