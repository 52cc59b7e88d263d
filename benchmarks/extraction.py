"""refine() beside plain trafilatura: text F1 and pages/s on a folder of pages with gold text, and on our example pages.

The folder is named by GOLD_PAGES; its form and the score (runs of 4 tokens, every page weighing the same) are those
of ``scrapy evaluate``, see docs/quality.md. Pages per second are of processor time, after a few pages to warm up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.example_site.catalogue import catalogue
from pipeline.example_site.pages import respond
from pipeline.items import Page
from pipeline.quality.cases import NOT_DOCUMENTS, Case
from pipeline.quality.folders import FETCHED_AT, load
from pipeline.quality.peers import Extractor, ready, run
from pipeline.quality.scores import total

COMPARED = ("trafilatura", "refine()")
GROUPS: dict[str, Callable[[Case], bool]] = {
    "all": lambda _: True,
    "Chinese": lambda case: case.language == "zh",
    "document-like": lambda case: case.kind not in NOT_DOCUMENTS,
}


def example_pages() -> list[Case]:
    cases = []
    for entry in catalogue():
        if entry.outcome == "document" and entry.text:
            answer = respond(entry.site, entry.path, {})
            page = Page(
                url=f"http://{entry.site}.example{entry.path}",
                fetched_at=FETCHED_AT,
                body=answer.body,
                headers=answer.headers,
            )
            cases.append(
                Case(
                    name=page.url,
                    form="gold",
                    part="tuned",
                    split=None,
                    kind="document",
                    language=entry.language,
                    page=page,
                    outcome="document",
                    expected=({"text": entry.text},),
                )
            )
    return cases


def table(title: str, cases: Sequence[Case], extractors: Sequence[Extractor]) -> None:
    runs = [run(extractor, cases) for extractor in extractors]
    base = runs[0].pages_per_second
    print(
        f"\n{title} ({len(cases)} pages)\n\n| extractor | {' | '.join(f'F1 {g}' for g in GROUPS)} | pages/s | ratio |"
    )
    print(f"|---|{'---|' * len(GROUPS)}---|---|")
    for each in runs:
        parts = [
            total([each.scores[case.name] for case in cases if chosen(case)]).f1 for chosen in GROUPS.values()
        ]
        speed = each.pages_per_second
        print(
            f"| {each.name} | {' | '.join(f'{part:.3f}' for part in parts)} | {speed:.0f} | {speed / base:.2f} |"
        )


def main() -> None:
    print("## Extraction: refine() beside trafilatura, one core, pages per second of processor time")
    found = {extractor.name: extractor for extractor in ready()[0]}
    extractors = [found[name] for name in COMPARED]
    table("Example sites", example_pages(), extractors)
    folder = os.environ.get("GOLD_PAGES")
    if folder:
        cases, complaints = load(Path(folder))
        for complaint in complaints:
            print(f"error: {complaint}", file=sys.stderr)
        table("Pages with gold text", cases, extractors)
    else:
        print("\nSet GOLD_PAGES=FOLDER to score pages with gold text of your own.")


if __name__ == "__main__":
    main()
