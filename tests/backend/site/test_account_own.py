"""One's own account: address, language, password, second factor, passkeys; who must prove first who they are."""

import html
import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, yield_hotp_counters_from_time
from allauth.mfa.totp.internal.auth import hotp_value as value_at
from django.core import mail
from django.test import Client

from tests.backend.site.account import code_in_mail, code_of_app, proved, sign_in, wrong
from tests.backend.site.passkey import SecurityKey
from tests.cast import PASSWORD, World, give_second_factor, make_user
from volunteers.models import CoordinatorScope, ScopeKind, User, Volunteer

COSTS = {"/konto": 4, "/konto/zweiter-faktor": 3}
GUARDED = [
    "/konto/adresse",
    "/konto/passwort",
    "/konto/app",
    "/konto/passkeys/neu",
    "/konto/notfallcodes",
    "/konto/notfallcodes/neu",
    "/konto/notfallcodes/datei",
]


def options_in(page: str) -> dict[str, Any]:
    """What a page asks of the browser's passkeys."""
    found = re.search(r'data-options="([^"]+)"', page)
    assert found is not None
    options: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return options


def old_session(user: User) -> Client:
    """A browser that was left open: signed in, but not lately."""
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("address", GUARDED)
def test_page_that_could_lock_out_asks_an_old_session_for_proof(address: str, world: World) -> None:
    response = old_session(world.ada).get(address)
    assert (response.status_code, response["Location"]) == (
        302,
        f"/konto/bestaetigen?next={address.replace('/', '%2F')}",
    )
    assert "private" in response["Cache-Control"]


def test_proof_is_a_code_to_ones_own_address_and_leads_back(world: World) -> None:
    client = old_session(world.ada)
    client.post("/konto/bestaetigen?next=/konto/adresse", {"next": "/konto/adresse"})
    assert mail.outbox[0].to == [world.ada.email]
    page = client.post("/konto/bestaetigen", {"code": wrong(code_in_mail()), "next": "/konto/adresse"})
    assert "Dieser Code stimmt nicht." in page.content.decode()
    answer = client.post("/konto/bestaetigen", {"code": code_in_mail(), "next": "/konto/adresse"})
    assert answer["Location"] == "/konto/adresse"
    assert client.get("/konto/adresse").status_code == 200


def test_proof_of_who_has_an_app_is_its_code_and_no_mail(world: World) -> None:
    client = old_session(world.carla)
    client.post("/konto/bestaetigen", {})
    assert mail.outbox == []
    answer = client.post("/konto/bestaetigen", {"code": code_of_app(), "next": "https://evil.example"})
    assert answer["Location"] == "/konto"


def test_proof_cannot_be_guessed(world: World) -> None:
    client = old_session(world.ada)
    client.post("/konto/bestaetigen", {})
    code = code_in_mail()
    for _ in range(3):
        client.post("/konto/bestaetigen", {"code": wrong(code)})
    client.post("/konto/bestaetigen", {"code": code})
    assert client.get("/konto/adresse").status_code == 302


def test_overview_says_what_is_set_up(world: World) -> None:
    page = old_session(world.ada).get("/konto").content.decode()
    assert "ada@example.org" in page
    assert "Für die Koordination fehlt noch der zweite Schritt" not in page
    assert "App einrichten" in page
    assert "eingerichtet" in old_session(world.carla).get("/konto").content.decode()


def test_language_is_saved_for_pages_and_papers_and_answers_in_it(world: World) -> None:
    client = old_session(world.ada)
    assert client.post("/konto/sprache", {"language": "uk"})["Location"] == "/uk/konto"
    world.ada.refresh_from_db()
    assert (world.ada.language, Volunteer.objects.get(user=world.ada).language) == ("uk", "uk")
    assert client.get("/weiter")["Location"] == "/uk/ich"
    client.post("/konto/sprache", {"language": "klingonisch"})
    world.ada.refresh_from_db()
    assert world.ada.language == "uk"


def test_address_changes_with_the_code_from_the_new_mailbox_and_ends_other_sessions(world: World) -> None:
    client, other = proved(world.ada), old_session(world.ada)
    client.post("/konto/adresse", {"email": "Neu@example.net"})
    assert mail.outbox[-1].to == ["neu@example.net"]
    client.post("/konto/adresse/code", {"code": wrong(code_in_mail())})
    world.ada.refresh_from_db()
    assert world.ada.email == "ada@example.org"
    assert client.post("/konto/adresse/code", {"code": code_in_mail()})["Location"] == "/konto"
    world.ada.refresh_from_db()
    assert (world.ada.email, Volunteer.objects.get(user=world.ada).email) == ("neu@example.net", "neu@example.net")
    assert client.get("/konto").status_code == 200
    assert other.get("/konto").status_code == 302


