"""The coordinators' overview, reports and protocol."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import Certificate
from certificates.services import revoking
from recognition.services import lists
from tests import factories
from tests.cast import World, give_second_factor
from tests.certificates.orders import campaign, issued, order, put
from volunteers.models import Activity, Organisation, User
from volunteers.services import confirming, totals

EMDEN = "03402"


@pytest.fixture
def carla(world: World) -> Client:
    """Signed in; coordinates the whole alliance."""
    return signed_in(world.carla)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def coordinator(ags: str) -> User:
    """Somebody with a second factor who coordinates one district."""
    user = factories.coordinate(factories.user("bezirk"), district=factories.district(ags))
    give_second_factor(user)
    return user


def queries(client: Client, address: str) -> int:
    """How many it takes to draw the page."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def wait_somewhere(world: World, number: int) -> None:
    """One more of everything that waits, in an organisation of its own."""
    place = factories.district("03457")
    organisation = Organisation.objects.create(slug=f"o{number}", name=f"Ort {number}", kind="church", district=place)
    activity = Activity.objects.create(
        organisation=organisation, title="Hilfe", field=world.talking.field, district=place
    )
    factories.hours(factories.helper(), activity)
    put(order(world), "failed")
    campaign(world, title=f"Aktion {number}")
    lists.create_list(
        actor=world.carla,
        slug=f"l{number}",
        title=f"Liste {number}",
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
        district=place,
    )


def test_overview_asks_as_often_for_one_of_each_as_for_three(world: World, carla: Client) -> None:
    wait_somewhere(world, 1)
    carla.get("/koordination")
    assert queries(carla, "/koordination") == 9
    for number in (2, 3):
        wait_somewhere(world, number)
    assert queries(carla, "/koordination") == 9


def test_overview_names_who_waits_longest_first(world: World, carla: Client) -> None:
    late = factories.hours(world.mallory_volunteer, world.football)
    early = factories.hours(world.ada_volunteer, world.talking, minutes=90)
    now = timezone.now()
    for entry, days in ((late, 1), (early, 9)):
        type(entry).objects.filter(pk=entry.pk).update(submitted_at=now - dt.timedelta(days=days))
    found = carla.get("/koordination").context["approvals"]
    assert [(row["organisation__name"], row["entries"], row["total"]) for row in found] == [
        ("Sprachcafé", 1, 90),
        ("Sportverein", 1, 60),
    ]


def test_overview_shows_nothing_beyond_the_scope(world: World) -> None:
    wait_somewhere(world, 1)
    context = signed_in(coordinator(EMDEN)).get("/koordination").context
    assert [list(context[name]) for name in ("approvals", "certificates", "campaigns", "lists")] == [[], [], [], []]


def test_overview_shows_a_finished_campaign_no_more(world: World, carla: Client) -> None:
    draft = campaign(world, title="Angefangen")
    done = campaign(world, title="Fertig")
    type(done).objects.filter(pk=done.pk).update(status="ordered", ordered_at=timezone.now())
    put(order(world), "issued")
    Certificate.objects.update(campaign=done)
    assert [one.pk for one in carla.get("/koordination").context["campaigns"]] == [draft.pk]


def test_organisation_names_its_members_to_who_coordinates_it_alone(world: World, carla: Client) -> None:
    address = f"/koordination/stellen/{world.cafe.uuid}"
    world.hours(minutes=90)
    seen = carla.get(address)
    assert {one.user.name for one in seen.context["members"]} == {"Omar Beispiel", "Mina Beispiel"}
    assert seen.context["waiting"]["total"] == 90
    stranger = signed_in(coordinator(EMDEN)).get(address)
    assert (list(stranger.context["members"]), stranger.context["waiting"]["entries"]) == ([], 0)


# --- reports ---


def test_report_counts_what_is_confirmed_within_the_scope(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, minutes=90)
    factories.confirmed(world.mallory_volunteer, world.football, minutes=30)
    totals.reconcile()
    address = "/koordination/berichte?by=field&start=2025-01-01&end=2025-12-31"
    everything = signed_in(world.carla).get(address).context["figures"]
    emden = signed_in(coordinator(EMDEN)).get(address).context["figures"]
    assert (everything.total.minutes, everything.total.people) == (120, 2)
    assert [(one.key, one.minutes) for one in emden.cells] == [("living", 30)]


