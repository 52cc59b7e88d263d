"""冰点文库, m.bingdoc.com: the wenku CMS's mobile page, the text in paragraphs.

Known from saved pages: ``/p-ID.html`` on ``m.``; the line about the exceeded free range stands before the
text, which is whole. Inferred, to be checked on a first crawl: the desktop twin, category addresses and the
pager.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class BingdocSpider(WenkuCmsSpider):
    """Mobile pages of bingdoc."""

    name = "bingdoc"
    site = Site(name="bingdoc", hosts=("m.bingdoc.com", "www.bingdoc.com", "bingdoc.com"), family="wenku_cms")
    start_urls = ("https://m.bingdoc.com/",)
