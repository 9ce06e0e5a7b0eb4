"""How fast, beside what people use today? Ratios within one run: a machine's seconds mean nothing on another.

    python -m benchmarks.cleaning     a page to its article, beside trafilatura alone
    python -m benchmarks.annotating   a text to its events, beside spaCy's whole pipeline alone
    python -m benchmarks.crawling     a site to its lines, beside plain Scrapy with trafilatura; then the same site again
    python -m benchmarks.starting     commands from the shell to their first word
    python -m benchmarks.remembering  a ledger of ten million pages: opened, asked, written
    python -m benchmarks.archives     WARC records, beside warcio alone and fastwarc
    python -m benchmarks.picture      bars of what the others gave

Each takes `--help`. What they gave, where and with which versions stands in docs/benchmarks.md.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core for each way, as in our workers
