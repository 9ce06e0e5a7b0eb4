"""Schedulers mark their runs with arguments of their own; they are no argument of the crawl."""

import pytest
from scrapy.settings import Settings

from crawler.spiders.loader import SiteSpiderLoader
from crawler.spiders.window import BadArgument


def test_the_mark_that_scrapyd_puts_on_every_run_is_not_taken_for_an_argument():
    kind = SiteSpiderLoader.from_settings(Settings({"SITES_DIR": []})).load("demo_mfa")
    assert kind(_job="60287064e83011f1").given == {}
    with pytest.raises(BadArgument, match="no such argument"):
        kind(job="60287064e83011f1")
