"""The tables, as migrations: a step that has shipped is never edited, the next change is a new step.

Choices that were measured (benchmarks/store.py): ``sections`` and ``removals`` are clustered on their
document (WITHOUT ROWID), which saves a second index; tables with long rows keep their rowid.
Foreign keys are declared so that Datasette links rows; the one writer keeps them, SQLite need not.
"""

from __future__ import annotations


migrations()(withdrawal_schema.m009_withdrawals)
migrations()(split_schema.m010_split_anchors)
