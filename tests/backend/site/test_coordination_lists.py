"""Lists of thanks, as a coordinator makes them."""

from typing import Any

import pytest
from django.test import Client

from recognition.models import RecognitionList
from tests import factories
from tests.backend.site.test_coordination import coordinator, queries, signed_in
from tests.cast import World

NEW = "/koordination/listen/neu"


@pytest.fixture
def carla(world: World) -> Client:
    """Signed in; coordinates the whole alliance."""
    return signed_in(world.carla)


def wish(world: World, **changes: Any) -> dict[str, Any]:
    """What the form of a list for Leer sends."""
    leer = world.cafe.district_id
    return {
        "title": "Danke, Ländchen",
        "scope": f"district:{leer}",
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "slug": "",
    } | changes


def consenting(world: World, number: int) -> None:
    """So many people with an hour in Leer who agreed to stand on its list."""
    for index in range(number):
        person = factories.kept(world.cafe, f"Helfer{index}", "Vorbild")
        factories.confirmed(person, world.talking)
        factories.consent(person)


def test_list_is_drafted_looked_at_published_and_withdrawn(world: World, carla: Client) -> None:
    consenting(world, 3)
    factories.confirmed(world.ada_volunteer, world.talking)  # did not consent
    page = carla.post(NEW, wish(world), follow=True)
    found = RecognitionList.objects.get()
    address = f"/koordination/listen/{found.uuid}"
    assert (found.slug, found.status, page.redirect_chain) == ("danke-laendchen", "draft", [(address, 302)])
    names = ["Helfer0 Vorbild", "Helfer1 Vorbild", "Helfer2 Vorbild"]
    assert page.context["rows"].names == names
    assert carla.get(f"/danke/{found.slug}").status_code == 404
    assert carla.post(address, {"action": "publish"}, follow=True).context["rows"].names == names
    assert carla.get(f"/danke/{found.slug}").status_code == 200
    assert carla.post(address, {"action": "withdraw"}, follow=True).context["rows"].names == []
    assert carla.get(f"/danke/{found.slug}").status_code == 404


def test_list_of_two_people_shows_nobody_and_is_not_published(world: World, carla: Client) -> None:
    consenting(world, 2)
    page = carla.post(NEW, wish(world), follow=True)
    found = RecognitionList.objects.get()
    assert len(page.context["rows"]) == 0
    refused = carla.post(f"/koordination/listen/{found.uuid}", {"action": "publish"})
    found.refresh_from_db()
    assert (refused.status_code, found.status) == (409, "draft")
    assert "weniger als drei Menschen" in refused.context["refusal"]


def test_list_published_by_somebody_else_meanwhile_says_so(world: World, carla: Client) -> None:
    consenting(world, 3)
    carla.post(NEW, wish(world))
    address = f"/koordination/listen/{RecognitionList.objects.get().uuid}"
    carla.post(address, {"action": "publish"})
    again = carla.post(address, {"action": "publish"})
    assert (again.status_code, again.context["list"].status) == (409, "published")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"scope": ""}, "scope"),
        ({"scope": "district:0"}, "scope"),
        ({"period_end": "2024-12-31"}, "period_end"),
        ({"title": "感謝"}, "slug"),
        ({"slug": "mit leer"}, "slug"),
    ],
)
def test_list_is_refused_at_the_field_and_keeps_what_was_typed(
    world: World, carla: Client, changes: dict[str, str], field: str
) -> None:
    answer = carla.post(NEW, wish(world, **changes))
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["period_start"].value()) == (400, [field], "2025-01-01")
    assert not RecognitionList.objects.exists()


def test_list_with_a_taken_name_is_refused_at_it(world: World, carla: Client) -> None:
    carla.post(NEW, wish(world))
    answer = carla.post(NEW, wish(world))
    assert list(answer.context["form"].errors) == ["slug"]


def test_list_offers_and_takes_only_what_is_coordinated(world: World) -> None:
    emden = signed_in(coordinator("03402"))
    offered = emden.get(NEW).context["form"].fields["scope"].choices
    flat = [key for _label, group in offered[1:] for key, _name in group]
    assert flat == [f"district:{world.club.district_id}", f"organisation:{world.club.pk}"]
    assert list(emden.post(NEW, wish(world)).context["form"].errors) == ["scope"]


def test_lists_take_the_same_queries_for_one_as_for_three(world: World, carla: Client) -> None:
    carla.post(NEW, wish(world, slug="a"))
    carla.get("/koordination/listen")
    assert queries(carla, "/koordination/listen") == 8
    for slug in ("b", "c"):
        carla.post(NEW, wish(world, slug=slug))
    assert queries(carla, "/koordination/listen") == 8


def test_page_of_a_list_takes_the_same_queries_for_three_people_as_for_five(world: World, carla: Client) -> None:
    carla.post(NEW, wish(world))
    address = f"/koordination/listen/{RecognitionList.objects.get().uuid}"
    found = []
    for number in (3, 2):
        consenting(world, number)
        carla.get(address)
        found.append(queries(carla, address))
    assert found == [8, 8]
