"""Signing in: by code, by password, with a second factor. What keeps others out, and nothing typed is lost."""

import re

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.backend.site.account import code_in_mail, code_of_app, sign_in, wrong
from tests.cast import PASSWORD, World, make_user
from volunteers.models import User, Volunteer

STRANGER = "niemand@example.net"


def body(client: Client, address: str, form: dict[str, str]) -> str:
    """The page that answers a form, without what differs each time."""
    response = client.post(address, form, follow=True)
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_sign_in_by_code_leads_to_ones_own_place_and_changes_the_session_key(world: World) -> None:
    client = Client()
    client.post("/anmelden", {"email": "ADA@example.org"})
    before = client.session.session_key
    assert mail.outbox[0].to == ["ada@example.org"]
    response = client.post("/anmelden/code", {"code": code_in_mail()})
    assert (response.status_code, response["Location"]) == (302, "/weiter")
    assert client.session["_auth_user_id"] == str(world.ada.pk)
    assert client.session.session_key != before


def test_sign_in_by_code_takes_it_without_line_and_in_arabic_digits(world: World) -> None:
    client = Client()
    client.post("/anmelden", {"email": world.ada.email})
    arabic = code_in_mail().replace("-", " ").translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert client.post("/anmelden/code", {"code": arabic})["Location"] == "/weiter"


def test_sign_in_answers_a_known_and_an_unknown_address_alike(world: World) -> None:
    known = body(Client(), "/anmelden", {"email": world.ada.email})
    unknown = body(Client(), "/anmelden", {"email": STRANGER})
    assert known.replace(world.ada.email, "X") == unknown.replace(STRANGER, "X")
    subjects = [re.sub(r"\d{4}-\d{4}", "CODE", f"{message.subject}{message.body}") for message in mail.outbox]
    assert (len(subjects), len(set(subjects))) == (2, 1)
    assert not User.objects.filter(email=STRANGER).exists()  # an account is made by the code, not by the question


def test_sign_in_with_a_new_address_makes_an_account_and_asks_for_the_name_first(world: World) -> None:
    client = Client()
    response = sign_in(client, STRANGER, next="/danke")
    assert response["Location"] == "/willkommen?next=%2Fdanke"
    form = {"name": "Нова Людина", "role": "volunteer", "language": "uk", "next": "/danke"}
    assert client.post("/willkommen", form | {"name": " "}).status_code == 200
    assert client.post("/willkommen", form)["Location"] == "/danke"
    user = User.objects.get(email=STRANGER)
    assert (user.name, user.language, user.has_usable_password()) == ("Нова Людина", "uk", False)
    assert Volunteer.objects.get(user=user).name == "Нова Людина"
    assert client.get("/willkommen")["Location"] == "/weiter"


def test_sign_in_with_a_new_address_need_not_make_a_volunteer(db: None) -> None:
    client = Client()
    sign_in(client, STRANGER)
    client.post("/willkommen", {"name": "Nur Büro", "role": "other", "language": "de", "next": "/"})
    assert not Volunteer.objects.exists()


def test_code_is_good_for_three_tries_and_then_for_none(world: World) -> None:
    client = Client()
    client.post("/anmelden", {"email": world.ada.email, "next": "/danke"})
    code = code_in_mail()
    for _ in range(2):
        page = client.post("/anmelden/code?next=/danke", {"code": wrong(code)}).content.decode()
        assert "Dieser Code stimmt nicht." in page
    page = client.post("/anmelden/code?next=/danke", {"code": wrong(code)}).content.decode()
    assert "Er war dreimal falsch." in page
    assert '"/anmelden?next=/danke"' in page
    assert client.post("/anmelden/code", {"code": code})["Location"] == "/anmelden"
    assert "_auth_user_id" not in client.session


def test_code_belongs_to_the_browser_that_asked_and_to_its_newest_question(world: World) -> None:
    client, other = Client(), Client()
    client.post("/anmelden", {"email": world.ada.email})
    first = code_in_mail()
    assert other.post("/anmelden/code", {"code": first})["Location"] == "/anmelden"
    client.post("/anmelden", {"email": world.ada.email})
    assert client.post("/anmelden/code", {"code": first}).status_code == 200
    assert client.post("/anmelden/code", {"code": code_in_mail()}).status_code == 302


def test_code_is_too_old_after_a_quarter_of_an_hour(world: World) -> None:
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as clock:
        client = Client()
        client.post("/anmelden", {"email": world.ada.email})
        clock.shift(15 * 60 + 1)
        assert client.post("/anmelden/code", {"code": code_in_mail()})["Location"] == "/anmelden"


def test_codes_for_one_address_are_limited_whoever_asks(world: World) -> None:
    answers = [
        Client(REMOTE_ADDR=f"10.0.0.{number}").post("/anmelden", {"email": world.ada.email}).status_code
        for number in range(4)
    ]
    assert answers == [302, 302, 302, 200]
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("address", ["/anmelden", "/anmelden/passwort"])
def test_eleventh_try_of_a_minute_is_refused_with_a_page(address: str, db: None) -> None:
    answers = [
        Client().post(address, {"email": f"a{number}@example.net", "login": f"a{number}@example.net", "password": "x"})
        for number in range(11)
    ]
    assert answers[9].status_code != 429
    assert answers[10].status_code == 429
    assert "Zu viele Versuche. Bitte warten Sie eine Minute" in answers[10].content.decode()


