"""原创力文档, max.book118.com: facts of the file and a short summary; its pages are pictures.

Known from public parsers: ``/html/YEAR/MONTHDAY/ID.shtm``, and that calls closer than two seconds are refused.
Inferred, to be checked on a first crawl: the summary, category addresses and the pager.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class Book118Spider(DocumentSpider):
    """Facts of book118's documents."""

    name = "book118"
    site = Site(name="book118", hosts=("max.book118.com",))
    start_urls = ("https://max.book118.com/",)
    documents = r"/html/\d{4}/\d{4}/\d+\.shtm"
    listings = r"/doclist/[\w-]+\.html"
    pager = ".pagination, .pager"
    metadata_only = True
