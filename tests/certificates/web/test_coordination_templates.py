"""Templates as a coordinator edits them: what is wrong stands at its place."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certificates.models import TemplateVersion
from certificates.services import samples, templates
from tests.backend.site.test_coordination import coordinator, queries, signed_in
from tests.cast import World
from tests.certificates.orders import published

LIST = "/koordination/vorlagen"
ONCE = "7d2f9a52-5c5e-4a6c-9a55-0e9c8c1f3c03"


@pytest.fixture
def carla(world: World) -> Client:
    """Signed in; coordinates the whole alliance."""
    return signed_in(world.carla)


@pytest.fixture
def draft(world: World) -> TemplateVersion:
    """Carla's, as the house prints."""
    return templates.create_template(actor=world.carla, title="In Grün", kind="thanks")


def file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("gestaltung.json", text.encode())


def green() -> dict[str, Any]:
    """The shipped design in another colour."""
    layout = samples.shipped_layout("thanks")
    for style in layout["styles"].values():
        style["colour"] = "#115533"
    return layout


def test_template_begins_as_the_house_prints_or_as_a_file_says(carla: Client) -> None:
    sent = {"once": ONCE, "title": "In Grün", "kind": "thanks", "issuer": ""}
    for _ in range(2):
        step = carla.post(f"{LIST}/neu", sent)
    version = TemplateVersion.objects.get()
    assert step.url == f"{LIST}/{version.uuid}"  # type: ignore[attr-defined]  # it is a redirect
    assert version.layout == samples.shipped_layout("thanks")
    carla.post(f"{LIST}/neu", sent | {"file": file(json.dumps(green())), "title": "Aus der Datei"})
    assert TemplateVersion.objects.latest("pk").layout == green()


def test_draft_is_saved_shown_published_copied_and_retired(carla: Client, draft: TemplateVersion) -> None:
    here = f"{LIST}/{draft.uuid}"
    carla.post(here, {"action": "save", "layout": json.dumps(green())})
    assert carla.get(f"{here}/bild?muster=ar").content[:4] == b"\x89PNG"
    assert carla.post(here, {"action": "publish"}).status_code == 302
    copied = carla.post(here, {"action": "copy"})
    second = TemplateVersion.objects.get(number=2)
    assert copied.url == f"{LIST}/{second.uuid}"  # type: ignore[attr-defined]  # it is a redirect
    again = carla.post(here, {"action": "copy"})
    assert (again.status_code, "hat schon einen Entwurf" in again.context["refusal"]) == (400, True)
    carla.post(here, {"action": "retire"})
    draft.refresh_from_db()
    assert (draft.status, draft.layout, second.layout) == ("retired", green(), green())


@pytest.mark.parametrize("name", ["layout", "file"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"kind": "thanks",\n}', "Zeile 2"),
        ("[NaN]", "kein JSON"),
        (json.dumps(green() | {"version": 99}), "layout."),
        (json.dumps(green() | {"kind": "record"}), "layout"),
    ],
)
def test_layout_is_refused_at_its_place_and_stays_as_it_was_typed(
    carla: Client, draft: TemplateVersion, name: str, text: str, said: str
) -> None:
    given: dict[str, Any] = {"file": file(text)} if name == "file" else {"layout": text}
    answer = carla.post(f"{LIST}/{draft.uuid}", {"action": "save", **given})
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (400, [name])
    assert said in form.errors[name][0]
    assert form["layout"].value() == given.get("layout")
    draft.refresh_from_db()
    assert draft.layout == samples.shipped_layout("thanks")


def test_template_of_somebody_else_is_looked_at_and_not_changed(world: World) -> None:
    version = published(world)
    other = signed_in(coordinator("03402"))
    here = f"{LIST}/{version.uuid}"
    assert other.get(here).context["editable"] is False
    answer = other.post(here, {"action": "retire"})
    version.refresh_from_db()
    assert (answer.status_code, version.status) == (400, "published")
    assert "wer sie angelegt hat" in answer.context["refusal"]


def test_draft_of_somebody_else_is_not_found(draft: TemplateVersion) -> None:
    other = signed_in(coordinator("03402"))
    assert other.get(f"{LIST}/{draft.uuid}").status_code == 404
    assert other.get(f"{LIST}/{draft.uuid}/bild").status_code == 404


def test_templates_take_the_same_queries_for_one_as_for_three(world: World, carla: Client) -> None:
    published(world)
    carla.get(LIST)
    assert queries(carla, LIST) == 7
    published(world), published(world, kind="record")
    assert queries(carla, LIST) == 7


def test_page_of_a_template_takes_so_many_queries(carla: Client, draft: TemplateVersion) -> None:
    carla.get(f"{LIST}/{draft.uuid}")
    assert queries(carla, f"{LIST}/{draft.uuid}") == 6
