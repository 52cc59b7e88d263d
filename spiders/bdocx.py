"""m.bdocx.com: the wenku CMS's mobile page under ``/doc/``, the text in paragraphs.

Known from saved pages: ``/doc/ID.html`` on ``m.``. Inferred, to be checked on a first crawl: the desktop twin,
category addresses and the pager, all as on the CMS's other skins.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class BdocxSpider(WenkuCmsSpider):
    """Mobile pages of bdocx."""

    name = "bdocx"
    site = Site(name="bdocx", hosts=("m.bdocx.com", "www.bdocx.com", "bdocx.com"), family="wenku_cms")
    start_urls = ("https://m.bdocx.com/",)
    documents = r"/doc/\d+\.html"
