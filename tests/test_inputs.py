"""What `scrapy annotate` is given is told by its content; what can't be read is said, and costs no neighbour."""

import gzip
import io
import json
from datetime import date

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.inputs import Given, UnreadableInput, read
from crawler.model import Article, Page, Rejected

TEXT = "Foreign Minister Leyla Qasimli met Orhan Tezel in Baku."
HTML = b"<!DOCTYPE html><html><body><p>Foreign Minister Leyla Qasimli met Orhan Tezel in Baku.</p></body></html>"


def things(path, content, published=None):
    path.write_bytes(content)
    return [i.what for i in read(str(path), Given(published=published))]


def warc(*pages, squeeze=True):
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=squeeze)
    for url, status, kind, body in pages:
        headers = StatusAndHeaders(status, [("Content-Type", kind), ("Content-Length", str(len(body)))], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2026-03-02T10:00:00Z"},
            )
        )
    return buffer.getvalue()


def test_a_text_is_an_article_with_a_name_made_from_its_content(tmp_path):
    first, again = things(tmp_path / "a.txt", TEXT.encode()), things(tmp_path / "b.dat", TEXT.encode())
    assert isinstance(first[0], Article)
    assert first[0].text == TEXT
    assert first[0].url == again[0].url
    assert first[0].url.startswith("urn:sha256:")


def test_html_is_a_page_whatever_its_file_is_called(tmp_path):
    (page,) = things(tmp_path / "page.txt", HTML)
    assert isinstance(page, Page)
    assert page.body == HTML


@pytest.mark.parametrize("squeeze", [bytes, gzip.compress])
def test_json_lines_hold_texts_and_pages_and_a_bad_line_costs_only_itself(tmp_path, squeeze):
    rows = [
        json.dumps({"text": TEXT, "title": "T", "published": "2026-03-02", "url": "https://mfa.example/1"}),
        "{broken",
        json.dumps({"html": HTML.decode(), "url": "https://mfa.example/2"}),
        json.dumps({"text": TEXT, "published": "yesterday"}),
        json.dumps({"url": "https://mfa.example/3"}),
    ]
    article, broken, page, undated, empty = things(tmp_path / "rows", squeeze("\n".join(rows).encode()))
    assert (article.url, article.published) == ("https://mfa.example/1", date(2026, 3, 2))
    assert page.url == "https://mfa.example/2"
    assert [type(x) for x in (broken, undated, empty)] == [Rejected] * 3
    assert "yesterday" in undated.detail
    assert "neither" in empty.detail


@pytest.mark.parametrize(
    ("given", "read_as"),
    [("2026-03-02T10:00:00+04:00", "2026-03-02"), ("June 12, 2026", "2026-06-12"), ("2 March 2026", "2026-03-02")],
)
def test_a_publication_day_may_be_in_words(tmp_path, given, read_as):
    (article,) = things(tmp_path / "rows", json.dumps({"text": TEXT, "published": given}).encode())
    assert article.published.isoformat()[:10] == read_as


def test_a_warc_gives_its_pages_with_the_time_they_were_fetched(tmp_path):
    archive = warc(
        ("https://mfa.example/1", "200 OK", "text/html", HTML), ("https://mfa.example/x", "404 Not Found", "text/html", b"no")
    )
    (page,) = things(tmp_path / "a.warc.gz", archive)
    assert (page.url, page.fetched.isoformat()) == ("https://mfa.example/1", "2026-03-02T10:00:00+00:00")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfeT\x00", "not UTF-8"),
        (b"WARC/1.0\r\nnonsense", "not a whole WARC"),
        (gzip.compress(b"WARC/1.0\r\nbad"), "not a whole WARC"),
    ],
    ids=["text", "warc", "gzip"],
)
def test_what_cannot_be_read_is_said_with_the_files_name(tmp_path, content, said):
    with pytest.raises(UnreadableInput, match=f"input.*{said}"):
        things(tmp_path / "input", content)


def test_a_page_that_was_cut_off_in_the_archive_is_rejected_and_its_neighbours_are_kept(tmp_path):
    whole = warc(
        ("https://mfa.example/1", "200 OK", "text/html", HTML),
        ("https://mfa.example/2", "200 OK", "text/html", HTML),
        squeeze=False,
    )
    page, *rest = things(tmp_path / "a.warc", whole[: -len(HTML) // 2])
    assert isinstance(page, Page)
    assert [type(r) for r in rest] == [Rejected]
    assert "cut off" in rest[0].detail


def test_a_missing_file_is_said_without_a_traceback(tmp_path):
    with pytest.raises(UnreadableInput, match="No such file"):
        list(read(str(tmp_path / "none.txt"), Given()))
