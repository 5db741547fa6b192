"""Mallory sees nothing: no name, no address, no key, no word of the café's people, wherever she asks."""

import io
import re
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import URLPattern
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from tests.backend.problems import refusal, wrong_field
from tests.backend.stage import Stage, secrets_of
from tests.backend.test_routes import client_of, methods_of, own_patterns
from tests.certificates.press.samples import pages_by_mupdf
from volunteers.models import Volunteer
from volunteers.services import links

pytestmark = [pytest.mark.usefixtures("staged"), pytest.mark.postgres]

AsUser = Callable[..., APIClient]


def lists() -> list[str]:
    """The address of every GET that needs no key."""
    patterns: dict[str, URLPattern] = own_patterns()
    return [path for path, entry in patterns.items() if "<" not in path and "GET" in methods_of(entry)]


def said(response: Any) -> str:
    """What an answer says in words: also the files of an archive, and the pages of a document."""
    if response.get("Content-Type") == "application/zip":
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            return "".join(archive.read(name).decode() for name in archive.namelist())
    if response.get("Content-Type") == "application/pdf":
        return "".join(pages_by_mupdf(response.content))
    return str(response.content.decode())


@pytest.fixture
def stage(staged: Stage, db: None) -> Stage:
    """The very one, not a copy: nothing here changes a thing."""
    return staged


@pytest.fixture(scope="module")
def secrets(staged: Stage, django_db_blocker: DjangoDbBlocker) -> set[str]:
    """What must not be met."""
    with django_db_blocker.unblock():
        return secrets_of(staged)


def test_secrets_would_be_found_if_they_were_there(stage: Stage, secrets: set[str], visitors: dict[str, str]) -> None:
    """Carla, who may see it all, meets almost every one of them: the tests below look for the right things."""
    text = "".join(said(client_of(visitors["carla"]).get(f"/{path}")) for path in lists())
    text += "".join(said(client_of(visitors["ada"]).get(f"/{path}")) for path in lists())
    accounts = [user for user in stage.users().values() if user is not None]
    shown_to_nobody_else = {str(user.uuid) for user in accounts} | {user.name for user in accounts}
    shown_to_nobody_else |= {stage.mail.secret, str(stage.mail.uuid), str(stage.data_file.uuid)}
    shown_to_nobody_else |= {str(links.token_of(stage.link)), stage.contact.address}
    assert {secret for secret in secrets if secret not in text} <= shown_to_nobody_else


@pytest.mark.parametrize("role", ["anonymous", "mallory", "root"])
@pytest.mark.parametrize("path", lists())
def test_list_shows_nothing_of_the_cafe_to_strangers(
    path: str, role: str, stage: Stage, secrets: set[str], visitors: dict[str, str]
) -> None:
    text = said(client_of(visitors[role]).get(f"/{path}"))
    assert {secret for secret in secrets if secret in text} == set()


@pytest.mark.parametrize("path", lists())
def test_list_shows_the_coordinator_of_another_district_only_herself_and_the_issuer(
    path: str, stage: Stage, secrets: set[str], visitors: dict[str, str]
) -> None:
    text = said(client_of(visitors["dora"]).get(f"/{path}"))
    own = {stage.dora.email, stage.dora.name, str(stage.dora.uuid), str(stage.scope.uuid)}
    issuer = {"Carla Beispiel"}  # signs for the alliance: it is printed on every certificate
    assert {secret for secret in secrets if secret in text} <= own | issuer


@pytest.mark.parametrize("path", ["api/v1/hours", "api/v1/certificates", "api/v1/ledger-events", "api/v1/memberships"])
def test_list_with_somebody_elses_key_as_filter_is_empty(path: str, stage: Stage, as_user: AsUser) -> None:
    """A filter asks among what one sees: it cannot be used to find out whether something exists."""
    mallory = as_user(stage.world.mallory)
    keys = {
        "volunteer": stage.world.ada_volunteer.uuid,
        "organisation": stage.world.cafe.uuid,
        "activity": stage.world.talking.uuid,
        "campaign": stage.ordered_campaign.uuid,
        "entry": stage.waiting.uuid,
    }
    for name, key in keys.items():
        response = mallory.get(f"/{path}", {name: str(key)})
        if response.status_code == 200:
            assert response.json()["results"] == []
        else:
            wrong_field(response, name, "unknown")


