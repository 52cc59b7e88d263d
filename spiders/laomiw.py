"""laomiw.com: a Discuz forum that mixes hidden random letters into its posts.

Known from saved pages: the programme and the letters. Inferred from every Discuz forum and to be checked on a
first crawl: threads at ``/thread-ID-1-1.html``, boards at ``/forum-ID-PAGE.html``, both also with queries, and
the pager.
"""

from pipeline.refine.site import Site
from spiders.base import DocumentSpider


class LaomiwSpider(DocumentSpider):
    """First pages of laomiw's threads."""

    name = "laomiw"
    site = Site(name="laomiw", hosts=("www.laomiw.com", "laomiw.com"), family="discuz")
    start_urls = ("https://www.laomiw.com/forum.php",)
    documents = r"/(thread-\d+-1-1\.html|forum\.php\?mod=viewthread&tid=\d+)"
    listings = r"/(forum-\d+-1\.html|forum\.php\?mod=forumdisplay&fid=\d+)"
    pager = ".pg"
