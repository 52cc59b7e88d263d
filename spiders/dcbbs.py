"""dcbbs.com: the wenku CMS; the one of its sites that others archive with care and describe.

Known from that archive's crawler: ``/p-ID.html``, archives of files at ``/p-ID-ID.html``, the mobile twin, the
text in ``.detail-article``, categories and AspNetPager; its robots.txt left ``/p-`` open on ``m.``. Inferred: that
it still does, which a crawl asks first.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class DcbbsSpider(WenkuCmsSpider):
    """Mobile pages of dcbbs."""

    name = "dcbbs"
    site = Site(name="dcbbs", hosts=("m.dcbbs.com", "www.dcbbs.com", "dcbbs.com"), family="wenku_cms")
    start_urls = ("https://m.dcbbs.com/",)
    documents = r"/p-\d+(-\d+)?\.html"
