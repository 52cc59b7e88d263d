"""Which copies make one cluster. Pure, and the same for the same copies in whatever order they were found.

Texts that are copies of one another are joined, and those of these. The first text in canonical order, or the copy of it that
is elected, stands for them; whatever is not akin to it, though a chain of copies leads there, is not of its cluster: a page that
has two speeches, or an excerpt of phrases that both use, joins neither to the other. What is left makes clusters in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=tuple[object, ...])


def clusters(
    ranks: Mapping[int, Key],
    copies: Iterable[tuple[int, int]],
    akin: Callable[[int, int], bool],
    elect: Callable[[int, Iterable[int]], int],
) -> list[list[int]]:
    """Every text of ``ranks`` in one cluster, the one that stands for it first.

    ``ranks``: the canonical order. ``copies``: pairs of texts. ``elect``: given the first that is left and the copies of it, names
    the one of them all that stands for them. ``akin``: asked of a cluster's first text and another that copies lead to.
    """
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in copies:
        neighbours[one].add(other)
        neighbours[other].add(one)
    left = dict.fromkeys(sorted(ranks, key=ranks.__getitem__))
    found = []
    while left:
        first = next(iter(left))
        first = elect(first, [text for text in neighbours[first] if text in left])
        del left[first]
        cluster, reached, refused = [first], [first], set()
        while reached:
            for text in sorted(neighbours[reached.pop()], key=ranks.__getitem__):
                if text not in left or text in refused:
                    continue
                if text in neighbours[first] or akin(first, text):
                    del left[text]
                    cluster.append(text)
                    reached.append(text)
                else:
                    refused.add(text)
        found.append(cluster)
    return found
