"""Days and times are written one way in a language, and no day can be taken for another."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils.formats import date_format, get_format
from django.utils.translation import override

MOMENT = dt.datetime(2026, 7, 3, 16, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_time_stands_beside_the_day_as_it_is_written_alone(language: str) -> None:
    for day, moment in (("SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT"), ("DATE_FORMAT", "DATETIME_FORMAT")):
        alone, beside = (str(get_format(name, lang=language)) for name in (day, moment))
        assert beside.startswith(alone)


@pytest.mark.parametrize(
    ("language", "written"),
    [("de", "03.07.2026 16:05"), ("en", "3 Jul 2026, 16:05"), ("ar", "03\u200f/07\u200f/2026، 16:05")],
)
def test_third_of_july_is_not_the_seventh_of_march(language: str, written: str) -> None:
    with override(language):
        assert date_format(MOMENT, "SHORT_DATETIME_FORMAT") == written
