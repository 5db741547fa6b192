"""One certificate, as a coordinator orders it, looks at it and changes what becomes of it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from certificates.models import Certificate, CertificateMail, NumberSeries
from tests import factories
from tests.backend.site.test_coordination import coordinator, queries, signed_in
from tests.cast import World
from tests.certificates.orders import campaign, issued, order, put

LIST = "/koordination/urkunden"
ONCE = "7d2f9a52-5c5e-4a6c-9a55-0e9c8c1f3c01"


@pytest.fixture
def carla(world: World) -> Client:
    """Signed in; coordinates the whole alliance."""
    return signed_in(world.carla)


def new(world: World) -> str:
    return f"{LIST}/neu?person={world.ada_volunteer.uuid}"


def wish(world: World, **changes: Any) -> dict[str, Any]:
    """What the form sends for Ada's record of 2025."""
    return {
        "once": ONCE,
        "kind": "record",
        "start": "2025-01-01",
        "end": "2025-12-31",
        "organisation": "",
        "issuer": str(world.issuer.uuid),
        "template": "",
        "language": "",
        "beside": "",
        "trainings": "Erste Hilfe\n\n  Dolmetschen ",
        "action": "issue",
    } | changes


def numbers(listed: Any) -> list[str]:
    return [one.number_text for one in listed.context["page"].rows]


# --- ordering ---


def test_person_is_searched_in_both_scripts_and_never_by_address(world: World, carla: Client) -> None:
    world.ada_volunteer.name, world.ada_volunteer.name_latin = "Ада Приклад", "Ada Pryklad"
    world.ada_volunteer.save()
    for words in ("приклад ада", "Ada PRYK"):
        page = carla.post("/koordination/personen?fuer=neu", {"name": words})
        assert [one.pk for one in page.context["found"]] == [world.ada_volunteer.pk]
        assert f"{LIST}/neu?person={world.ada_volunteer.uuid}" in page.content.decode()
    assert carla.get("/koordination/personen?name=Ada").context["found"] is None


def test_person_outside_the_scope_is_not_found(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    emden = signed_in(coordinator("03402"))
    assert emden.post("/koordination/personen", {"name": "Ada"}).context["found"] == []
    assert emden.get(new(world)).status_code == 404


def test_order_sent_twice_is_one_certificate(world: World, carla: Client) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    first, second = carla.post(new(world), wish(world)), carla.post(new(world), wish(world))
    certificate = Certificate.objects.get()
    assert first.url == second.url == f"{LIST}/{certificate.uuid}"  # type: ignore[attr-defined]  # they are redirects
    assert certificate.content["trainings"] == ["Erste Hilfe", "Dolmetschen"]


def test_order_with_other_words_on_the_same_page_is_another(world: World, carla: Client) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    carla.post(new(world), wish(world))
    carla.post(new(world), wish(world, role="Leitung"))
    assert Certificate.objects.count() == 2


def test_preview_presses_a_picture_and_orders_nothing(world: World, carla: Client) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    page = carla.post(new(world), wish(world, action="preview"))
    part = carla.post(new(world), wish(world, action="preview"), headers={"HX-Request": "true"})
    assert page.context["picture"] == part.context["picture"]
    assert part.context["picture"].startswith("data:image/png;base64,iVBOR")
    assert "<html" not in part.content.decode()
    assert (Certificate.objects.count(), NumberSeries.objects.count()) == (0, 0)


@pytest.mark.parametrize("action", ["issue", "preview"])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end": "2024-01-01"}, "end"),
        ({"start": "2024-01-01", "end": "2024-12-31"}, "start"),  # no hours then
        ({"issuer": ""}, "issuer"),
        ({"kind": "competence"}, "organisation"),
        ({"trainings": "x\n" * 21}, "trainings"),
        ({"text": "Danke \u202e!"}, "text"),
    ],
)
def test_order_is_refused_at_the_field_and_comes_back_filled(
    world: World, carla: Client, action: str, changes: dict[str, str], field: str
) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    answer = carla.post(new(world), wish(world, action=action, **changes))
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["issuer"].value()) == (
        400,
        [field],
        changes.get("issuer", str(world.issuer.uuid)),
    )
    assert not Certificate.objects.exists()


# --- the list ---


def test_list_is_filtered_by_status_kind_number_person_and_campaign(world: World, carla: Client) -> None:
    drive = campaign(world)
    thanks, failed = issued(world), put(order(world, volunteer=world.mallory_volunteer), "failed")
    Certificate.objects.filter(pk=failed.pk).update(campaign=drive)
    both, one, other = [failed.number_text, thanks.number_text], [thanks.number_text], [failed.number_text]
    for query, found in {
        "": both,
        "?status=issued": one,
        "?status=failed": other,
        "?status=needs_replacing": [],
        "?kind=thanks": both,
        "?kind=record": [],
        f"?number={thanks.number_text.lower()}": one,
        f"?number={thanks.number}": one,
        f"?number={failed.code}": other,
        "?number=Unsinn": [],
        f"?person={world.ada_volunteer.uuid}": one,
        f"?aktion={drive.uuid}": other,
    }.items():
        assert numbers(carla.get(f"{LIST}{query}")) == found, query


