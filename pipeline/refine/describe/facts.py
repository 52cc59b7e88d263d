"""A fact is a value with the words of the page it was read from; wrong is worse than absent."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Facts:
    """Column values and their evidence. The first source to name a column wins."""

    values: dict[str, str | int | float | None] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)

    def add(self, column: str, value: str | int | None, evidence: str) -> None:
        """Take a value unless the column has one; empty values are no values."""
        if isinstance(value, str):
            value = value.strip() or None
        if value is not None and column not in self.values:
            self.values[column] = value
            self.evidence[column] = evidence.strip()[:200]

    def replace(self, column: str, value: str, evidence: str) -> None:
        """Put a better value in the place of what was found."""
        self.values.pop(column, None)
        self.add(column, value, evidence)

    def text(self, column: str) -> str | None:
        """A textual value."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None

    def number(self, column: str) -> int | None:
        """A whole number."""
        value = self.values.get(column)
        return value if isinstance(value, int) else None
