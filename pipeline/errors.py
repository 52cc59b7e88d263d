"""What can go wrong in a way a person can act on, and the exit code each kind ends with."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command (documented in docs/pipeline.md)."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    OUTSIDE_EXPECTATIONS = 3
    REFUSED = 4
    STORAGE = 5
    INTERRUPTED = 130


class PipelineError(Exception):
    """One clear line for a person: what is wrong, where, and what to do."""

    exit_code = ExitCode.INTERNAL


class InputError(PipelineError):
    """Wrong usage or input that cannot be read."""

    exit_code = ExitCode.USAGE


class WithdrawnError(InputError):
    """What was asked for is withdrawn, and nothing is kept of it."""


class ExpectationError(PipelineError):
    """The run finished outside the site's expected counts."""

    exit_code = ExitCode.OUTSIDE_EXPECTATIONS


class RefusedError(PipelineError):
    """The site refused us: robots, blocks, rate limit."""

    exit_code = ExitCode.REFUSED


class StorageError(PipelineError):
    """Disk full, folder not writable, database locked or damaged."""

    exit_code = ExitCode.STORAGE
