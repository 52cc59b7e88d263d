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
EXPORTS_DIR = str(_ROOT / "datasets" / "exports")

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
# How old what was read there may be; more than a day counts as a day.
ROBOTSTXT_CACHE_SECONDS = 86400.0
# 1 to 3 seconds after jitter: one known site refuses calls closer than 2 s, another refuses a fixed beat.
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.5
# The next request of a host goes when the answer to the one before was looked at.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Seconds after the first 429 or 503 without Retry-After; doubled each time. A wait beyond this patience, ours or
# the host's, is not slept through: the run ends (exit code 4), and later ones refuse until it is over.
BACKOFF_START = 5.0
RETRY_AFTER_PATIENCE = 300.0
# Requests a host may get from one midnight to the next, over all runs; 0 is no limit. And the hours in which it
# may get them, by this machine's clock (22:00-06:00); empty is always. A run that meets either ends in order.
HOST_DAILY_BUDGET = 0
HOST_HOURS = ""
# A run ends (exit code 4) when this share of its last pages were blocks, walls or errors; at once on a captcha.
BREAKER_WINDOW = 20
BREAKER_SHARE = 0.5
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
# A stop does not wait for a server that stalls.
DOWNLOAD_HANDLERS = {
    "http": "pipeline.crawl.downloads.Downloads",
    "https": "pipeline.crawl.downloads.Downloads",
}
DOWNLOADER_MIDDLEWARES = {
    "pipeline.crawl.boundaries.Boundaries": 80,
    "pipeline.crawl.withdrawn.Withdrawn": 85,
    "pipeline.crawl.aliases.Aliases": 90,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "pipeline.crawl.robots.Robots": 100,
    "pipeline.crawl.cut_short.AskAgain": 595,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "pipeline.crawl.redirects.SameSiteRedirects": 600,
    # Last before the downloader, so that a turn is a request and the answer is looked at before the next one.
    "pipeline.crawl.pace.Pace": 890,
}
# They look at requests that a spider yields; ours yield none, the frontier does.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
}
# Where we come from is nobody's business.
REDIRECT_MAX_TIMES = 5
REFERRER_POLICY = "no-referrer"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

# A response gives one item; Scrapy would start a hundred tasks for each.
CONCURRENT_ITEMS = 1

# What is asked for next, and what never again, is decided by the frontier in the database.
SCHEDULER = "pipeline.crawl.scheduler.Scheduler"
# Where that is kept; how many addresses a run takes of it at a time; and after how many seconds without any a run
# ends that shares it with others (0: when all of them have none left).
FRONTIER = "pipeline.crawl.local_frontier.LocalFrontier"
FRONTIER_LEASES = 400
FRONTIER_IDLE = 0.0
# Least and most hours from one visit to the next: shorter after a change, longer after none. A little less than
# a day and a week, so that what a daily or weekly run fetched is due when the next one starts.
RECRAWL_LISTING_HOURS = [6, 160]
RECRAWL_DOCUMENT_HOURS = [20, 2160]
# With 1, everything that is known is due now.
RECRAWL_ALL = False

# Where the spider commoncrawl asks for captures, and where their WARC files are: Common Crawl, or a mirror of it.
COMMON_CRAWL_INDEX = "https://index.commoncrawl.org/"
COMMON_CRAWL_DATA = "https://data.commoncrawl.org/"

# No ports of our own are opened, and no jobs are taken from outside.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

LOG_LEVEL = "WARNING"
LOG_FORMATTER = "pipeline.crawl.log_lines.LogLines"
LOG_SHORT_NAMES = True

# Told of the end of every crawl: an address that takes JSON by POST; empty for nobody.
RUN_WEBHOOK = ""

# Unattended runs (docs/scheduled-runs.md): what is to run and when, how many crawls at a time, where their
# output goes and how many files of it are kept for each site.
SCHEDULE = str(_ROOT / "settings" / "schedule.toml")
SCHEDULE_PARALLEL = 2
LOGS_DIR = str(_ROOT / "datasets" / "logs")
LOGS_KEPT = 30
