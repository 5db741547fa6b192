"""What is put in order by night."""

import datetime as dt
import logging
from typing import Any

from django.utils import timezone

from backend.common.models import Heartbeat, IdempotencyRecord
from tasks import upkeep
from tests import factories
from tests.cast import World
from volunteers.models import OrganisationMonth, Way
from volunteers.services import confirming


def test_reconcile_totals_is_silent_where_all_is_right(world: World, caplog: Any) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking)
    confirming.confirm(actor=world.omar, entry=entry, way=Way.API)
    with caplog.at_level(logging.INFO):
        assert upkeep.reconcile_totals() == 0
    assert caplog.messages == []
    assert list(Heartbeat.objects.values_list("name", "count")) == [("reconcile", 1)]


def test_reconcile_totals_mends_and_raises_an_alarm_for_each_row_without_names(world: World, caplog: Any) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking)
    confirming.confirm(actor=world.omar, entry=entry, way=Way.API)
    OrganisationMonth.objects.update(minutes=1000)
    with caplog.at_level(logging.INFO):
        assert upkeep.reconcile_totals() == 1
    assert [(record.levelname, "minutes=(1000, 60)" in record.getMessage()) for record in caplog.records] == [
        ("ERROR", True)
    ]
    assert "Ada" not in caplog.text
    assert OrganisationMonth.objects.get().minutes == 60


def test_forget_idempotency_keys_drops_what_is_older_than_a_day(world: World) -> None:
    now = timezone.now()
    for key, age in (("new", 0), ("young", 23.9), ("old", 24.1), ("ancient", 1000)):
        record = IdempotencyRecord.objects.create(user=world.ada, key=key, path="/", body_digest="x")
        IdempotencyRecord.objects.filter(pk=record.pk).update(created_at=now - dt.timedelta(hours=age))
    assert upkeep.forget_idempotency_keys() == 2
    assert set(IdempotencyRecord.objects.values_list("key", flat=True)) == {"new", "young"}
