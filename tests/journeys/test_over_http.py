"""The main job from outside: web, worker and beat as processes of their own, and nothing but HTTP between us."""

import hashlib
import uuid
from typing import Any

import pypdfium2
import pytest

from tests import factories
from tests.backend.site.account import code_of_app
from tests.cast import PASSWORD, World, give_second_factor, make_user, make_volunteer, make_world
from tests.installation import Door, Installation
from volunteers.models import User

DAY = "2026-03-14"
PARTS = ("database", "worker", "beat", "queue", "wake_ups", "protocol", "broker")
YEAR = {"period_start": "2026-01-01", "period_end": "2026-12-31"}


@pytest.mark.parametrize(
    "kind", [pytest.param("embedded", marks=pytest.mark.sqlite), pytest.param("production", marks=pytest.mark.postgres)]
)
def test_main_job_over_http(own: Installation, kind: str) -> None:
    world = make_world()
    helpers = make_helpers(world, 3)
    deniz = factories.coordinate(make_user("deniz@example.org", "Deniz Beispiel"))
    give_second_factor(deniz)
    for user in (world.ada, world.omar, world.carla, deniz, *helpers):
        user.set_password(PASSWORD)
        user.save()
    collecting = own.start("collectstatic", "manage.py", "collectstatic", "--no-input", "-v0")
    own.worker()
    own.beat()
    assert collecting.exit_code == 0, own.logs()
    public = own.web()  # which reads the list of static files when it starts
    ada, omar = (public.sign_in(user.email, PASSWORD) for user in (world.ada, world.omar))
    carla = public.sign_in(world.carla.email, PASSWORD, code_of_app())
    second = public.sign_in(deniz.email, PASSWORD, code_of_app())

    # Ada and the others log, Omar confirms what waits at his desk.
    entry = log(ada, world)
    for helper in helpers:
        log(public.sign_in(helper.email, PASSWORD), world)
    waiting = omar.get("/api/v1/hours?status=submitted")["results"]
    assert len(waiting) == 4
    decided = omar.post("/api/v1/hours/bulk-confirm", {"entries": [row["uuid"] for row in waiting]})
    assert decided["done"] == 4
    assert ada.get("/api/v1/me")["years"] == [{"year": 2026, "confirmed": entry["minutes"], "submitted": 0}]

    # Carla orders a campaign; the worker presses it in its own time.
    issuer = carla.get("/api/v1/issuers")["results"][0]["uuid"]
    draft = {"title": "Dank 2026", "kind": "record", "issuer": issuer, **YEAR}
    campaign = carla.post("/api/v1/campaigns", draft, status=201)["uuid"]
    carla.post(f"/api/v1/campaigns/{campaign}/order")
    progress = f"/api/v1/campaigns/{campaign}/progress"
    own.until(lambda: carla.get(progress)["issued"] == 4, "the worker issued all four")

    # Ada fetches hers: the bytes are those of the digest, and it says what the page behind the code says.
    certificate = ada.get("/api/v1/certificates")["results"][0]
    pdf = ada.ask("GET", f"/api/v1/certificates/{certificate['uuid']}/pdf")
    assert (pdf.status, hashlib.sha256(pdf.content).hexdigest()) == (200, certificate["digest"])
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.content))
    assert "Ada Beispiel" in text
    assert certificate["number"] in text
    assert public.ask("GET", f"/api/v1/certificates/{certificate['uuid']}/pdf").status == 401
    assert "Ada Beispiel" in page(public, f"/v/{certificate['code']}")

    # All four consent, a list is looked at by a second person and published; Ada withdraws and is gone at once.
    consent = give_consent(ada)
    for helper in helpers:
        give_consent(public.sign_in(helper.email, PASSWORD))
    thanks = {"slug": "leer-2026", "title": "Danke, Leer", "district": "03457", **YEAR}
    published = carla.post("/api/v1/recognition-lists", thanks, status=201)["uuid"]
    second.post(f"/api/v1/recognition-lists/{published}/check", {"revision": 1})
    carla.post(f"/api/v1/recognition-lists/{published}/publish")
    others = ["Helfer0 V.", "Helfer1 V.", "Helfer2 V."]
    assert public.get("/api/v1/thanks/leer-2026")["names"] == ["Ada B.", *others]
    assert "Ada B." in page(public, "/danke/leer-2026")
    ada.post(f"/api/v1/consents/{consent}/withdraw")
    assert public.get("/api/v1/thanks/leer-2026")["names"] == others
    assert "Ada B." not in page(public, "/danke/leer-2026")

    # The processes see each other, once each gave its first sign of life.
    own.until(lambda: public.ask("GET", "/readyz").status == 200, "web, worker and beat to be seen")
    assert {name: check["ok"] for name, check in public.get("/readyz")["checks"].items()} == dict.fromkeys(PARTS, True)


def make_helpers(world: World, number: int) -> list[User]:
    """People with a record and an account."""
    users = [make_user(f"helfer{index}@example.org", f"Helfer{index}") for index in range(number)]
    for index, user in enumerate(users):
        make_volunteer(user, given=f"Helfer{index}", family="Vorbild")
    return users


def log(door: Door, world: World) -> Any:
    """An entry, sent twice as a phone does that got no answer."""
    entry = {"uuid": str(uuid.uuid4()), "activity": str(world.talking.uuid), "day": DAY, "minutes": 150}
    first = door.post("/api/v1/hours", entry, status=201)
    assert door.post("/api/v1/hours", entry) == first
    return first


def give_consent(door: Door) -> str:
    volunteer = door.get("/api/v1/me")["volunteer"]
    body = {"volunteer": volunteer, "place": "region_list", "display_form": "first_name", "of_age": True}
    return str(door.post("/api/v1/consents", body, status=201)["uuid"])


def page(door: Door, path: str) -> str:
    """The text of a page that must be there."""
    answer = door.ask("GET", path)
    assert answer.status == 200, answer
    return answer.content.decode()
