"""Certificates through the API: the paper itself, in the form that is asked for."""

import hashlib
from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from tests.backend.problems import refusal
from tests.backend.stage import Stage
from tests.certificates.orders import put

pytestmark = pytest.mark.usefixtures("staged")

AsUser = Callable[..., APIClient]


@pytest.mark.parametrize(
    "accept", ["*/*", "application/pdf", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"]
)
def test_pdf_is_what_was_issued_whatever_form_is_asked_for(accept: str, stage: Stage, as_user: AsUser) -> None:
    address = f"/api/v1/certificates/{stage.certificate.uuid}/pdf"
    response = as_user(stage.world.ada).get(address, headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert hashlib.sha256(response.content).hexdigest() == stage.certificate.digest
    assert response["Content-Disposition"] == f'inline; filename="{stage.certificate.number_text}.pdf"'
    assert response["Cache-Control"] == "private, no-cache"


def test_pdf_that_one_has_already_is_not_sent_again(stage: Stage, as_user: AsUser) -> None:
    address = f"/api/v1/certificates/{stage.certificate.uuid}/pdf"
    ada = as_user(stage.world.ada)
    etag = ada.get(address)["ETag"]
    assert etag == f'"{stage.certificate.digest}"'
    again = ada.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert ada.get(address, headers={"If-None-Match": '"older"'}).status_code == 200


@pytest.mark.parametrize("accept", ["application/pdf", "application/json", "*/*"])
def test_refusal_of_a_pdf_is_json(accept: str, stage: Stage, as_user: AsUser) -> None:
    address = f"/api/v1/certificates/{stage.failed.uuid}/pdf"
    body = refusal(as_user(stage.world.ada).get(address, headers={"Accept": accept}), 409, "not_issued", "status")
    assert body["facts"] == {"certificate_status": "failed"}
    refusal(as_user(stage.world.mallory).get(address, headers={"Accept": accept}), 404, "not_found")


def test_pdf_as_a_page_is_refused(stage: Stage, as_user: AsUser) -> None:
    address = f"/api/v1/certificates/{stage.certificate.uuid}/pdf"
    refusal(as_user(stage.world.ada).get(address, headers={"Accept": "text/html"}), 406, "not_acceptable")


def test_etag_of_a_list_saves_sending_it_again(stage: Stage, as_user: AsUser) -> None:
    ada = as_user(stage.world.ada)
    etag = ada.get("/api/v1/certificates")["ETag"]
    assert ada.get("/api/v1/certificates", headers={"If-None-Match": etag}).status_code == 304
    put(stage.certificate, "revoked")
    assert ada.get("/api/v1/certificates", headers={"If-None-Match": etag}).status_code == 200


def test_failed_certificate_is_queued_again_with_its_number(stage: Stage, as_user: AsUser) -> None:
    number = stage.failed.number_text
    carla = as_user(stage.world.carla)
    body = carla.post(f"/api/v1/certificates/{stage.failed.uuid}/retry").json()
    assert (body["status"], body["number"], body["failure_code"], body["failure_reason"]) == ("queued", number, "", "")


def test_progress_counts_every_status(stage: Stage, as_user: AsUser) -> None:
    carla = as_user(stage.world.carla)
    put(stage.certificate, "revoked")
    body = carla.get(f"/api/v1/campaigns/{stage.ordered_campaign.uuid}/progress").json()
    assert body == {"total": 3, "queued": 0, "rendering": 0, "issued": 2, "failed": 0, "revoked": 1, "replaced": 0}
