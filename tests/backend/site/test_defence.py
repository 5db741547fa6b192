"""What keeps strangers out of other people's accounts: second factor, pauses, known devices, the list of sessions."""

import datetime as dt
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from knox.models import get_token_model

from tests.backend.problems import refusal
from tests.backend.site.account import code_in_mail, code_of_app, proved, sign_in
from tests.cast import PASSWORD, World, give_second_factor, make_user
from volunteers.models import Mail, Membership, ProtocolEvent, SignedIn, User
from volunteers.services import mailing, sessions
from volunteers.services.second_factor import GRACE

API = "/api/v1/auth/sign-in"
PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


def signed_in(user: User, agent: str = LAPTOP) -> Client:
    client = Client(headers={"User-Agent": agent})
    sign_in(client, user.email)
    return client


def by_password(client: Client, email: str, password: str = "falsch", **headers: str) -> Any:  # noqa: S107 - a wrong one
    return client.post("/anmelden/passwort", {"login": email, "password": password}, headers=headers)


def over_api(email: str, password: str, **more: str) -> Any:
    return Client().post(API, {"email": email, "password": password, **more}, "application/json")


# --- second factor for managers ---


def long_ago(user: User) -> None:
    Membership.objects.filter(user=user).update(created_at=dt.datetime.now(dt.UTC) - GRACE)


def test_manager_has_two_weeks_and_then_sets_up_a_second_factor_first(world: World) -> None:
    desk = f"/stelle/{world.cafe.uuid}/freigabe"
    client = Client()
    client.force_login(world.mina)
    assert client.get(desk).status_code == 200
    long_ago(world.mina)
    response = client.get(desk)
    assert (response.status_code, response["Location"]) == (
        302,
        f"/konto/zweiter-faktor?next={desk.replace('/', '%2F')}",
    )
    for open_to_all in ("/ich", "/konto", "/konto/zweiter-faktor"):  # nobody is locked in
        assert client.get(open_to_all).status_code == 200
    give_second_factor(world.mina)
    assert client.get(desk).status_code == 200
    assert client.get(response["Location"])["Location"] == desk


def test_confirmer_needs_none(world: World) -> None:
    long_ago(world.omar)
    client = Client()
    client.force_login(world.omar)
    assert client.get(f"/stelle/{world.cafe.uuid}/freigabe").status_code == 200


def test_api_asks_for_the_code_of_who_has_a_second_factor(world: World) -> None:
    world.carla.set_password(PASSWORD)
    world.carla.save()
    refusal(over_api(world.carla.email, PASSWORD), 400, "second_factor_needed", "code")
    refusal(over_api(world.carla.email, PASSWORD, code="000000"), 400, "second_factor_wrong", "code")
    assert not get_token_model().objects.exists()
    assert over_api(world.carla.email, PASSWORD, code=code_of_app()).status_code == 200
    refusal(over_api(world.carla.email, "falsch", code=code_of_app()), 400, "sign_in_failed", "password")


def test_api_gives_no_token_to_who_owes_a_second_factor(world: World) -> None:
    world.mina.set_password(PASSWORD)
    world.mina.save()
    assert over_api(world.mina.email, PASSWORD).status_code == 200
    long_ago(world.mina)
    refusal(over_api(world.mina.email, PASSWORD), 403, "second_factor_missing")


# --- the pause after wrong passwords ---


def locked_out(email: str) -> None:
    """Fifteen wrong passwords over the API, at the pace that its throttle allows."""
    for minute in range(3):
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minute), tick=False):
            for _try in range(5):
                over_api(email, "falsch")


@pytest.fixture
def ada(world: World) -> User:
    world.ada.set_password(PASSWORD)
    world.ada.save()
    return world.ada


@pytest.mark.parametrize("email", ["ada@example.org", "niemand@example.net"])
def test_pause_is_the_same_for_known_and_unknown_and_names_its_end(ada: User, email: str) -> None:
    locked_out(email)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=4), tick=False):
        api = over_api(email, PASSWORD)
        page = by_password(Client(), email, PASSWORD)
    assert (api.status_code, api["Retry-After"], page.status_code, page["Retry-After"]) == (429, "900", 429, "900")
    assert "Bitte warten Sie 15 Minuten." in page.content.decode()


def test_pause_is_for_one_account_and_one_address_and_never_for_the_code_by_mail(ada: User) -> None:
    locked_out(ada.email)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=4), tick=False):
        other = make_user("olga@example.org", "Olga Beispiel", password=PASSWORD)
        assert by_password(Client(), other.email, PASSWORD).status_code == 302
        assert by_password(Client(REMOTE_ADDR="192.0.2.7"), ada.email, PASSWORD).status_code == 302
        assert sign_in(Client(), ada.email).status_code == 302  # and with it the pause is over
        assert by_password(Client(), ada.email, PASSWORD).status_code == 302


