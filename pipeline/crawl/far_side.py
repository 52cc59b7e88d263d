"""The far side of a worker's socket: what its process does, and how messages look on the way.

A message is the number of a task, a length, and so many octets. Answers bear the number of their task: should
both sides ever disagree about which page is meant, it is seen before a page gets another's records.
"""

from __future__ import annotations

import contextlib
import gc
import pickle
import resource
import socket
import struct
from typing import NamedTuple

from pipeline.crawl.reading import Reading, Step, Task, read

# Address space, not memory in use: models are mapped into it. Beyond it Python raises MemoryError.
MAX_BYTES = 4 << 30
HEAD = struct.Struct(">QQ")
# The number of the message that says that the process is there; tasks are counted from 1.
THERE = 0


class Message(NamedTuple):
    """``octets`` are a pickled Task, or its pickled Reading, or the pickled words for why there is none."""

    number: int
    octets: bytes


def packed(message: Message) -> bytes:
    """As it is sent."""
    return HEAD.pack(message.number, len(message.octets)) + message.octets


def first_message(received: bytearray) -> Message | None:
    """Take the first message out of what came; None when it has not come whole."""
    if len(received) < HEAD.size:
        return None
    number, length = HEAD.unpack_from(received)
    end = HEAD.size + length
    if len(received) < end:
        return None
    message = Message(number, bytes(received[HEAD.size : end]))
    del received[:end]
    return message


def in_a_line(error: Exception) -> str:
    """What went wrong, short enough for a reason."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


def limit_memory() -> None:
    """A page must not take that of the whole machine. Some systems do not let a process limit itself; then they decide."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))


def serve(theirs: socket.socket, step: Step) -> None:
    """The process: one task in, one reading out, until the other end is gone."""
    limit_memory()
    # The libraries stay: nothing of them need ever be looked through, or copied for it.
    gc.freeze()
    with contextlib.suppress(OSError), theirs.makefile("rwb") as stream:
        stream.write(packed(Message(THERE, b"")))
        stream.flush()
        while len(head := stream.read(HEAD.size)) == HEAD.size:
            number, length = HEAD.unpack(head)
            stream.write(packed(Message(number, _answer(step, stream.read(length)))))
            stream.flush()


def _answer(step: Step, octets: bytes) -> bytes:
    try:
        task: Task = pickle.loads(octets)  # noqa: S301 (sent by our own process)
    except Exception as error:  # noqa: BLE001 (a class that is not to be found here, for one)
        return pickle.dumps(f"could not be taken in by its worker process: {in_a_line(error)}")
    reading: Reading = read(step, task)
    try:
        return pickle.dumps(reading, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001
        return pickle.dumps(f"was read, but what came of it could not be sent: {in_a_line(error)}")
