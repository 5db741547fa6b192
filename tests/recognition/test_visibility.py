"""Who sees which lists, and what the database refuses of one."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from recognition.models import ListEntry, ListStatus, RecognitionList
from recognition.models.lists import IN_WORK, TRANSITIONS
from tests import factories
from tests.cast import World
from volunteers.models import User


def make(world: World, slug: str, *, status: str = "draft", **scope: Any) -> RecognitionList:
    """A list at that status."""
    now = timezone.now()
    checked = {"checked_at": now, "checked_by": factories.user()} if status != "draft" else {}
    counts = {"people": 3, "joined": 3, "left": 0}
    published = {"published_at": now, "published_by": world.carla} | counts if status not in IN_WORK else {}
    return RecognitionList.objects.create(
        slug=slug,
        title=slug,
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
        status=status,
        created_by=world.carla,
        **scope,
        **checked,
        **published,
    )


@pytest.fixture
def three_of_each(world: World) -> None:
    """Draft, published and withdrawn lists for Leer, for the field of living, and for the club in Emden."""
    for status in ListStatus.values:
        make(world, f"leer {status}", status=status, district=world.cafe.district)
        make(world, f"living {status}", status=status, field=world.football.field)
        make(world, f"club {status}", status=status, organisation=world.club)


@pytest.mark.usefixtures("three_of_each")
def test_visible_to_shows_all_of_ones_scope_and_what_is_published(world: World) -> None:
    def all_of(*scopes: str) -> set[str]:
        return {f"{scope} {status}" for scope in scopes for status in ListStatus.values}

    public = {"leer published", "living published", "club published"}
    inactive = factories.coordinate(factories.user())
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    viewers: dict[str, tuple[User | AnonymousUser, set[str]]] = {
        "anonymous": (AnonymousUser(), public),
        "ada": (world.ada, public),
        "manager of the club": (world.mallory, public),
        "root": (User.objects.create_superuser(email="root@example.org"), public),
        "inactive": (User.objects.get(pk=inactive.pk), public),
        "all": (world.carla, all_of("leer", "living", "club")),
        "leer": (factories.coordinate(factories.user(), district=world.cafe.district), public | all_of("leer")),
        "emden": (factories.coordinate(factories.user(), district=world.club.district), public | all_of("club")),
        "living": (factories.coordinate(factories.user(), field=world.football.field), public | all_of("living")),
        "language": (factories.coordinate(factories.user(), field=world.talking.field), public),
    }
    for name, (viewer, expected) in viewers.items():
        found = list(RecognitionList.objects.visible_to(viewer).values_list("slug", flat=True))
        assert (name, sorted(found)) == (name, sorted(expected))
    assert set(RecognitionList.objects.published().values_list("slug", flat=True)) == public


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"district": None}, "list_has_one_scope"),
        ({"period_end": dt.date(2024, 12, 31)}, "list_period_in_order"),
        ({"status": "published"}, "list_(published|counts|checked)_"),
        ({"status": "archived"}, "list_(published|counts|checked)_"),
        ({"published_at": timezone.now()}, "list_published_with_who_and_when"),
        ({"people": 3}, "list_counts_once_published"),
        ({"checked_at": timezone.now()}, "list_checked_with_who_and_when"),
        ({"unchecked": True}, "list_checked_with_who_and_when"),
        ({"least_minutes": 0}, "list_figures_in_bounds"),
    ],
)
def test_list_is_what_its_status_and_scope_say(world: World, changes: dict[str, Any], constraint: str) -> None:
    make(world, "leer", district=world.cafe.district)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RecognitionList.objects.update(**changes)


def test_list_of_two_scopes_is_refused(world: World) -> None:
    with pytest.raises(IntegrityError, match="list_has_one_scope"), transaction.atomic():
        make(world, "beides", district=world.cafe.district, organisation=world.cafe)


def test_list_thanks_nobody_twice(world: World) -> None:
    found = make(world, "leer", district=world.cafe.district)
    ListEntry.objects.create(list=found, volunteer=world.ada_volunteer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ListEntry.objects.create(list=found, volunteer=world.ada_volunteer)


def test_list_transitions_lead_one_way() -> None:
    assert {str(status): {str(to) for to in targets} for status, targets in TRANSITIONS.items()} == {
        "draft": {"checked"},
        "checked": {"draft", "published"},
        "published": {"renewed", "withdrawn"},
        "renewed": set(),
        "withdrawn": set(),
    }
