"""Where does a redirect lead? Scrapy's redirects, with a reason when they end nowhere."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as ScrapyRedirects
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.middlewares.refused import Refused
from crawler.model.url import MalformedUrl, canonical


class AlreadyAsked(IgnoreRequest):
    """A redirect to an article that this run asks for anyway: `target` is its canonical URL."""

    def __init__(self, target: str) -> None:
        super().__init__(f"redirected to {target}, which this run asks for anyway")
        self.target = target


class RedirectMiddleware(ScrapyRedirects):
    """Each step is a new request, which guard, robots and budget check; Cookie and Authorization stay with their host."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        try:
            return super().process_response(request, response)
        except ValueError as error:
            raise Refused("malformed_url", f"redirected to no URL: {str(error)[:200]}") from None

    def handle_referer(self, request: Request, response: Response) -> None:
        """No Referer is ever sent."""
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        self._referer_spider_middleware = None

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        try:
            target = canonical(redirected.url)
            passed = {canonical(url) for url in [*request.meta.get("redirect_urls", []), request.url]}
        except MalformedUrl as error:
            raise Refused("malformed_url", f"redirected to no URL: {error}") from None
        if target in passed:
            raise Refused("redirect_loop", f"redirected in a circle, back to {target}")
        if request.meta.get("redirect_times", 0) >= self.max_redirect_times:
            raise Refused("redirect_loop", f"more than {self.max_redirect_times} redirects")
        arrives_at = getattr(self.crawler.spider, "arrives_at", None)
        if arrives_at is not None and request.meta.get("role") == "article" and not arrives_at(target):
            raise AlreadyAsked(target)
        # Validators belong to the page that was asked for, not to where it moved.
        redirected.headers.pop("If-None-Match", None)
        redirected.headers.pop("If-Modified-Since", None)
        return super()._redirect(redirected, request, reason)
