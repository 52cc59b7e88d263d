"""Everything measured on a folder of cases: marked, summarised, and as JSON for tracking."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from pipeline.quality.cases import Case, Form
from pipeline.quality.comparison import tracked
from pipeline.quality.figures import Figures, Section, by_part, lines
from pipeline.quality.measure import Marked, mark
from pipeline.quality.peers import Extractor, Run, run
from pipeline.quality.scores import total
from pipeline.refine import EXTRACTOR_VERSION

# Raised when a key changes its name or meaning.
JSON_VERSION = 1
FORMS: tuple[Form, ...] = ("fixtures", "gold")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The cases of one form; ``runs`` is empty unless peers were asked for."""

    form: Form
    marked: tuple[Marked, ...]
    lines: Mapping[str, Sequence[Marked]]
    figures: Mapping[str, Mapping[Section, Figures]]
    runs: tuple[Run, ...]


def evaluate(
    cases: Sequence[Case], extractors: Sequence[Extractor], seen: Callable[[Marked], None]
) -> list[Evaluation]:
    """Refine and mark every case, ``seen`` being called after each; then run the extractors beside each other."""
    found = []
    for form in FORMS:
        chosen = [case for case in cases if case.form == form]
        if chosen:
            marked = tuple(_marked(case, seen) for case in chosen)
            groups = lines(marked)
            figures = {name: by_part(group) for name, group in groups.items()}
            runs = tuple(run(extractor, chosen) for extractor in extractors)
            found.append(
                Evaluation(form, marked, groups, figures, tuple(each for each in runs if each.scores))
            )
    return found


def as_json(evaluations: Sequence[Evaluation], complaints: Sequence[str]) -> str:
    """Keys sorted and figures to six decimals, so that two runs can be compared line by line."""
    sheet = {
        "version": JSON_VERSION,
        "extractor_version": EXTRACTOR_VERSION,
        "unreadable": list(complaints),
        "forms": {
            one.form: {
                "lines": one.figures,
                "extractors": tracked(one.runs, one.lines),
                "cases": {marked.case.name: _case(marked) for marked in one.marked},
            }
            for one in evaluations
        },
    }
    return json.dumps(_plain(sheet), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _marked(case: Case, seen: Callable[[Marked], None]) -> Marked:
    one = mark(case)
    seen(one)
    return one


def _case(one: Marked) -> dict[str, Any]:
    case = one.case
    return {
        "part": case.part,
        "split": case.split,
        "type": case.kind,
        "language": case.language,
        "family": one.family,
        "outcome": {"expected": case.outcome, "got": one.outcome, "reason": one.reason},
        "text": total([one.text])._asdict() if one.text else None,
        "paragraphs": total([one.paragraphs])._asdict() if one.paragraphs else None,
        "flattened": one.flattened,
        "noise_left": one.noise,
        "content_lost": one.lost,
        "fields_off": [field for field in one.fields if field.mark != "exact"],
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return round(value, 6) if isinstance(value, float) else value
