"""laojin123.com: speeches and official writing, the rest of most texts behind a payment.

Known from saved pages: ``/article/ID.html``, cut texts end in an ellipsis and a line that the trial reading is
over. Inferred, to be checked on a first crawl: category addresses and the pager. The paid rest stays unread.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class Laojin123Spider(DocumentSpider):
    """Articles of laojin123, as far as anybody may read them."""

    name = "laojin123"
    site = Site(name="laojin123", hosts=("www.laojin123.com", "laojin123.com"), family="generic")
    start_urls = ("https://www.laojin123.com/",)
    documents = r"/article/\d+\.html"
    listings = r"/list[-/]\d+([-_/]\d+)*(\.html)?/?"
    pager = ".pagination, .pager"
