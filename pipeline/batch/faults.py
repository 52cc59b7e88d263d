"""What may become of a task."""

from __future__ import annotations

from pipeline.errors import ExitCode, PipelineError


class TaskError(PipelineError):
    """A task that could not be brought to its end."""

    exit_code = ExitCode.INTERNAL
