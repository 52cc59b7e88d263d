"""A text file written line by line, perhaps compressed by what the lock fixes on every machine and stamps no time."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

import pyarrow as pa

_CODECS: Final = {".gz": "gzip", ".zst": "zstd"}
_BUFFERED: Final = 1 << 20


class TextFile:
    """Compressed by the ending of its name. UTF-8, and lines end as they are given."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.lines = 0
        self._pieces: list[str] = []
        self._characters = 0
        self._file = path.open("xb")
        codec = _CODECS.get(path.suffix)
        self._stream = pa.CompressedOutputStream(self._file, codec) if codec else self._file

    def write(self, line: str) -> None:
        """A whole line with its ending."""
        self.lines += 1
        self._pieces.append(line)
        self._characters += len(line)
        if self._characters >= _BUFFERED:
            self._flush()

    def _flush(self) -> None:
        self._stream.write("".join(self._pieces).encode())
        self._pieces.clear()
        self._characters = 0

    def abandon(self) -> None:
        """Write nothing more."""
        self._pieces.clear()
        # What compresses writes its end even now, perhaps to a disk that is full.
        with suppress(OSError):
            self._stream.close()
        self._file.close()

    def close(self) -> None:
        """Write what is left."""
        try:
            self._flush()
            self._stream.close()
        finally:
            self._file.close()