def test_address_of_somebody_else_is_told_to_who_has_its_mailbox_alone(world: World) -> None:
    client = proved(world.ada)
    taken = client.post("/konto/adresse", {"email": world.omar.email})
    free = proved(world.ada).post("/konto/adresse", {"email": "frei@example.net"})
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    mail.outbox.pop()
    page = client.post("/konto/adresse/code", {"code": code_in_mail()}).content.decode()
    assert "Mit dieser Adresse gibt es schon ein Konto." in page
    world.ada.refresh_from_db()
    assert world.ada.email == "ada@example.org"


def test_password_is_set_and_removed_and_each_ends_other_sessions(world: World) -> None:
    client, other = proved(world.ada), old_session(world.ada)
    assert "zu kurz" in client.post("/konto/passwort", {"password": "kurz"}).content.decode()
    assert client.post("/konto/passwort", {"password": PASSWORD})["Location"] == "/konto"
    world.ada.refresh_from_db()
    assert world.ada.check_password(PASSWORD)
    assert other.get("/konto").status_code == 302
    assert client.post("/konto/passwort", {"remove": "1"})["Location"] == "/konto"
    world.ada.refresh_from_db()
    assert not world.ada.has_usable_password()
    assert client.get("/konto").status_code == 200


def test_signing_out_elsewhere_ends_sessions_and_tokens_but_this_one(world: World) -> None:
    make_user("lin@example.org", "Lin Beispiel", password=PASSWORD)
    lin = User.objects.get(email="lin@example.org")
    client, other = old_session(lin), old_session(lin)
    form = {"email": lin.email, "password": PASSWORD}
    token = Client().post("/api/v1/auth/sign-in", form, content_type="application/json").json()["token"]
    client.post("/konto/abmelden")
    assert client.get("/konto").status_code == 200
    assert other.get("/konto").status_code == 302
    assert Client().get("/api/v1/me", headers={"Authorization": f"Token {token}"}).status_code == 401


