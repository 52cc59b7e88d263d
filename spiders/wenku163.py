"""163wenku.com: a skin of the wenku CMS with a declaration of five points above the text.

Known from saved pages: ``/p-ID.html`` with the whole text under 资源描述, in chunks numbered ``N、``. A mobile
twin exists. Inferred, to be checked on a first crawl: category addresses, the pager, and that the desktop
page stays the better one to ask for.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class Wenku163Spider(WenkuCmsSpider):
    """Desktop pages of 163wenku."""

    name = "wenku163"
    site = Site(
        name="163wenku", hosts=("www.163wenku.com", "163wenku.com", "m.163wenku.com"), family="wenku_cms"
    )
    start_urls = ("https://www.163wenku.com/",)
