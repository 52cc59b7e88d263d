"""31ppt.com: the wenku CMS with a desktop card at ``/d-ID.html`` and a mobile reader at ``/p-ID.html``.

Known from saved pages: both addresses, and that the mobile page glues page numbers into the text. A twin
need not exist under the other address, so links are followed as they stand, on the mobile host.
Inferred, to be checked on a first crawl: category addresses and the pager.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class Ppt31Spider(WenkuCmsSpider):
    """Mobile pages of 31ppt."""

    name = "ppt31"
    site = Site(name="31ppt", hosts=("m.31ppt.com", "www.31ppt.com", "31ppt.com"), family="wenku_cms")
    start_urls = ("https://m.31ppt.com/",)
    documents = r"/[pd]-\d+\.html"
