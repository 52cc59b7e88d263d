"""Two rows of one document, and which one stays. Pure rules, those by which a page that is fetched again is stored.

- The row is that of the newest page: the later ``fetched_at``, within one second the greater page id, of one page the
  newer rules.
- The content (title, text, text_state) of the other one becomes a version, unless the same rules have read it off the
  same page: what differs then was only learned of the site.
- Times are those of both together.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """The columns of ``documents`` that the rules look at."""

    fetched_at: str
    page_id: str
    extractor_version: str
    content_sha256: str
    title: str | None
    text_state: str
    first_seen_at: str
    last_seen_at: str
    changed_at: str

    @property
    def content(self) -> tuple[str, str | None, str]:
        """What makes a version."""
        return self.content_sha256, self.title, self.text_state

    @property
    def age(self) -> tuple[str, str, tuple[int, str], str, str, str]:
        """The greatest is the newest; between rows that differ it never ties."""
        rules = (
            int(self.extractor_version) if self.extractor_version.isdigit() else 0,
            self.extractor_version,
        )
        return self.fetched_at, self.page_id, rules, self.content_sha256, self.title or "", self.text_state


class Joined(NamedTuple):
    """Whether the other row takes the place of ours, whether the one that goes leaves a version, and the times."""

    takes_place: bool
    leaves_version: bool
    first_seen_at: str
    last_seen_at: str
    changed_at: str


def joined(ours: Row, theirs: Row) -> Joined:
    """What becomes of a document that both databases have."""
    takes_place = theirs.age > ours.age
    stays = theirs if takes_place else ours
    is_same = ours.content == theirs.content
    read_off = [(row.page_id, row.extractor_version) for row in (ours, theirs)]
    return Joined(
        takes_place,
        not is_same and read_off[0] != read_off[1],
        min(ours.first_seen_at, theirs.first_seen_at),
        max(ours.last_seen_at, theirs.last_seen_at),
        min(ours.changed_at, theirs.changed_at) if is_same else stays.changed_at,
    )
