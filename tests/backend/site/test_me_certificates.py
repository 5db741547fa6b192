"""One's papers: opened, checked, kept, hidden; and everything that is kept, as files."""

import base64
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from certificates.models import Certificate
from certificates.services import queue
from tests.backend.stage import Stage
from tests.certificates.orders import put
from volunteers.models import User

pytestmark = pytest.mark.usefixtures("staged")
Queries = Callable[[int], Any]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(str(response.content.decode()).split())


def test_papers_lead_to_file_check_and_credential(stage: Stage) -> None:
    page = page_of(browser(stage.world.ada).get("/ich/urkunden"))
    paper = stage.certificate
    for address in (
        f"/api/v1/certificates/{paper.uuid}/pdf",
        f"/v/{paper.code}",
        f"/ich/urkunden/{paper.uuid}/nachweis",
    ):
        assert f'href="{address}"' in page
    assert f'data-share="{paper.content["verify_url"]}"' in page
    assert "Das hat nicht geklappt. Die Koordination weiß davon und kümmert sich." in page  # the failed one
    assert "Papierstau" not in page


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("revoked", "Sie gilt nicht mehr."),
        ("replaced", "Statt ihrer gilt jetzt eine neue:"),
    ],
)
def test_paper_that_no_longer_holds_says_so_and_offers_no_file(stage: Stage, status: str, sentence: str) -> None:
    put(stage.certificate, status)
    page = page_of(browser(stage.world.ada).get("/ich/urkunden"))
    assert sentence in page
    assert f"/ich/urkunden/{stage.certificate.uuid}/nachweis" not in page


def test_details_are_hidden_from_the_public_page_and_shown_again(stage: Stage) -> None:
    ada, address = browser(stage.world.ada), f"/ich/urkunden/{stage.certificate.uuid}/angaben"
    for _ in range(2):
        page = page_of(ada.post(address, {"show": "0"}, follow=True))
        assert "Die Prüfseite sagt jetzt nur noch, ob die Urkunde gilt. Nichts mehr über dich." in page
        assert "Angaben wieder zeigen" in page
    assert "Ada Beispiel" not in page_of(Client().get(f"/v/{stage.certificate.code}"))
    ada.post(address, {"show": "1"})
    assert "Ada Beispiel" in page_of(Client().get(f"/v/{stage.certificate.code}"))


def test_credential_is_the_signed_file_of_the_holder_alone(stage: Stage) -> None:
    address = f"/ich/urkunden/{stage.certificate.uuid}/nachweis"
    response = browser(stage.world.ada).get(address)
    number = stage.certificate.number_text
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/vc+jwt",
        f'attachment; filename="{number}.jwt"',
    )
    payload = response.content.split(b".")[1]
    body = json.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    assert (body["id"], body["name"]) == (stage.certificate.content["verify_url"], f"Tätigkeitsnachweis {number}")
    for other in (stage.world.mallory, stage.world.carla):
        assert browser(other).get(address).status_code == 404


def test_credential_without_a_seal_is_plain_json(stage: Stage) -> None:
    Certificate.objects.filter(pk=stage.certificate.pk).update(seal_key="")
    response = browser(stage.world.ada).get(f"/ich/urkunden/{stage.certificate.uuid}/nachweis")
    assert response["Content-Type"] == "application/vc"
    assert json.loads(response.content)["id"] == stage.certificate.content["verify_url"]


def test_credential_of_what_was_not_issued_is_refused(stage: Stage) -> None:
    response = browser(stage.world.ada).get(f"/ich/urkunden/{stage.failed.uuid}/nachweis")
    assert response.status_code == 409
    assert "Diese Urkunde ist noch nicht ausgestellt." in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_papers_cost_the_same_whatever_there_is(stage: Stage, django_assert_num_queries: Queries, number: int) -> None:
    own = Certificate.objects.filter(volunteer=stage.world.ada_volunteer)
    assert own.count() == 3
    own.exclude(pk__in=own.order_by("pk").values("pk")[:number]).update(volunteer=None)
    ada = browser(stage.world.ada)
    with django_assert_num_queries(5):
        ada.get("/ich/urkunden")


def test_pages_of_papers_have_no_script_but_their_own(stage: Stage) -> None:
    assert queue.drain() == 0
    page = page_of(browser(stage.world.ada).get("/ich/urkunden"))
    assert [src for src in re.findall(r'<script[^>]*src="([^"]*)"', page) if "me-" in src] == [
        "/static/site/js/me-share.js"
    ]
