"""One's name, language, birth date and gender."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from volunteers.models import VolunteerDetails

ADDRESS = "/ich/daten"


@pytest.fixture
def ada(world: World) -> Client:
    client = Client()
    client.force_login(world.ada)
    return client


def page_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def names(**changes: str) -> dict[str, str]:
    present = {"name": "Ада", "name_latin": "Ada", "given_name": "Ada", "family_name": "B.", "language": "uk"}
    return {"form": "name"} | present | changes


def test_name_and_language_are_kept_for_papers_and_pages(world: World, ada: Client) -> None:
    assert ada.post(ADDRESS, names())["Location"] == ADDRESS
    world.ada_volunteer.refresh_from_db()
    world.ada.refresh_from_db()
    own = world.ada_volunteer
    assert (own.name, own.name_latin, own.given_name, own.family_name, own.language) == (
        "Ада",
        "Ada",
        "Ada",
        "B.",
        "uk",
    )
    assert world.ada.language == "uk"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "  "}, "Bitte gib deinen Namen an."),
        (
            {"name": "Ada\u202eB"},
            "Das enthält das unsichtbare Zeichen U+202E. Bitte neu schreiben, ohne zu kopieren.",
        ),
    ],
)
def test_name_that_cannot_be_printed_is_refused_at_its_field(
    world: World, ada: Client, changes: dict[str, str], sentence: str
) -> None:
    page = page_of(ada.post(ADDRESS, names(family_name="Lovelace", **changes)))
    assert re.findall(r'<p class="kern-error"[^>]*><span>(.*?)</span>', page) == [sentence]
    assert 'value="Lovelace"' in page
    world.ada_volunteer.refresh_from_db()
    assert world.ada_volunteer.name == "Ada Beispiel"


def told(world: World) -> tuple[Any, ...] | None:
    return VolunteerDetails.objects.filter(volunteer=world.ada_volunteer).values_list(
        "birth_date", "print_birth_date"
    ).first()  # fmt: skip


def test_birth_date_is_told_and_taken_back(world: World, ada: Client) -> None:
    ada.post(ADDRESS, {"form": "birth", "birth_date": "10.12.1985", "print_birth_date": "on"})
    assert told(world) == (dt.date(1985, 12, 10), True)
    assert 'value="1985-12-10"' in page_of(ada.get(ADDRESS))
    ada.post(ADDRESS, {"form": "birth", "birth_date": ""})
    assert told(world) == (None, False)


def test_birth_date_that_can_be_none_is_refused(world: World, ada: Client) -> None:
    page = page_of(ada.post(ADDRESS, {"form": "birth", "birth_date": "1.1.1800"}))
    assert re.findall(r'<p class="kern-error"[^>]*><span>(.*?)</span>', page) == ["Das kann kein Geburtsdatum sein."]
    assert told(world) is None


def test_page_of_who_does_not_help_offers_what_is_kept_of_the_account(world: World) -> None:
    client = Client()
    client.force_login(world.carla)
    page = page_of(client.get(ADDRESS))
    assert 'name="birth_date"' not in page
    assert 'action="/ich/daten/kopie"' in page
    assert client.post(ADDRESS, names())["Location"] == "/ich"


def test_page_says_whom_to_ask_to_be_forgotten(world: World, ada: Client, settings: Any) -> None:
    settings.OPERATOR = settings.OPERATOR | {"mail": "betrieb@example.org"}
    assert '<a href="mailto:betrieb@example.org">betrieb@example.org</a>' in page_of(ada.get(ADDRESS))


def test_gender_is_told_deleted_and_refused_without_touching_the_birth_date(world: World, ada: Client) -> None:
    ada.post(ADDRESS, {"form": "birth", "birth_date": "10.12.1985"})
    gender = VolunteerDetails.objects.filter(volunteer=world.ada_volunteer).values_list("gender", flat=True)
    for said in ("female", ""):
        assert ada.post(ADDRESS, {"form": "gender", "gender": said})["Location"] == ADDRESS
        page = page_of(ada.get(ADDRESS))
        checked = re.findall(r'<input type="radio" name="gender" value="(\w*)"[^>]* checked', page)
        assert (list(gender.all()), checked) == ([said], [said])
    assert page_of(ada.post(ADDRESS, {"form": "gender", "gender": "x"})).count('class="kern-error"') == 1
    assert (list(gender.all()), told(world)) == ([""], (dt.date(1985, 12, 10), False))
