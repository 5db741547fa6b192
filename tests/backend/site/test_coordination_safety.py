"""*Sicherheit*: one person hides a district, two show it again, and the protocol has it all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.cast import World, give_second_factor
from volunteers.models import DistrictHiding, ProtocolEvent, User
from volunteers.services import safety

Queries = Callable[[int], Any]
ADDRESS = "/koordination/sicherheit"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(response: Any) -> str:
    return " ".join(str(response.content.decode()).split())


def test_district_is_hidden_by_one_and_shown_by_two(world: World) -> None:
    carla = client_of(world.carla)
    page = page_of(carla.post(ADDRESS, {"district": "03457", "reason": "Drohbriefe"}, follow=True))
    assert "Leer ist verborgen." in page
    hiding = DistrictHiding.objects.get()
    decide = f"{ADDRESS}/{hiding.uuid}"
    assert "Das muss erst jemand beantragen." in page_of(carla.post(decide, {"tun": "zeigen"}, follow=True))
    asked = page_of(carla.post(decide, {"tun": "beantragen", "reason": "Es ist ruhig"}, follow=True))
    assert "Zustimmen muss eine zweite Person." in asked
    assert "Wieder zeigen" not in asked
    assert "Zustimmen muss eine zweite Person." in page_of(carla.post(decide, {"tun": "zeigen"}, follow=True))
    assert safety.hidden_districts() == {hiding.district_id}
    second = factories.coordinate(factories.user(), district=hiding.district)
    give_second_factor(second)
    assert "Leer wird wieder gezeigt." in page_of(client_of(second).post(decide, {"tun": "zeigen"}, follow=True))
    assert safety.hidden_districts() == frozenset()
    events = ProtocolEvent.objects.filter(subject=hiding.uuid).order_by("pk")
    assert list(events.values_list("act", "actor", "detail__district", "reason__text")) == [
        ("district_hidden", world.carla.pk, "03457", "Drohbriefe"),
        ("district_show_asked", world.carla.pk, "03457", "Es ist ruhig"),
        ("district_shown", second.pk, "03457", None),
    ]
    assert "Früher verborgen" in page_of(carla.get(ADDRESS))


def test_second_person_may_keep_it_hidden(world: World) -> None:
    hiding = safety.hide_district(actor=world.carla, district=factories.district("03457"), reason="Drohbriefe")
    safety.ask_to_show(actor=world.carla, hiding=hiding, reason="Es ist ruhig")
    second = factories.coordinate(factories.user())
    give_second_factor(second)
    decide = f"{ADDRESS}/{hiding.uuid}"
    client_of(second).post(decide, {"tun": "verborgen", "reason": "Noch nicht"})
    hiding.refresh_from_db()
    assert (hiding.asked_at, hiding.shown_at) == (None, None)


def test_coordinator_of_a_field_sees_the_page_and_hides_nothing(world: World) -> None:
    safety.hide_district(actor=world.carla, district=factories.district("03457"), reason="Drohbriefe")
    other = factories.coordinate(factories.user(), field=factories.field("language"))
    give_second_factor(other)
    page = page_of(client_of(other).get(ADDRESS))
    assert "Drohbriefe" not in page
    assert "Das tun die, die den Landkreis oder das ganze Bündnis koordinieren." in page


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_whatever_is_hidden(world: World, django_assert_num_queries: Queries, number: int) -> None:
    for ags in ("03457", "03402", "03404")[:number]:
        safety.hide_district(actor=world.carla, district=factories.district(ags), reason="Drohbriefe")
    carla = client_of(world.carla)
    with django_assert_num_queries(10):
        assert carla.get(ADDRESS).status_code == 200
