"""Revoking, replacing, hiding and templates through the API: what a coordinator and a holder meet."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from certificates.models import Certificate, TemplateVersion
from certificates.services import queue, samples
from tests.backend.problems import refusal, wrong_field
from tests.backend.stage import Stage

pytestmark = pytest.mark.usefixtures("staged")

AsUser = Callable[..., APIClient]
V1 = "/api/v1"


@pytest.fixture
def carla(stage: Stage, as_user: AsUser) -> APIClient:
    return as_user(stage.world.carla)


# --- revoke, replace, renew ---


def test_revoked_certificate_tells_its_holder_why_and_is_not_revoked_again(
    stage: Stage, carla: APIClient, as_user: AsUser
) -> None:
    address = f"{V1}/certificates/{stage.certificate.uuid}"
    body = carla.post(f"{address}/revoke", {"code": "wrong_facts", "reason": "Die Stunden stimmen nicht."}).json()
    assert (body["status"], body["revocation_code"], body["revocation_reason"]) == (
        "revoked", "wrong_facts", "Die Stunden stimmen nicht.",
    )  # fmt: skip
    assert as_user(stage.world.ada).get(address).json() == body
    again = carla.post(f"{address}/revoke", {"code": "other", "reason": "Noch einmal."})
    assert refusal(again, 409, "illegal_transition", "status")["facts"] == {"status": "revoked"}
    events = carla.get(f"{V1}/certificate-events?certificate={stage.certificate.uuid}").json()["results"]
    ada, by_carla = str(stage.world.ada.uuid), str(stage.world.carla.uuid)
    assert [(event["act"], event["actor"], event["code"]) for event in events] == [
        ("revoked", by_carla, "wrong_facts"),
        ("shown", ada, ""),
        ("hidden", ada, ""),
    ]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"reason": "Falsch."}, "code", "required"),
        ({"code": "other"}, "reason", "required"),
        ({"code": "other", "reason": " "}, "reason", "blank"),
        ({"code": "bad_luck", "reason": "Falsch."}, "code", "invalid_choice"),
        ({"code": "other", "reason": "x" * 501}, "reason", "max_length"),
    ],
)
def test_revocation_without_a_proper_reason_is_refused(
    stage: Stage, carla: APIClient, body: dict[str, str], field: str, code: str
) -> None:
    wrong_field(carla.post(f"{V1}/certificates/{stage.certificate.uuid}/revoke", body), field, code)
    stage.certificate.refresh_from_db()
    assert stage.certificate.status == "issued"


def test_replacement_is_a_new_certificate_that_takes_over_once_issued(stage: Stage, carla: APIClient) -> None:
    old = f"{V1}/certificates/{stage.certificate.uuid}"
    answer = carla.post(f"{old}/replace", {})
    new = answer.json()
    assert (answer.status_code, new["status"], new["replaces"]) == (201, "queued", str(stage.certificate.uuid))
    assert (new["volunteer"], new["campaign"]) == (
        str(stage.world.ada_volunteer.uuid),
        str(stage.ordered_campaign.uuid),
    )
    assert carla.get(old).json()["status"] == "issued"
    body = refusal(carla.post(f"{old}/replace", {}), 409, "replacement_pending", "status")
    assert body["facts"] == {"number": new["number"]}
    queue.drain()
    after = carla.get(old).json()
    assert (after["status"], after["replaced_by"]) == ("replaced", new["uuid"])


@pytest.mark.parametrize(("door", "body"), [("replace", {}), ("renew", {"end": "2027-01-31"})])
def test_replacement_with_one_idempotency_key_is_one(
    stage: Stage, carla: APIClient, door: str, body: dict[str, str]
) -> None:
    address = f"{V1}/certificates/{stage.certificate.uuid}/{door}"
    first, again = (carla.post(address, body, headers={"Idempotency-Key": "k-1"}) for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert first.json() == again.json()
    assert stage.certificate.successors.count() == 1


def test_renewal_extends_the_period_and_never_shortens_it(stage: Stage, carla: APIClient) -> None:
    address = f"{V1}/certificates/{stage.certificate.uuid}/renew"
    refusal(carla.post(address, {"end": "2026-06-30"}), 400, "period_shortened", "end")
    body = carla.post(address, {"end": "2027-06-30"}).json()
    assert (body["period_start"], body["period_end"]) == ("2026-01-01", "2027-06-30")


def test_filter_finds_what_needs_replacing(stage: Stage, carla: APIClient) -> None:
    Certificate.objects.filter(pk=stage.certificate.pk).update(needs_replacing_at=stage.certificate.issued_at)
    found = carla.get(f"{V1}/certificates?needs_replacing=true").json()["results"]
    assert [one["uuid"] for one in found] == [str(stage.certificate.uuid)]
    others = carla.get(f"{V1}/certificates?needs_replacing=false").json()["results"]
    assert len(others) == Certificate.objects.count() - 1
    wrong_field(carla.get(f"{V1}/certificates?needs_replacing=1"), "needs_replacing", "invalid")


def test_holder_hides_the_details_and_shows_them_again(stage: Stage, as_user: AsUser, carla: APIClient) -> None:
    address = f"{V1}/certificates/{stage.certificate.uuid}"
    ada = as_user(stage.world.ada)
    assert ada.post(f"{address}/hide").json()["hidden_at"] is not None
    assert ada.post(f"{address}/show").json()["hidden_at"] is None
    refusal(carla.post(f"{address}/hide"), 403, "not_holder")
    refusal(ada.post(f"{V1}/certificates/{stage.failed.uuid}/hide"), 409, "not_issued")


def test_events_are_for_whoever_coordinates_the_certificate(stage: Stage, as_user: AsUser) -> None:
    counts = {
        role: len(as_user(user).get(f"{V1}/certificate-events").json()["results"])
        for role, user in stage.users().items()
        if user is not None
    }
    assert counts == dict.fromkeys(counts, 0) | {"carla": 2}


# --- orders with wishes ---


def test_order_in_a_language_with_a_template(stage: Stage, carla: APIClient) -> None:
    body: dict[str, Any] = {
        "volunteer": str(stage.world.ada_volunteer.uuid),
        "kind": "record",
        "issuer": str(stage.world.issuer.uuid),
        "start": "2026-01-01",
        "end": "2026-12-31",
        "language": "ar",
        "beside": "none",
        "template": str(stage.published_version.uuid),
        "organisation": str(stage.world.cafe.uuid),
    }
    made = carla.post(f"{V1}/certificates", body).json()
    assert (made["language"], made["template"], made["organisation"]) == ("ar", body["template"], body["organisation"])
    wrong_field(carla.post(f"{V1}/certificates", body | {"language": "none"}), "language", "invalid_choice")
    draft = {"template": str(stage.draft_version.uuid)}
    refusal(carla.post(f"{V1}/certificates", body | draft), 400, "template_not_published", "template")


def test_campaign_keeps_its_languages_and_its_template(stage: Stage, carla: APIClient) -> None:
    body = {
        "title": "Dank",
        "kind": "record",
        "issuer": str(stage.world.issuer.uuid),
        "period_start": "2026-01-01",
        "period_end": "2026-12-31",
        "language": "uk",
        "beside": "de",
        "template": str(stage.published_version.uuid),
    }
    made = carla.post(f"{V1}/campaigns", body).json()
    assert {name: made[name] for name in ("language", "beside", "template")} == {
        name: body[name] for name in ("language", "beside", "template")
    }
    thanks = carla.post(f"{V1}/campaigns", body | {"kind": "thanks"})
    refusal(thanks, 400, "template_of_another_kind", "template")


# --- templates ---


def test_template_from_draft_to_retired(stage: Stage, carla: APIClient) -> None:
    made = carla.post(f"{V1}/templates", {"title": "Dank in Blau", "kind": "thanks"}).json()
    (version,) = carla.get(f"{V1}/template-versions?template={made['uuid']}").json()["results"]
    address = f"{V1}/template-versions/{version['uuid']}"
    layout = carla.get(f"{address}/layout").json()
    assert layout == samples.shipped_layout("thanks")
    edited = carla.patch(address, {"layout": layout | {"title": "Blau"}}).json()
    assert edited["digest"] != version["digest"]
    assert carla.get(f"{address}/layout").json()["title"] == "Blau"
    assert carla.post(f"{address}/publish").json()["status"] == "published"
    refusal(carla.patch(address, {"layout": layout}), 409, "illegal_transition", "status")
    second = carla.post(f"{V1}/template-versions", {"version": version["uuid"]}).json()
    assert (second["number"], second["status"], second["digest"]) == (2, "draft", edited["digest"])
    refusal(carla.post(f"{V1}/template-versions", {"version": version["uuid"]}), 409, "draft_exists", "version")
    assert carla.post(f"{address}/retire").json()["status"] == "retired"


def test_layout_that_is_wrong_is_refused_with_the_place_in_it(stage: Stage, carla: APIClient) -> None:
    layout = samples.shipped_layout("thanks")
    address = f"{V1}/template-versions/{stage.draft_version.uuid}"
    wrong = layout | {"page": layout["page"] | {"side": -1}}
    refusal(carla.patch(address, {"layout": wrong}), 400, "layout_invalid", "layout.page.side")
    wrong_field(carla.patch(address, {"layout": [1]}), "layout", "invalid")
    wrong_field(carla.patch(address, {}), "layout", "required")
    assert carla.get(f"{address}/layout").json() == layout


@pytest.mark.parametrize(("query", "width"), [("", 800), ("?size=small", 400), ("?sample=ar&size=large", 1600)])
def test_preview_is_a_picture_of_the_asked_width(stage: Stage, carla: APIClient, query: str, width: int) -> None:
    answer = carla.get(f"{V1}/template-versions/{stage.draft_version.uuid}/preview{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "private, no-cache"
    assert int.from_bytes(answer.content[16:20], "big") == width


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("sample=klingon", "sample", "invalid_choice"),
        ("size=9999", "size", "invalid_choice"),
        ("width=9999", "width", "unknown"),
    ],
)
def test_preview_of_something_else_is_refused(
    stage: Stage, carla: APIClient, query: str, field: str, code: str
) -> None:
    address = f"{V1}/template-versions/{stage.draft_version.uuid}/preview?{query}"
    wrong_field(carla.get(address, headers={"Accept": "image/png"}), field, code)


def test_previews_are_bounded_for_each_user(stage: Stage, carla: APIClient, as_user: AsUser) -> None:
    address = f"{V1}/template-versions/{stage.published_version.uuid}/preview?size=small&sample=none"
    statuses = {carla.get(address).status_code for _ in range(60)}
    assert statuses == {400}  # a wrong question counts too, and costs no press here
    refusal(carla.get(address), 429, "throttled")
    assert as_user(stage.dora).get(address).status_code == 400


def test_published_version_cannot_be_changed_by_anybody(stage: Stage, as_user: AsUser) -> None:
    before = TemplateVersion.objects.filter(pk=stage.published_version.pk).values().get()
    address = f"{V1}/template-versions/{stage.published_version.uuid}"
    statuses = {
        role: as_user(user).patch(address, {"layout": samples.shipped_layout("record")}).status_code
        for role, user in stage.users().items()
    }
    hidden = dict.fromkeys(("ada", "omar", "mina", "mallory", "root"), 404)
    assert statuses == hidden | {"anonymous": 401, "carla": 409, "dora": 403}
    assert TemplateVersion.objects.filter(pk=stage.published_version.pk).values().get() == before
