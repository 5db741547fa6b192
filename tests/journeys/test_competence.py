"""Hours → competences with four eyes → Kompetenznachweis in two languages, through the API alone."""

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from rest_framework.test import APIClient

from certificates.services import queue
from tests.cast import World
from volunteers.models import Volunteer

AsUser = Callable[..., APIClient]


def ok(response: Any, status: int = 200) -> Any:
    """The body of an answer with that status."""
    assert response.status_code == status, response.content
    return response.json()


def pages(pdf: bytes) -> str:
    """The text of all pages, lines as single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


@pytest.mark.django_db
def test_competence_certificate_from_proposal_to_paper(world: World, as_user: AsUser) -> None:
    ada, omar, carla = as_user(world.ada), as_user(world.omar), as_user(world.carla)
    me = str(world.ada_volunteer.uuid)
    Volunteer.objects.filter(uuid=me).update(language="uk")

    # Ada helped for eighty hours; Omar confirms them.
    entries = [
        {"activity": str(world.talking.uuid), "day": f"2025-03-{day:02d}", "minutes": 480} for day in range(1, 11)
    ]
    logged = ok(ada.post("/api/v1/hours/bulk", {"entries": entries}))
    asked = {"entries": [row["uuid"] for row in logged["results"]]}
    assert ok(omar.post("/api/v1/hours/bulk-confirm", asked))["done"] == 10

    # Without a confirmed competence there is no such certificate.
    order = {
        "volunteer": me,
        "kind": "competence",
        "issuer": ok(carla.get("/api/v1/issuers"))["results"][0]["uuid"],
        "organisation": str(world.cafe.uuid),
        "start": "2025-01-01",
        "end": "2025-12-31",
        "age_affirmed": True,
    }
    assert carla.post("/api/v1/certificates", order).json()["code"] == "no_competence"

    # Ada chooses from the pool and says what she did; Omar puts it in better words.
    pool = ok(as_user(None).get("/api/v1/competences"))
    assert "language_mediation" in [one["code"] for one in pool]
    claim = {"volunteer": me, "organisation": str(world.cafe.uuid), "competence": "language_mediation"}
    proposed = ok(ada.post("/api/v1/competence-claims", claim | {"example": "Beim Arzt übersetzt."}), 201)
    sentence = "Hat bei Arztbesuchen ruhig und genau übersetzt."
    ok(omar.post(f"/api/v1/competence-claims/{proposed['uuid']}/confirm", {"example": sentence}))

    # Somebody affirms her age; then it is ordered and pressed.
    assert carla.post("/api/v1/certificates", order | {"age_affirmed": False}).json()["field"] == "age_affirmed"
    certificate = ok(carla.post("/api/v1/certificates", order), 201)
    assert queue.drain() == 1
    text = pages(ada.get(f"/api/v1/certificates/{certificate['uuid']}/pdf").content)
    for said in (
        "Довідка про компетентності",
        "Kompetenznachweis",
        "Ada Beispiel",
        "Мовне посередництво",
        "Sprachmittlung",
        sentence,
        "80 год",
        "80 Std.",
        "10 березня 2025 року",
        "10. März 2025",
    ):
        assert said in text
    assert "Beim Arzt" not in text

    # She takes it back: what was issued stays, nothing new is due.
    ok(ada.post(f"/api/v1/competence-claims/{proposed['uuid']}/withdraw"))
    assert carla.post("/api/v1/certificates", order).json()["code"] == "no_competence"
    assert ok(ada.get(f"/api/v1/certificates/{certificate['uuid']}"))["status"] == "issued"
