"""Log → confirm → certificate → PDF → list, through the API alone."""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from rest_framework.test import APIClient

from certificates.services import queue
from tests import factories
from tests.cast import World, make_user, make_volunteer

AsUser = Callable[..., APIClient]


def ok(response: Any, status: int = 200) -> Any:
    """The body of an answer with that status."""
    assert response.status_code == status, response.content
    return response.json()


@pytest.mark.django_db
def test_main_job_from_hours_to_public_thanks(world: World, as_user: AsUser) -> None:
    ada, omar, carla, public = as_user(world.ada), as_user(world.omar), as_user(world.carla), as_user(None)

    # Ada logs on her phone; the network hiccups and the same entry is sent twice.
    entry = {"uuid": str(uuid.uuid4()), "activity": str(world.talking.uuid), "day": "2026-03-14", "minutes": 150}
    first = ok(ada.post("/api/v1/hours", entry), 201)
    assert ok(ada.post("/api/v1/hours", entry), 200) == first
    assert first["status"] == "submitted"

    # Omar finds it at his desk and confirms; Ada sees it.
    waiting = ok(omar.get("/api/v1/hours", {"status": "submitted"}))["results"]
    assert [row["uuid"] for row in waiting] == [entry["uuid"]]
    decided = ok(omar.post("/api/v1/hours/bulk-confirm", {"entries": [entry["uuid"]]}))
    assert decided["done"] == 1
    assert ok(ada.get("/api/v1/me"))["years"] == [{"year": 2026, "confirmed": 150, "submitted": 0}]

    # Carla orders a campaign; a worker presses it.
    issuer = ok(carla.get("/api/v1/issuers"))["results"][0]["uuid"]
    draft = {
        "title": "Dank 2026",
        "kind": "record",
        "issuer": issuer,
        "period_start": "2026-01-01",
        "period_end": "2026-12-31",
    }
    campaign = ok(carla.post("/api/v1/campaigns", draft), 201)
    ordered = ok(carla.post(f"/api/v1/campaigns/{campaign['uuid']}/order"))
    assert ordered["status"] == "ordered"
    assert queue.drain() == 1
    progress = ok(carla.get(f"/api/v1/campaigns/{campaign['uuid']}/progress"))
    assert (progress["total"], progress["issued"]) == (1, 1)

    # Ada fetches the paper; it says what was confirmed, and is what was issued.
    certificate = ok(ada.get("/api/v1/certificates"))["results"][0]
    pdf = ada.get(f"/api/v1/certificates/{certificate['uuid']}/pdf")
    assert hashlib.sha256(pdf.content).hexdigest() == certificate["digest"]
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.content))
    assert "Ada Beispiel" in text
    assert certificate["number"] in text
    page = public.get(f"/v/{certificate['code']}")
    assert "Ada Beispiel" in page.content.decode()

    # Three people consent, a list is published; Ada withdraws and is gone from page and JSON at once.
    consent = ok(
        ada.post(
            "/api/v1/consents",
            {
                "volunteer": str(world.ada_volunteer.uuid),
                "place": "region_list",
                "display_form": "first_name",
                "of_age": True,
            },
        ),
        201,
    )
    for number in range(3):
        _helper_with_consent(world, as_user, number)
    new_list = {
        "slug": "leer-2026",
        "title": "Danke, Leer",
        "district": "03457",
        "period_start": "2026-01-01",
        "period_end": "2026-12-31",
    }
    thanks = ok(carla.post("/api/v1/recognition-lists", new_list), 201)
    address = f"/api/v1/recognition-lists/{thanks['uuid']}"
    second = as_user(factories.coordinate(factories.user()))
    ok(second.post(f"{address}/check", {"revision": thanks["revision"]}))
    ok(carla.post(f"{address}/publish"))
    assert ok(public.get("/api/v1/thanks/leer-2026"))["names"] == ["Ada B.", "Helfer0 V.", "Helfer1 V.", "Helfer2 V."]
    assert "Ada B." in public.get("/danke/leer-2026").content.decode()
    ok(ada.post(f"/api/v1/consents/{consent['uuid']}/withdraw"))
    assert ok(public.get("/api/v1/thanks/leer-2026"))["names"] == ["Helfer0 V.", "Helfer1 V.", "Helfer2 V."]
    assert "Ada B." not in public.get("/danke/leer-2026").content.decode()


def _helper_with_consent(world: World, as_user: AsUser, number: int) -> None:
    user = make_user(f"helfer{number}@example.org", f"Helfer{number}")
    volunteer = make_volunteer(user, given=f"Helfer{number}", family="Vorbild")
    helper = as_user(user)
    entry = {"activity": str(world.talking.uuid), "day": "2026-04-02", "minutes": 60}
    logged = ok(helper.post("/api/v1/hours", entry), 201)
    ok(as_user(world.omar).post(f"/api/v1/hours/{logged['uuid']}/confirm"))
    ok(
        helper.post(
            "/api/v1/consents",
            {"volunteer": str(volunteer.uuid), "place": "region_list", "display_form": "first_name", "of_age": True},
        ),
        201,
    )
