"""What the index holds of a text, and what is asked of it: tokens.

A run of Chinese (Japanese, Korean) characters gives its overlapping pairs, so that a phrase of n characters is a phrase
of n-1 pairs and nothing else. Other scripts and numbers give words. Three more kinds make the rest exact:

- ``X·`` marks the last character of a run where a sign follows, ``X··`` where a word goes on from it, ``·X`` the first
  where it goes on from a word: no phrase reaches over a comma, and ``2021年`` or ``5G网络`` are phrases too;
- ``X`` says that a character occurs at all: a query of one character is one look-up. They stand behind the text;
- ``t·…`` is a token of the title, whose tokens stand with those of the text as well.

The middle dot is in no word, so no token can be taken for one of another kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import add
from typing import NamedTuple

from pipeline.corpus.search.folding import folded

CJK = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003fffd"
)
"""Scripts that are written without spaces, and Hangul, whose words carry their particles; for a set in a pattern."""
MARK = "·"
# FTS5 cuts longer ones; what is longer is no word.
_MAX_WORD = 64
_RUN = re.compile(f"[{CJK}]+|[^\\W_{CJK}]{{1,{_MAX_WORD}}}")
_CJK_RUN = re.compile(f"[{CJK}]+")
_NOT_IN_NAMES = re.compile(r"\W+")

SPACES = " \t"
"""What may stand between a word and a run that are one phrase: ``2021 年``. Folding has made other spaces of a line so."""


class Run(NamedTuple):
    """A stretch of folded text: a run of CJK characters, or a word.

    ``joined`` to the one before it, which is of the other kind: nothing or a space is between them.
    """

    text: str
    cjk: bool
    joined: bool = False


class Phrase(NamedTuple):
    """What is looked for as one: runs in this order. Of a ``prefix`` the last word goes on as it likes."""

    runs: tuple[Run, ...]
    prefix: bool = False


def runs(text: str) -> tuple[Run, ...]:
    """The runs of a text that is not folded yet."""
    return tuple(_runs(folded(text)))


def text_tokens(title: str | None, text: str) -> str:
    """What is indexed of a document's title and text, for a tokenizer that splits at spaces."""
    both = [folded(title), folded(text)] if title else [folded(text)]
    return f" {MARK} ".join(" ".join(part) for part in (*map(_tokens, both), _present("".join(both))))


def title_tokens(title: str | None) -> str:
    """What is indexed of a title as such."""
    own = folded(title or "")
    return " ".join(f"t{MARK}{token}" for token in (*_tokens(own), MARK, *_present(own)))


_PORT = re.compile(r":\d+$")


def site_tokens(site: str) -> str:
    """A host with and without its port, the domains that it is part of, and the names in it."""
    names = _names(site)
    host = _names(_PORT.sub("", site))
    wholes = [each[start:] for each in (names, host) for start in range(len(each))]
    return " ".join(dict.fromkeys(map(_site_token, (*wholes, *([name] for name in names)))))


def site_token(site: str) -> str:
    """The token of what a person calls a site: a host, a domain, or a name."""
    return _site_token(_names(site))


def phrase_tokens(phrase: Phrase) -> tuple[Sequence[str], bool]:
    """The tokens that stand one behind the other wherever the phrase stands; and whether the last goes on."""
    only = phrase.runs[0]
    if len(phrase.runs) == 1 and only.cjk and len(only.text) == 1:
        return (only.text,), False
    tokens = list(_of_runs(phrase.runs))
    last = phrase.runs[-1]
    if not last.cjk:
        return tokens, phrase.prefix
    # The text may go on behind it, so how the phrase's own run ends says nothing.
    del tokens[-1]
    if len(last.text) > 1 or (last.joined and len(phrase.runs) > 1):
        return tokens, False
    return [*tokens, last.text], True


def _site_token(names: Sequence[str]) -> str:
    return f"s{MARK}{MARK.join(names)}"


def _names(site: str) -> list[str]:
    return [name for name in _NOT_IN_NAMES.split(folded(site)) if name]


def _present(text: str) -> str:
    """Every CJK character of a folded text once."""
    return "".join(_CJK_RUN.findall("".join(sorted(set(text)))))


def _runs(text: str) -> Iterator[Run]:
    end, before = 0, None
    for found in _RUN.finditer(text):
        cjk = bool(_CJK_RUN.match(found.group()))
        joined = before is not None and before != cjk and not text[end : found.start()].strip(SPACES)
        yield Run(found.group(), cjk, joined)
        end, before = found.end(), cjk


def _tokens(text: str) -> list[str]:
    return list(_of_runs(_runs(text)))


def _of_runs(some: Iterable[Run]) -> Iterator[str]:
    before: Run | None = None
    for run in some:
        joined = run.joined and before is not None
        if before and before.cjk:
            yield before.text[-1] + (2 * MARK if joined else MARK)
        if not run.cjk:
            yield run.text
        else:
            if joined:
                yield MARK + run.text[0]
            yield from map(add, run.text, run.text[1:])
        before = run
    if before and before.cjk:
        yield before.text[-1] + MARK
