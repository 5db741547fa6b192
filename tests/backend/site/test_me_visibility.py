"""Where one's name may stand: at first nowhere, then exactly as it was shown, until it is taken back."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.cast import World
from volunteers.display import shown_name
from volunteers.models import Consent, ConsentText, Volunteer, VolunteerDetails
from volunteers.services import withdrawal

Queries = Callable[[int], Any]
ADDRESS = "/ich/sichtbarkeit"
NOWHERE = "Dein Name steht jetzt nirgends öffentlich."


@pytest.fixture
def ada(world: World) -> Client:
    client = Client()
    client.force_login(world.ada)
    return client


def page_of(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(str(response.content.decode()).split())


def standing() -> list[tuple[str, str, str]]:
    rows = Consent.objects.filter(withdrawn_at=None).order_by("pk")
    return list(rows.values_list("place", "display_form", "alias"))


def previews(page: str) -> list[str]:
    """What is offered for the first place, as it would stand there."""
    return [re.sub(r"<[^>]*>", "", label).strip() for label in re.findall(r"<label[^>]*>(<input.*?)</label>", page)][:4]


def test_at_first_the_name_stands_nowhere(world: World, ada: Client) -> None:
    page = page_of(ada.get(ADDRESS))
    assert NOWHERE in page
    assert page.count("Nicht erlaubt: Dein Name steht dort nicht.") == 3


def test_each_form_is_shown_as_it_would_appear(world: World, ada: Client) -> None:
    assert previews(page_of(ada.get(ADDRESS))) == [
        "Ada Beispiel",
        "Ada B.",
        "ein Name, den du selbst wählst",
        "kein Name: Du wirst nur mitgezählt",
    ]


def test_short_name_is_not_offered_without_the_parts_of_the_name(world: World, ada: Client) -> None:
    Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(given_name="", family_name="")
    page = page_of(ada.get(ADDRESS))
    assert "Ada B." not in page
    assert "wenn du Vor- und Nachnamen einzeln einträgst" in page
    ada.post(ADDRESS, {"place": "region_list", "display_form": "first_name"})
    assert standing() == []


@pytest.mark.parametrize(
    ("form", "alias", "shown"),
    [
        ("full_name", "", "Ada Beispiel"),
        ("first_name", "", "Ada B."),
        ("alias", "Eine Freundin", "Eine Freundin"),
        ("anonymous", "", ""),
    ],
)
def test_what_is_given_is_what_the_lists_show(world: World, ada: Client, form: str, alias: str, shown: str) -> None:
    sent = {"place": "region_list", "display_form": form, "alias": alias, "of_age": "on"}
    page = page_of(ada.post(ADDRESS, sent, follow=True))
    assert standing() == [("region_list", form, alias)]
    assert shown_name(Consent.objects.select_related("volunteer").get()) == shown
    expected = f"So steht es da: <strong><bdi>{shown}</bdi></strong>" if shown else "Du wirst mitgezählt, ohne Namen."
    assert expected in page
    assert NOWHERE not in page


def test_taking_back_works_at_once_and_twice(world: World, ada: Client) -> None:
    factories.consent(world.ada_volunteer)
    factories.consent(world.ada_volunteer, place="print")
    for _ in range(2):
        page = page_of(ada.post(ADDRESS, {"place": "region_list", "withdraw": "1"}, follow=True))
        assert "Zurückgenommen. Ab sofort steht dein Name dort nicht mehr." in page
    assert standing() == [("print", "full_name", "")]


def test_expired_consent_is_called_so(world: World, ada: Client) -> None:
    factories.consent(world.ada_volunteer, expires_on=dt.date(2025, 3, 14))
    page = page_of(ada.get(ADDRESS))
    assert NOWHERE in page
    assert "Deine Erlaubnis ist am 14.03.2025 abgelaufen. Dein Name steht dort nicht mehr." in page


def test_alias_without_a_name_is_refused_at_its_field_of_its_place(world: World, ada: Client) -> None:
    page = page_of(ada.post(ADDRESS, {"place": "print", "display_form": "alias", "alias": " "}))
    assert re.findall(r'<p class="kern-error" id="([^"]*)"\s*>\s*<span>(.*?)</span>', page) == [
        ("print_alias_error", "Bitte gib den Namen an, der erscheinen soll.")
    ]
    assert standing() == []


def test_who_says_nothing_of_their_age_gives_nothing(world: World, ada: Client) -> None:
    page = page_of(ada.post(ADDRESS, {"place": "print", "display_form": "full_name"}))
    assert "Bitte bestätige, dass du mindestens 18 Jahre alt bist." in page
    assert standing() == []


def test_below_eighteen_the_guardian_is_asked_and_all_can_be_taken_back(
    world: World, ada: Client, settings: Any
) -> None:
    settings.MAIL_GOES_OUT = True
    factories.consent(world.ada_volunteer)
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, birth_date=dt.date.today())  # noqa: DTZ011 - of any zone
    assert "Du bist noch nicht 18" in page_of(ada.get(ADDRESS))
    sent = {"place": "print", "display_form": "full_name"}
    assert "Unter 18 Jahren müssen die Sorgeberechtigten zustimmen." in page_of(ada.post(ADDRESS, sent))
    asked = page_of(
        ada.post(
            ADDRESS, sent | {"guardian_name": "Erika Beispiel", "guardian_email": "erika@example.net"}, follow=True
        )
    )
    assert "<bdi>Erika Beispiel</bdi> hat noch nicht geantwortet." in asked
    assert standing() == [("region_list", "full_name", "")]
    ada.post(ADDRESS, {"withdraw_all": "1"})
    assert standing() == []
    assert "hat noch nicht geantwortet" not in page_of(ada.get(ADDRESS))


def test_what_was_agreed_to_is_read_word_by_word_and_a_newer_text_is_asked(world: World, ada: Client) -> None:
    given = factories.consent(world.ada_volunteer)
    assert "Unser Text hat sich seitdem geändert." not in page_of(ada.get(ADDRESS))
    new = ConsentText.objects.create(
        purpose_id="public_thanks",
        place="region_list",
        version="neu",
        language="de",
        since=dt.date(2026, 1, 1),
        text="Ganz neue Worte.",
    )
    page = page_of(ada.get(ADDRESS))
    assert "Unser Text hat sich seitdem geändert." in page
    assert [words in page for words in (given.text.text.partition(".")[0], new.text)] == [True, True]
    sent = {"place": "region_list", "display_form": "full_name", "of_age": "on"}
    assert "Dieser Text gilt nicht mehr." in page_of(ada.post(ADDRESS, sent | {"text": str(given.text.uuid)}))
    ada.post(ADDRESS, sent | {"text": str(new.uuid)})
    assert Consent.objects.standing().get().text == new


def test_another_link_is_had_on_wish(world: World, ada: Client) -> None:
    before = withdrawal.url_of(world.ada_volunteer)
    assert before in page_of(ada.get(ADDRESS))
    page = page_of(ada.post(ADDRESS, {"renew": "1"}, follow=True))
    assert before not in page
    assert withdrawal.url_of(world.ada_volunteer) in page


def test_a_place_that_is_none_gives_nothing(world: World, ada: Client) -> None:
    page_of(ada.post(ADDRESS, {"place": "moon", "display_form": "full_name"}))
    assert ada.post(ADDRESS, {"place": "moon", "withdraw": "1"})["Location"] == ADDRESS
    assert standing() == []


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_whatever_there_is(
    world: World, ada: Client, django_assert_num_queries: Queries, number: int
) -> None:
    for place in ("region_list", "organisation_list", "print")[:number]:
        factories.consent(world.ada_volunteer, place=place)
    ada.get(ADDRESS)  # the link is made once
    with django_assert_num_queries(8):
        ada.get(ADDRESS)