def test_code_that_no_mail_server_takes_is_said_and_the_address_stays(world: World) -> None:
    settings.EMAIL_BACKEND, before = "django.core.mail.backends.smtp.EmailBackend", settings.EMAIL_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    try:
        page = Client().post("/anmelden", {"email": world.ada.email}).content.decode()
    finally:
        settings.EMAIL_BACKEND = before
    assert "Der Code konnte gerade nicht verschickt werden." in page
    assert 'value="ada@example.org"' in page


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/anmelden",
        "/en/anmelden/code",
    ],
)
def test_next_leads_neither_away_nor_round_in_a_circle(place: str, world: World) -> None:
    assert sign_in(Client(), world.ada.email, next=place)["Location"] == "/weiter"
    client = Client()
    client.force_login(world.ada)
    assert client.get("/anmelden", {"next": place})["Location"] == "/weiter"


def test_next_is_kept_through_code_and_second_factor(world: World) -> None:
    client = Client()
    step = sign_in(client, world.carla.email, next="/danke?seite=2")
    assert step["Location"] == "/anmelden/zweiter-faktor"
    assert "_auth_user_id" not in client.session
    assert client.get("/ich").status_code == 302
    response = client.post(step["Location"], {"code": code_of_app()})
    assert response["Location"] == "/danke?seite=2"
    assert client.session["_auth_user_id"] == str(world.carla.pk)


def test_second_factor_is_asked_of_who_has_a_password_too_and_guessing_it_is_limited(world: World) -> None:
    world.carla.set_password(PASSWORD)
    world.carla.save()
    client = Client()
    step = client.post("/anmelden/passwort", {"login": world.carla.email, "password": PASSWORD})
    assert step["Location"] == "/anmelden/zweiter-faktor"
    for _ in range(5):
        client.post("/anmelden/zweiter-faktor", {"code": wrong(code_of_app())})
    page = client.post("/anmelden/zweiter-faktor", {"code": code_of_app()}).content.decode()
    assert "Zu viele Versuche." in page
    assert "_auth_user_id" not in client.session


def test_form_that_was_sent_after_the_session_ended_comes_back_after_signing_in(world: World) -> None:
    client = Client()
    form = {"volunteer": str(world.ada_volunteer.pk), "email": "neu@example.net", "evidence": "War heute hier."}
    address = f"/stelle/{world.cafe.uuid}/adresse-aendern"
    asked = client.post(address, form)
    assert asked["Location"] == f"/anmelden?next=%2Fstelle%2F{world.cafe.uuid}%2Fadresse-aendern"
    assert sign_in(client, world.mina.email, next=address)["Location"] == address
    page = client.get(address).content.decode()
    assert "War heute hier." in page
    assert 'value="neu@example.net"' in page


def test_sign_in_by_password_fails_alike_whatever_was_wrong(world: World) -> None:
    make_user("lin@example.org", "Lin Beispiel", password=PASSWORD)
    pages = {
        body(Client(), "/anmelden/passwort", {"login": login, "password": password}).replace(login, "X")
        for login, password in [
            ("lin@example.org", "falsch"),
            (STRANGER, PASSWORD),
            ("ada@example.org", PASSWORD),  # has none
        ]
    }
    assert len(pages) == 1
    assert "E-Mail-Adresse oder Passwort stimmt nicht." in pages.pop()


def test_sign_in_by_password_leads_back_to_where_one_was(db: None) -> None:
    make_user("lin@example.org", "Lin Beispiel", password=PASSWORD)
    form = {"login": "LIN@example.org", "password": PASSWORD, "next": "/danke"}
    assert Client().post("/anmelden/passwort", form)["Location"] == "/danke"


def test_sign_in_of_a_closed_account_says_so_to_its_owner_alone(world: World) -> None:
    User.objects.filter(pk=world.ada.pk).update(is_active=False)
    client = Client()
    response = sign_in(client, world.ada.email)
    assert response["Location"] == "/anmelden/gesperrt"
    assert "_auth_user_id" not in client.session


def test_sign_out_ends_the_session_by_post_alone(world: World) -> None:
    client = Client()
    client.force_login(world.ada)
    assert client.get("/abmelden").status_code == 405
    assert client.get("/konto").status_code == 200
    assert client.post("/abmelden")["Location"] == "/"
    assert client.get("/konto").status_code == 302


def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    client = Client()
    sign_in(client, world.ada.email)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_sign_in_pages_speak_the_language_of_their_address_and_so_does_the_mail(world: World) -> None:
    client = Client()
    response = client.post("/ar/anmelden", {"email": world.ada.email})
    assert response["Location"] == "/ar/anmelden/code"
    assert client.post("/ar/anmelden/code", {"code": code_in_mail()})["Location"] == "/ar/weiter"
    assert client.get("/ar/weiter")["Location"] == "/ich"  # in one's own language


def test_sign_in_survives_an_outage_of_the_cache(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    steady = {"BACKEND": "backend.common.cache.SteadyRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    steady |= {"OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}}  # type: ignore[dict-item]  # as Django reads it
    monkeypatch.setitem(settings.CACHES, "default", steady)
    del cache._connections.settings  # type: ignore[attr-defined]  # read anew
    assert sign_in(Client(), world.ada.email)["Location"] == "/weiter"


def test_operators_pages_have_no_door_of_their_own(world: World) -> None:
    client = Client()
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/anmelden?next=%2Fadmin%2F"
    client.force_login(world.ada)
    assert client.get("/admin/login/?next=/admin/").status_code == 403
