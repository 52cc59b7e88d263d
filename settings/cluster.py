"""One of several workers, chosen with ``SCRAPY_PROJECT=cluster``: they share a frontier in Redis (docs/cluster.md)."""

from settings.base import *  # noqa: F403 (a settings module is its names; that is what an overlay overlays)

FRONTIER = "pipeline.crawl.cluster.frontier.RedisFrontier"
# Each worker has its own DATABASE and ARCHIVE_DIR; `scrapy merge` joins them.
REDIS_URL = "redis://127.0.0.1:6379/0"
# How long a worker waits for a Redis that is away before it ends (exit code 5).
REDIS_PATIENCE = 300.0
# A host is another worker's when this one has said nothing for so many seconds.
CLUSTER_LEASE = 60.0
# Hosts that a worker has at a time, and requests: the next address of another host goes while one waits for its turn.
CLUSTER_HOSTS = 4
CONCURRENT_REQUESTS = 4
# Few at a time: what is leased, others cannot take.
FRONTIER_LEASES = 32

# Nobody watches them all; their logs tell what came of each page, and when.
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_DATEFORMAT = "%Y-%m-%d %H:%M:%S%z"
LOGSTATS_INTERVAL = 60.0
