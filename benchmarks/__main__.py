"""``python -m benchmarks [NAME…]``: all benchmarks, or the named ones; tables go to stdout."""

import importlib
import sys
from pathlib import Path

from pipeline.errors import InputError

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main() -> int:
    wanted = sys.argv[1:] or NAMES
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(
            f"error: no benchmark named {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr
        )
        return 2
    for name in wanted:
        try:
            importlib.import_module(f"benchmarks.{name}").main()
        except InputError as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
