"""The spider of one page from anywhere: `scrapy crawl article -a url=URL[,URL]`, no definition needed."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from crawler.model import Find, Site
from crawler.model.url import MalformedUrl, host_of
from crawler.spiders.site import SiteSpider
from crawler.spiders.window import BadArgument


class ArticleSpider(SiteSpider):
    """Fetches the given URLs and nothing else. Its site is made of their hosts."""

    name = "article"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        cls.site = site_of(str(kwargs.get("url") or ""))
        return super().from_crawler(crawler, *args, **kwargs)


def site_of(urls: str) -> Site:
    """A definition for the hosts of these URLs (separated by commas). Raises BadArgument."""
    given = [u.strip() for u in urls.split(",") if u.strip()]
    if not given:
        raise BadArgument("the spider `article` needs -a url=URL")
    try:
        hosts = tuple(dict.fromkeys(host_of(u) for u in given))
    except MalformedUrl as error:
        raise BadArgument(f"url: {error}") from None
    return Site(id="article", name="Single articles", hosts=hosts, find=(Find(listing=given[0]),))
