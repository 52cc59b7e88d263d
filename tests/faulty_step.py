"""A step of ours with a fault in it, for the test of what that costs."""

from pipeline.crawl.fetched import Fetched


class FaultyStep:
    """Raises over one page."""

    def process_item(self, item: Fetched) -> Fetched:
        if item.outcome.url.endswith("/p-2.html"):
            raise KeyError("a fault of ours")
        return item
