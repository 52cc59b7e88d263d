"""6dgww.com: official writing, the rest of most texts behind a payment.

Known from saved pages: ``/Article/ID.html``, and a line in brackets with the text's and the shown characters.
Inferred, to be checked on a first crawl: category addresses and the pager. The paid rest stays unread.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class Dgww6Spider(DocumentSpider):
    """Articles of 6dgww, as far as anybody may read them."""

    name = "dgww6"
    site = Site(name="6dgww", hosts=("www.6dgww.com", "6dgww.com"), family="generic")
    start_urls = ("https://www.6dgww.com/",)
    documents = r"/[Aa]rticle/\d+\.html"
    listings = r"/[Ll]ist/\d+([-_]\d+)*\.html"
    pager = ".pagination, .pager, [id*=Pager]"
