"""No task begins that the disk has no room for: a full disk would stop all of them half way, and whatever else runs there."""

from __future__ import annotations

import shutil
from typing import Final

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.places import Places
from pipeline.errors import StorageError

LEAST: Final = 500 << 20
"""Bytes that are left free in any case."""


class DiskGuard(PipelineStep):
    """The first step of every task. ``needs``: bytes that a task of this stage may write."""

    name = "room on the disk"
    type = "GUARD"

    def __init__(self, folder: Places, needs: int) -> None:
        super().__init__()
        self.folder = folder
        self.needs = needs

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:  # noqa: ARG002
        """Raises StorageError."""
        free = shutil.disk_usage(self.folder.folder).free
        if free < LEAST + self.needs:
            raise StorageError(
                f"The disk of {self.folder.folder} has {free / 2**20:,.0f} MB left, and a task may need"
                f" {(LEAST + self.needs) / 2**20:,.0f} MB: free some space, then run again to continue."
            )
        return data
