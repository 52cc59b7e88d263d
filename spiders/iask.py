"""爱问共享资料, ishare.iask.sina.com.cn: an abstract, the title again, the text with other titles injected.

Known from saved pages and a public parser: ``/f/ID.html`` on both hosts. Inferred, to be checked on a first
crawl: which of the hosts still answers, category addresses and the pager.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class IaskSpider(DocumentSpider):
    """Desktop pages of iask."""

    name = "iask"
    site = Site(name="iask", hosts=("ishare.iask.sina.com.cn", "ishare.iask.com"), family="iask")
    start_urls = ("https://ishare.iask.sina.com.cn/",)
    documents = r"/f/\w+\.html"
    listings = r"/c/\d+([-_/]\d+)*\.html"
    pager = ".pagination, .pager"
