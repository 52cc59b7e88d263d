"""三七文档, m.777doc.com: a skin of the wenku CMS whose mobile page holds the whole text.

Known from saved pages: documents at ``/p-ID.html`` on ``m.`` and ``www.``. Inferred from the CMS's other
skins and to be checked on a first crawl: category addresses, and that listings page with ``.paginator``.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class Doc777Spider(WenkuCmsSpider):
    """Mobile pages of 777doc."""

    name = "doc777"
    site = Site(name="777doc", hosts=("m.777doc.com", "www.777doc.com", "777doc.com"), family="wenku_cms")
    start_urls = ("https://m.777doc.com/",)
