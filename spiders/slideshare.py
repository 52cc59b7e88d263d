"""slideshare.net: slides as pictures with a transcript that names each slide.

Known from public parsers: ``/slideshow/SLUG/ID``, older decks at ``/USER/SLUG``, and the transcript's place; newer
pages may hold a machine's summary only. Inferred, to be checked on a first crawl: category addresses, the
pager, the sitemap, and that an older deck's slug has a hyphen.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class SlideshareSpider(DocumentSpider):
    """Decks of slideshare."""

    name = "slideshare"
    site = Site(name="slideshare", hosts=("www.slideshare.net", "slideshare.net"), family="slides")
    start_urls = ("https://www.slideshare.net/",)
    sitemaps = ("https://www.slideshare.net/sitemap.xml",)
    documents = r"/slideshow/[^/?]+/\d+|/(?!category/|slideshow/)[\w-]+/[\w%]+-[\w%-]+"
    listings = r"/category/[\w-]+"
    pager = ".pagination, [class*=Pagination]"
