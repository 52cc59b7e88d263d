"""Unattended runs, chosen with ``SCRAPY_PROJECT=scheduled``: slower, with a log that tells what happened."""

from settings.base import *  # noqa: F403 (a settings module is its names; that is what an overlay overlays)

LOG_LEVEL = "INFO"
# Nobody waits for the result, so the sites need not either.
DOWNLOAD_DELAY = 4.0
# A site that fails this often has changed or refuses us; the next run can try again.
CLOSESPIDER_ERRORCOUNT = 20
