"""Unattended runs, chosen with ``SCRAPY_PROJECT=scheduled``: slower, with a log that tells what happened."""

from settings.base import *  # noqa: F403 (a settings module is its names; that is what an overlay overlays)

# Who reads a log the next morning wants to know what came of each page, and when.
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_DATEFORMAT = "%Y-%m-%d %H:%M:%S%z"
# A line a minute that shows at what pace it goes on.
LOGSTATS_INTERVAL = 60.0
# Nobody waits for the result, so the sites need not either.
DOWNLOAD_DELAY = 4.0
# A site that fails this often has changed or refuses us; the next run can try again.
CLOSESPIDER_ERRORCOUNT = 20
