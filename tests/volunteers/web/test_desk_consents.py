"""What an organisation records of papers: for people without an account, and guardians' papers alone for the others."""

import datetime as dt
from typing import Any

from django.test import Client

from tests import factories
from tests.cast import World
from volunteers.models import Consent, GuardianConsent, Volunteer, VolunteerDetails

WISH = {"place": "region_list", "display_form": "full_name", "alias": ""}


def address(world: World, person: Volunteer) -> str:
    return f"/stelle/{world.cafe.uuid}/leute/{person.uuid}/einwilligungen"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(response: Any) -> str:
    return " ".join(str(response.content.decode()).split())


def standing() -> list[tuple[str, str]]:
    return list(Consent.objects.standing().values_list("place", "basis"))


def test_manager_records_the_paper_of_an_adult_and_ends_it(world: World) -> None:
    kept, mina = factories.kept(world.cafe), client_of(world.mina)
    refused = mina.post(address(world, kept), WISH)
    assert (refused.status_code, standing()) == (400, [])  # nobody said that the person is of age
    page = page_of(mina.post(address(world, kept), WISH | {"of_age": "on"}, follow=True))
    assert standing() == [("region_list", "affirmed")]
    assert "<bdi>Kim Muster</bdi> <span" in page
    assert "/w/" in page
    mina.post(address(world, kept), {"widerrufen": "1"})
    assert standing() == []


def test_manager_records_the_paper_of_a_guardian(world: World) -> None:
    kept, mina = factories.kept(world.cafe), client_of(world.mina)
    today = dt.date.today()  # noqa: DTZ011 - of any zone
    VolunteerDetails.objects.create(volunteer=kept, birth_date=today - dt.timedelta(days=15 * 366))
    mina.post(address(world, kept), WISH | {"of_age": "on"})
    assert standing() == []
    mina.post(address(world, kept), WISH | {"guardian_name": "Erika Beispiel"})
    assert standing() == [("region_list", "guardian")]
    assert GuardianConsent.objects.get().organisation == world.cafe


def test_page_tells_no_age_and_no_consent_of_who_has_an_account(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    factories.consent(world.ada_volunteer)
    mina = client_of(world.mina)
    pages = []
    for born in (None, dt.date(1990, 5, 1), dt.date.today() - dt.timedelta(days=15 * 366)):  # noqa: DTZ011 - of any zone
        VolunteerDetails.objects.update_or_create(volunteer=world.ada_volunteer, defaults={"birth_date": born})
        page = page_of(mina.get(address(world, world.ada_volunteer)))
        pages.append(
            page.partition("<main")[2].replace(page.partition('name="csrfmiddlewaretoken" value="')[2][:64], "")
        )
    assert len(set(pages)) == 1
    assert "/w/" not in pages[0]
    assert "gilt bis" not in pages[0]
    answer = mina.post(address(world, world.ada_volunteer), WISH | {"guardian_name": "Erika Beispiel"})
    assert (answer.status_code, GuardianConsent.objects.count()) == (302, 1)
    assert standing() == [("region_list", "guardian")]  # under 16 the guardian decides


def test_page_is_for_managers_of_who_keeps_the_record(world: World) -> None:
    kept = factories.kept(world.cafe)
    assert [client_of(user).get(address(world, kept)).status_code for user in (world.omar, world.mina)] == [404, 200]
    assert client_of(world.mina).get(address(world, world.mallory_volunteer)).status_code == 404
