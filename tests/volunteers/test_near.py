"""Pages of the ledger, walked to their end and back: every visible row once, newest first, whatever the role."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from backend.common.windows import Window
from tests import factories
from tests.cast import World, make_volunteer, make_world
from volunteers.models import Activity, HourEntry, LedgerEvent, Membership, Organisation, Role, User
from volunteers.services import confirming

pytestmark = pytest.mark.django_db

AsUser = Callable[..., APIClient]
ROLES = [
    "volunteer",
    "desk",
    "volunteer with two desks",
    "district",
    "districts and field",
    "everything at once",
    "all",
]


@pytest.fixture(scope="module")
def viewers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """Entries in turn at four places, some of them decided; and somebody for each role. Made once: here all read."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _viewers(make_world())
        transaction.set_rollback(True)


def _viewers(world: World) -> dict[str, User]:
    leer, emden, hannover = (factories.district(ags) for ags in ("03457", "03402", "03241"))
    labour, language = factories.field("labour"), factories.field("language")
    three = factories.coordinate(factories.user("drei"), district=emden)
    people = {
        "volunteer": world.ada,
        "desk": world.omar,
        "volunteer with two desks": factories.user("zwei"),
        "district": factories.coordinate(factories.user("leer"), district=leer),
        "districts and field": factories.coordinate(factories.coordinate(three, district=hannover), field=language),
        "everything at once": factories.coordinate(factories.user("alles"), district=hannover),
        "all": world.carla,
    }
    helpers = [world.ada_volunteer, world.mallory_volunteer]
    for role in ("volunteer with two desks", "everything at once"):
        helpers.append(make_volunteer(people[role], given="Vera", family="Viel"))
        for organisation in (world.cafe, world.club):
            Membership.objects.create(user=people[role], organisation=organisation, role=Role.CONFIRMER)
    house = Organisation.objects.create(slug="haus", name="Haus", kind="initiative", district=hannover)
    places = [
        world.talking,
        world.football,
        Activity.objects.create(organisation=house, title="Lotsen", field=labour, district=hannover),
        Activity.objects.create(organisation=house, title="Lesen", field=language, district=emden),
    ]
    entries = [
        factories.hours(helper, place, minutes=number)
        for number in range(1, 4)
        for place in places
        for helper in helpers
    ]
    confirming.confirm_many(actor=world.carla, uuids=[one.uuid for one in entries[::3]], way="api")
    confirming.decline_many(actor=world.carla, uuids=[one.uuid for one in entries[1::3]], reason="Nein", way="api")
    return people


def walk(client: APIClient, address: str | None, link: str = "next") -> list[dict[str, Any]]:
    """The bodies of all pages from that address along `next` or `previous`."""
    bodies = []
    while address is not None:
        bodies.append(client.get(address).json())
        address = bodies[-1][link]
    return bodies


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", ["", "submitted", "declined"])
def test_pages_of_hours_show_every_visible_entry_once(
    viewers: dict[str, User], as_user: AsUser, role: str, status: str
) -> None:
    visible = HourEntry.objects.visible_to(viewers[role]).order_by("-pk")
    if status:
        visible = visible.filter(status=status)
    expected = [str(uuid) for uuid in visible.values_list("uuid", flat=True)]
    assert len(expected) > 2
    client = as_user(viewers[role])
    forth = walk(client, "/api/v1/hours?page_size=2" + (f"&status={status}" if status else ""))
    assert [row["uuid"] for body in forth for row in body["results"]] == expected
    back = walk(client, forth[-1]["previous"], "previous")
    assert [body["results"] for body in reversed(back)] == [body["results"] for body in forth[:-1]]


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_events_show_every_visible_step_once(viewers: dict[str, User], as_user: AsUser, role: str) -> None:
    visible = LedgerEvent.objects.filter(entry__in=HourEntry.objects.visible_to(viewers[role])).order_by("-pk")
    expected = [(str(uuid), status) for uuid, status in visible.values_list("entry__uuid", "to_status")]
    assert len(expected) > 2
    pages = walk(as_user(viewers[role]), "/api/v1/ledger-events?page_size=2")
    assert [(row["entry"], row["to_status"]) for body in pages for row in body["results"]] == expected


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("role", "branches"),
    [("volunteer with two desks", 3), ("district", 1), ("districts and field", 1), ("everything at once", 4)],
)
def test_near_reads_no_more_than_a_page_from_each_branch(viewers: dict[str, User], role: str, branches: int) -> None:
    window = Window(most=2)
    visible = HourEntry.objects.visible_to(viewers[role])
    keys = visible.near(HourEntry.objects.all, window)
    assert keys is not None
    found = [next(iter(row.values())) for row in keys]
    assert len(found) == branches * window.most
    newest = list(visible.order_by("-pk").values_list("pk", flat=True)[: window.most])
    assert [key for key in sorted(set(found), reverse=True) if key in newest] == newest


@pytest.mark.parametrize("role", ["volunteer", "desk", "all"])
def test_near_leaves_alone_what_one_index_has_in_order(viewers: dict[str, User], role: str) -> None:
    assert HourEntry.objects.visible_to(viewers[role]).near(HourEntry.objects.all, Window(most=2)) is None
