"""123dok.net: French theses and papers, facts of the file and tables before the text under Texte intégral.

Known from saved pages: ``/document/ID-SLUG.html``. Inferred, to be checked on a first crawl: category addresses,
the pager and the sitemap.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class Dok123Spider(DocumentSpider):
    """Documents of 123dok."""

    name = "dok123"
    site = Site(name="123dok", hosts=("123dok.net", "www.123dok.net"), family="transcription")
    start_urls = ("https://123dok.net/",)
    sitemaps = ("https://123dok.net/sitemap.xml",)
    documents = r"/document/[0-9a-z]+-[^/?]+\.html"
    listings = r"/category/[^?]+"
    pager = ".pagination"
