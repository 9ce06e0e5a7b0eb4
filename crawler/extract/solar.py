"""Which day of our calendar is a day of the Solar Hijri one, by which Iran and Afghanistan date their pages?"""

from __future__ import annotations

from datetime import date

YEARS = range(1370, 1416)
"""1991 to 2037, as the Web is no older. The lunar calendar's years of that time are higher, so that a year tells which is meant."""

_EPOCH = date(2021, 3, 21).toordinal()
"""1 Farvardin 1400."""


def gregorian(year: int, month: int, day: int) -> date:
    """The day; ValueError where there is none.

    Leap years by the cycle of 33 years, which agrees with the equinox for all of `YEARS`.
    """
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= _length(year, month):
        raise ValueError(f"{year}-{month}-{day} is no day of the Solar Hijri calendar between {YEARS[0]} and {YEARS[-1]}")
    new_year = _EPOCH + 365 * (year - 1400) + _leaps_before(year) - _leaps_before(1400)
    before = 31 * (month - 1) if month < 7 else 186 + 30 * (month - 7)
    return date.fromordinal(new_year + before + day - 1)


def _length(year: int, month: int) -> int:
    if month == 12:
        return 30 if _leaps_before(year + 1) > _leaps_before(year) else 29
    return 31 if month < 7 else 30


def _leaps_before(year: int) -> int:
    """Leap years before a year, up to a constant: eight in 33, four years apart and once five."""
    cycle, place = divmod(year + 1595, 33)
    return 8 * cycle + (place + 3) // 4
