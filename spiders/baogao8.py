"""m.baogao8.com: the wenku CMS's mobile page, mostly reports.

Known from saved pages: ``/p-ID.html`` on ``m.``, seen from the heading 资源描述 on. Inferred, to be checked on a
first crawl: everything above that heading, the desktop twin, category addresses and the pager.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class Baogao8Spider(WenkuCmsSpider):
    """Mobile pages of baogao8."""

    name = "baogao8"
    site = Site(name="baogao8", hosts=("m.baogao8.com", "www.baogao8.com", "baogao8.com"), family="wenku_cms")
    start_urls = ("https://m.baogao8.com/",)
