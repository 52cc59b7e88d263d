"""taowenge.com: the wenku CMS's desktop card, forty lines of chrome and then the whole text.

Known from saved pages: ``/d-ID.html``; from public parsers: ``/p-ID.html`` and a mobile twin. Inferred, to be
checked on a first crawl: category addresses and the pager, and that a document has only one of the two
addresses.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class TaowengeSpider(WenkuCmsSpider):
    """Desktop pages of taowenge."""

    name = "taowenge"
    site = Site(
        name="taowenge", hosts=("www.taowenge.com", "taowenge.com", "m.taowenge.com"), family="wenku_cms"
    )
    start_urls = ("https://www.taowenge.com/",)
    documents = r"/[pd]-\d+\.html"
