"""zixin.com.cn: the wenku CMS under ``/doc/``; a phrase of the site stands at each former page break.

Known from saved pages: ``/doc/ID.html`` on ``m.`` with the text under 资源描述. Inferred, to be checked on a
first crawl: category addresses and the pager.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class ZixinSpider(WenkuCmsSpider):
    """Mobile pages of zixin."""

    name = "zixin"
    site = Site(
        name="zixin", hosts=("m.zixin.com.cn", "www.zixin.com.cn", "zixin.com.cn"), family="wenku_cms"
    )
    start_urls = ("https://m.zixin.com.cn/",)
    documents = r"/doc/\d+\.html"
