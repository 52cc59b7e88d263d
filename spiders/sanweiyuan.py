"""m.sanweiyuan.com: speeches and official writing, the rest of most texts behind a payment.

Known from saved pages: ``/news/ID.html`` on ``m.``; six dots and contact lines where a text is cut. Inferred, to
be checked on a first crawl: the desktop twin, category addresses and the pager. The paid rest stays unread.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class SanweiyuanSpider(DocumentSpider):
    """Articles of sanweiyuan, as far as anybody may read them."""

    name = "sanweiyuan"
    site = Site(name="sanweiyuan", hosts=("m.sanweiyuan.com", "www.sanweiyuan.com"), family="generic")
    start_urls = ("https://m.sanweiyuan.com/",)
    documents = r"/news/\d+\.html"
    listings = r"/list[-/]\d+([-_/]\d+)*(\.html)?/?"
    pager = ".pagination, .pager"
