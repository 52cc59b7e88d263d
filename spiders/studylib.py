"""studylib.es: Spanish clone of docplayer's kind, the text of a PDF with the lines of the paper.

Known from saved pages: ``/doc/ID/SLUG``, the title, a label such as Anuncio, often the title again. Inferred,
to be checked on a first crawl: catalogue addresses, the pager and the sitemap.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class StudylibSpider(DocumentSpider):
    """Documents of studylib.es."""

    name = "studylib"
    site = Site(name="studylib.es", hosts=("studylib.es", "www.studylib.es"), family="transcription")
    start_urls = ("https://studylib.es/",)
    sitemaps = ("https://studylib.es/sitemap.xml",)
    documents = r"/doc/\d+/[^/?]+"
    listings = r"/catalog/[^?]+"
    pager = ".pagination"
