"""Databases of several machines joined into one: the newest version of each document, and where everything came from.

One transaction for each input: killed at any instant, it is in or it is not, and to merge it again changes nothing.
What the documents are does not depend on the order of the inputs (docs/cluster.md).
"""

from pipeline.merge.joining import Merged, check, merge

__all__ = ["Merged", "check", "merge"]
