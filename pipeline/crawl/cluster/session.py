"""One worker at one queue: what it has registered and leased, and what every call to Redis says of it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.crawl.cluster.reports import Held


@dataclass
class Session:
    """``worker`` is the database and the queue in it, for good; ``name`` this run of it. Any thread may call it.

    ``lease`` and ``gap`` are milliseconds: how long a host is ours when we do not renew, and our own pace.
    """

    lease: int
    gap: int
    worker: str = ""
    queue: str = ""
    name: str = ""
    epoch: str = ""
    _held: dict[int, Held] = field(default_factory=dict)
    _ours: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def words(self) -> tuple[str, str, str, int]:
        """What nearly every script begins with."""
        return self.queue, self.worker, self.name, self.lease

    @property
    def starts(self) -> str:
        """The number of this run of the worker."""
        return self.name.rpartition(".")[2]

    def take(self, leases: Iterable[tuple[int, Held]]) -> None:
        """Hold what was leased."""
        with self._lock:
            for row, held in leases:
                self._held[row] = held
                self._ours.add(row)

    def get(self, row: int) -> Held | None:
        """What is known of an address whose lease we have, or had when it was asked for."""
        return self._held.get(row)

    def is_ours(self, row: int) -> bool:
        """Whether its lease is ours still."""
        return row in self._ours

    def rows(self) -> list[int]:
        """All that is leased, and not yet reported."""
        with self._lock:
            return list(self._held)

    def keep(self, tokens: Mapping[str, str]) -> None:
        """Of the hosts that are not ours by these tokens, nothing is ours any more."""
        with self._lock:
            self._ours = {
                row for row in self._ours if tokens.get(self._held[row].host) == self._held[row].token
            }

    def lose(self, token: str) -> None:
        """A host is not ours any more; what is under way is reported all the same."""
        with self._lock:
            self._ours = {row for row in self._ours if self._held[row].token != token}

    def drop(self, rows: Iterable[int]) -> None:
        """These are done with."""
        with self._lock:
            for row in rows:
                self._held.pop(row, None)
                self._ours.discard(row)
