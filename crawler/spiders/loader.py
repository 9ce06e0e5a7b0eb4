"""Which spiders are there? One for every site definition, and `article` for any URL.

Names come from file names alone, so that `scrapy list` opens no definition; a definition is read when its spider is asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

ARTICLE = "article"
BUNDLED = (Path(__file__).parent.parent / "sites", Path(__file__).parent.parent / "demo")


def site_folders(settings: BaseSettings) -> list[Path]:
    """Where definitions lie: our own, then the user's SITES_DIR (several are separated by commas); later ones win."""
    given: Any = settings.getlist("SITES_DIR")
    return [*BUNDLED, *(Path(folder) for folder in given if folder)]


class SiteSpiderLoader:
    """Scrapy's SPIDER_LOADER_CLASS over site definitions."""

    def __init__(self, settings: BaseSettings) -> None:
        self._folders = site_folders(settings)
        self._files: dict[str, Path] | None = None

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> SiteSpiderLoader:
        return cls(settings)

    def list(self) -> list[str]:
        """All names, sorted."""
        return sorted([ARTICLE, *self.files()])

    def files(self) -> dict[str, Path]:
        """The definition file of each site."""
        if self._files is None:
            from crawler.sites import site_files

            self._files = site_files(self._folders)
        return self._files

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of that name. Raises KeyError for an unknown one and SiteError for a bad definition."""
        if spider_name == ARTICLE:
            from crawler.spiders.article import ArticleSpider

            return ArticleSpider
        path = self.files().get(spider_name)
        if path is None:
            raise KeyError(f"Spider not found: {spider_name}{self._nearest(spider_name)}")
        from crawler.sites import load_site
        from crawler.spiders.site import spider_for

        return spider_for(load_site(path, name=spider_name))

    def find_by_request(self, request: Request) -> list[str]:
        """The sites whose hosts the request's is one of (`scrapy shell URL` asks): reads every definition."""
        from crawler.model.url import MalformedUrl, host_of
        from crawler.sites import load_site

        try:
            host = host_of(request.url)
        except MalformedUrl:
            return []
        return [name for name, path in self.files().items() if host in load_site(path, name=name).hosts]

    def _nearest(self, name: str) -> str:
        import difflib

        close = difflib.get_close_matches(name, self.list(), n=3)
        return f" (did you mean {', '.join(close)}?)" if close else "; `scrapy list` shows all"