def test_somebody_elses_thing_and_nothing_are_refused_alike(stage: Stage, as_user: AsUser) -> None:
    """Word for word: no answer tells that a key exists."""
    mallory = as_user(stage.world.mallory)
    for kind, row in {
        "hours": stage.waiting,
        "volunteers": stage.olga,
        "consents": stage.consent,
        "competence-claims": stage.claim,
        "weekly-plans": stage.plan,
        "confirmation-links": stage.link,
        "memberships": stage.membership,
        "coordinator-scopes": stage.scope,
        "certificates": stage.certificate,
        "campaigns": stage.draft_campaign,
        "recognition-lists": stage.draft_list,
        "issuers": stage.world.issuer,
    }.items():
        theirs: Any = row
        there = mallory.get(f"/api/v1/{kind}/{theirs.uuid}")
        nowhere = mallory.get(f"/api/v1/{kind}/{uuid.uuid4()}")
        assert refusal(there, 404, "not_found") == refusal(nowhere, 404, "not_found")


def test_body_with_somebody_elses_key_and_with_none_is_refused_alike(stage: Stage, as_user: AsUser) -> None:
    mallory = as_user(stage.world.mallory)
    entry = {"activity": str(stage.world.football.uuid), "day": "2026-03-14", "minutes": 5}
    theirs = mallory.post("/api/v1/hours", entry | {"volunteer": str(stage.world.ada_volunteer.uuid)})
    nobodys = mallory.post("/api/v1/hours", entry | {"volunteer": str(uuid.uuid4())})
    assert wrong_field(theirs, "volunteer", "does_not_exist") == wrong_field(nobodys, "volunteer", "does_not_exist")


def test_inviting_an_address_tells_nothing_about_whose_it_is(stage: Stage, as_user: AsUser) -> None:
    """Mallory invites Ada and somebody unknown to her club: but for keys and time the two answers are the same."""
    mallory = as_user(stage.world.mallory)
    answers = []
    for email in (stage.world.ada.email, "niemand@example.org"):
        response = mallory.post(
            "/api/v1/memberships",
            {"organisation": str(stage.world.club.uuid), "email": email, "role": "confirmer"},
        )
        assert response.status_code == 201
        answers.append({key: value for key, value in response.json().items() if key not in {"uuid", "created_at"}})
    club = str(stage.world.club.uuid)
    assert answers == [
        {"organisation": club, "user_email": email, "role": "confirmer", "ended_at": None}
        for email in (stage.world.ada.email, "niemand@example.org")
    ]
    assert not Volunteer.objects.visible_to(stage.world.mallory).filter(user=stage.world.ada).exists()


def test_public_addresses_show_only_names_that_were_given_for_it(
    stage: Stage, secrets: set[str], as_user: AsUser
) -> None:
    public = as_user(None)
    text = "".join(
        public.get(address).content.decode()
        for address in ("/", "/danke", "/danke/danke-leer", "/api/v1/thanks/danke-leer", "/danke/entwurf")
    )
    assert {secret for secret in secrets if secret in text} == {"Ada Beispiel", "Olga Ohnekonto", "Petro Ohnekonto"}
    assert re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-", text) == []


def test_verification_page_shows_what_the_paper_says_to_who_holds_it(
    stage: Stage, secrets: set[str], as_user: AsUser
) -> None:
    text = as_user(None).get(f"/v/{stage.certificate.code}").content.decode()
    # The code is in the address already; the page links to the same facts for programs.
    holder = {"Ada Beispiel", "Carla Beispiel", stage.certificate.number_text, stage.certificate.code}
    assert {secret for secret in secrets if secret in text} <= holder