def test_pause_leaves_neither_names_nor_addresses_behind(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    locked_out(ada.email)
    assert ada.email not in caplog.text
    assert "127.0.0.1" not in caplog.text


# --- sessions ---


def test_sessions_are_listed_as_their_owner_knows_them(world: World) -> None:
    laptop = signed_in(world.ada)
    signed_in(world.ada, PHONE)
    signed_in(world.omar)
    rows = laptop.get("/konto/sitzungen").context["sessions"]
    assert [(str(row), present) for row, present in rows] == [("Chrome Android", False), ("Firefox Linux", True)]


def test_one_session_is_ended_and_only_ones_own(world: World) -> None:
    laptop, phone, others = signed_in(world.ada), signed_in(world.ada, PHONE), signed_in(world.omar)
    row = SignedIn.objects.get(user=world.ada, browser="Chrome")
    others.post("/konto/sitzungen", {"session": row.uuid})
    assert phone.get("/ich").status_code == 200
    assert laptop.post("/konto/sitzungen", {"session": row.uuid})["Location"] == "/konto/sitzungen"
    assert (phone.get("/ich").status_code, laptop.get("/ich").status_code) == (302, 200)
    assert ProtocolEvent.objects.values_list("act", "actor").get() == ("sessions_ended", world.ada.pk)
    assert laptop.post("/konto/sitzungen", {"session": "x"}).status_code == 404


def test_all_others_and_their_tokens_are_ended_and_this_one_stays(world: World) -> None:
    laptop, phone = signed_in(world.ada), signed_in(world.ada, PHONE)
    get_token_model().objects.create(user=world.ada)
    assert len(laptop.get("/konto/sitzungen").context["tokens"]) == 1
    laptop.post("/konto/sitzungen")
    assert (phone.get("/ich").status_code, laptop.get("/ich").status_code) == (302, 200)
    shown = laptop.get("/konto/sitzungen").context
    assert ([present for _row, present in shown["sessions"]], list(shown["tokens"])) == ([True], [])


def test_one_token_is_ended(world: World) -> None:
    laptop = signed_in(world.ada)
    row, token = get_token_model().objects.create(user=world.ada)
    bearer = Client(headers={"Authorization": f"Token {token}"})
    assert bearer.get("/api/v1/me").status_code == 200
    signed_in(world.omar).post("/konto/sitzungen", {"token": row.token_key})
    assert bearer.get("/api/v1/me").status_code == 200
    laptop.post("/konto/sitzungen", {"token": row.token_key})
    assert bearer.get("/api/v1/me").status_code == 401


def test_last_seen_is_a_day_and_what_is_over_is_forgotten(world: World) -> None:
    client = signed_in(world.ada)
    row = SignedIn.objects.get()
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    with time_machine.travel(later, tick=False):
        client.get("/ich")
        row.refresh_from_db()
        assert (row.seen_on - row.began_on).days == 3
    assert sessions.forget_ended() == 0
    client.post("/abmelden")
    assert sessions.forget_ended() == 1


# --- new devices ---


def test_new_device_is_told_by_mail_once_in_the_persons_language(world: World) -> None:
    User.objects.filter(pk=world.ada.pk).update(language="en")
    phone = signed_in(world.ada, PHONE)
    row = Mail.objects.get(kind="new_device")
    assert (row.recipient, row.language, row.context) == (
        world.ada.email,
        "en",
        {"browser": "Chrome", "system": "Android"},
    )
    message = mailing.message_of(row.pk)
    assert "/en/konto/sitzungen" in message.body  # type: ignore[union-attr]  # it is not pointless
    phone.post("/abmelden")
    sign_in(phone, world.ada.email)
    assert Mail.objects.filter(kind="new_device").count() == 1  # the device is known now
    sign_in(Client(), world.ada.email)
    assert Mail.objects.filter(kind="new_device").count() == 2


def test_device_that_others_use_is_new_for_everybody_else(world: World) -> None:
    shared = signed_in(world.ada)
    shared.post("/abmelden")
    sign_in(shared, world.omar.email)
    assert list(Mail.objects.filter(kind="new_device").order_by("pk").values_list("recipient", flat=True)) == [
        world.ada.email,
        world.omar.email,
    ]
    shared.post("/abmelden")
    sign_in(shared, world.ada.email)
    assert Mail.objects.filter(kind="new_device").count() == 2


# --- rates ---


def test_page_that_is_asked_too_often_says_when_to_come_again(world: World) -> None:
    client = Client()
    for _time in range(10):
        client.post("/anmelden", {"email": "nicht"})
    response = client.post("/anmelden", {"email": "nicht"})
    assert (response.status_code, response["Retry-After"], mail.outbox) == (429, "60", [])


@pytest.mark.parametrize(("address", "most"), [("/pruefen", 10), ("/barriere-melden", 5)])
def test_public_form_that_is_sent_too_often_says_when_to_come_again(world: World, address: str, most: int) -> None:
    client = Client()
    form = {"text": "NPA-2026-1", "where": "/", "what": "Der Knopf hat keinen Namen.", "answer": "", "email": ""}
    for _time in range(most):
        assert client.post(address, form).status_code != 429
    response = client.post(address, form)
    assert (response.status_code, response["Retry-After"]) == (429, "60")


def test_protocol_says_that_a_second_factor_came_and_went_and_an_address_changed(world: World) -> None:
    client = proved(world.ada)
    client.get("/konto/app")
    secret = client.session["mfa.totp.secret"]
    client.post("/konto/app", {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})
    world.ada.refresh_from_db()  # the other sessions ended with it
    proved(world.ada).post("/konto/app/entfernen")
    client = proved(world.omar)
    client.post("/konto/adresse", {"email": "omar.neu@example.org"})
    client.post("/konto/adresse/code", {"code": code_in_mail()})
    assert list(ProtocolEvent.objects.order_by("pk").values_list("act", "actor", "detail")) == [
        ("second_factor_added", world.ada.pk, {"kind": "app"}),
        ("sessions_ended", world.ada.pk, {"which": "all"}),
        ("second_factor_removed", world.ada.pk, {"kind": "app"}),
        ("address_changed", world.omar.pk, {}),
    ]
