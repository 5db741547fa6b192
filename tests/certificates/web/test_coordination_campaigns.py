"""A campaign from its first step to the mails, as a coordinator goes through it."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from certificates.models import Campaign, Certificate, CertificateMail, NumberSeries
from certificates.services import campaigns, queue
from tests import factories
from tests.backend.site.test_coordination import coordinator, queries, signed_in
from tests.cast import World
from tests.certificates.orders import campaign, helpers, put

LIST = "/koordination/aktionen"
ONCE = "7d2f9a52-5c5e-4a6c-9a55-0e9c8c1f3c02"


@pytest.fixture
def carla(world: World) -> Client:
    """Signed in; coordinates the whole alliance."""
    return signed_in(world.carla)


def rule(**changes: Any) -> dict[str, Any]:
    """What the first step sends: everyone with an hour in 2025."""
    return {
        "once": ONCE,
        "title": "Dank 2025",
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "minimum": "1",
        "district": "",
        "field": "",
        "organisation": "",
        "action": "save",
    } | changes


def design(world: World, **changes: Any) -> dict[str, Any]:
    """What the second step sends."""
    return {
        "kind": "record",
        "issuer": str(world.issuer.uuid),
        "template": "",
        "language": "",
        "beside": "",
        "action": "save",
    } | changes


def ordered(world: World, number: int = 2) -> Campaign:
    """A campaign whose certificates are queued."""
    helpers(world, number)
    found = campaign(world)
    campaigns.order_campaign(actor=world.carla, campaign=found)
    found.refresh_from_db()
    return found


def test_campaign_goes_from_the_rule_to_the_mails(world: World, carla: Client) -> None:
    helpers(world, 2)
    factories.confirmed(factories.kept(world.cafe, "Mit", "Adresse", email="mit@example.org"), world.talking)
    for _ in range(2):  # a double click makes one draft
        step = carla.post(f"{LIST}/neu", rule())
    draft = Campaign.objects.get()
    here = f"{LIST}/{draft.uuid}"
    assert step.url == f"{here}/gestaltung"  # type: ignore[attr-defined]  # it is a redirect
    assert len(carla.get(f"{here}/gestaltung").context["examples"]) == 3
    assert carla.post(f"{here}/gestaltung", design(world)).url == f"{here}/pruefen"  # type: ignore[attr-defined]  # as above
    checked = carla.get(f"{here}/pruefen").context
    assert (checked["count"], len(checked["checked"]), checked["failing"]) == ({"people": 3, "no_address": 2}, 3, 0)
    assert NumberSeries.objects.count() == 0  # nothing was ordered to look at it
    for _ in range(2):
        assert carla.post(f"{here}/starten").url == here  # type: ignore[attr-defined]  # as above
    assert carla.get(here).context["progress"] == {"total": 3, "done": 0, "failed": 0, "waiting": 3}
    queue.drain()
    assert carla.get(here).context["progress"] == {"total": 3, "done": 3, "failed": 0, "waiting": 0}
    mails = carla.get(f"{here}/mails").context
    assert (mails["due"], len(mails["unreachable"])) == (1, 2)
    for _ in range(2):
        carla.post(f"{here}/mails")
    assert CertificateMail.objects.count() == 1
    assert carla.get(f"{here}/mails").context["due"] == 0


def test_count_is_live_and_saves_nothing(world: World, carla: Client) -> None:
    helpers(world, 2, minutes=90)
    for minimum, found in (("0", 2), ("1.5", 2), ("2", 0)):
        part = carla.post(
            f"{LIST}/neu", rule(action="count", title="", minimum=minimum), headers={"HX-Request": "true"}
        )
        assert part.context["count"]["people"] == found
    assert "<html" not in part.content.decode()
    assert not Campaign.objects.exists()


def test_draft_is_gone_on_with_as_it_was_left(world: World, carla: Client) -> None:
    carla.post(f"{LIST}/neu", rule(minimum="2.5", organisation=str(world.cafe.uuid)))
    here = f"{LIST}/{Campaign.objects.get().uuid}"
    assert carla.get(here).url == f"{here}/wen"  # type: ignore[attr-defined]  # it is a redirect
    form = carla.get(f"{here}/wen").context["form"]
    shown = {name: str(form[name].value()) for name in ("title", "period_end", "minimum", "organisation")}
    assert shown == {
        "title": "Dank 2025",
        "period_end": "2025-12-31",
        "minimum": "2.5",
        "organisation": str(world.cafe.uuid),
    }
    carla.post(f"{here}/wen", rule(title="Anders"))
    assert [(one.title, one.minimum_minutes) for one in Campaign.objects.all()] == [("Anders", 60)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"period_end": "2024-12-31"}, "period_end"),
        ({"minimum": "-1"}, "minimum"),
        ({"minimum": "viele"}, "minimum"),
    ],
)
def test_rule_is_refused_at_the_field_and_comes_back_filled(carla: Client, changes: dict[str, str], field: str) -> None:
    answer = carla.post(f"{LIST}/neu", rule(**changes))
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["period_start"].value()) == (400, [field], "2025-01-01")


def test_rule_beyond_the_scope_is_refused_at_the_district(world: World) -> None:
    emden = signed_in(coordinator("03402"))
    assert list(emden.post(f"{LIST}/neu", rule()).context["form"].errors) == ["district"]
    assert list(emden.post(f"{LIST}/neu", rule(district="03457")).context["form"].errors) == ["district"]
    assert emden.post(f"{LIST}/neu", rule(district="03402")).status_code == 302


def test_rule_that_finds_nobody_says_so_and_does_not_start(world: World, carla: Client) -> None:
    here = f"{LIST}/{campaign(world).uuid}"
    assert "findet niemanden" in carla.get(f"{here}/pruefen").context["refusal"]
    assert carla.post(f"{here}/starten").status_code == 400
    assert Campaign.objects.get().status == "draft"


def test_look_is_saved_and_another_picture(world: World, carla: Client) -> None:
    helpers(world, 1)
    draft = campaign(world)
    here = f"{LIST}/{draft.uuid}"
    before = carla.get(f"{here}/gestaltung").context["look"]
    sent = design(world, language="uk", action="look")
    part = carla.post(f"{here}/gestaltung", sent, headers={"HX-Request": "true"})
    draft.refresh_from_db()
    assert (draft.language, part.context["look"] == before) == ("uk", False)
    person = part.context["examples"][0].volunteer
    picture = carla.get(f"{here}/vorschau/{person}")
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert carla.get(f"{here}/vorschau/{world.mallory_volunteer.uuid}").status_code == 404


def test_steps_of_an_ordered_campaign_lead_to_its_progress(world: World, carla: Client) -> None:
    here = f"{LIST}/{ordered(world).uuid}"
    for step in ("wen", "gestaltung", "pruefen", "starten"):
        assert carla.get(f"{here}/{step}").url == here  # type: ignore[attr-defined]  # they are redirects
        if step != "pruefen":
            assert carla.post(f"{here}/{step}").url == here  # type: ignore[attr-defined]  # as above


def test_campaign_is_paused_resumed_and_its_failures_retried(world: World, carla: Client) -> None:
    found = ordered(world)
    here = f"{LIST}/{found.uuid}"
    carla.post(here, {"action": "pause"})
    assert queue.drain() == 0
    faster = carla.post(here, {"action": "pause"})
    assert (faster.status_code, faster.context["campaign"].status) == (409, "paused")
    carla.post(here, {"action": "resume"})
    assert queue.drain() == 2
    put(Certificate.objects.filter(campaign=found)[0], "failed")
    assert carla.get(here).context["progress"] == {"total": 2, "done": 1, "failed": 1, "waiting": 0}
    carla.post(here, {"action": "retry"})
    assert carla.get(here).context["running"]


def test_progress_is_a_part_while_it_runs_and_a_new_page_once_it_is_over(world: World, carla: Client) -> None:
    here = f"{LIST}/{ordered(world).uuid}"
    asked = {"HX-Request": "true"}
    part = carla.get(here, headers=asked).content.decode()
    assert ("<html" in part, "0 von 2" in part, "every 2s" in part) == (False, True, True)
    queue.drain()
    assert carla.get(here, headers=asked)["HX-Refresh"] == "true"


def test_files_of_a_campaign_are_streamed_under_its_title(world: World, carla: Client) -> None:
    found = ordered(world)
    here = f"{LIST}/{found.uuid}"
    assert carla.get(f"{here}/zip").status_code == 409  # nothing is issued yet
    queue.drain()
    archive: Any = carla.get(f"{here}/zip")
    names = zipfile.ZipFile(io.BytesIO(archive.getvalue())).namelist()
    assert (archive["Content-Disposition"], len(names)) == ('attachment; filename="Dank 2025.zip"', 2)
    printed: Any = carla.get(f"{here}/druck?doppelt")
    assert printed.getvalue()[:5] == b"%PDF-"


def test_draft_is_discarded(world: World, carla: Client) -> None:
    draft = campaign(world)
    carla.post(f"{LIST}/{draft.uuid}/verwerfen")
    draft.refresh_from_db()
    assert draft.status == "cancelled"
    assert carla.post(f"{LIST}/{draft.uuid}/verwerfen").status_code == 404


def test_campaigns_take_the_same_queries_for_one_as_for_three(world: World, carla: Client) -> None:
    ordered(world)
    carla.get(LIST)
    assert queries(carla, LIST) == 7
    campaign(world)
    campaigns.order_campaign(actor=world.carla, campaign=campaign(world, title="Noch eine"))
    assert queries(carla, LIST) == 7


@pytest.mark.parametrize(("step", "number"), [("wen", 9), ("gestaltung", 9), ("pruefen", 9), ("starten", 6)])
def test_steps_take_the_same_queries_for_one_person_as_for_three(
    world: World, carla: Client, step: str, number: int
) -> None:
    draft = campaign(world)
    address = f"{LIST}/{draft.uuid}/{step}"
    helpers(world, 1)
    carla.get(address)
    assert queries(carla, address) == number
    helpers(world, 2)
    assert queries(carla, address) == number


@pytest.mark.parametrize(("page", "number"), [("", 6), ("/mails", 9)])
def test_pages_of_an_ordered_campaign_take_the_same_queries_for_one_person_as_for_three(
    world: World, carla: Client, page: str, number: int
) -> None:
    found = []
    for people in (1, 3):
        address = f"{LIST}/{ordered(world, people).uuid}{page}"
        queue.drain()
        carla.get(address)
        found.append(queries(carla, address))
    assert found == [number, number]


def test_competence_certificates_need_an_organisation(world: World, carla: Client) -> None:
    for place, refused in ((None, True), (world.cafe, False)):
        draft = campaign(world, organisation=place)
        answer = carla.post(f"{LIST}/{draft.uuid}/gestaltung", design(world, kind="competence", age_affirmed="on"))
        draft.refresh_from_db()
        assert (answer.status_code == 400, draft.kind, draft.age_affirmed) == (
            refused,
            "record" if refused else "competence",
            not refused,
        )
    assert carla.get(f"{LIST}/{draft.uuid}/pruefen").status_code == 200
