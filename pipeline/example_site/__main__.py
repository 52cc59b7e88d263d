"""``python -m pipeline.example_site``: the three example sites as a process, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

from pipeline.errors import ExitCode, InputError
from pipeline.example_site.server import DEFAULT_PORTS, HOST_EACH, ONE_HOST, Running, port_numbers
from pipeline.example_site.sites import SITES


def parse_arguments() -> argparse.Namespace:
    """The command line; a mistake in it is one line and exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.example_site", description=__doc__)
    parser.add_argument(
        "--ports",
        default=",".join(map(str, DEFAULT_PORTS)),
        metavar="A,B,C",
        help=f"ports of {', '.join(SITES)}; 0 takes a free one",
    )
    parser.add_argument(
        "--log",
        type=Path,
        default=Path(os.devnull),
        metavar="FILE",
        help="append each request as a JSON line",
    )
    parser.add_argument(
        "--host-each", action="store_true", help=f"hosts of their own: {', '.join(HOST_EACH)}"
    )
    parser.add_argument("--with-parent", action="store_true", help="stop, too, when standard input closes")
    return parser.parse_args()


def wait_for_parent(stop: Event) -> None:
    """Set ``stop`` once standard input closes, as it does when the parent ends, however it ends."""
    sys.stdin.read()
    stop.set()


def main() -> int:
    """Serve until told to stop; the exit code."""
    arguments = parse_arguments()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as stack:
        try:
            log = stack.enter_context(arguments.log.open("a", encoding="utf-8", buffering=1))
            running = Running(
                port_numbers(arguments.ports),
                lambda request: log.write(json.dumps(request) + "\n"),
                HOST_EACH if arguments.host_each else ONE_HOST,
            )
        except InputError as error:
            print(error, file=sys.stderr)
            return error.exit_code
        except OSError as error:
            print(f"the request log {error.filename} cannot be written: {error.strerror}", file=sys.stderr)
            return ExitCode.USAGE
        running.start()
        stack.callback(running.stop)
        for site, url in running.urls.items():
            print(site, url, flush=True)
        if arguments.with_parent:
            Thread(target=wait_for_parent, args=(stop,), daemon=True).start()
        stop.wait()
    return ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main())
