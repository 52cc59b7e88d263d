"""Train the ear for a site's voice, and show how it does on wordings and pages that it has not heard.

``voice_site.txt`` and ``voice_authors.txt`` hold lines with alternatives, written by us; more lines of authors come from the
texts of our fixtures (tuned ones only), more of sites from what other rules take out of these, and authors' again, where
GOLD_PAGES names a folder with an index.jsonl (docs/quality.md), from the gold texts. All lines that come from one pattern or one
page are on one side of a split. The patterns in ``voice_unheard_*.txt`` were written by somebody who had seen neither rules nor
other patterns, and teach nothing: the last table is the model's on them. With WEIGHTS=FILE a model trained on everything else
is written there.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

from pipeline.items import Page
from pipeline.quality.folders import FETCHED_AT
from pipeline.refine import explain
from pipeline.refine.folding import simplified
from pipeline.refine.voice import Voice, runs, stored

HERE = Path(__file__).parent
FIXTURES = HERE.parent / "tests" / "fixtures"
ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
SENTENCES = re.compile(r"(?<=[。！？!?；;])|(?<=\.)\s+")
HAN = re.compile(r"[぀-鿿]")
LONGEST, LONGEST_LATIN, SHORTEST = 60, 140, 2
# By what other rules know a line for a site's; what this model took out must not teach it.
SITE_RULES = frozenset(
    (
        "prompt",
        "toast",
        "share-bar",
        "rights-notice",
        "way-on",
        "contact",
        "named-box",
        "menu",
        "box",
        "editor-closing",
    )
)
# Lines made of one pattern.
SITE_LINES, AUTHORS_LINES, UNHEARD_LINES = 30, 30, 10
PARTS, ROUNDS, RATE, DECAY = 4, 25, 0.3, 1e-4
# What an origin weighs grows less than its lines do: a page's table of prices is no more than a few of them.
ORIGIN_WEIGHT, ORIGIN_ROOT = 2, 0.3
# Runs that only one pattern or page has say nothing of others; of the rest the weightiest are kept.
FEWEST_ORIGINS, MOST_RUNS = 2, 10000
THRESHOLDS = (0.0, 0.5, 0.7, 1.0, 1.5, 2.0, 2.5, 3.0)


class Sample(NamedTuple):
    """A line, whether it is the site's, and the pattern or page that it comes from."""

    line: str
    is_site: bool
    origin: str


def patterned(path: Path, most: int, *, is_site: bool) -> Iterator[Sample]:
    """Lines made of the patterns of a file, drawn with a fixed seed."""
    for number, pattern in enumerate(path.read_text("utf-8").splitlines()):
        if not pattern or pattern.startswith("# "):
            continue
        random, made = Random(number), list[str]()
        for _ in range(4 * most):
            # The cleaners fold a traditional page before they listen.
            line = simplified(drawn(pattern, random))
            if len(line) >= SHORTEST and line not in made and len(made) < most:
                made.append(line)
        yield from (Sample(line, is_site, f"{path.stem}:{number}") for line in made)


def drawn(pattern: str, random: Random) -> str:
    """One of the lines that a pattern stands for."""

    def one(found: re.Match[str]) -> str:
        alternatives: list[str] = found[1].split("|")
        return random.choice(alternatives)

    return ALTERNATIVES.sub(one, pattern).strip()


def of_text(text: str, origin: str) -> Iterator[Sample]:
    """The short lines of a text, and the sentences of the others."""
    for line in text.splitlines():
        longest = LONGEST if HAN.search(line) else LONGEST_LATIN
        for part in (line,) if len(line) <= longest else SENTENCES.split(line):
            if part and SHORTEST <= len(part.strip()) <= longest:
                yield Sample(part.strip(), False, origin)


def of_sites() -> Iterator[Sample]:
    """Lines that other rules take out of our fixtures as a site's."""
    for path, case in _fixtures():
        (body,) = path.parent.glob("page.*")
        headers = (("Content-Type", case["content_type"]),)
        page = Page(url=case["url"], fetched_at=FETCHED_AT, body=body.read_bytes(), headers=headers)
        for document in explain(page).documents:
            for removal in document.removals:
                for line in removal.text.splitlines() if removal.rule in SITE_RULES else ():
                    if SHORTEST <= len(line.strip()) <= LONGEST_LATIN:
                        yield Sample(line.strip(), True, path.parent.as_posix())


def _fixtures() -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(FIXTURES.glob("*/*/meta.json")):
        case = json.loads(path.read_text("utf-8"))
        if not case.get("heldout"):
            yield path, case


def of_authors() -> Iterator[Sample]:
    """Lines of the texts that stand in fixtures and gold files."""
    for path, _ in _fixtures():
        for record in json.loads(path.with_name("record.json").read_text("utf-8")).get("records", []):
            yield from of_text(
                record.get("text") or record.get("text_unbroken") or "", path.parent.as_posix()
            )
    folder = Path(os.environ["GOLD_PAGES"]) if "GOLD_PAGES" in os.environ else None
    for row in (folder / "index.jsonl").read_text("utf-8").splitlines() if folder else ():
        page = json.loads(row)
        gold = folder / page["split"] / f"{page['name']}.txt" if folder else None
        if gold and gold.exists():
            yield from of_text(gold.read_text("utf-8"), page["name"])


