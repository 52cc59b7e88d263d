"""docplayer.net: the text of a PDF under the label Transcription, with the lines of the paper.

Known from what others write, not from a page: ``/NUMBER-SLUG.html``. Inferred, to be checked on a first crawl: the
label's place and everything else on the page, the sitemap, and that documents are found by it: no listing of
the site is known.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class DocplayerSpider(DocumentSpider):
    """Documents of docplayer."""

    name = "docplayer"
    site = Site(name="docplayer", hosts=("docplayer.net", "www.docplayer.net"), family="transcription")
    start_urls = ("https://docplayer.net/",)
    sitemaps = ("https://docplayer.net/sitemap.xml",)
    documents = r"/\d+-[^/?]+\.html"
    listings = r"/docs/\d+(-\d+)*/?"
    pager = ".pagination"
