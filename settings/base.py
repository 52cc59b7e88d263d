"""What every run has in common. ``ITEM_PIPELINES`` is the architecture in three lines."""

from pathlib import Path

from pipeline import items as _items

_ROOT = Path(__file__).resolve().parent.parent

BOT_NAME = "wenji"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "pipeline.commands"

# Where everything lands. Given with -s, a relative path starts at the current folder, not at the checkout.
DATABASE = str(_ROOT / "datasets" / "speeches.db")
ARCHIVE_DIR = str(_ROOT / "datasets" / "archive")

# A page is kept before anything reads it, read in a worker process, and written by the only writer.
ITEM_PIPELINES = {
    "pipeline.crawl.item_pipelines.ArchivePipeline": 100,
    "pipeline.crawl.item_pipelines.RefinePipeline": 200,
    "pipeline.crawl.item_pipelines.StorePipeline": 300,
}

# Politeness. CONTACT (a mail address or a page) joins the user agent, so that a site's owner can reach us.
USER_AGENT = "wenji/0.1 (document corpus crawler)"
CONTACT = ""
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "wenji"
# 1 to 3 seconds after jitter: one known site refuses calls closer than 2 s, another refuses a fixed beat.
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.5
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Requests already handed to the downloader must end before a stop is clean; more would only make Ctrl-C slow.
CONCURRENT_REQUESTS = 2
# Anonymous visits, each on its own: nothing is to be gained by being recognised.
COOKIES_ENABLED = False

DOWNLOAD_TIMEOUT = 60.0
DOWNLOAD_MAXSIZE = _items.MAX_PAGE_BYTES
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
# The reject row tells it; the console need not.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
# Walls, 404 and 500 are results too: they become pages with a reason, after retries and redirects.
HTTPERROR_ALLOW_ALL = True
# A page is what the visitor was served, not what it would have gone on to; walls use this to bounce.
METAREFRESH_ENABLED = False
# A body cut short is asked for again, then kept as far as it came.
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "pipeline.crawl.robots.Robots": 100,
    "pipeline.crawl.cut_short.AskAgain": 595,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "pipeline.crawl.redirects.SameSiteRedirects": 600,
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

# Newest request first would dive into one category; breadth first reads listings in the order they stand.
DEPTH_PRIORITY = 1
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# No ports of our own are opened, and no jobs are taken from outside.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

LOG_LEVEL = "WARNING"
LOG_FORMATTER = "pipeline.crawl.log_lines.LogLines"
LOG_SHORT_NAMES = True
