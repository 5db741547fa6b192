"""Pages of joining: the public form, the link from the mail, and where coordinators decide."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from backend.common import clock
from tests import factories
from tests.cast import World
from volunteers.models import JoinRequest, Mail, Membership, Organisation
from volunteers.services import joining

pytestmark = pytest.mark.django_db

FORM = "/mitmachen/beitreten?als=helfen"
SAID = {"name": "Gesa Neuling", "email": "gesa@example.net", "district": "03457", "message": "Ich koche gern."}
Queries = Callable[[int], Any]


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    cache.clear()
    with time_machine.travel(clock.now(), tick=False) as moment:
        yield moment


@pytest.fixture
def carla(world: World) -> Client:
    client = Client()
    client.force_login(world.carla)
    return client


def opened(address: str = FORM) -> dict[str, str]:
    """What the hidden field of the form says."""
    (stamp,) = re.findall(r'name="seit" value="([^"]+)"', Client().get(address).content.decode())
    return {"seit": stamp}


# --- the form ---


def test_form_keeps_the_request_and_sends_one_mail_without_a_cookie(world: World, now: Any) -> None:
    stamp = opened("/uk" + FORM)
    now.shift(10)
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/uk" + FORM, SAID | stamp)
    assert (answer.status_code, answer["Location"], dict(answer.cookies)) == (
        302,
        "/uk/mitmachen/beitreten?gesendet",
        {},
    )
    asked = JoinRequest.objects.get()
    assert (asked.wish, asked.district.ags, asked.status, asked.language) == ("volunteer", "03457", "asked", "uk")
    assert Mail.objects.get().recipient == "gesa@example.net"
    again = Client().get("/mitmachen/beitreten?gesendet").content.decode()
    assert "Bitte sehen Sie in Ihr Postfach" in again


@pytest.mark.parametrize(
    ("after", "changes", "said"),
    [
        (1, {}, "Das ging sehr schnell."),
        (10, {"leer": "https://example.com"}, "Ein Feld, das leer bleiben muss, war ausgefüllt."),
        (25 * 3600, {}, "Diese Seite lag zu lange offen."),
        (10, {"seit": "gefälscht"}, "Diese Seite lag zu lange offen."),
    ],
)
def test_what_only_programs_do_is_refused_and_a_person_sends_once_more(
    after: int, changes: dict[str, str], said: str, world: World, now: Any
) -> None:
    stamp = opened()
    now.shift(after)
    answer = Client().post(FORM, SAID | stamp | changes)
    page = answer.content.decode()
    assert (answer.status_code, said in page, "Ich koche gern." in page, JoinRequest.objects.count()) == (
        400,
        True,
        True,
        0,
    )
    (stamp["seit"],) = re.findall(r'name="seit" value="([^"]+)"', page)
    now.shift(10)
    assert Client().post(FORM, SAID | stamp).status_code == 302


def test_form_says_what_is_missing_and_that_there_is_no_mail_server(world: World, now: Any, settings: Settings) -> None:
    stamp = opened()
    now.shift(10)
    page = Client().post(FORM, stamp).content.decode()
    assert page.count('aria-invalid="true"') == 3
    settings.MAIL_GOES_OUT = False
    assert Client().post(FORM, SAID | stamp).status_code == 503


def test_one_address_of_the_net_may_ask_thirty_times_an_hour(world: World, now: Any) -> None:
    stamp = opened()
    now.shift(10)
    answers = [Client().post(FORM, SAID | stamp).status_code for _ in range(31)]
    assert (set(answers[:30]), answers[30]) == ({302}, 429)


def test_organisation_is_asked_for_more_and_a_member_for_where(world: World, now: Any) -> None:
    stamp = opened("/mitmachen/beitreten?als=organisation")
    now.shift(10)
    told = SAID | stamp | {"organisation_name": "Willkommen", "kind": "church", "website": "willkommen.example.org"}
    assert Client().post("/mitmachen/beitreten?als=organisation", told).status_code == 302
    at = f"/mitmachen/beitreten?als=mitarbeit&stelle={world.cafe.uuid}"
    stamp = opened(at)
    now.shift(10)
    assert Client().post(at, SAID | stamp).status_code == 302
    found = JoinRequest.objects.order_by("pk").values_list("wish", "organisation_name", "website", "organisation__slug")
    assert list(found) == [
        ("organisation", "Willkommen", "https://willkommen.example.org", None),
        ("member", "", "", "cafe"),
    ]


@pytest.mark.parametrize("end", ["", "?als=mitarbeit", "?als=mitarbeit&stelle=x", "?als=koch"])
def test_page_without_a_known_wish_lets_choose(end: str, world: World) -> None:
    page = Client().get(f"/mitmachen/beitreten{end}").content.decode()
    assert re.findall(r'href="(\?als=\w+)"', page) == ["?als=organisation", "?als=helfen"]
    assert '<form method="post"' not in page


# --- the link ---


def test_link_shows_by_get_and_confirms_by_post(world: World) -> None:
    factories.join_request()
    asked = joining.ask(wish="member", name="Gesa Neuling", email="gesa@example.net", organisation=world.cafe)
    assert asked is not None
    address = f"/a/{joining.link_of(asked)}"
    page = Client().get(address)
    assert ("Gesa Neuling" in page.content.decode(), page["Referrer-Policy"]) == (True, "no-referrer")
    asked.refresh_from_db()
    assert asked.status == "asked"
    assert Client().post(address, {"tun": "ja"}).status_code == 302
    assert "liegt bei der Koordination" in Client().get(address).content.decode()
    assert Client().post(address, {"tun": "ja"}).status_code == 409
    assert Client().post(address, {"tun": "zurueck"}).status_code == 302
    ended = Client().get(address).content.decode()
    assert ("nicht mehr offen" in ended, "Gesa" in ended) == (True, False)
    assert Client().get(f"/a/{asked.uuid.hex}-{'0' * 40}").status_code == 404


# --- deciding ---


def test_coordinator_admits_an_organisation_and_sees_whether_it_is_there_already(world: World, carla: Client) -> None:
    asked = factories.join_request("organisation", organisation_name="Café „Sprachcafé“ Leer")
    address = f"/koordination/beitritte/{asked.uuid}"
    page = carla.get(address).content.decode()
    assert 'value="cafe-sprachcafe-leer"' in page
    assert "Vielleicht gibt es sie schon" in page
    told = {"tun": "admit", "organisation_name": "Zweites Café", "slug": "cafe", "kind": "church", "district": "03457"}
    refused = carla.post(address, told)
    assert (refused.status_code, "Zweites Café" in refused.content.decode()) == (400, True)
    assert carla.post(address, told | {"slug": "zweites"})["Location"] == "/koordination/beitritte"
    assert Membership.objects.get(organisation=Organisation.objects.get(slug="zweites")).role == "manager"
    assert "Zweites" in carla.get(address).content.decode()
    assert carla.post(address, told | {"slug": "drittes"}).status_code == 400


def test_coordinator_declines_with_a_reason(world: World, carla: Client) -> None:
    asked = factories.join_request()
    address = f"/koordination/beitritte/{asked.uuid}"
    assert carla.post(address, {"tun": "decline", "reason": ""}).status_code == 400
    assert carla.post(address, {"tun": "decline", "reason": "Das passt nicht."}).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == ("declined", "Das passt nicht.")
    assert "abgelehnt" in carla.get("/koordination/beitritte").content.decode()


def test_list_costs_the_same_with_one_and_with_three(
    world: World, carla: Client, django_assert_num_queries: Queries
) -> None:
    factories.join_request()
    carla.get("/koordination/beitritte")
    with django_assert_num_queries(7):
        carla.get("/koordination/beitritte")
    for _ in range(2):
        factories.join_request("member", organisation=world.cafe)
    with django_assert_num_queries(7):
        carla.get("/koordination/beitritte")
