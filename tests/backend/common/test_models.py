"""Signs of life."""

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from backend.common.models import Heartbeat


@pytest.mark.django_db
def test_touch_counts_each_name_for_itself() -> None:
    for name in ("beat", "worker", "beat", "beat"):
        Heartbeat.touch(name)
    assert dict(Heartbeat.objects.values_list("name", "count")) == {"beat": 3, "worker": 1}


@pytest.mark.django_db
def test_touch_tells_now_by_the_clock_of_the_database() -> None:
    Heartbeat.objects.create(name="beat", at=timezone.now().replace(year=2001), count=41)
    Heartbeat.touch("beat")
    Heartbeat.touch("new")
    assert list(Heartbeat.objects.order_by("name").values_list("name", "count")) == [("beat", 42), ("new", 1)]
    assert not Heartbeat.objects.filter(at__gt=Now()).exists()
    assert not Heartbeat.objects.filter(at__year=2001).exists()
    assert str(Heartbeat.objects.get(name="new")).startswith("new 2")
