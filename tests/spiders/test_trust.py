"""Which times of a list are believed, and that asking costs no more than reading them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.spiders.trust import honest

DAY = datetime(2026, 3, 2, tzinfo=UTC)


class Moment(datetime):
    """A time that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Moment.compared += 1
        return super().__eq__(other)

    __hash__ = datetime.__hash__


@pytest.mark.parametrize(("alike", "believed"), [(3, True), (8, True), (9, False), (10, False)])
def test_times_that_are_nearly_all_one_moment_tell_of_the_generator(alike: int, believed: bool) -> None:
    times = [DAY] * alike + [DAY + timedelta(days=n) for n in range(1, 11 - alike)]
    assert honest(times) is believed
    assert honest([None, *times, None]) is believed


def test_a_list_of_a_hundred_thousand_times_is_weighed_in_one_pass() -> None:
    """Each compared with each would hold the whole run for minutes: the reactor waits meanwhile."""
    times = [Moment(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=n // 2) for n in range(2_000)]
    Moment.compared = 0
    assert all(isinstance(t, Moment) for t in times)
    assert honest(times)
    assert Moment.compared < 10 * len(times)
