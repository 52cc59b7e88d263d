"""道客巴巴, doc88.com: facts of the file; the text is drawn on a canvas from encrypted data and never served.

Known from public parsers: ``/p-DIGITS.html``, the facts in the head and in ``#box1``. Inferred, to be checked on
a first crawl: category addresses and the pager. The site asks for a slider when it is visited too fast.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class Doc88Spider(DocumentSpider):
    """Facts of doc88's documents."""

    name = "doc88"
    site = Site(name="doc88", hosts=("www.doc88.com", "doc88.com"))
    start_urls = ("https://www.doc88.com/",)
    documents = r"/p-\d+\.html"
    listings = r"/list(-\d+)*\.html"
    pager = ".pagination, .pager"
    metadata_only = True