def test_list_holds_what_one_coordinates_alone(world: World) -> None:
    order(world)
    assert numbers(signed_in(coordinator("03402")).get(LIST)) == []


def test_list_takes_the_same_queries_for_one_as_for_three(world: World, carla: Client) -> None:
    order(world)
    carla.get(LIST)
    assert queries(carla, LIST) == 5
    order(world), order(world)
    assert queries(carla, LIST) == 5


# --- one of them ---


def test_certificate_shows_its_file_and_its_history(world: World, carla: Client) -> None:
    certificate = issued(world)
    address = f"{LIST}/{certificate.uuid}"
    refused = carla.post(address, {"action": "revoke", "code": "wrong_facts", "reason": ""})
    assert list(refused.context["doings"].revoke.errors) == ["reason"]
    done = carla.post(address, {"action": "revoke", "code": "wrong_facts", "reason": "Ada half nicht."}, follow=True)
    assert [(one.act, one.actor, str(one.reason)) for one in done.context["history"]] == [
        ("revoked", world.carla, "Ada half nicht.")
    ]
    pdf = carla.get(f"{address}/pdf")
    assert (pdf["Content-Type"], pdf.content[:5], pdf["Cache-Control"]) == (
        "application/pdf",
        b"%PDF-",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


def test_certificate_revoked_by_somebody_else_meanwhile_says_so(world: World, carla: Client) -> None:
    certificate = put(issued(world), "revoked")
    sent = {"action": "revoke", "code": "other", "reason": "Doppelt"}
    answer = carla.post(f"{LIST}/{certificate.uuid}", sent)
    assert (answer.status_code, answer.context["certificate"].status) == (400, "revoked")
    assert answer.context["doings"].revoke.non_field_errors()


def test_failed_certificate_is_printed_once_more(world: World, carla: Client) -> None:
    certificate = put(order(world), "failed")
    carla.post(f"{LIST}/{certificate.uuid}", {"action": "retry"})
    certificate.refresh_from_db()
    assert certificate.status == "queued"
    again = carla.post(f"{LIST}/{certificate.uuid}", {"action": "retry"})
    assert (again.status_code, bool(again.context["refusal"])) == (400, True)


def test_replacement_is_ordered_once_and_leads_to_the_new_one(world: World, carla: Client) -> None:
    certificate = issued(world)
    sent = {"action": "replace", "once": ONCE, "reason": "Neuer Name"}
    first, second = (carla.post(f"{LIST}/{certificate.uuid}", sent) for _ in range(2))
    new_one = Certificate.objects.get(replaces=certificate)
    assert first.url == second.url == f"{LIST}/{new_one.uuid}"  # type: ignore[attr-defined]  # they are redirects


def test_renewal_that_ends_earlier_is_refused_at_its_end(world: World, carla: Client) -> None:
    certificate = issued(world)
    sent = {"action": "renew", "once": ONCE, "end": "2025-06-30"}
    answer = carla.post(f"{LIST}/{certificate.uuid}", sent)
    assert list(answer.context["doings"].renew.errors) == ["end"]
    carla.post(f"{LIST}/{certificate.uuid}", sent | {"end": "2026-06-30"})
    assert Certificate.objects.get(replaces=certificate).period_end == dt.date(2026, 6, 30)


def test_mail_is_ordered_once(world: World, carla: Client) -> None:
    certificate = issued(world)
    for _ in range(2):
        assert carla.post(f"{LIST}/{certificate.uuid}", {"action": "mail"}).status_code == 302
    assert CertificateMail.objects.get().certificate == certificate


def test_own_certificate_is_left_to_a_colleague(world: World, carla: Client) -> None:
    world.ada_volunteer.user = world.carla
    world.ada_volunteer.save()
    certificate = issued(world)
    answer = carla.post(f"{LIST}/{certificate.uuid}", {"action": "revoke", "code": "other", "reason": "Doppelt"})
    assert (answer.context["own"], answer.context["certificate"].status) == (True, "issued")


def test_page_that_waits_for_the_press_asks_to_be_loaded_anew_once_it_is_done(world: World, carla: Client) -> None:
    waiting, done = order(world), issued(world)
    put(waiting, "queued")
    asked = {"HX-Request": "true"}
    assert "HX-Refresh" not in carla.get(f"{LIST}/{waiting.uuid}", headers=asked)
    assert carla.get(f"{LIST}/{done.uuid}", headers=asked)["HX-Refresh"] == "true"


@pytest.mark.parametrize(("address", "number"), [("", 7), ("/neu", 8)])
def test_page_of_a_certificate_takes_so_many_queries(world: World, carla: Client, address: str, number: int) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    one = issued(world)
    path = f"{LIST}/{one.uuid}" if not address else new(world)
    carla.get(path)
    assert queries(carla, path) == number
    carla.post(f"{LIST}/{one.uuid}", {"action": "replace", "once": ONCE})
    factories.confirmed(world.ada_volunteer, world.football)
    assert queries(carla, path) == number
