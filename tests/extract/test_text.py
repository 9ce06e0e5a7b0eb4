"""The text is made of plain characters and its blocks say what its stretches are; bytes are read in the encoding they are in."""

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from crawler.extract.boilerplate import HEADLINES, Learner, line_keys
from crawler.extract.continued import joined
from crawler.extract.dateline import dateline
from crawler.extract.encoding import decode, repair_mojibake
from crawler.model import Article
from crawler.read import clean
from tests.extract.test_verdicts import PROSE

URL = "https://herald.example/2026/canal-talks"
RUSSIAN = (
    "Переговоры о канале между Марландией и Кестрией завершились во вторник без результата, как сообщили вечером обе делегации.",
    "Они снова встретятся в мае, сказала посредница Ильзе Брандволь, которая говорила о хорошей атмосфере и трудных вопросах.",
)


def read(body, **options):
    return clean(f"<html><body><article><h1>Talks on the canal end</h1>{body}</article></body></html>", URL, **options)


def kinds(article):
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def test_blocks_tell_headings_lists_quotes_and_tables_apart():
    article = read(
        f"<p>{PROSE[0]}</p><h2>What was agreed</h2><ul><li>the repair of both locks</li><li>a common service of pilots</li></ul>"
        f"<blockquote><p>{PROSE[3]}</p></blockquote><table><tr><th>Port</th><th>Ships</th></tr><tr><td>Orun</td><td>7</td></tr></table>"
        f"<p>{PROSE[1]}</p><p>{PROSE[2]}</p>"
    )
    assert kinds(article) == [
        ("paragraph", PROSE[0]), ("heading", "What was agreed"), ("list", "the repair of both locks\na common service of pilots"),
        ("quote", PROSE[3]), ("table", "Port | Ships\nOrun | 7"), ("paragraph", PROSE[1]), ("paragraph", PROSE[2]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("BAKU, 2 March – The ministers met in the capital.", "BAKU, 2 March – "),
        ("LONDON, November 4. /AGENCY/. The ministers met.", "LONDON, November 4. /AGENCY/. "),
        ("WASHINGTON, March 4 (Agency) - The ministers met.", "WASHINGTON, March 4 (Agency) - "),
        ("Steinort (cna) – Die Minister trafen sich.", "Steinort (cna) – "),
        ("МОСКВА, 2 марта. /АГЕНТСТВО/. Министры встретились.", "МОСКВА, 2 марта. /АГЕНТСТВО/. "),
        ("Bakı, 11 mart, AGENTLİK - Nazirlər görüşdülər.", "Bakı, 11 mart, AGENTLİK - "),
        ("The ministers met on 2 March – a Monday – in the capital.", ""),
        ("On 2 March, the ministers met.", ""),
        ("Nobody knows (yet) – and nobody asks.", ""),
    ],
)
def test_the_dateline_is_told_from_the_sentence(text, line):
    assert text[: dateline(text)] == line


def test_the_dateline_stays_in_the_text_and_is_marked():
    article = read(f"<p>STEINORT, 3 March (Agency) – {PROSE[0]}</p><p>{PROSE[1]}</p><p>{PROSE[2]}</p>")
    assert kinds(article)[:2] == [("dateline", "STEINORT, 3 March (Agency) – "), ("paragraph", PROSE[0])]


def test_odd_characters_become_plain_ones():
    article = read(
        f"<p>The o\ufb03ce of\u00a0the Minis\u00adter at Cafe\u0301 Steinort\u200b is open again. {PROSE[0]}</p><p>{PROSE[1]}</p>"
    )
    assert article.text.startswith("The office of the Minister at Café Steinort is open again. ")


def test_paragraphs_parted_by_line_breaks_are_not_glued():
    article = read(f"<div>{'<br><br>'.join(PROSE)}</div>")
    assert article.text.split("\n\n") == PROSE


def test_every_block_lies_in_the_text_and_they_follow_each_other():
    article = read("".join(f"<p>{p}</p>" for p in PROSE))
    ends = [0, *(b.end for b in article.blocks)]
    assert all(b.start >= end for b, end in zip(article.blocks, ends, strict=False))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("declared", ["meta", "header", "nowhere", "wrongly"])
