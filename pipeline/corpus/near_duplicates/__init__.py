"""Near duplicates: which documents are copies of one another, and which of them stands for the others."""

from pipeline.corpus.near_duplicates.catch_up import UnderWayError, dedupe, pending
from pipeline.corpus.near_duplicates.report import Report

__all__ = ["Report", "UnderWayError", "dedupe", "pending"]
