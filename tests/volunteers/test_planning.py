"""Whether hours fit an agreed week, for any agreement."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from volunteers import planning
from volunteers.planning import Terms

START = dt.date(2026, 1, 1)
unhurried = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # nothing is measured by the clock
DAYS = st.dates(START, dt.date(2027, 6, 30))


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    minutes = draw(st.integers(1, 480))
    starts_on = draw(DAYS)
    return Terms(
        weekdays=draw(st.integers(1, planning.EVERY_DAY)),
        minutes=minutes,
        tolerance=draw(st.integers(0, min(minutes - 1, 480 - minutes))),
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=draw(st.integers(0, planning.LONGEST.days))),
    )


@unhurried
@given(terms(), DAYS, st.integers(1, 1440))
def test_hours_fit_exactly_where_day_weekday_and_minutes_do(agreed: Terms, day: dt.date, minutes: int) -> None:
    within = agreed.starts_on <= day <= agreed.ends_on
    on_a_day = day.weekday() in planning.weekdays(agreed.weekdays)
    so_long = minutes in range(agreed.minutes - agreed.tolerance, agreed.minutes + agreed.tolerance + 1)
    assert agreed.fit(day, minutes) is (within and on_a_day and so_long)


@unhurried
@given(terms(), DAYS, st.integers(1, 1440))
def test_what_fits_is_never_longer_than_eight_hours(agreed: Terms, day: dt.date, minutes: int) -> None:
    if agreed.fit(day, minutes):
        assert 1 <= minutes <= planning.MOST_MINUTES


@unhurried
@given(terms())
def test_agreed_time_fits_in_each_week_of_the_plan(agreed: Terms) -> None:
    days = [agreed.starts_on + dt.timedelta(days=back) for back in range(7)]
    fitting = [day for day in days if day <= agreed.ends_on and agreed.fit(day, agreed.minutes)]
    agreed_on = set(planning.weekdays(agreed.weekdays))
    assert {day.weekday() for day in fitting} == agreed_on & {day.weekday() for day in days if day <= agreed.ends_on}


@unhurried
@given(st.sets(st.integers(0, 6)))
def test_days_of_the_week_come_back_from_their_bits(days: set[int]) -> None:
    assert planning.weekdays(planning.bits(days)) == sorted(days)
