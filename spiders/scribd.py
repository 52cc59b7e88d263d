"""scribd.com: a reader whose first pages stand in the HTML as spans placed by coordinates.

Known from public parsers: ``/document/ID/SLUG``, ``/doc/ID/SLUG``, and pages in ``#outer_page_N``; further pages
are fetched by scripts and stay unread, and a challenge may answer in the page's place. Inferred, to be
checked on a first crawl: the addresses of its topics and the pager.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class ScribdSpider(DocumentSpider):
    """Documents of scribd, as far as the first response holds them."""

    name = "scribd"
    site = Site(name="scribd", hosts=("www.scribd.com", "scribd.com", "fr.scribd.com"), family="scribd")
    start_urls = ("https://www.scribd.com/",)
    documents = r"/doc(ument)?/\d+(/[^/?]+)?"
    listings = r"/docs/[^?]+"
    pager = ".pagination"