def samples() -> list[Sample]:
    """All lines, none twice from one origin."""
    found = (
        *patterned(HERE / "voice_site.txt", SITE_LINES, is_site=True),
        *patterned(HERE / "voice_authors.txt", AUTHORS_LINES, is_site=False),
        *of_sites(),
        *of_authors(),
    )
    return list(dict.fromkeys(found))


def fit(lines: Sequence[Sample]) -> Voice:
    """A logistic model by stochastic descent, each weight at a pace of its own, twice: with all runs, then with the
    weightiest."""
    heard = [runs(sample.line) for sample in lines]
    origins: dict[str, set[str]] = defaultdict(set)
    for sample, found in zip(lines, heard, strict=True):
        for run in found:
            origins[run].add(sample.origin)
    vocabulary = sorted(run for run, of in origins.items() if len(of) >= FEWEST_ORIGINS)
    model = _descend(lines, heard, vocabulary)
    often = Counter(run for found in heard for run in found)
    weight = {run: abs(w) * min(often[run], 50) ** 0.5 for run, w in model.weights.items()}
    best = sorted(sorted(weight, key=lambda run: (-weight[run], run))[:MOST_RUNS])
    return _descend(lines, heard, best)


def _descend(lines: Sequence[Sample], heard: Sequence[set[str]], vocabulary: Sequence[str]) -> Voice:
    place = {run: i for i, run in enumerate(vocabulary)}
    of = Counter(sample.origin for sample in lines)
    much = [ORIGIN_WEIGHT / of[sample.origin] ** ORIGIN_ROOT for sample in lines]
    rows = [np.array(sorted(place[run] for run in found if run in place), dtype=np.int64) for found in heard]
    scales = [1 / np.sqrt(len(found)) for found in heard]
    weights, pace, bias, bias_pace = np.zeros(len(place)), np.full(len(place), 1e-2), 0.0, 1e-2
    random = np.random.default_rng(0)
    for _ in range(ROUNDS):
        for i in random.permutation(len(lines)):
            row, scale = rows[i], scales[i]
            error = 1 / (1 + np.exp(-(bias + scale * weights[row].sum()))) - lines[i].is_site
            error *= much[i]
            slope = error * scale + DECAY * weights[row]
            pace[row] += slope * slope
            weights[row] -= RATE * slope / np.sqrt(pace[row])
            bias_pace += error * error
            bias -= RATE / 3 * error / np.sqrt(bias_pace)
    named = {run: round(100 * float(weights[i])) for run, i in place.items()}
    return Voice(round(float(bias), 2), {run: weight for run, weight in named.items() if weight})


def unheard() -> tuple[list[Sample], list[Sample]]:
    """Lines of sites and of authors that no model has learned from."""
    return (
        list(patterned(HERE / "voice_unheard_site.txt", UNHEARD_LINES, is_site=True)),
        list(patterned(HERE / "voice_unheard_authors.txt", UNHEARD_LINES, is_site=False)),
    )


def table(sites: Sequence[float], authors: Sequence[float]) -> None:
    """Print what share of each is found at every threshold."""
    print("| log odds over | site's lines found | author's lines taken |\n| ---: | ---: | ---: |")
    for threshold in THRESHOLDS:
        found, taken = (np.mean(np.array(scores) > threshold) for scores in (sites, authors))
        print(f"| {threshold} | {found:.3f} | {taken:.4f} |")


def main() -> None:
    """Print the tables, and write the weights if they are asked for."""
    lines = samples()
    random = Random(0)
    side = {origin: random.randrange(PARTS) for origin in sorted({sample.origin for sample in lines})}
    scores: dict[bool, list[float]] = {True: [], False: []}
    for part in range(PARTS):
        model = fit([sample for sample in lines if side[sample.origin] != part])
        for sample in lines:
            if side[sample.origin] == part:
                scores[sample.is_site].append(model(sample.line))
    print(f"lines of sites {len(scores[True])}, of authors {len(scores[False])}, in {PARTS} parts\n")
    table(scores[True], scores[False])
    if "WEIGHTS" in os.environ:
        model = fit(lines)
        text = json.dumps(
            {"bias": model.bias, "weights": model.weights}, ensure_ascii=False, indent=0, sort_keys=True
        )
        Path(os.environ["WEIGHTS"]).write_text(text + "\n", encoding="utf-8")
        print(f"{len(model.weights)} weights written to {os.environ['WEIGHTS']}", file=sys.stderr)
    else:
        model = stored()
    sites, authors = unheard()
    print(
        f"\nunheard: lines of sites {len(sites)}, of authors {len(authors)}, the model with all the others\n"
    )
    table([model(sample.line) for sample in sites], [model(sample.line) for sample in authors])
