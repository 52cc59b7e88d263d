"""Learn where headings end that were glued to their bodies, and show how it does on texts of hosts that it has not seen.

Everything comes from the texts that the records of our fixtures hold: characters at the beginnings and ends of sentences, and headings on
lines of their own above a paragraph. All texts of one host are in one of five parts; each part's texts lose their line breaks and are judged by a
model of the other four, with the rules that have no model beside it. With WEIGHTS=FILE a model of everything is written there.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

from pipeline.refine.numbering import outline
from pipeline.refine.structure import headings
from pipeline.refine.structure.joints import BEHIND, LONGEST, Joints, joints

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
PARTS = 5
HAN = re.compile("[\u3400-\u9fff]")
SENTENCES = re.compile(r"[。！？!?\n；]")
MARK = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、章篇部]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[、.．])\s*(?=\S)"
)
ENDED = re.compile(r"[。！？；：:]")
STOP = re.compile(r"[。！？!?；;：:]")
SHORTEST_HEADING, SHORTEST_BODY, SHORTEST_SENTENCE = 4, 25, 6
# Pairs that fewer texts' sentences have are left out.
FEWEST_PAIRS, FEWEST_ENDS = 3, 2
ROUNDS, DECAY = 30, 1.0


class Headed(NamedTuple):
    """A heading without its mark, and the paragraph below it."""

    heading: str
    body: str


class Text(NamedTuple):
    """One text, and the host of the page that it stands in."""

    host: str
    text: str


def texts() -> list[Text]:
    """The Chinese texts of our fixtures' records, each once; of the tuned ones alone."""
    found: dict[str, str] = {}
    for path in sorted(FIXTURES.rglob("record.json")):
        if json.loads(path.with_name("meta.json").read_text("utf-8")).get("heldout"):
            continue
        for record in json.loads(path.read_text("utf-8")).get("records", ()):
            for name in ("text", "text_unbroken"):
                text = record.get(name) or ""
                if len(HAN.findall(text[:400])) > len(text[:400]) / 2:
                    found.setdefault(text, path.parent.parent.name)
    return [Text(host, text) for text, host in found.items()]


def headed(text: str) -> Iterator[Headed]:
    """The headings of a text that stand on lines of their own."""
    for line, below in pairwise(text.split("\n")):
        mark = MARK.match(line)
        if mark and is_heading(line[mark.end() :], below):
            yield Headed(line[mark.end() :], below)


def is_heading(line: str, below: str) -> bool:
    """Whether a line without its mark heads the paragraph below."""
    return (
        SHORTEST_HEADING <= len(line) <= LONGEST
        and not ENDED.search(line)
        and len(below) >= SHORTEST_BODY
        and not MARK.match(below)
        and HAN.match(below) is not None
    )


def counts(known: Sequence[str]) -> dict[str, Any]:
    """How often characters and pairs stand anywhere, and at the ends of sentences."""
    signs, pairs, first, opening, closing = (Counter[str]() for _ in range(5))
    for text in known:
        for part in SENTENCES.split(text):
            sentence = part.strip()
            if len(sentence) >= SHORTEST_SENTENCE:
                first[sentence[0]] += 1
                opening[sentence[:2]] += 1
                closing[sentence[-2:]] += 1
        for run in re.findall("[\u3400-\u9fff]+", text):
            signs.update(run)
            pairs.update(a + b for a, b in pairwise(run))
    totals = [sum(each.values()) for each in (signs, pairs, first, opening, closing)]
    return {
        "signs": dict(signs),
        "pairs": {pair: n for pair, n in pairs.items() if n >= FEWEST_PAIRS},
        "first": dict(first),
        "opening": {pair: n for pair, n in opening.items() if n >= FEWEST_ENDS},
        "closing": {pair: n for pair, n in closing.items() if n >= FEWEST_ENDS},
        "totals": totals,
        "weights": [],
    }


def learned(known: Sequence[str]) -> dict[str, Any]:
    """Counts of some texts and the weights of a logistic model trained on their headings."""
    told = counts(known)
    model = joints(told)
    rows: list[tuple[float, ...]] = []
    labels: list[bool] = []
    for each in {(one.heading, one.body[:BEHIND]): one for text in known for one in headed(text)}.values():
        whole = each.heading + each.body
        stop = STOP.search(whole, len(each.heading))
        end = stop.start() if stop else len(whole)
        for at in range(2, min(end - BEHIND, LONGEST) + 1):
            rows.append(model.describe(whole[:at], whole[at : at + BEHIND]))
            labels.append(at == len(each.heading))
    told["weights"] = [
        round(float(weight), 3) for weight in logistic(np.array(rows), np.array(labels, dtype=float))
    ]
    return told


def logistic(rows: Any, labels: Any) -> Any:
    """Weights of a logistic regression, the bias last, in units of the features."""
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    inputs = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    weights = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        found = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (found - labels) + DECAY * np.r_[weights[:-1], 0]
        bend = (inputs * (found * (1 - found))[:, None]).T @ inputs + DECAY * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    own = weights[:-1] / scale
    return np.r_[own, weights[-1] - own @ mean]


class Found(NamedTuple):
    """Headings that texts have, that were found in them without line breaks, and places in the midst of a line that were taken for one."""

    headings: int = 0
    found: int = 0
    wrong: int = 0


def judged(known: Sequence[str], model: Joints | None) -> Found:
    """How many headings the rules find with a model, or with none."""
    headings_, found, wrong = 0, 0, 0
    for text in known:
        flat, wanted, ends = "", set[int](), set[int]()
        for line, below in pairwise([*text.split("\n"), ""]):
            mark = MARK.match(line)
            flat += line
            ends.add(len(flat))
            if mark and is_heading(line[mark.end() :], below):
                wanted.add(len(flat))
        if not wanted:
            continue
        got = {at for at in headings.heading_ends(flat, outline(flat), model) if 0 < at < len(flat)}
        headings_, found, wrong = headings_ + len(wanted), found + len(got & wanted), wrong + len(got - ends)
    return Found(headings_, found, wrong)


def main() -> None:
    known = texts()
    hosts = sorted({text.host for text in known})
    Random(1).shuffle(hosts)
    part = {host: number % PARTS for number, host in enumerate(hosts)}
    print("## Where glued headings end, on texts of hosts that the model has not seen\n")
    print(f"{len(known)} texts of {len(hosts)} hosts, {sum(len(text.text) for text in known):,} characters\n")
    alone, helped = Found(), Found()
    for k in range(PARTS):
        print(f"part {k + 1} of {PARTS}", file=sys.stderr)
        model = joints(learned([text.text for text in known if part[text.host] != k]))
        mine = [text.text for text in known if part[text.host] == k]
        alone = Found(*(a + b for a, b in zip(alone, judged(mine, None), strict=True)))
        helped = Found(*(a + b for a, b in zip(helped, judged(mine, model), strict=True)))
    print("| | headings | found | share | in the midst of a line |\n|---|---|---|---|---|")
    for name, each in (("rules", alone), ("rules and the model", helped)):
        print(
            f"| {name} | {each.headings} | {each.found} | {each.found / max(1, each.headings):.3f} | {each.wrong} |"
        )
    if target := os.environ.get("WEIGHTS"):
        told = learned([text.text for text in known])
        Path(target).write_text(
            json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
