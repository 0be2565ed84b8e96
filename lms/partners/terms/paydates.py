"""Pay dates of outsourced work (フリーランス法4条): days counted from the day of receipt, that day included."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

LATEST_DAY = 60
LATEST_DAY_REORDERED = 30
END_OF_MONTH = 31


def day_number(first: date, day: date) -> int:
    """Which day `day` is, counted from `first` as day 1 (「受領した日から起算して」)."""
    return (day - first).days + 1


def paid_in_time(receipt: date, pay: date) -> bool:
    """Whether a pay date lies within 60 days from receipt (L12: day 60 is accepted, day 61 refused)."""
    return 0 < day_number(receipt, pay) <= LATEST_DAY


def reordered_paid_in_time(first_orderer_pays: date, pay: date) -> bool:
    """Whether re-ordered work is paid within 30 days from the first orderer's pay date."""
    return day_number(first_orderer_pays, pay) <= LATEST_DAY_REORDERED


def latest_pay_date(receipt: date) -> date:
    """Day 60."""
    return receipt + timedelta(days=LATEST_DAY - 1)


def monthly_pay_date(receipt: date, months_after: int, day: int) -> date:
    """The pay date of work received in a month that is closed on its last day; `day` 31 is the end of the month."""
    month = receipt.month - 1 + months_after
    year, month = receipt.year + month // 12, month % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def longest_wait(months_after: int, day: int) -> int:
    """Days from receipt to pay in the worst month (work received on the 1st), over a leap year and a common year."""
    return max(
        day_number(date(year, month, 1), monthly_pay_date(date(year, month, 1), months_after, day))
        for year in (2027, 2028)
        for month in range(1, 13)
    )
