"""Every Scrapy setting that differs from its default, each with its reason; and our own, which nobody need set.

Change any of them for one run with `-s NAME=VALUE`.
"""

# ---- who we are ----------------------------------------------------------------------------------------------------

BOT_NAME = "dragoman"
COMMANDS_MODULE = "crawler.commands"  # site, annotate, load, report, schema …
SPIDER_LOADER_CLASS = "crawler.spiders.loader.SiteSpiderLoader"  # a site's definition is its spider
SPIDER_MODULES: list[str] = []  # no spider is a module

# A webmaster must be able to see who comes and to say stop. Whoever runs this puts an address of their own here.
CONTACT = "https://dragoman.example/bot"
USER_AGENT = f"Dragoman/0.1 (+{CONTACT})"
ROBOTS_TOKEN = "dragoman"  # noqa: S105 - the name that robots.txt groups are matched with (RFC 9309, section 2.2.1)

# ---- where a request may go ----------------------------------------------------------------------------------------

ALLOW_PRIVATE = False  # private and loopback addresses for a site's own `hosts`: tests and intranets only
TWISTED_DNS_RESOLVER = "crawler.middlewares.addresses.PublicResolver"  # the address connected to is the one checked
DNS_TIMEOUT = 15  # a resolver that is silent for a minute (the default) holds the whole run
DOWNLOAD_HANDLERS = {
    "http": "crawler.archive.DownloadHandler",  # the network, or the archive that is replayed
    "https": "crawler.archive.DownloadHandler",
    "data": None,  # nothing a page contains may open a file or speak another protocol
    "file": None,
    "ftp": None,
    "s3": None,
}
HTTPPROXY_ENABLED = False  # a proxy named by the environment would connect where it likes, past the check of addresses
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy's default accepts any certificate; a site may ask for `insecure_tls`

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # guard.py knows the hosts, and redirects too
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes 5xx as leave; see robots.py
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # a page may not send us on by its content
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no credentials at all
    "crawler.middlewares.guard.GuardMiddleware": 50,
    "crawler.middlewares.budget.BudgetMiddleware": 60,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.backoff.BackoffMiddleware": 550,  # Scrapy's retry, and Retry-After
    "crawler.middlewares.redirects.RedirectMiddleware": 600,  # Scrapy's, and each step is checked by guard and robots
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,  # which list named a page is nobody's business
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # paging has its own limits, by site
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # drops in silence; canonical() refuses with a reason
}
REFERER_ENABLED = False
HTTPERROR_ALLOW_ALL = True  # 304, 404 and 410 mean something to a recrawl: the spider books every status

# ---- how much --------------------------------------------------------------------------------------------------------

DOWNLOAD_MAXSIZE = 24 * 1024 * 1024  # bytes, before and after decompression; the largest real article page seen has 6 MB
DOWNLOAD_WARNSIZE = 0  # the limit speaks for itself
DOWNLOAD_TIMEOUT = 60  # seconds for a whole answer; slow ministries answer in 30
REDIRECT_MAX_TIMES = 8  # browsers allow 20; no article in our site facts needs more than 4
RETRY_TIMES = 2  # more in one run is importunate: what still fails is tried by the next run
RETRY_MAX_WAIT = 120  # seconds that Retry-After may hold a host within a run; longer ends the host's run
BUDGET_REQUESTS = 200_000  # requests of one site in one run; `pace.requests` sets it for a site
BUDGET_PER_SHAPE = 5_000  # article URLs of one shape that differ in the query only: facets and calendars never end
MAX_PATH_DEPTH = 16  # path segments; deeper ones are a server that answers its own relative links
FIND_MAX_DEPTH = 4  # sitemap indexes within indexes
FIND_MAX_SOURCES = 2_000  # sitemaps, feeds and listing pages of one run
CONCURRENT_REQUESTS = 16  # of one site with several hosts; each host has its own bound
CONCURRENT_ITEMS = 4  # a page gives one item; Scrapy starts so many tasks for every answer, 100 by default, whatever it gives
CONCURRENT_REQUESTS_PER_DOMAIN = 2  # a site's `pace` decides
DOWNLOADER = "crawler.middlewares.sharing.SharingDownloader"  # sites of one host, crawled in one process, are one visitor to it
DOWNLOAD_DELAY = 1.0  # seconds; a site's `pace` decides
DOWNLOAD_DELAY_JITTER = 0.25  # share of the pause that is left to chance: no beat of equal steps
AUTOTHROTTLE_ENABLED = True  # slower when the server is slow; never faster than `pace`
AUTOTHROTTLE_START_DELAY = 1.0  # seconds; as DOWNLOAD_DELAY, until the first answers tell
AUTOTHROTTLE_MAX_DELAY = 60.0  # seconds; a server slower than that is in trouble, and the run goes on another time
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0  # requests that a server has under way on average: one reader's worth
# Bytes of pages waiting for the workers before downloading pauses. A waiting page costs 0.1 MB beside its own bytes: with 32 MB,
# 6,000 small pages took 600 MB; 60 ordinary ones keep all workers busy.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 6 * 1024 * 1024
REVISIT_HOT_HOURS = 1  # between two looks at an article in its first day, when most corrections are made
REVISIT_WARM_HOURS = 24  # in its first week: late corrections, and texts that are completed
REVISIT_COLD_DAYS = 30  # ever after: mostly to learn that a page is gone
REVISIT_MOST = 500  # articles a run that are looked at for their age alone: a quarter of an hour at a polite pace
FEED_REST_HOURS = 6  # the longest that a feed without anything new is left alone; 0: every run reads it
FULL_PASS_DAYS = 7  # a listing is paged to its end this often, else to the first page that is wholly known

