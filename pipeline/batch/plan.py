"""What a batch is made of, noted before its first task, so that running it again is running the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final, NamedTuple

from pipeline.batch.files import appearing
from pipeline.batch.places import WORK, Places
from pipeline.batch.shards import Shard
from pipeline.batch.withdrawn import digest_of, note
from pipeline.corpus.near_duplicates.fold import folding_version
from pipeline.errors import InputError, StorageError
from pipeline.export import manifest
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.refine.site import Site
from pipeline.store.withdrawals import NOTHING, InForce

_SAID: Final = {
    "input": ("shards",),
    "tasks": ("tasks",),
    "rules": ("rules", "folding"),
    "declarations of sites": ("sites",),
    "withdrawals": ("withdrawn",),
}


class Plan(NamedTuple):
    """``tasks``: into how many the reading is cut, and into as many partitions what comes of it. ``begun_at`` is UTC.

    ``withdrawn`` is the digest of what is left out, ``sites`` that of how sites are declared.
    """

    shards: tuple[Shard, ...]
    tasks: int
    rules: str
    folding: str
    begun_at: str
    withdrawn: str
    sites: str

    @property
    def bytes(self) -> int:
        """Size of the whole input."""
        return sum(shard.size for shard in self.shards)


def planned(
    folder: Places,
    shards: Sequence[Shard],
    tasks: int | None,
    declared: Mapping[str, Site],
    withdrawals: InForce = NOTHING,
) -> Plan:
    """The plan of this folder, made now if there is none; ``tasks`` are as many as shards unless said otherwise.

    Raises InputError when the folder is that of another plan, or of something else.
    """
    if folder.folder.exists() and not folder.folder.is_dir():
        raise InputError(f"{folder.folder} is no folder: name one with --output")
    number = min(tasks or len(shards), len(shards))
    wanted = Plan(
        tuple(shards),
        number,
        EXTRACTOR_VERSION,
        folding_version(),
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        digest_of(withdrawals),
        hashlib.sha256(repr(sorted(declared.items())).encode()).hexdigest(),
    )
    found = _load(folder)
    if found is None:
        return _new(folder, wanted, withdrawals)
    if tasks is None:
        wanted = wanted._replace(tasks=found.tasks)
    if others := _others(found, wanted):
        raise InputError(
            f"{folder.folder} is the result of other {others}: name another folder with --output, or remove this one"
        )
    # Of a result that is there nothing is written, as it may be on a medium that takes nothing.
    if not is_done(folder):
        with _writing(folder):
            note(folder, withdrawals)
    return found


def is_done(folder: Places) -> bool:
    """Whether the dataset is there."""
    return (folder.folder / manifest.FILE_NAME).is_file()


def _others(found: Plan, wanted: Plan) -> str:
    """In what the two differ, in words; empty when they are one."""
    differ = [
        said
        for said, names in _SAID.items()
        if any(getattr(found, name) != getattr(wanted, name) for name in names)
    ]
    before = {shard.url: shard for shard in found.shards}
    written = [shard.url for shard in wanted.shards if shard != before.get(shard.url, shard)]
    if written:
        more = f" and {len(written) - 1} more" if len(written) > 1 else ""
        differ[0] = f"input ({written[0]}{more} was written since)"
    return ", ".join(differ)


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


def _is_ours(folder: Places) -> bool:
    """Whether nothing is there but what a command that was killed before it could note its plan has left."""
    work = folder.work.iterdir() if folder.work.is_dir() else ()
    return all(path.name == WORK for path in folder.folder.iterdir()) and all(
        path == folder.withdrawn or path.name.startswith(".") for path in work
    )


def _new(folder: Places, plan: Plan, withdrawals: InForce) -> Plan:
    with _writing(folder):
        folder.folder.mkdir(parents=True, exist_ok=True)
        if not _is_ours(folder):
            raise InputError(
                f"{folder.folder} is not empty, and holds no plan of a batch: name another folder with --output"
            )
        note(folder, withdrawals)
        with appearing(folder.work / "plan.json") as made:
            made.write_text(json.dumps(plan._asdict(), ensure_ascii=False), "utf-8")
    return plan


@contextmanager
def _writing(folder: Places) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"The folder {folder.folder} cannot be written: {error.strerror or error}."
        ) from error
