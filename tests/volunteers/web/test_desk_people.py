"""*Leute*, *Tätigkeiten*, *Organisation* and *Kompetenzen* of a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from backend.common import clock
from tests import factories
from tests.cast import World
from tests.volunteers.web.desks import at, client_of, text_of
from volunteers.models import Activity, ClaimStatus, Membership, Volunteer

Queries = Callable[[int], Any]


# --- people ---


def test_people_are_those_known_here_with_the_hours_of_here(world: World) -> None:
    today = clock.today()
    factories.confirmed(world.ada_volunteer, world.talking, minutes=90, day=today)
    factories.confirmed(world.ada_volunteer, world.talking, minutes=60, day=today.replace(year=today.year - 1))
    factories.confirmed(world.ada_volunteer, world.football, minutes=600, day=today)
    factories.hours(world.ada_volunteer, world.talking, minutes=30, day=today)
    text = text_of(client_of(world.omar).get(at("desk-people", world.cafe)))
    assert "Ada Beispiel 1:30 Std." in text
    assert "eigenes Konto" in text
    assert "Mallory" not in text


def test_search_finds_by_part_of_the_name_and_puts_it_in_no_address(world: World) -> None:
    for given in ("Kim", "Lou"):
        factories.kept(world.cafe, given)
    answer = client_of(world.omar).post(at("desk-people", world.cafe), {"suche": "kim"})
    text = text_of(answer)
    assert ("Kim Muster" in text, "Lou Muster" in text) == (True, False)
    assert answer.request["QUERY_STRING"] == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_people_ask_seven_questions(rows: int, world: World, django_assert_num_queries: Queries) -> None:
    for number in range(rows):
        factories.kept(world.cafe, f"Kim {number}")
    client = client_of(world.omar)
    with django_assert_num_queries(7):
        client.get(at("desk-people", world.cafe))


def test_new_person_with_a_known_name_is_asked_about(world: World) -> None:
    client, address = client_of(world.omar), at("desk-person-new", world.cafe)
    fields = {"name": "Kim Neu", "language": "uk"}
    assert client.post(address, fields).status_code == 302
    again = client.post(address, fields)
    assert (again.status_code, "Diesen Namen gibt es hier schon." in text_of(again)) == (409, True)
    client.post(address, {**fields, "trotzdem": "on"})
    assert list(world.cafe.kept_volunteers.values_list("name", "language")) == [("Kim Neu", "uk")] * 2


def test_kept_record_is_changed_and_others_are_not(world: World) -> None:
    kim = factories.kept(world.cafe)
    client = client_of(world.omar)
    fields = {"name": "Кім Мустер", "name_latin": "Kim Muster", "email": "KIM@example.org", "language": "uk"}
    assert client.post(at("desk-person", world.cafe, kim.uuid), fields).status_code == 302
    kim.refresh_from_db()
    assert (kim.name, kim.name_latin, kim.given_name, kim.email) == ("Кім Мустер", "Kim Muster", "", "kim@example.org")
    factories.hours(world.ada_volunteer, world.talking)
    hers = at("desk-person", world.cafe, world.ada_volunteer.uuid)
    assert "ändert sie selbst" in text_of(client.get(hers))
    assert client.post(hers, fields).status_code == 403
    stranger = at("desk-person", world.cafe, world.mallory_volunteer.uuid)
    assert (client.get(stranger).status_code, client.post(stranger, fields).status_code) == (404, 404)


def test_wrong_person_comes_back_as_typed(world: World) -> None:
    fields = {"name": "Kim\u202eNeu", "email": "keine", "language": "de"}
    answer = client_of(world.omar).post(at("desk-person-new", world.cafe), fields)
    assert answer.status_code == 400
    assert 'value="keine"' in answer.content.decode()
    assert Volunteer.objects.filter(kept_by=world.cafe).count() == 0


# --- members ---


def test_manager_gives_and_ends_roles(world: World) -> None:
    client, address = client_of(world.mina), at("desk-members", world.cafe)
    assert client.post(address, {"email": "NEU@example.org", "role": "confirmer"}).status_code == 302
    twice = client.post(address, {"email": "neu@example.org", "role": "manager"})
    assert "Diese Person gehört schon zu dieser Organisation." in text_of(twice)
    new = Membership.objects.get(user__email="neu@example.org")
    client.post(at("desk-member-end", world.cafe, new.uuid))
    assert Membership.objects.current().filter(organisation=world.cafe).count() == 2
    last = Membership.objects.get(user=world.mina)
    answer = client.post(at("desk-member-end", world.cafe, last.uuid), follow=True)
    assert "Das ist die letzte Leitung dieser Organisation." in text_of(answer)


def test_confirmer_gives_no_roles_and_sees_only_themselves(world: World) -> None:
    client, address = client_of(world.omar), at("desk-members", world.cafe)
    page = client.get(address).content.decode()
    assert (world.omar.email in page, world.mina.email in page) == (True, False)
    refused = client.post(address, {"email": "neu@example.org", "role": "confirmer"})
    assert refused.status_code == 400
    theirs = Membership.objects.get(user=world.mina)
    assert client.post(at("desk-member-end", world.cafe, theirs.uuid)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_members_ask_five_questions(rows: int, world: World, django_assert_num_queries: Queries) -> None:
    for _number in range(rows):
        factories.member(world.cafe)
    client = client_of(world.mina)
    with django_assert_num_queries(5):
        client.get(at("desk-members", world.cafe))


def test_poster_leads_to_the_organisation_in_public(world: World) -> None:
    page = client_of(world.omar).get(at("desk-invite", world.cafe))
    html = page.content.decode()
    assert f"http://testserver/mitmachen/{world.cafe.uuid}" in text_of(page)
    assert ("<svg" in html, " style=" in html) == (True, False)


# --- activities and the organisation ---


def test_activity_is_made_and_changed(world: World) -> None:
    client = client_of(world.omar)
    fields = {"title": "Kochen", "field": world.football.field_id, "district": world.cafe.district_id}
    assert client.post(at("desk-activity-new", world.cafe), fields).status_code == 302
    taken = client.post(at("desk-activity-new", world.cafe), fields)
    assert taken.status_code == 400
    assert 'value="Kochen"' in taken.content.decode()
    made = Activity.objects.get(title="Kochen")
    assert (made.organisation, made.district) == (world.cafe, world.cafe.district)
    ended = {**fields, "ends_on": "2026-10-31", "description": "Jeden Montag"}
    client.post(at("desk-activity", world.cafe, made.uuid), ended)
    made.refresh_from_db()
    assert (str(made.ends_on), made.description) == ("2026-10-31", "Jeden Montag")


def test_activity_with_hours_keeps_its_field(world: World) -> None:
    factories.hours(world.ada_volunteer, world.talking)
    fields = {"title": "Neu", "field": world.football.field_id, "district": world.cafe.district_id}
    answer = client_of(world.omar).post(at("desk-activity", world.cafe, world.talking.uuid), fields)
    assert "Zu dieser Tätigkeit gibt es schon Stunden." in text_of(answer)
    world.talking.refresh_from_db()
    assert world.talking.title == "Sprechrunde"


def test_activity_of_another_organisation_is_not_there(world: World) -> None:
    address = at("desk-activity", world.cafe, world.football.uuid)
    assert client_of(world.omar).get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_activities_ask_six_questions(rows: int, world: World, django_assert_num_queries: Queries) -> None:
    for number in range(rows):
        Activity.objects.create(
            organisation=world.cafe,
            title=f"Angebot {number}",
            field=world.talking.field,
            district=world.talking.district,
        )
    client = client_of(world.omar)
    with django_assert_num_queries(6):
        client.get(at("desk-activities", world.cafe))


def test_manager_changes_the_organisation_and_a_confirmer_reads_it(world: World) -> None:
    address = at("desk-profile", world.cafe)
    fields = {"name": "Café der Sprachen", "website": "cafe.example.org", "digest": "weekly"}
    refused = client_of(world.omar).post(address, fields)
    assert refused.status_code == 400
    assert client_of(world.mina).post(address, fields).status_code == 302
    world.cafe.refresh_from_db()
    told = (world.cafe.name, world.cafe.website, world.cafe.digest)
    assert told == ("Café der Sprachen", "https://cafe.example.org", "weekly")


# --- competences ---


def test_competence_is_confirmed_in_own_words(world: World) -> None:
    claim = factories.claim(world.ada_volunteer, world.cafe)
    address = at("desk-competence", world.cafe, claim.uuid)
    client_of(world.omar).post(address, {"tun": "bestaetigen", "example": "Hat das Fest geleitet."})
    claim.refresh_from_db()
    assert (claim.status, claim.example) == (ClaimStatus.CONFIRMED, "Hat das Fest geleitet.")
    late = client_of(world.mina).post(address, {"tun": "ablehnen", "reason": "Kennen wir nicht"})
    assert late.status_code == 409
    assert "Omar Beispiel hat am" in text_of(late)


def test_competence_is_declined_with_a_reason_alone(world: World) -> None:
    claim = factories.claim(world.ada_volunteer, world.cafe)
    client, address = client_of(world.omar), at("desk-competence", world.cafe, claim.uuid)
    answer = client.post(address, {"tun": "ablehnen", "reason": "", "example": "Mein Satz"})
    assert "Bitte nennen Sie einen Grund." in text_of(answer)
    assert "Mein Satz" in answer.content.decode()
    assert client.post(address, {"tun": "ablehnen", "reason": "War nicht hier"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.status, claim.decline_reason) == (ClaimStatus.DECLINED, "War nicht hier")


def test_decision_sent_while_the_session_ended_comes_back_with_its_words(world: World) -> None:
    claim = factories.claim(world.ada_volunteer, world.cafe)
    client, address = Client(), at("desk-competence", world.cafe, claim.uuid)
    stood = at("desk-competences", world.cafe)
    fields = {"tun": "ablehnen", "reason": "War nicht hier"}
    assert client.post(address, fields, headers={"referer": f"http://testserver{stood}"}).status_code == 302
    client.force_login(world.omar)
    shown = client.get(address, follow=True)
    assert shown.redirect_chain == [(stood, 302)]
    assert "Es ist noch nichts geschehen." in text_of(shown)
    assert ' value="War nicht hier"' in shown.content.decode()
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.PROPOSED
    assert client.get(address).status_code == 405


def test_competence_of_another_organisation_is_not_there(world: World) -> None:
    claim = factories.claim(world.mallory_volunteer, world.club)
    address = at("desk-competence", world.cafe, claim.uuid)
    assert client_of(world.omar).post(address, {"tun": "bestaetigen"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_competences_ask_six_questions(rows: int, world: World, django_assert_num_queries: Queries) -> None:
    for number in range(rows):
        factories.claim(factories.kept(world.cafe, f"Kim {number}"), world.cafe)
    client = client_of(world.omar)
    with django_assert_num_queries(6):
        client.get(at("desk-competences", world.cafe))