def test_app_is_set_up_with_its_first_code_gives_recovery_codes_and_ends_other_sessions(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    client, other = proved(world.ada), old_session(world.ada)
    now = list(yield_hotp_counters_from_time())[1]
    assert client.post("/konto/app", {"code": "000000"}).status_code == 200
    found = re.search(r'<code dir="ltr">(\w+)</code>', client.get("/konto/app").content.decode())
    assert found is not None
    secret = found.group(1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/konto/app", {"code": format_hotp_value(value_at(secret, now))})
    assert answer["Location"] == "/konto/notfallcodes"
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/konto/notfallcodes").content.decode())
    assert len(codes) == 10
    assert client.get("/konto/notfallcodes/datei").content.decode().split()[-10:] == codes
    assert other.get("/konto").status_code == 302
    assert mail.outbox[-1].subject == "Bei deinem Konto hat sich etwas geändert"
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored  # encrypted
    fresh = Client()
    sign_in(fresh, world.ada.email)
    assert fresh.post("/anmelden/zweiter-faktor", {"code": codes[0]})["Location"] == "/weiter"
    again = Client()
    sign_in(again, world.ada.email)
    assert again.post("/anmelden/zweiter-faktor", {"code": codes[0]}).status_code == 200  # each helps once


def test_app_that_is_removed_is_asked_for_no_more_and_told(world: World) -> None:
    client = proved(world.carla)
    assert client.post("/konto/app/entfernen")["Location"] == "/konto"
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].to == [world.carla.email]


def test_passkey_is_made_and_signs_in_alone(world: World) -> None:
    key, client = SecurityKey(), proved(world.ada)
    page = client.get("/konto/passkeys/neu", headers={"Host": "localhost"}).content.decode()
    form = {"name": "mein Handy", "passwordless": "on", "credential": key.create(options_in(page))}
    assert client.post("/konto/passkeys/neu", form, headers={"Host": "localhost"})["Location"] == "/konto/notfallcodes"
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert str(passkey) == "mein Handy"
    fresh = Client(headers={"Host": "localhost"})
    asked = fresh.get("/anmelden/passkey", headers={"Accept": "application/json"}).json()["request_options"]
    answer = fresh.post("/anmelden/passkey", {"credential": key.get(asked), "next": "/danke"})
    assert answer["Location"] == "/danke"
    assert fresh.session["_auth_user_id"] == str(world.ada.pk)
    replayed = Client(headers={"Host": "localhost"})
    replayed.get("/anmelden/passkey", headers={"Accept": "application/json"})
    assert replayed.post("/anmelden/passkey", {"credential": key.get(asked)})["Location"] == "/anmelden"
    assert "_auth_user_id" not in replayed.session


def test_passkey_of_another_key_does_not_sign_in(world: World) -> None:
    key, client = SecurityKey(), proved(world.ada)
    page = client.get("/konto/passkeys/neu", headers={"Host": "localhost"}).content.decode()
    form = {"passwordless": "on", "credential": key.create(options_in(page))}
    client.post("/konto/passkeys/neu", form, headers={"Host": "localhost"})
    thief = SecurityKey(owner=key.owner)
    fresh = Client(headers={"Host": "localhost"})
    asked = fresh.get("/anmelden/passkey", headers={"Accept": "application/json"}).json()["request_options"]
    assert fresh.post("/anmelden/passkey", {"credential": thief.get(asked)})["Location"] == "/anmelden"
    assert "_auth_user_id" not in fresh.session


def test_passkey_is_asked_for_as_second_step_after_a_code(world: World) -> None:
    key, client = SecurityKey(), proved(world.ada)
    page = client.get("/konto/passkeys/neu", headers={"Host": "localhost"}).content.decode()
    form = {"passwordless": "on", "credential": key.create(options_in(page))}
    client.post("/konto/passkeys/neu", form, headers={"Host": "localhost"})
    fresh = Client(headers={"Host": "localhost"})
    assert sign_in(fresh, world.ada.email)["Location"] == "/anmelden/zweiter-faktor"
    asked = options_in(fresh.get("/anmelden/zweiter-faktor").content.decode())
    assert fresh.post("/anmelden/zweiter-faktor", {"credential": key.get(asked)})["Location"] == "/weiter"


def test_passkey_of_somebody_else_is_not_there_to_be_removed(world: World) -> None:
    passkey = Authenticator.objects.create(user=world.omar, type=Authenticator.Type.WEBAUTHN, data={"name": "Omars"})
    assert proved(world.ada).post(f"/konto/passkeys/{passkey.pk}/entfernen").status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    assert proved(world.omar).post(f"/konto/passkeys/{passkey.pk}/entfernen")["Location"] == "/konto"


# --- coordinators need a second factor ---


@pytest.mark.parametrize(
    "address", ["/koordination", "/koordination/urkunden/neu", "/ar/koordination", "/koordination/x"]
)
def test_coordination_without_second_factor_leads_to_where_it_is_set_up(address: str, world: World) -> None:
    Authenticator.objects.all().delete()
    client = old_session(world.carla)
    prefix = "/ar" if address.startswith("/ar") else ""
    for method in (client.get, client.post):
        response = method(address)
        expected = f"{prefix}/konto/zweiter-faktor?next={address.replace('/', '%2F')}"
        assert (response.status_code, response["Location"]) == (302, expected)
    assert client.get(f"{prefix}/konto/zweiter-faktor").status_code == 200


def test_coordination_with_a_recovery_code_alone_is_not_enough(world: World) -> None:
    Authenticator.objects.update(type=Authenticator.Type.RECOVERY_CODES)
    assert old_session(world.carla).get("/koordination")["Location"].startswith("/konto/zweiter-faktor")


def test_second_factor_page_sends_on_who_has_one(world: World) -> None:
    address = "/konto/zweiter-faktor?next=/koordination"
    assert old_session(world.carla).get(address)["Location"] == "/koordination"


def test_coordinator_who_is_appointed_later_is_asked_for_it_then(world: World) -> None:
    client = old_session(world.ada)
    assert "zweiter-faktor" not in client.get("/koordination").headers.get("Location", "")
    CoordinatorScope.objects.create(user=world.ada, kind=ScopeKind.ALL)
    assert client.get("/koordination")["Location"] == "/konto/zweiter-faktor?next=%2Fkoordination"
    give_second_factor(world.ada)
    assert "zweiter-faktor" not in client.get("/koordination").headers.get("Location", "")


# --- what it costs ---


@pytest.mark.parametrize("address", ["/konto", "/konto/zweiter-faktor"])
def test_pages_of_the_account_cost_the_same_with_many_passkeys(
    address: str, world: World, django_assert_num_queries: Any
) -> None:
    client = old_session(world.ada)
    for _ in range(2):
        with django_assert_num_queries(COSTS[address]):
            client.get(address)
        rows = [Authenticator(user=world.ada, type=Authenticator.Type.WEBAUTHN, data={"name": "x"}) for _ in range(3)]
        Authenticator.objects.bulk_create(rows)
