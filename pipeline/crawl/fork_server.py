"""Imported by the server that worker processes are forked from, and by nothing else: what all of them inherit.

A stop is often sent to every process of a run. Ours finishes the pages at hand and closes the pipes, which
ends the others; were they to end by themselves, good pages would look like pages that kill a worker.
"""

import signal

for _stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(_stop, signal.SIG_IGN)
