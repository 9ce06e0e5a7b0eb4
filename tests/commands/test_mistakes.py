"""A slip of a user's pen: one clear line, the right exit code, nothing fetched and no traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

import crawler.settings
from crawler import workers
from crawler.extensions.checks import FLAGS, LEAST, LEAST_WHOLE, check
from crawler.extensions.hub import limits_of

HOUSE = Path(__file__).parents[2]


def settings(**given: object) -> Settings:
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    for name, value in given.items():
        made.set(name, value, priority="cmdline")
    return made


def test_the_settings_as_they_come_are_no_mistake() -> None:
    check(settings())
    check(settings(DOWNLOAD_DELAY="0.5", WORKER_BATCH="4", LOG_LEVEL="warning", ALLOW_PRIVATE="1", LOAD_URL="sqlite:///x.db"))


@pytest.mark.parametrize("name", [*LEAST_WHOLE, *LEAST])
@pytest.mark.parametrize("given", ["many", "", "-1", "nan", None])
def test_a_setting_that_is_no_number_or_too_small_is_told_with_its_name(name: str, given: str | None) -> None:
    with pytest.raises(ValueError, match=rf"^{name}=.*(is not a (whole )?number|the least that makes sense)$"):
        check(settings(**{name: given}))


@pytest.mark.parametrize("name", LEAST_WHOLE)
def test_half_an_article_is_no_number_of_articles(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}=.* is not a whole number$"):
        check(settings(**{name: LEAST_WHOLE[name] + 1.5}))


@pytest.mark.parametrize("name", FLAGS)
def test_a_flag_is_true_or_false(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}='maybe' is neither True nor False$"):
        check(settings(**{name: "maybe"}))


@pytest.mark.parametrize(
    ("name", "given", "error", "words"),
    [
        ("LOG_LEVEL", "LOUD", ValueError, "none of DEBUG"),
        ("USER_AGENT", " ", ValueError, "who comes"),
        ("LOAD_URL", "news.db", ValueError, "not a database URL"),
        ("LOAD_URL", "mysql://localhost/news", ValueError, "not one of our databases"),
        ("SPACY_MODEL", "en_core_web_xxl", FileNotFoundError, "no package and no folder"),
        ("REPLAY", "missing.warc.gz", FileNotFoundError, "no such file"),
        ("SITES_DIR", "missing", FileNotFoundError, "no such file or folder"),
    ],
)
def test_what_a_setting_names_must_be_there(name: str, given: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as told:
        check(settings(**{name: given}))
    assert name in str(told.value)


@pytest.mark.parametrize(("given", "words"), [("much", "is not a number"), ("1.5", "not between 0 and 1"), ("nan", "not between")])
def test_a_confidence_is_a_share(given: str, words: str) -> None:
    with pytest.raises(ValueError, match=f"^EVENT_CONFIDENCE=.*{words}"):
        check(settings(EVENT_CONFIDENCE=given))


def test_the_confidence_asked_for_is_the_annotators(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr(workers, "start", lambda *_, **named: given.update(named))
    limits = limits_of(settings(EVENT_CONFIDENCE="0.6"))
    workers.start_annotator(limits.memory, limits.model, limits.plain, limits.least)
    assert given["least"] == 0.6
    assert limits_of(settings()).least is None


@pytest.mark.long
def test_annotate_heeds_the_confidence_asked_for(tmp_path: Path) -> None:
    text = tmp_path / "news.txt"
    text.write_text("Kenya condemned Chad over the raid. " * 2 + "It accused Niger.", encoding="utf-8")

    def events(confidence: str) -> int:
        told = subprocess.run(
            [sys.executable, "-m", "scrapy", "annotate", str(text), "-s", f"EVENT_CONFIDENCE={confidence}"],
            cwd=HOUSE, capture_output=True, text=True, timeout=300, check=True,
        )  # fmt: skip
        return sum(len(json.loads(line)["events"]) for line in told.stdout.splitlines())

    assert events("0") > events("0.995") == 0


def test_every_number_of_ours_is_looked_at() -> None:
    ours = {name: value for name, value in vars(crawler.settings).items() if name.isupper()}
    numbers = {name for name, value in ours.items() if isinstance(value, int | float) and not isinstance(value, bool)}
    assert numbers - {"DOWNLOAD_WARNSIZE"} <= {*LEAST_WHOLE, *LEAST}


MISTAKES = {
    "no site": (["crawl"], 1, "which site"),
    "an unknown site": (["crawl", "mfa_nowhere"], 1, "mfa_nowhere"),
    "an option that is none": (["crawl", "demo_mfa", "--dance"], 1, "no such option: --dance"),
    "an argument that is none": (["crawl", "demo_mfa", "-a", "sinse=7d"], 1, "sinse"),
    "an argument without value": (["crawl", "demo_mfa", "-a", "limit"], 1, "NAME=VALUE"),
    "an argument nearly right": (["crawl", "demo_mfa", "-a", "sinec=7d"], 1, "did you mean since?"),
    "a time that is none": (["crawl", "demo_mfa", "-a", "since=yesterdayish"], 1, "yesterdayish"),
    "a month that is none": (["crawl", "demo_mfa", "-a", "since=2026-13-01"], 1, "2026-13-01"),
    "a limit in words": (["crawl", "demo_mfa", "-a", "limit=few"], 1, "few"),
    "a limit below nothing": (["crawl", "demo_mfa", "-a", "limit=-1"], 1, "-1"),
    "a way of finding that is none": (["crawl", "demo_mfa", "-a", "find=telepathy"], 1, "telepathy"),
    "an address that is none": (["crawl", "demo_mfa", "-a", "url=not a page"], 1, "not a page"),
    "an article without address": (["crawl", "article"], 1, "url"),
    "a setting that is no number": (["crawl", "demo_mfa", "-s", "FULL_PASS_DAYS=x"], 1, "FULL_PASS_DAYS='x' is not a number"),
    "a model that is not there": (["crawl", "demo_mfa", "-s", "SPACY_MODEL=nope"], 6, "SPACY_MODEL=nope"),
    "an archive that is not there": (["crawl", "demo_mfa", "-s", "REPLAY=nope.warc"], 6, "REPLAY=nope.warc"),
    "an archive that is none": (["crawl", "demo_mfa", "-s", "REPLAY={text}"], 6, "text.txt"),
    "a folder that is a file": (["crawl", "demo_mfa", "-s", "OUTPUT_DIR={text}"], 4, "text.txt"),
    "a ledger of another kind": (["crawl", "demo_mfa", "-s", "LEDGER_URL=mysql://x/y"], 4, "SQLite or PostgreSQL"),
    "a ledger in memory": (["crawl", "demo_mfa", "-s", "LEDGER_URL=sqlite://"], 4, "in memory"),
    "a folder that cannot be": (["crawl", "demo_mfa", "-s", "OUTPUT_DIR=/proc/nowhere"], 4, "/proc/nowhere"),
    "a ledger that is no database": (["crawl", "demo_mfa", "-s", "LEDGER_URL=sqlite:///{text}"], 4, "text.txt"),
    "a definition with a slip": (["crawl", "slip_bad", "-s", "SITES_DIR={folder}"], 6, "slip.yml:3"),
    "no files to annotate": (["annotate"], 1, "which files"),
    "a setting of annotate": (["annotate", "{text}", "-s", "WORKER_BATCH=x"], 1, "WORKER_BATCH='x'"),
    "a model of annotate": (["annotate", "{text}", "-s", "SPACY_MODEL=nope"], 6, "SPACY_MODEL=nope"),
    "a day that is none": (["annotate", "{text}", "--published", "tomorrow"], 1, "not a day such as"),
    "a file that is not there": (["annotate", "missing.jsonl"], 1, "missing.jsonl"),
    "a database that is none": (["load", "news.db", "{folder}"], 1, "not a database URL"),
    "nothing to load": (["load", "sqlite:///{folder}/news.db", "{folder}/missing"], 1, "missing"),
    "nothing to report": (["report", "{folder}/missing"], 1, "missing"),
    "nothing to show": (["show", "{folder}/missing"], 1, "missing"),
    "a span of time that is none": (["delta", "soonish"], 1, "soonish"),
    "a format that is none": (["export", "excel"], 1, "which table? one of gdelt"),
    "a site of no address": (["site", "new", "not a url"], 1, "not a url"),
    "a command of site that is none": (["site", "dance"], 1, "usage: scrapy site list"),
    "a kind of site that is none": (["site", "list", "--kind", "nope"], 1, "no site fits"),
    "no site of a country": (["crawl-all", "--country", "XXX"], 1, "no site fits"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_clear_line_and_an_exit_code(mistake: str, tmp_path: Path) -> None:
    arguments, code, words = MISTAKES[mistake]
    (tmp_path / "text.txt").write_text("Nothing but words, several times over.\n" * 200)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "slip.yml").write_text(
        "name: A slip\ncountry: EXA\nkindd: ministry\nlanguages: [en]\nhosts: [mfa.example]\n"
    )
    filled = [a.replace("{text}", str(tmp_path / "text.txt")).replace("{folder}", str(tmp_path)) for a in arguments]
    if arguments[0] == "crawl" and not any("OUTPUT_DIR" in a for a in arguments):
        filled += ["-s", f"OUTPUT_DIR={tmp_path / 'output'}"]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *filled], capture_output=True, text=True, cwd=HOUSE, timeout=120, check=False
    )
    said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    assert done.returncode == code, said
    assert "Traceback" not in done.stderr
    assert any(words in line for line in said), said
    assert not list((tmp_path / "output").glob("*/*.jsonl"))
