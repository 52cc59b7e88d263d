"""人人文库, renrendoc.com: text under 文档简介 in the first response; pages beyond the fifth are pictures.

Known from saved pages and public parsers: ``/paper/ID.html``, and ``/p-ID.html`` for archives of files.
Inferred, to be checked on a first crawl: category addresses and the pager. The mobile twin listens on a
port of its own and is left alone.
"""

from pipeline.refine.site import Site
from spiders.wenku_cms import WenkuCmsSpider


class RenrendocSpider(WenkuCmsSpider):
    """Desktop pages of renrendoc."""

    name = "renrendoc"
    site = Site(
        name="renrendoc", hosts=("www.renrendoc.com", "renrendoc.com", "m.renrendoc.com"), family="renren"
    )
    start_urls = ("https://www.renrendoc.com/",)
    documents = r"/(paper/|p-)\d+\.html"
