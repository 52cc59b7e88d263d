"""doczz.fr: French clone of docplayer's kind, the text of a PDF with the lines of the paper.

Known from saved pages: ``/doc/ID/SLUG``, the title, a label such as Transcription, often the title again. Inferred,
to be checked on a first crawl: catalogue addresses, the pager and the sitemap.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class DoczzSpider(DocumentSpider):
    """Documents of doczz.fr."""

    name = "doczz"
    site = Site(name="doczz.fr", hosts=("doczz.fr", "www.doczz.fr"), family="transcription")
    start_urls = ("https://doczz.fr/",)
    sitemaps = ("https://doczz.fr/sitemap.xml",)
    documents = r"/doc/\d+/[^/?]+"
    listings = r"/catalog/[^?]+"
    pager = ".pagination"