# ---- what is not used ----------------------------------------------------------------------------------------------

COOKIES_ENABLED = False  # no tracking, and no session in URLs; a site's `cookies` are sent as they stand
TELNETCONSOLE_ENABLED = False  # no listening port at all
REMOTE_CONTROL_ENABLED = False
DOWNLOADER_STATS = True

# ---- logs ----------------------------------------------------------------------------------------------------------

LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []
LOG_JSON = False  # True: every log line is a JSON object, with the process that the run reports name
STATS_DUMP = False  # the run report says it
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads every callback's source at start

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"  # as the default, but said: async code needs it

# ---- the river: output, ledger, workers ------------------------------------------------------------------------------

OUTPUT_DIR = "output"  # where each site's folder and the ledger lie
LEDGER_URL = None  # a database for the ledger; None: SQLite in OUTPUT_DIR. PostgreSQL when several machines share it
LOAD_URL = None  # a database that `scrapy load --follow` fills during the crawl, as postgresql://USER@HOST/NAME
EVENT_CONFIDENCE = None  # events less sure than this (0 to 1) are left out; None: as docs/events.md says, with what each costs
NOTIFY_WEBHOOK = None  # an address that gets a JSON message when a site breaks, once an outage; `--notify` sets it
NOTIFY_COMMAND = None  # a command that gets the same on its standard input
METRICS_FILE = None  # a file that tells Prometheus of the last run of every site, as /var/lib/node_exporter/dragoman.prom
SPACY_MODEL = None  # the language model; None: the medium English one, or the small one where that is missing
SPACY_PLAIN = False  # True: through the model by spaCy's own way, five times as slow, for the same entities and events

WORKER_ANNOTATORS = 0  # processes that annotate; 0: one a core, as far as memory reaches (1.3 GB each)
WORKER_CLEANERS = 0  # processes that clean; 0: one for every two cores, because cleaning costs a fraction
WORKER_CLEAN_SECONDS = 10  # of CPU time for one page, 4 × that by the clock; usual 0.03, for 20 MB of markup a few
WORKER_ANNOTATE_SECONDS = 30  # of CPU time for one article, and again for every 8 articles or 50,000 characters of a batch
WORKER_MEMORY = 1 << 30  # bytes beyond what a worker has after its start; a 10 MB page's tree takes some 300 MB
WORKER_BATCH = 8  # articles annotated together: spaCy's best speed, and quickly halved when one kills its worker
# of a file that one worker annotates at a time with --ray: a minute or two of work to lose with a machine
RAY_PART_BYTES = 16 << 20
STOP_SECONDS = 7  # from a signal until what is still under way is left for the next run; cron's and systemd's patience is longer

ITEM_PIPELINES = {  # a user's own pipelines stand between 400 and 900 and get Documents and Rejected
    "crawler.pipelines.Clean": 100,
    "crawler.spiders.window.InWindow": 150,  # since and until, where only the page itself says when it was published
    "crawler.pipelines.Unique": 200,
    "crawler.pipelines.Annotate": 300,
    "crawler.pipelines.Check": 400,
    "crawler.pipelines.Write": 900,
}
EXTENSIONS = {
    "crawler.extensions.River": 0,
    "crawler.extensions.loading.Loading": 10,
    "scrapy.extensions.logstats.LogStats": None,  # the display and the balance say more
    "scrapy.extensions.memusage.MemoryUsage": None,  # would mail; workers have bounds of their own
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.remote_control.RemoteControl": None,  # off, and yet it would import aiohttp: a tenth of the start
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
}
LOG_FORMATTER = "crawler.extensions.LogWords"  # no page text, no control characters
