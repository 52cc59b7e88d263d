"""豆丁网, docin.com: facts of the file; the text is drawn on a canvas and only seldom served.

Known from public parsers: ``/p-DIGITS.html``, the reader's facts in a script, and that a fixed beat is refused.
Its search, the only listing they use, is off limits. Inferred, to be checked on a first crawl: category
addresses and the pager.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class DocinSpider(DocumentSpider):
    """Facts of docin's documents."""

    name = "docin"
    site = Site(name="docin", hosts=("www.docin.com", "docin.com"))
    start_urls = ("https://www.docin.com/",)
    documents = r"/p-\d+\.html"
    listings = r"/c-\d+(-\d+)*\.html"
    pager = ".pagination, .pager"
    metadata_only = True
