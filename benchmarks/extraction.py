"""refine() beside plain trafilatura: text F1 and pages/s on a folder of pages with gold text, and on our example pages.

The folder is named by GOLD_PAGES: an index.jsonl with name, split, lang and page_type, and SPLIT/NAME.html
with SPLIT/NAME.txt. Score: runs of 4 tokens as multisets, a Han, kana or hangul character being a token of
its own; each page's common, surplus and missing runs are fractions that add up to 1, so that every page
weighs the same; precision, recall and F1 come from their sums.
"""

from __future__ import annotations

import collections
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import trafilatura

from pipeline.example_site.catalogue import catalogue
from pipeline.example_site.pages import respond
from pipeline.items import Page, Reject
from pipeline.refine import refine
from pipeline.refine.decode import decode

SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
TOKEN = re.compile(f"[{SINGLE}]|[^\\W{SINGLE}]+")
WHEN = "2026-01-01T00:00:00Z"
Fractions = tuple[float, float, float]


@dataclass(frozen=True)
class Case:
    page: Page
    gold: str
    language: str
    kind: str


def runs(text: str, size: int = 4) -> collections.Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text.lower())
    last = max(1, len(tokens) - size + 1)
    return collections.Counter(tuple(tokens[i : i + size]) for i in range(last if tokens else 0))


def fractions(gold: str, output: str) -> Fractions:
    a, b = runs(gold), runs(output)
    common = sum((a & b).values())
    surplus, missing = sum(b.values()) - common, sum(a.values()) - common
    whole = common + surplus + missing
    return (common / whole, surplus / whole, missing / whole) if whole else (1.0, 0.0, 0.0)


def f1(scores: Sequence[Fractions]) -> float:
    common, surplus, missing = (sum(score[i] for score in scores) for i in range(3))
    return 2 * common / (2 * common + surplus + missing) if common else 0.0


def gold_pages(folder: Path) -> list[Case]:
    cases = []
    for line in (folder / "index.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        stem = folder / row["split"] / row["name"]
        body = stem.with_name(f"{row['name']}.html").read_bytes()
        page = Page(
            url=row["url"] or stem.as_uri(),
            fetched_at=WHEN,
            body=body,
            headers=(("Content-Type", "text/html"),),
        )
        cases.append(
            Case(page, stem.with_name(f"{row['name']}.txt").read_text("utf-8"), row["lang"], row["page_type"])
        )
    return cases


def example_pages() -> list[Case]:
    cases = []
    for entry in catalogue():
        if entry.outcome == "document" and entry.text:
            answer = respond(entry.site, entry.path, {})
            page = Page(
                url=f"http://{entry.site}.example{entry.path}",
                fetched_at=WHEN,
                body=answer.body,
                headers=answer.headers,
            )
            cases.append(Case(page, entry.text, entry.language, "document-sharing"))
    return cases


def ours(page: Page) -> str:
    found = refine(page)
    return "" if isinstance(found, Reject) else "\n".join(record.text for record in found)


def plain_trafilatura(page: Page) -> str:
    return (
        trafilatura.extract(decode(page.body, page.header("content-type")).text, include_comments=False) or ""
    )


def measure(cases: Sequence[Case], extract: Callable[[Page], str]) -> tuple[list[Fractions], float]:
    for case in cases[:3]:
        extract(case.page)
    begin = time.process_time()
    texts = [extract(case.page) for case in cases]
    spent = time.process_time() - begin
    return [fractions(case.gold, text) for case, text in zip(cases, texts, strict=True)], len(cases) / spent


def table(title: str, cases: Sequence[Case]) -> None:
    groups: dict[str, Callable[[Case], bool]] = {
        "all": lambda _: True,
        "Chinese": lambda case: case.language == "zh",
        "document-like": lambda case: case.kind not in ("listing", "product", "service", "collection"),
    }
    base, base_speed = measure(cases, plain_trafilatura)
    own, own_speed = measure(cases, ours)
    print(
        f"\n{title} ({len(cases)} pages)\n\n| extractor | {' | '.join(f'F1 {g}' for g in groups)} | pages/s | ratio |"
    )
    print(f"|---|{'---|' * len(groups)}---|---|")
    for name, scores, speed in (("trafilatura", base, base_speed), ("refine()", own, own_speed)):
        parts = [
            f1([score for score, case in zip(scores, cases, strict=True) if chosen(case)])
            for chosen in groups.values()
        ]
        print(
            f"| {name} | {' | '.join(f'{part:.3f}' for part in parts)} | {speed:.0f} | {speed / base_speed:.2f} |"
        )


def main() -> None:
    print("## Extraction: refine() beside trafilatura, one core, pages per second of processor time")
    table("Example sites", example_pages())
    folder = os.environ.get("GOLD_PAGES")
    if folder:
        table("Pages with gold text", gold_pages(Path(folder).resolve()))
    else:
        print("\nSet GOLD_PAGES=FOLDER to score pages with gold text of your own.")


if __name__ == "__main__":
    main()
