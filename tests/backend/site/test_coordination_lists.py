"""Lists of thanks, as a coordinator makes them."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from recognition.models import RecognitionList
from recognition.services import lists
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


def test_list_is_drafted_checked_published_and_withdrawn(world: World, carla: Client) -> None:
    consenting(world, 3)
    factories.confirmed(world.ada_volunteer, world.talking)  # did not consent
    page = carla.post(NEW, wish(world), follow=True)
    found = RecognitionList.objects.get()
    address = f"/koordination/listen/{found.uuid}"
    assert (found.slug, found.status, page.redirect_chain) == ("danke-laendchen", "draft", [(address, 302)])
    names = ["Helfer0 Vorbild", "Helfer1 Vorbild", "Helfer2 Vorbild"]
    assert page.context["rows"].names == names
    assert 'value="check"' not in page.content.decode()  # her own
    assert carla.get(f"/danke/{found.slug}").status_code == 404
    second = signed_in(coordinator("03457"))
    assert 'value="check"' in second.get(address).content.decode()
    assert second.post(address, {"action": "check", "revision": "1"}).status_code == 302
    assert carla.get(f"/danke/{found.slug}").status_code == 404
    assert carla.post(address, {"action": "publish"}, follow=True).context["rows"].names == names
    assert carla.get(f"/danke/{found.slug}").status_code == 200
    assert carla.post(address, {"action": "withdraw"}, follow=True).context["rows"].names == []
    assert carla.get(f"/danke/{found.slug}").status_code == 404


def test_list_given_back_says_why_and_is_changed_and_checked_anew(world: World, carla: Client) -> None:
    consenting(world, 3)
    carla.post(NEW, wish(world))
    address = f"/koordination/listen/{RecognitionList.objects.get().uuid}"
    second = signed_in(coordinator("03457"))
    second.post(address, {"action": "check", "revision": "1"})
    refused = carla.post(address, {"action": "return", "reason": " "})
    assert (refused.status_code, RecognitionList.objects.get().status) == (409, "checked")
    carla.post(address, {"action": "return", "reason": "Der Titel fehlt etwas."})
    assert "Der Titel fehlt etwas." in carla.get(address).content.decode()
    said = {"title": "Danke", "period_start": "2025-01-01", "period_end": "2025-12-31", "least_minutes": "0.5"}
    assert carla.get(f"{address}/aendern").context["form"]["title"].value() == "Danke, Ländchen"
    assert carla.post(f"{address}/aendern", said).status_code == 302
    stored = RecognitionList.objects.get()
    assert (stored.title, stored.least_minutes, stored.revision, stored.status) == ("Danke", 30, 2, "draft")
    stale = second.post(address, {"action": "check", "revision": "1"})
    assert (stale.status_code, "inzwischen geändert" in stale.context["refusal"]) == (409, True)
    assert second.post(address, {"action": "check", "revision": "2"}).status_code == 302
    assert carla.post(f"{address}/aendern", said).status_code == 400  # no draft any more


def test_draft_is_discarded_and_the_page_leads_back_to_the_lists(world: World, carla: Client) -> None:
    address = carla.post(NEW, wish(world))["Location"]
    assert 'value="discard"' in carla.get(address).content.decode()
    assert carla.post(address, {"action": "discard"})["Location"] == "/koordination/listen"
    assert (RecognitionList.objects.count(), carla.get(address).status_code) == (0, 404)


def test_list_is_renewed_under_its_address(world: World, carla: Client) -> None:
    consenting(world, 3)
    carla.post(NEW, wish(world))
    first = factories.checked(RecognitionList.objects.get())
    lists.publish_list(actor=world.carla, recognition_list=first)
    renewing = f"/koordination/listen/{first.uuid}/erneuern"
    assert carla.get(renewing).context["form"]["period_start"].value() == dt.date(2026, 1, 1)
    said = {"title": "Danke", "period_start": "2025-01-01", "period_end": "2026-06-30", "least_minutes": ""}
    page = carla.post(renewing, said, follow=True)
    assert page.context["list"].version == 2
    assert "Gegenüber der vorigen Fassung: 0 neu dabei, 0 nicht mehr dabei." in page.content.decode()
    again = carla.post(renewing, said)
    assert (again.status_code, "schon in Arbeit" in again.content.decode()) == (400, True)


def test_list_of_two_people_shows_nobody_and_is_not_checked(world: World, carla: Client) -> None:
    consenting(world, 2)
    page = carla.post(NEW, wish(world), follow=True)
    found = RecognitionList.objects.get()
    assert len(page.context["rows"]) == 0
    second = signed_in(coordinator("03457"))
    refused = second.post(f"/koordination/listen/{found.uuid}", {"action": "check", "revision": "1"})
    found.refresh_from_db()
    assert (refused.status_code, found.status) == (409, "draft")
    assert "weniger als drei Menschen" in refused.context["refusal"]


def test_list_published_by_somebody_else_meanwhile_says_so(world: World, carla: Client) -> None:
    consenting(world, 3)
    carla.post(NEW, wish(world))
    found = factories.checked(RecognitionList.objects.get())
    address = f"/koordination/listen/{found.uuid}"
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
    assert queries(carla, "/koordination/listen") == 6
    for slug in ("b", "c"):
        carla.post(NEW, wish(world, slug=slug))
    assert queries(carla, "/koordination/listen") == 6


def test_page_of_a_list_takes_the_same_queries_for_three_people_as_for_five(world: World, carla: Client) -> None:
    carla.post(NEW, wish(world))
    address = f"/koordination/listen/{RecognitionList.objects.get().uuid}"
    found = []
    for number in (3, 2):
        consenting(world, number)
        carla.get(address)
        found.append(queries(carla, address))
    assert found == [8, 8]