def test_report_as_a_file_holds_the_table_and_the_total(world: World, carla: Client) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, minutes=90)
    totals.reconcile()
    answer = carla.get("/koordination/berichte?by=month&start=2025-03-01&end=2025-04-30&datei=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="bericht-month-2025-03-2025-04.csv"'
    assert answer.content.decode("utf-8-sig").split("\r\n") == [
        "Schlüssel;Name;Minuten;Einträge;Engagierte;Organisationen",
        "2025-03;März 2025;90;1;1;1",
        "2025-04;April 2025;0;0;0;0",
        ";Insgesamt;90;1;1;1",
        "",
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("by=month&start=2025-12-31&end=2025-01-01", "end"),
        ("by=month&start=1925-01-01&end=2025-01-01", "end"),
        ("by=month&start=gestern&end=2025-01-01", "start"),
        ("by=gender&start=2025-01-01&end=2025-01-01", "by"),
    ],
)
def test_report_refuses_at_the_field(carla: Client, query: str, field: str) -> None:
    answer = carla.get(f"/koordination/berichte?{query}")
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])


@pytest.mark.parametrize("by", ["district", "field", "month", "kind"])
def test_report_takes_the_same_queries_for_one_row_as_for_three(world: World, carla: Client, by: str) -> None:
    address = f"/koordination/berichte?by={by}&start=2025-01-01&end=2025-12-31"
    carla.get(address)
    found = []
    for ags, code in (("03457", "language"), ("03402", "living"), ("03403", "labour")):
        place = factories.district(ags)
        home = Organisation.objects.create(slug=ags, name=ags, kind="church", district=place)
        activity = Activity.objects.create(
            organisation=home, title="Hilfe", field=factories.field(code), district=place
        )
        factories.confirmed(factories.helper(), activity, day=dt.date(2025, int(ags) % 12 + 1, 1))
        totals.reconcile()
        found.append(queries(carla, address))
    assert found == [7 if by in {"month", "kind"} else 8] * 3


# --- protocol ---


def test_protocol_shows_steps_of_the_scope_newest_first(world: World, carla: Client) -> None:
    entry = confirming.confirm(actor=world.omar, entry=world.hours(), way="page")
    steps = [(one.entry_id, one.to_status) for one in carla.get("/koordination/protokoll").context["page"].rows]
    assert steps == [(entry.pk, "confirmed"), (entry.pk, "submitted")]
    assert signed_in(coordinator(EMDEN)).get("/koordination/protokoll").context["page"].rows == []


def test_protocol_leaves_out_what_a_coordinator_sees_in_another_role(world: World) -> None:
    world.hours()
    factories.coordinate(world.ada, district=factories.district(EMDEN))
    give_second_factor(world.ada)
    assert signed_in(world.ada).get("/koordination/protokoll").context["page"].rows == []


def test_protocol_goes_on_where_the_page_ended(world: World, carla: Client) -> None:
    for back in range(1, 53):
        world.hours(minutes=30, day=dt.date(2025, 6, 1) - dt.timedelta(days=back))
    first = carla.get(f"/koordination/protokoll?person={world.ada_volunteer.uuid}").context["page"]
    second = carla.get(f"/koordination/protokoll{first.older}").context["page"]
    keys = [one.pk for one in [*first.rows, *second.rows]]
    assert (len(first.rows), len(keys), second.older) == (50, 52, "")
    assert keys == sorted(keys, reverse=True)
    assert second.newest == f"?person={world.ada_volunteer.uuid}"


def test_protocol_is_filtered_by_person_and_organisation(world: World, carla: Client) -> None:
    world.hours()
    for name, theirs, others in (
        ("person", world.ada_volunteer, world.mallory_volunteer),
        ("organisation", world.cafe, world.club),
    ):
        assert len(carla.get(f"/koordination/protokoll?{name}={theirs.uuid}").context["page"].rows) == 1
        assert carla.get(f"/koordination/protokoll?{name}={others.uuid}").context["page"].rows == []


def test_protocol_of_certificates_is_filtered_by_certificate(world: World, carla: Client) -> None:
    one, other = issued(world), issued(world)
    for certificate in (one, other):
        revoking.revoke(actor=world.carla, certificate=certificate, code="other", reason="Doppelt")
    page = carla.get(f"/koordination/protokoll?art=urkunden&urkunde={one.uuid}").context["page"]
    assert [(step.certificate_id, step.act) for step in page.rows] == [(one.pk, "revoked")]
    assert len(carla.get("/koordination/protokoll?art=urkunden").context["page"].rows) == 2


@pytest.mark.parametrize("value", ["nein", "00000000-0000-4000-8000-000000000000"])
def test_protocol_of_somebody_unknown_is_not_found(carla: Client, value: str) -> None:
    assert carla.get(f"/koordination/protokoll?person={value}").status_code == 404


def test_protocol_takes_the_same_queries_for_one_step_as_for_three(world: World, carla: Client) -> None:
    world.hours()
    carla.get("/koordination/protokoll")
    assert queries(carla, "/koordination/protokoll") == 6
    for back in (2, 3):
        world.hours(day=dt.date(2025, 6, back))
    assert queries(carla, "/koordination/protokoll") == 6