def test_bytes_are_read_in_the_encoding_they_are_in(encoding, declared):
    if encoding == "koi8-r" and declared in ("nowhere", "wrongly"):
        pytest.skip("nothing tells KOI8-R from Windows-1251 for certain")
    name = {"wrongly": "utf-8" if encoding.startswith("cp") else "windows-1251"}.get(declared, encoding.removesuffix("-sig"))
    meta = f'<meta charset="{name}">' if declared in ("meta", "wrongly") else ""
    headers = (("content-type", f"text/html; charset={name}"),) if declared == "header" else ()
    body = f"<html><head>{meta}<title>Т</title></head><body><h1>Переговоры</h1><p>{RUSSIAN[0]}</p><p>{RUSSIAN[1]}</p></body></html>"
    article = clean(body.encode(encoding), URL, headers=headers)
    assert article.text == "\n\n".join(RUSSIAN)
    wrong = [w for w in article.extraction.warnings if w.startswith("encoding: meta says")]
    assert bool(wrong) == (declared == "wrongly" and encoding == "utf-8")


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [("gb2312", "gb18030", "陈望舒会见喆先生"), ("shift_jis", "cp932", "①髙橋大臣"), ("iso-8859-1", "cp1252", "“quoted” – €5")],
)
def test_labels_are_read_as_browsers_read_them(label, encoding, text):
    found = decode(f'<meta charset="{label}"><p>{text}</p>'.encode(encoding))
    assert text in found.text


def test_mojibake_is_put_right_and_told():
    good = "“The café is open,” said Zoë – and the naïve façade, too. It’s für alle. " * 3
    broken = good.encode().decode("cp1252", "ignore")
    broken = "".join(
        bytes([b]).decode("cp1252", "replace") if bytes([b]) not in (b"\x9d", b"\x81") else chr(b) for b in good.encode()
    )
    assert repair_mojibake(broken) == (good, "encoding: mojibake repaired")
    assert repair_mojibake(good) == (good, None)
    assert repair_mojibake("Ã is a letter, and so is Â.")[1] is None


@given(st.binary(max_size=3000))
@trials(max_examples=60, deadline=None)
def test_no_bytes_raise(body):
    decode(body)
    clean(body, URL)


def article(title, *paragraphs):
    body = "".join(f"<p>{p}</p>" for p in (*PROSE[:3], *paragraphs))
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    found = clean(page, f"https://herald.example/{abs(hash(title))}")
    assert isinstance(found, Article)
    return found


def test_a_line_is_the_sites_when_it_stands_under_three_different_headlines():
    slogan = "The Herald has told the coast its own story since the year 1871."
    learner = Learner()
    learner.learn([article("Talks on the canal end", slogan)] * 5)
    assert slogan not in learner
    learner.learn([article(f"Story number {n} of the coast", slogan) for n in range(HEADLINES - 1)])
    assert slogan in learner
    assert slogan in learner.learned()
    assert slogan in line_keys(article("Another story altogether", slogan))


def test_what_was_learned_is_left_out():
    slogan = "The Herald has told the coast its own story since the year 1871."
    body = "".join(f"<p>{p}</p>" for p in (*PROSE, slogan))
    assert slogan in read(body).text
    assert slogan not in read(body, boilerplate={slogan}).text


def test_an_article_over_several_pages_is_told_and_can_be_joined():
    head = '<link rel="next" href="/2026/canal-talks?page=2">'
    first = clean(f"<html><head>{head}</head><body><h1>Talks</h1><p>{PROSE[0]}</p><p>{PROSE[1]}</p></body></html>", URL)
    second = clean(f"<html><body><h1>Talks</h1><p>{PROSE[1]}</p><p>{PROSE[2]}</p></body></html>", URL + "?page=2")
    assert first.extraction.warnings == (f"continues: {URL}?page=2",)
    whole = joined([first, second])
    assert whole.text.split("\n\n") == PROSE[:3]
    assert [whole.text[b.start : b.end] for b in whole.blocks] == PROSE[:3]
    assert whole.extraction.warnings == ("pages: 2 joined",)


@pytest.mark.parametrize(
    "href", ["/2026/ferry-cancelled", "/news/43", "https://other.example/2026/canal-talks?page=2", "/2026/canal-talks?id=8"]
)
def test_the_next_article_is_not_the_next_page(href):
    page = f'<html><head><link rel="next" href="{href}"></head><body><h1>Talks</h1><p>{PROSE[0]}</p><p>{PROSE[1]}</p></body></html>'
    assert clean(page, URL if "canal" in href else "https://herald.example/news/42").extraction.warnings == ()


def test_of_several_articles_on_a_page_the_one_under_the_headline_is_read():
    other = "".join(f"<p>{'The keeper of the lighthouse has seen forty winters on the cape. ' * 4}</p>" for _ in range(3))
    page = (
        f"<html><head><title>Talks on the canal end</title></head><body><article><h1>Talks on the canal end</h1>"
        f"{''.join(f'<p>{p}</p>' for p in PROSE)}</article><article><h1>The keeper of the light</h1>{other}</article></body></html>"
    )
    found = clean(page, URL)
    assert found.text.split("\n\n") == PROSE
    assert found.extraction.warnings == ("articles: 2 on the page, the one under its headline was read",)
