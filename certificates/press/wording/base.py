"""What every language must be able to say. A new field here is a new sentence in each of the modules beside it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from certificates.content import Evidence, Kind, Period, PrintLanguage

Plural = Literal["zero", "one", "two", "few", "many", "other"]  # the categories of CLDR
Forms = Mapping[Plural, str]  # "{n}" stands for the number; "other" is there in every language


def invariable(count: int) -> Plural:
    """One form for all: after a number Turkish and Persian nouns have no plural; nor have abbreviations."""
    del count
    return "other"


def one_or_more(count: int) -> Plural:
    """German and English, whole numbers (CLDR)."""
    return "one" if count == 1 else "other"


def east_slavic(count: int) -> Plural:
    """Ukrainian and Russian, whole numbers (CLDR): 1, 21, 31 … · 2-4, 22-24 … · all others, as 0, 5-20, 25-30."""
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14} else "many"


def arabic(count: int) -> Plural:
    """Arabic, whole numbers (CLDR): 0 · 1 · 2 · 3-10, 103-110 … · 11-99, 111-199 … · all others, as 100-102."""
    if count < 3:
        return ("zero", "one", "two")[count]
    last = count % 100
    if 3 <= last <= 10:
        return "few"
    return "many" if last >= 11 else "other"


@dataclass(frozen=True, slots=True)
class Units:
    """How hours and minutes are written: `short` for columns and lists, `long` for running text."""

    plural: Callable[[int], Plural]
    grouping: str  # between each three digits
    short_hours: Forms
    short_minutes: Forms
    long_hours: Forms
    long_minutes: Forms
    joined: str = "{hours} {minutes}"

    def write(self, count: int, forms: Forms) -> str:
        """The number with its unit. No line ends between the two."""
        form = forms.get(self.plural(count), forms["other"])
        return form.replace("{n}", f"{count:,d}".replace(",", self.grouping)).replace(" ", "\u00a0")


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed texts of one language, and how it writes dates, numbers and durations.

    Digits are Latin in every language: number, code and dates are compared with German papers and typed in again.
    Dates are Gregorian for the same reason.
    """

    language: PrintLanguage
    direction: Literal["ltr", "rtl"]
    months: tuple[str, ...]  # in the case that a date asks for
    date_form: str
    span_form: str
    ongoing_form: str
    units: Units
    title: dict[Kind, str]
    record_subtitle: dict[bool, str]  # by `unpaid`
    thanks_opening: str  # the name follows on its own line, uninflected
    thanks_text: dict[bool, str]  # by `unpaid`
    thanks_more: str
    role: str
    birth_date: str
    period: str
    hours: str
    manner: str
    unpaid: str
    activities: str
    activity: str
    organisation: str
    total: str
    years: str
    competences: str
    competences_text: str
    trainings: str
    evidence: dict[Evidence, str]
    record_thanks: str
    number: str
    code: str
    replaces: str
    verify: str
    verify_link: str
    withdraw: str
    withdraw_link: str
    seal: str  # what a screen reader calls the field of the signature
    qr: str
    page: str

    def duration(self, minutes: int) -> tuple[str, str]:
        """Whole hours and the minutes beyond them, short and exact: ("12 Std.", "30 Min."). A part of nothing is ""."""
        hours, rest = divmod(minutes, 60)
        units = self.units
        return (
            units.write(hours, units.short_hours) if hours or not rest else "",
            units.write(rest, units.short_minutes) if rest else "",
        )

    def duration_text(self, minutes: int) -> str:
        """12 Std. 30 Min."""
        return " ".join(filter(None, self.duration(minutes)))

    def duration_words(self, minutes: int) -> str:
        """12 Stunden 30 Minuten, in the plural forms of the language."""
        hours, rest = divmod(minutes, 60)
        units = self.units
        if not rest:
            return units.write(hours, units.long_hours)
        in_words = units.write(rest, units.long_minutes)
        if not hours:
            return in_words
        return units.joined.format(hours=units.write(hours, units.long_hours), minutes=in_words)

    def date(self, day: dt.date) -> str:
        """1. März 2025."""
        return self.date_form.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def span(self, period: Period) -> str:
        """From the first to the last day; one that goes on says up to when it was counted."""
        start, end = self.date(period.start), self.date(period.end)
        if period.ongoing:
            return self.ongoing_form.format(start=start, end=end)
        return start if start == end else self.span_form.format(start=start, end=end)
