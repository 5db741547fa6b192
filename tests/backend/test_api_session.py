"""Signing in and out for programs: tokens, their end, and how often somebody may try."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth import hashers
from django.test import Client
from django.utils import timezone
from knox.models import get_token_model
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from tests.backend.problems import refusal, wrong_field
from tests.cast import PASSWORD, World, make_user, make_volunteer
from volunteers.models import User, Volunteer

AsUser = Callable[..., APIClient]
SIGN_IN = "/api/v1/auth/sign-in"
Tokens = get_token_model()


@pytest.fixture
def ada(db: None) -> User:
    return make_user("ada@example.org", "Ada Beispiel", password=PASSWORD)


def sign_in(email: str = "ada@example.org", password: str = PASSWORD, **headers: str) -> Any:
    return Client().post(SIGN_IN, {"email": email, "password": password}, "application/json", headers=headers)


def bearing(token: str) -> Client:
    return Client(headers={"Authorization": f"Token {token}"})


def test_sign_in_gives_a_token_that_opens_the_api(ada: User) -> None:
    response = sign_in()
    body = response.json()
    assert (response.status_code, set(body)) == (200, {"token", "expiry"})
    assert response["Cache-Control"] == "no-store"
    days = (dt.datetime.fromisoformat(body["expiry"]) - timezone.now()).days
    assert days == 29  # thirty days, a moment ago
    assert bearing(body["token"]).get("/api/v1/me").json()["email"] == "ada@example.org"
    assert "Set-Cookie" not in response


def test_token_is_stored_only_as_a_hash(ada: User) -> None:
    token = sign_in().json()["token"]
    (row,) = Tokens.objects.values()
    stored = "".join(str(value) for value in row.values())
    assert token not in stored
    assert token[15:] not in stored  # but for the first characters, by which it is found
    assert len(token) == 64


def test_sign_in_takes_the_address_in_any_case(ada: User) -> None:
    assert sign_in("ADA@Example.org").status_code == 200


@pytest.mark.parametrize(("email", "password"), [("ada@example.org", "falsch"), ("niemand@example.org", PASSWORD)])
def test_sign_in_with_a_wrong_word_or_an_unknown_address_is_refused_alike(email: str, password: str, ada: User) -> None:
    body = refusal(sign_in(email, password), 400, "sign_in_failed", "password")
    assert body["detail"] == "E-Mail-Adresse oder Passwort stimmt nicht."
    assert Tokens.objects.count() == 0


def test_sign_in_of_an_account_that_left_or_has_no_password_is_refused_alike(ada: User) -> None:
    make_user("omar@example.org", "Omar Beispiel")
    User.objects.filter(pk=ada.pk).update(is_active=False)
    answers = [sign_in(), sign_in("omar@example.org", ""), sign_in("omar@example.org", "!")]
    refusal(answers[0], 400, "sign_in_failed", "password")
    wrong_field(answers[1], "password", "blank")
    refusal(answers[2], 400, "sign_in_failed", "password")


class Counting(hashers.Argon2PasswordHasher):
    """Argon2 that counts how often it works: not a time, which no machine keeps, but the work itself."""

    algorithm = "argon2"
    work = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).work += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        type(self).work += 1
        return super().verify(password, encoded)


@pytest.fixture
def work(settings: Settings) -> Callable[[], int]:
    """How often a password was hashed since the last call."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]

    def since() -> int:
        done, Counting.work = Counting.work, 0
        return done

    since()
    return since


def test_sign_in_takes_the_same_work_for_everybody(work: Callable[[], int], ada: User) -> None:
    make_user("omar@example.org", "Omar Beispiel", password=PASSWORD)
    User.objects.filter(email="omar@example.org").update(is_active=False)
    work()
    done = []
    for email in ("ada@example.org", "niemand@example.org", "omar@example.org"):
        sign_in(email, "falsch")
        done.append(work())
    assert done == [1, 1, 1]


def test_eleventh_try_in_a_minute_is_refused_before_any_work(work: Callable[[], int], ada: User) -> None:
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        for _ in range(10):
            assert sign_in(password="falsch").status_code == 400
        work()
        response = sign_in()
        refusal(response, 429, "throttled")
        assert (response["Retry-After"], work()) == ("60", 0)
        clock.shift(61)
        assert sign_in().status_code == 200


def test_tries_count_over_all_doors_together(ada: User) -> None:
    for _ in range(4):
        sign_in(password="falsch")
        Client().post("/anmelden/passwort", {"login": "ada@example.org", "password": "falsch"})
        Client().post("/anmelden", {"email": "kein Postfach"})
    statuses = [
        sign_in().status_code,
        Client().post("/anmelden/passwort", {"login": "ada@example.org", "password": PASSWORD}).status_code,
        Client().post("/anmelden", {"email": "ada@example.org"}).status_code,
    ]
    assert statuses == [429, 429, 429]


def test_tries_are_counted_by_the_address_that_asked_not_by_one_it_claims(ada: User) -> None:
    """Without a proxy of ours in front nobody's `X-Forwarded-For` is believed."""
    statuses = [sign_in(password="falsch", **{"X-Forwarded-For": f"10.0.0.{n}"}).status_code for n in range(11)]
    assert statuses == [400] * 10 + [429]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"email": "ada@example.org"}, "password", "required"),
        ({"email": "ada", "password": "x"}, "email", "invalid"),
        ({"email": "ada@example.org", "password": "a\x00b"}, "password", "null_characters_not_allowed"),
        ({"email": "ada@example.org", "password": "x" * 201}, "password", "max_length"),
        ({"email": "ada@example.org", "password": "x", "remember": True}, "remember", "unknown"),
    ],
)
def test_sign_in_with_a_malformed_body_is_refused(body: dict[str, Any], field: str, code: str, ada: User) -> None:
    wrong_field(Client().post(SIGN_IN, body, "application/json"), field, code)


