"""One worker at one queue: what it has registered and leased, and what every call to Redis says of it."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.crawl.cluster.reports import Held
from pipeline.errors import StorageError

_FALLEN = {
    "superseded": "another process works with a copy of this database in the cluster; every worker needs one of its own",
    "gone": "Redis has lost the queue: it was emptied, or came back without its append-only file (docs/cluster.md)."
    " What was fetched is kept; run again to begin a new queue",
}


@dataclass
class Session:
    """``worker`` is the database and the queue in it, for good; ``name`` this run of it. Any thread may call it.

    ``lease`` and ``gap`` are milliseconds: how long a host is ours when we do not renew, and our own pace. ``began`` is
    when the round did, by Redis' clock.
    """

    lease: int
    gap: int
    worker: str = ""
    queue: str = ""
    name: str = ""
    epoch: str = ""
    began: str = ""
    _held: dict[int, Held] = field(default_factory=dict)
    _ours: set[int] = field(default_factory=set)
    _asked: set[int] = field(default_factory=set)
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

    def in_hand(self, rows: Iterable[int]) -> set[int]:
        """Which of these were leased before, and neither asked for nor given up since."""
        with self._lock:
            return {row for row in rows if row in self._held and row not in self._asked}

    def has(self, row: int, token: str) -> bool:
        """Whether an address is held by this ownership of its host."""
        held = self.get(row)
        return held is not None and held.token == token

    def is_ours(self, row: int) -> bool:
        """Whether its lease is ours still."""
        return row in self._ours

    def ask(self, row: int) -> None:
        """It is asked for now: it will be reported, whoever has its host by then."""
        with self._lock:
            self._asked.add(row)

    def rows(self) -> list[int]:
        """All that is leased or was asked for, and is not yet reported."""
        with self._lock:
            return [row for row in self._held if row in self._ours or row in self._asked]

    def leases(self) -> list[tuple[int, Held]]:
        """What is ours, and not yet reported."""
        with self._lock:
            return [(row, self._held[row]) for row in self._ours]

    def let_go(self, hosts: Container[str]) -> list[tuple[int, Held]]:
        """What was leased of these hosts and not asked for yet is not ours any more."""
        with self._lock:
            gone = self._ours - self._asked
            found = [(row, self._held[row]) for row in gone if self._held[row].host in hosts]
            self._ours.difference_update(row for row, _ in found)
            return found

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
                self._asked.discard(row)


def check(word: str) -> None:
    """Raise StorageError if this is what Redis says of a session that is not there any more."""
    if word in _FALLEN:
        raise StorageError(f"{_FALLEN[word]}.")
