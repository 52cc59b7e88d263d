"""What a batch is made of, noted before its first task, so that running it again is running the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pipeline.batch.files import appearing
from pipeline.batch.places import Places
from pipeline.batch.shards import Shard
from pipeline.batch.withdrawn import digest_of, note
from pipeline.corpus.near_duplicates.fold import folding_version
from pipeline.errors import InputError, StorageError
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.store.withdrawals import NOTHING, InForce


class Plan(NamedTuple):
    """``tasks``: into how many the reading is cut, and into as many partitions what comes of it. ``begun_at`` is UTC.

    ``withdrawn`` is the digest of what is left out.
    """

    shards: tuple[Shard, ...]
    tasks: int
    rules: str
    folding: str
    begun_at: str
    withdrawn: str

    @property
    def bytes(self) -> int:
        """Size of the whole input."""
        return sum(shard.size for shard in self.shards)


def planned(
    folder: Places, shards: Sequence[Shard], tasks: int | None, withdrawals: InForce = NOTHING
) -> Plan:
    """The plan of this folder, made now if there is none; ``tasks`` are as many as shards unless said otherwise.

    Raises InputError when the folder is that of another plan, or of something else.
    """
    number = min(tasks or len(shards), len(shards))
    wanted = Plan(
        tuple(shards),
        number,
        EXTRACTOR_VERSION,
        folding_version(),
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        digest_of(withdrawals),
    )
    found = _load(folder)
    if found is None:
        return _new(folder, wanted, withdrawals)
    if tasks is None:
        wanted = wanted._replace(tasks=found.tasks)
    if wanted._replace(begun_at=found.begun_at) != found:
        raise InputError(
            f"{folder.folder} is the result of other input, tasks, rules or withdrawals: name another folder with --output, or"
            " remove this one"
        )
    note(folder, withdrawals)
    return found


def _load(folder: Places) -> Plan | None:
    try:
        found = json.loads((folder.work / "plan.json").read_text("utf-8"))
        return Plan(**(found | {"shards": tuple(Shard(*each) for each in found["shards"])}))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{folder.work / 'plan.json'} cannot be read: name another folder with --output"
        ) from error


def _new(folder: Places, plan: Plan, withdrawals: InForce) -> Plan:
    try:
        folder.folder.mkdir(parents=True, exist_ok=True)
        if any(folder.folder.iterdir()) and not folder.work.is_dir():
            raise InputError(
                f"{folder.folder} is not empty, and nothing of a batch: name another folder with --output"
            )
        note(folder, withdrawals)
        with appearing(folder.work / "plan.json") as made:
            made.write_text(json.dumps(plan._asdict(), ensure_ascii=False), "utf-8")
    except OSError as error:
        raise StorageError(
            f"The folder {folder.folder} cannot be written: {error.strerror or error}."
        ) from error
    return plan
