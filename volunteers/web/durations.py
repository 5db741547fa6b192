"""How long somebody helped, as people write it: 1:30, 1,5, 90 min, ١٫٥. Pure: text in, whole minutes out.

Where a text can be read in two ways it is refused with a question: a guess would be a wrong hour in the ledger.
"""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_HOURS = r"(?:h|std|stunden?|hrs?|hours?|год|годин[аи]?|ч|час(?:а|ов)?|saat|sa|ساعات|ساعتان|ساعة|ساعت)\.?"
_MINUTES = r"(?:'|m|min|minuten?|minutes?|mins|хв|хвилин[аи]?|мин|минут[аы]?|dk|dakika|دقائق|دقيقة|دقیقه)\.?"

_CLOCK = re.compile(rf"(\d{{1,2}}):(\d{{2}})\s*(?:{_HOURS})?")
_DECIMAL = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\s*(?:{_HOURS})?")
_WITH_UNITS = re.compile(rf"(?:(\d{{1,2}})\s*{_HOURS})?\s*(?:(?:und\s+)?(\d{{1,4}})\s*{_MINUTES})?")
_HOURS_THEN_MINUTES = re.compile(rf"(\d{{1,2}})\s*{_HOURS}\s*(\d{{2}})")  # 1h30
_PLAIN = re.compile(r"\d{1,4}")
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr)?"
_SPAN = re.compile(rf"(?:von\s+)?{_TIME}\s*(?:-|–|bis)\s*{_TIME}")
# Two figures behind the point are a part of an hour only where nobody means minutes by them: 1.30 may be either.
_QUARTERS = {"00": 0, "25": 15, "50": 30, "75": 45}
_SURELY_HOURS = 12
_SURELY_MINUTES = 25  # nobody gives 25 hours a day


class Unclear(ValueError):
    """A text that is no duration, or one that may mean two."""


def parse(text: str) -> int:
    """Whole minutes, 0 or more. Raises Unclear with a sentence that says how to write it."""
    written = _plain(text)
    if clock := _CLOCK.fullmatch(written) or _HOURS_THEN_MINUTES.fullmatch(written):
        hours, minutes = int(clock[1]), int(clock[2])
        if minutes > 59:
            raise Unclear(_("Eine Stunde hat 60 Minuten. Bitte schreib zum Beispiel 1:30 oder 90 min."))
        return hours * 60 + minutes
    if decimal := _DECIMAL.fullmatch(written):
        return int(decimal[1]) * 60 + _part(decimal[2])
    if _PLAIN.fullmatch(written):
        return _without_unit(int(written))
    if written and (units := _WITH_UNITS.fullmatch(written)):
        return int(units[1] or 0) * 60 + int(units[2] or 0)
    raise Unclear(_("Das verstehen wir nicht als Dauer. Bitte schreib zum Beispiel 1:30, 1,5 oder 90 min."))


def parse_span(text: str) -> int:
    """As `parse`, also from one time of the day to another: 17-19:30, or past midnight 22-1."""
    times = _SPAN.fullmatch(_plain(text))
    if times is None:
        return parse(text)
    start, end = (int(times[i]) * 60 + int(times[i + 1] or 0) for i in (1, 3))
    if max(start, end) > 1440 or int(times[2] or 0) > 59 or int(times[4] or 0) > 59 or start == end:
        raise Unclear(_("Diese Uhrzeiten gehen nicht auf. Bitte schreib zum Beispiel 17:00-19:30."))
    return (end - start) % 1440 or 1440


def written(minutes: int) -> str:
    """90 as ``1:30``: what `parse` reads back."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def western(text: str) -> str:
    """The text with the digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


class DurationField(forms.CharField):
    """A duration in words of one's own; cleans to whole minutes, or None where it may be left out."""

    def __init__(self, **kwargs: Any) -> None:
        """At most 40 characters: no duration is longer."""
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: object) -> int | None:
        """The minutes. Raises ValidationError with the sentence of `parse`."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse(text)
        except Unclear as error:
            raise ValidationError(str(error), code="unclear") from error


def _plain(text: str) -> str:
    """Small letters, our digits, a point for every decimal sign, a colon for every colon."""
    plain = western(unicodedata.normalize("NFKC", text)).casefold()
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")  # marks of direction
    return " ".join(plain.replace("٫", ".").replace("،", ".").replace(",", ".").replace("′", "'").split())


def _part(figures: str) -> int:
    """Minutes of a decimal part of an hour."""
    if len(figures) == 1:
        return int(figures) * 6
    if figures not in _QUARTERS:
        raise Unclear(_("Meinst du Stunden und Minuten? Dann schreib bitte 1:30. Ein Teil einer Stunde geht so: 1,5."))
    return _QUARTERS[figures]


def _without_unit(number: int) -> int:
    if number <= _SURELY_HOURS:
        return number * 60
    if number >= _SURELY_MINUTES:
        return number
    raise Unclear(
        _("Meinst du %(number)s Minuten oder Stunden? Bitte schreib min oder Std. dazu.") % {"number": number}
    )
