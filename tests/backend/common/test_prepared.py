"""A prepared question answers as the ORM would, anew each time, and refuses values in an order that is not its own."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import QuerySet

from backend.common import clock
from backend.common.models import Heartbeat
from backend.common.prepared import Prepared

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def lively(least: int, since: dt.datetime) -> "QuerySet[Any, tuple[Any, ...]]":
    return Heartbeat.objects.filter(count__gte=least).filter(at__gt=since).order_by("name").values_list("name", "at")


@pytest.fixture
def question() -> Prepared:
    return Prepared(lively)


def test_answer_is_what_the_orm_says_for_each_value_given(question: Prepared) -> None:
    for hours, name in enumerate(("a", "b", "c")):
        Heartbeat.objects.create(name=name, at=NOON + dt.timedelta(hours=hours), count=hours)
    for least, since in ((0, NOON), (2, NOON), (0, NOON - dt.timedelta(1)), (9, NOON), (1, clock.now())):
        assert question.ask(least, since) == list(lively(least, since))
    assert question.ask(2, NOON) == [("c", NOON + dt.timedelta(hours=2))]


def test_answer_is_read_anew_each_time(question: Prepared) -> None:
    row = Heartbeat.objects.create(name="a", at=NOON, count=1)
    assert question.ask(1, NOON - dt.timedelta(1)) == [("a", NOON)]
    row.delete()
    assert question.ask(1, NOON - dt.timedelta(1)) == []


def test_values_in_another_order_than_the_sql_has_them_are_refused() -> None:
    turned = Prepared(lambda since, least: lively(least, since))
    by_name = Prepared(lambda name, least: Heartbeat.objects.filter(name=name, count__gte=least).values_list("pk"))
    for question, given in ((turned, (NOON, 1)), (by_name, ("a", 1))):
        with pytest.raises(TypeError, match="another order"):
            question.ask(*given)


def test_form_is_made_once(django_assert_num_queries: Any) -> None:
    made: list[tuple[Any, ...]] = []

    def counted(*given: Any) -> "QuerySet[Any, tuple[Any, ...]]":
        made.append(given)
        return lively(*given)

    counting = Prepared(counted)
    with django_assert_num_queries(3):
        for least in range(3):
            counting.ask(least, NOON)
    assert made == [(0, NOON)]
