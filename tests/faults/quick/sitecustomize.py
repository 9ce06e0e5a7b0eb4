"""Put on PYTHONPATH by the fault tests: every process of a run gets an annotator that is ready at once, and pages that kill.

A text that says one of the words below does to its worker what the word says; so a real crawl meets a real death.
With LIGHT set, cleaning takes the newsroom's pages apart by their own marks: for trials of so many pages that reading them would
take most of the time.
"""

import ctypes
import html
import importlib.abc
import importlib.util
import multiprocessing
import os
import re
import sys
from datetime import datetime

WORDS = {
    "raiseerror": lambda: {}["no such key"],
    "dieatonce": lambda: os._exit(7),
    "segfault": lambda: ctypes.string_at(0),
    "killed": lambda: os.kill(os.getpid(), 9),
    "hangforever": lambda: ctypes.CDLL(None).sleep(600),
    "spinforever": lambda: exec("while True: pass"),
    "eatmemory": lambda: bytearray(1 << 36),
}


def obey(text, prefix):
    for word, act in WORDS.items():
        if prefix + word in text and not os.environ.get("MENDED"):
            act()


class Annotator:
    @classmethod
    def load(cls, language="en", model=None, **_how):
        if os.environ.get("NO_MODEL"):
            raise OSError("no such model")
        return cls()

    def at(self, least):
        return self

    def annotate_many(self, requests):
        from crawler.model import Annotation, Entity, Mention

        found = []
        for request in requests:
            obey(request.text, "annotating-")
            word = request.text.split()[0]
            mention = Mention(text=word, start=request.text.index(word), end=request.text.index(word) + len(word))
            found.append(Annotation(entities=(Entity(id=0, label="ORG", name=word, mentions=(mention,)),)))
        return found


def change_annotate(module):
    module.Annotator = Annotator


def light(body, url, **given):
    from crawler.model import Article, Extraction, Rejected

    text = body.decode()
    found = re.search(r"<h1>(.*?)</h1>.*datetime=\"(.*?)\".*<div class=\"news-text\">(.*?)</div>", text, re.DOTALL)
    if not found:
        return Rejected(url=url, stage="clean", reason="not_article")
    title, published, inner = found.groups()
    paragraphs = [html.unescape(p) for p in re.findall(r"<p>(.*?)</p>", inner)]
    return Article(
        url=url, title=html.unescape(title), published=datetime.fromisoformat(published), language="en",
        text="\n\n".join(paragraphs), extraction=Extraction(method="light"),
    )  # fmt: skip


def change_read(module):
    if os.environ.get("NO_EXTRACTION") and (multiprocessing.parent_process() or sys.argv[0] == "-c"):  # not in the crawler
        raise ImportError("a library is missing")
    real = light if os.environ.get("LIGHT") else module.clean

    def clean(body, url, **given):
        obey(body.decode("utf-8", "replace") if isinstance(body, bytes) else body, "cleaning-")
        return real(body, url, **given)

    module.clean = clean


def change_spider(module):
    real = module.SiteSpider.article_answered

    def article_answered(spider, response):
        if os.environ.get("BROKEN_SPIDER", "\0") in response.url:
            raise KeyError("a fault of our own")
        return real(spider, response)

    def offer(spider, entry, via, **given):
        if via == os.environ.get("BROKEN_LIST"):
            raise KeyError("a fault of our own")
        if via == os.environ.get("LEDGER_LOST_AT"):
            raise LedgerError("the ledger is lost")
        return offered(spider, entry, via, **given)

    from crawler.ledger import LedgerError

    offered = module.SiteSpider.offer
    module.SiteSpider.article_answered = article_answered
    module.SiteSpider.offer = offer


class Changed(importlib.abc.MetaPathFinder):
    changes = {"crawler.annotate": change_annotate, "crawler.read": change_read, "crawler.spiders.site": change_spider}

    def find_spec(self, name, path, target=None):
        change = self.changes.get(name)
        if change is None:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        sys.meta_path.insert(0, self)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            change(module)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Changed())
