"""The paths a person named for ingest, and what is to be said about each of them at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.archive.sources import pages
from pipeline.archive.whole_files import printable
from pipeline.crawl.kept import check_address
from pipeline.errors import InputError
from pipeline.items import Page, Refined, Reject
from pipeline.store.reasons import kind_of
from pipeline.urls import file_url

# What a page turned out to be, in contrast to one that could not be read as a page.
FINDINGS = ("listing", "blocked", "gone", "withdrawn")


@dataclass
class Named:
    """A file that was named itself, not found in a folder: its silence would be taken for success."""

    path: Path
    pages: int = 0
    documents: int = 0
    findings: int = 0
    reason: str = "holds no page"
    faults: list[str] = field(default_factory=list)

    def complaint(self) -> str:
        """Why it gave nothing, or not all; empty when all is well."""
        name = printable(self.path)
        if self.faults:
            more = f" (and {len(self.faults) - 1} more like it)" if len(self.faults) > 1 else ""
            return f"{name}: {self.faults[0]}{more}"
        if self.documents:
            return ""
        many = f"none of its {self.pages} pages is a document, the last: " if self.pages > 1 else ""
        return f"{name}: {many}{self.reason}"


class Inputs:
    """Iterate over it for the pages of all paths, in order; a bad path does not keep the others from being read.

    ``skipped`` counts what was left out, ``reasons`` why pages gave no document.
    """

    def __init__(self, words: Sequence[str], url: str | None) -> None:
        self.skipped: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self._url = url
        self._paths = [Path(word) for word in words]
        self._named = {printable(path): Named(path) for path in self._paths if path.is_file()}
        if url is not None:
            check_address(url)
            if len(self._paths) > 1:
                raise InputError("--url names one address: give it one file or folder at a time")
        self._errors: list[str] = []
        if not any(path.exists() for path in self._paths):
            # Nothing to do, and so nothing to make a database for.
            raise InputError(
                "; ".join(f"{printable(path)} cannot be read: no such file" for path in self._paths)
            )

    def __iter__(self) -> Iterator[Page | Reject]:
        for path in self._paths:
            named = self._named.get(printable(path))
            try:
                for item in pages(path, url=self._url, skipped=self.skipped):
                    if named and isinstance(item, Reject) and self._is_about(path, item):
                        named.faults.append(item.reason)
                    yield item
            except InputError as error:
                self._errors.append(str(error))

    def note(self, page: Page | None, outcome: Refined) -> None:
        """Remember what became of an item."""
        named = self._of(page)
        if named:
            named.pages += 1
        if isinstance(outcome, Reject):
            self.reasons[f"{outcome.outcome}, {kind_of(outcome.reason)}"] += 1
            if named:
                withdrawn = outcome.outcome == "withdrawn"
                named.reason = f"withdrawn {outcome.reason}" if withdrawn else outcome.reason
                named.findings += outcome.outcome in FINDINGS
        elif named:
            named.documents += len(outcome)

    def errors(self) -> list[str]:
        """What could not be read of what was named; once everything has been read."""
        return [
            *self._errors,
            *(n.complaint() for n in self._named.values() if n.complaint() and not _is_finding(n)),
        ]

    def notes(self) -> list[str]:
        """Named files that were read and are something else than documents."""
        return [
            named.complaint() for named in self._named.values() if named.complaint() and _is_finding(named)
        ]

    def _is_about(self, path: Path, reject: Reject) -> bool:
        """Whether the file itself is at fault, not one record of an archive, which is accounted for on its own."""
        return reject.url == self._url or reject.url.startswith(file_url(path))

    def _of(self, page: Page | None) -> Named | None:
        source = (page.source if page else None) or ""
        # Pages of a WACZ come from FILE#WARC.
        return self._named.get(source) or self._named.get(source.rpartition("#")[0])


def _is_finding(named: Named) -> bool:
    return bool(named.findings) and not named.faults
