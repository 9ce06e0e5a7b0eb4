"""Near-copies: how many of the edited ones are found, and is anything found that is none? `pytest -rP` shows the table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.ledger import Ledger, Signature
from crawler.model import Source
from tests.newsroom.bulk import bulk, copies

ARTICLES = 120
AGENCY = "agency"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """An agency's, beside a ministry's articles, all of them originals."""
    url = f"sqlite:///{tmp_path_factory.mktemp('near')}/ledger.db"
    ministry, agency = (Ledger.open(url, site, run="r") for site in ("bulk", "copies"))
    for piece in bulk(ARTICLES):
        ministry.copies.add(document(piece), Signature.of(piece.versions[0].text))
    ministry.flush()
    yield agency
    ministry.close()
    agency.close()


def document(piece: Any) -> Any:
    """What the copies look at of a document."""
    source = Source(site=piece.site, kind="ministry")
    return SimpleNamespace(id=piece.path, source=source, published=piece.appears.astimezone(UTC))


def found_of(ledger: Ledger, share: float) -> tuple[float, float]:
    """(recall, precision) over one edited copy of every article, printed by another site in the same week."""
    right = wrong = 0
    edited = copies(bulk(ARTICLES), share)
    for piece in edited:
        original = ledger.copies.original(f"copy {piece.path}", AGENCY, piece.appears.date(), Signature.of(piece.versions[0].text))
        assert piece.copy_of is not None
        right += original == piece.copy_of[1]
        wrong += original not in (None, piece.copy_of[1])
    return right / len(edited), right / max(1, right + wrong)


@pytest.mark.parametrize(
    ("share", "least"), [(0.0, 1.0), (0.05, 1.0), (0.1, 1.0), (0.15, 1.0), (0.2, 0.98), (0.25, 0.95), (0.3, 0.85)]
)
def test_copies_with_up_to_three_of_ten_words_changed_are_found(ledger: Ledger, share: float, least: float) -> None:
    recall, precision = found_of(ledger, share)
    print(f"{share:.0%} of the words changed: recall {recall:.3f}, precision {precision:.3f}")
    assert recall >= least
    assert precision == 1.0


def test_articles_of_their_own_are_nobody_s_copies(ledger: Ledger) -> None:
    others = bulk(ARTICLES, seed=8)
    day = datetime(2026, 1, 7, tzinfo=UTC).date()
    taken = [o for p in others if (o := ledger.copies.original(f"new {p.path}", AGENCY, day, Signature.of(p.versions[0].text)))]
    assert taken == []


def test_a_daily_report_with_other_figures_is_no_copy_of_yesterday_s(tmp_path: Path) -> None:
    """At home only what is nearly the same is a copy: the figures are the news."""
    frame = (
        "On {} the border post at the eastern bridge registered {} vehicles and {} persons entering, and {} vehicles leaving, "
        "of which {} were lorries. The longest queue was {} minutes at {} o'clock. Water stood at {} centimetres at the gauge, "
        "the wind came from the {}, and ferries made {} crossings with {} passengers and {} bicycles on board in all."
    )
    days = (
        ("Monday", 412, 1093, 398, 77, 25, 8, 143, "north", 22, 640, 31),
        ("Tuesday", 377, 988, 401, 64, 40, 17, 139, "west", 20, 592, 18),
    )
    opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.db", "bulk", run="r")
    try:
        first, second = (frame.format(*day) for day in days)
        monday = SimpleNamespace(
            id="monday", source=Source(site="bulk", kind="ministry"), published=datetime(2026, 3, 2, tzinfo=UTC)
        )
        opened.copies.add(monday, Signature.of(first))
        assert opened.copies.original("tuesday", "ministry", datetime(2026, 3, 3, tzinfo=UTC).date(), Signature.of(second)) is None
        assert opened.copies.original("again", "ministry", datetime(2026, 3, 3, tzinfo=UTC).date(), Signature.of(first)) == "monday"
    finally:
        opened.close()
