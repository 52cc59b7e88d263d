"""The way of saved pages: the same archive, refinery and writer as in a crawl, without the network."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future

from pipeline.archive import ArchiveWriter
from pipeline.crawl.refinery import Refinery
from pipeline.items import Page, Refined, Reject
from pipeline.refine.site import Site
from pipeline.store import Writer

# Outcomes that may wait for a commit: keeps memory in bounds, and trouble with the disk is noticed soon.
UNCOMMITTED = 500


class Puts:
    """``writer.put`` for a caller who has no need of the future but must not run ahead of the disk."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: deque[Future[None]] = deque()

    def __call__(self, page: Page | None, outcome: Refined) -> None:
        """Queue it, waiting when too much is queued; raises StorageError for an earlier one."""
        self._waiting.append(self._writer.put(page, outcome))
        if len(self._waiting) > UNCOMMITTED:
            self._waiting.popleft().result()


def take_in(
    items: Iterable[Page | Reject],
    archive: ArchiveWriter,
    refinery: Refinery,
    writer: Writer,
    sites: Callable[[str], Site | None],
    withdrawn: Callable[[Page], str | None],
    watch: Callable[[Page | None, Refined], None],
) -> None:
    """Archive, refine and store every item, pages in order and rejects as they come; ``watch`` sees each outcome.

    ``withdrawn`` says of a page why it is not to be kept. Raises StorageError.
    """
    puts = Puts(writer)

    def put(page: Page | None, outcome: Refined) -> None:
        puts(page, outcome)
        watch(page, outcome)

    def archived() -> Iterator[tuple[Page, Site | None]]:
        for item in items:
            if isinstance(item, Reject):
                put(None, item)
            elif why := withdrawn(item):
                reject = Reject(item.url, "withdrawn", why)
                puts(None, reject)
                watch(item, reject)
            else:
                yield archive.write(item), sites(item.url)

    for page, outcome in refinery.refine_all(archived()):
        put(page, outcome)