def test_person_keeps_the_newest_twenty_tokens(ada: User) -> None:
    oldest = Tokens.objects.create(user=ada)[1]
    others = [Tokens.objects.create(user=ada)[1] for _ in range(19)]
    newest = sign_in().json()["token"]
    assert Tokens.objects.filter(user=ada).count() == 20
    assert bearing(oldest).get("/api/v1/me").status_code == 401
    assert {bearing(token).get("/api/v1/me").status_code for token in (others[0], newest)} == {200}


def test_sign_out_ends_this_token_alone(ada: User) -> None:
    here, there = (Tokens.objects.create(user=ada)[1] for _ in range(2))
    assert bearing(here).post("/api/v1/auth/sign-out").status_code == 204
    assert bearing(here).get("/api/v1/me").status_code == 401
    assert bearing(there).get("/api/v1/me").status_code == 200


def test_sign_out_everywhere_ends_all_of_ones_own(ada: User) -> None:
    omar = make_user("omar@example.org", "Omar Beispiel")
    here, there = (Tokens.objects.create(user=ada)[1] for _ in range(2))
    somebody = Tokens.objects.create(user=omar)[1]
    assert bearing(here).post("/api/v1/auth/sign-out-everywhere").status_code == 204
    assert [bearing(token).get("/api/v1/me").status_code for token in (here, there, somebody)] == [401, 401, 200]


def test_sign_out_with_a_session_ends_the_session(ada: User) -> None:
    browser = Client()
    browser.force_login(ada)
    assert browser.post("/api/v1/auth/sign-out").status_code == 204
    assert browser.get("/api/v1/me").status_code == 401


def test_token_is_sent_in_the_header_and_nowhere_else(ada: User) -> None:
    token = Tokens.objects.create(user=ada)[1]
    assert Client().get("/api/v1/me", {"token": token}).status_code == 401
    assert Client().get("/api/v1/me", headers={"Cookie": f"token={token}"}).status_code == 401


# --- who one is ---


def test_me_names_roles_and_hours_by_year(world: World, as_user: AsUser) -> None:
    world.hours(day=dt.date(2025, 12, 31), minutes=30)
    confirmed = world.hours(day=dt.date(2026, 1, 1), minutes=60)
    as_user(world.omar).post(f"/api/v1/hours/{confirmed.uuid}/confirm")
    assert as_user(world.ada).get("/api/v1/me").json() == {
        "uuid": str(world.ada.uuid),
        "email": "ada@example.org",
        "name": "Ada Beispiel",
        "language": "de",
        "volunteer": str(world.ada_volunteer.uuid),
        "memberships": [],
        "scopes": [],
        "years": [
            {"year": 2026, "confirmed": 60, "submitted": 0},
            {"year": 2025, "confirmed": 0, "submitted": 30},
        ],
    }
    omar = as_user(world.omar).get("/api/v1/me").json()
    cafe = {"organisation": str(world.cafe.uuid), "organisation_name": "Sprachcafé", "role": "confirmer"}
    assert (omar["volunteer"], omar["memberships"], omar["years"]) == (None, [cafe], [])
    assert as_user(world.carla).get("/api/v1/me").json()["scopes"] == [{"kind": "all", "district": None, "field": None}]


def test_register_makes_ones_own_record_once(world: World, as_user: AsUser) -> None:
    omar = as_user(world.omar)
    name = {"name": "  Омар   Зразок ", "name_latin": "Omar Srasok", "language": "uk"}
    response = omar.post("/api/v1/me/volunteer", name)
    record = Volunteer.objects.get(user=world.omar)
    assert (response.status_code, response.json()["volunteer"]) == (201, str(record.uuid))
    assert (record.name, record.name_latin, record.language) == ("Омар Зразок", "Omar Srasok", "uk")
    refusal(omar.post("/api/v1/me/volunteer", name), 409, "already_volunteer")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"name": ""}, "invalid", "name"),
        ({"name": "Ada\u202eBeispiel"}, "not_printable", "name"),
        ({"name": "Ada", "language": "Deutsch"}, "invalid", "language"),
        ({}, "invalid", "name"),
    ],
)
def test_register_with_a_name_that_is_none_is_refused(
    body: dict[str, str], code: str, field: str, world: World, as_user: AsUser
) -> None:
    refusal(as_user(world.omar).post("/api/v1/me/volunteer", body), 400, code, field)
    assert not Volunteer.objects.filter(user=world.omar).exists()


def test_volunteer_is_found_by_part_of_the_name(world: World, as_user: AsUser) -> None:
    make_volunteer(world.omar, given="Omar", family="100%")
    carla = as_user(world.carla)
    found = {
        text: [row["name"] for row in carla.get("/api/v1/volunteers", {"name": text}).json()["results"]]
        for text in ("ada", "100%", "%", "_", "'")
    }
    assert found == {"ada": ["Ada Beispiel"], "100%": ["Omar 100%"], "%": ["Omar 100%"], "_": [], "'": []}
